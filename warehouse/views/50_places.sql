CREATE VIEW places AS
WITH named AS (
    SELECT
        geonameid,
        any_value(name) AS name,
        any_value(admin2) AS admin2,
        any_value(admin1) AS admin1,
        any_value(admin1_code) AS admin1_code,
        any_value(country) AS country,
        round(any_value(lat), 5) AS lat,
        round(any_value(lon), 5) AS lon,
        count(DISTINCT article_id) FILTER (role = 'place') AS articles,
        count(*) FILTER (role = 'place') AS mentions,
        count(*) FILTER (role = 'people') AS as_people,
        count(*) FILTER (role = 'body') AS as_body,
        count(*) FILTER (role = 'government') AS as_government
    FROM stored.place_mentions
    WHERE geonameid IS NOT NULL
    GROUP BY geonameid
), struck AS (
    SELECT
        geonameid,
        any_value(place_name) AS name,
        any_value(admin2) AS admin2,
        any_value(admin1) AS admin1,
        any_value(admin1_code) AS admin1_code,
        any_value(country) AS country,
        round(any_value(lat), 5) AS lat,
        round(any_value(lon), 5) AS lon,
        count(*) FILTER (counted) AS incidents,
        sum(coalesce(killed_best, killed_low)) FILTER (counted)::BIGINT AS killed,
        max(happened_first) FILTER (counted) AS last_day
    FROM incidents
    WHERE geonameid IS NOT NULL
    GROUP BY geonameid
)
SELECT
    geonameid,
    coalesce(named.name, struck.name) AS name,
    coalesce(named.admin2, struck.admin2) AS admin2,
    coalesce(named.admin1, struck.admin1) AS admin1,
    coalesce(named.admin1_code, struck.admin1_code) AS admin1_code,
    coalesce(named.country, struck.country) AS country,
    countries.country_name,
    coalesce(named.lat, struck.lat) AS lat,
    coalesce(named.lon, struck.lon) AS lon,
    coalesce(struck.incidents, 0) AS incidents,
    struck.killed,
    struck.last_day,
    coalesce(named.articles, 0) AS articles,
    coalesce(named.mentions, 0) AS mentions,
    coalesce(named.as_people, 0) AS as_people,
    coalesce(named.as_body, 0) AS as_body,
    coalesce(named.as_government, 0) AS as_government
FROM named
FULL JOIN struck USING (geonameid)
LEFT JOIN stored.countries ON countries.country = coalesce(named.country, struck.country);

COMMENT ON VIEW places IS 'One row per place of the gazetteer that an article names or an incident is set in.';
COMMENT ON COLUMN places.geonameid IS 'GeoNames id.';
COMMENT ON COLUMN places.name IS 'Its name in the gazetteer.';
COMMENT ON COLUMN places.admin2 IS 'District or the like.';
COMMENT ON COLUMN places.admin1 IS 'Province or state.';
COMMENT ON COLUMN places.admin1_code IS 'Its code, ISO 3166-2 (PK-BA).';
COMMENT ON COLUMN places.country IS 'Country, ISO 3166 alpha-3.';
COMMENT ON COLUMN places.country_name IS 'Country, its common English name.';
COMMENT ON COLUMN places.lat IS 'Latitude, degrees north, WGS 84.';
COMMENT ON COLUMN places.lon IS 'Longitude, degrees east.';
COMMENT ON COLUMN places.incidents IS 'Incidents counted (see incidents.counted) whose most specific place this is; those in a province''s towns stand at the towns.';
COMMENT ON COLUMN places.killed IS 'Killed in those, of all sides: sum of the best figures (the lowest where there is no best).';
COMMENT ON COLUMN places.last_day IS 'Latest day on which one of those began.';
COMMENT ON COLUMN places.articles IS 'Articles that name it as where something is.';
COMMENT ON COLUMN places.mentions IS 'How often articles name it as where something is.';
COMMENT ON COLUMN places.as_people IS 'How often its people are meant (Turkish).';
COMMENT ON COLUMN places.as_body IS 'How often its name is within the name of a body, person or team (Glasgow Police).';
COMMENT ON COLUMN places.as_government IS 'How often its government is meant (Islamabad said).';
