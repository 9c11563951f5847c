CREATE VIEW acled AS
WITH reported AS (
    SELECT
        incident_reports.incident_id,
        string_agg(DISTINCT events.publisher, '; ' ORDER BY events.publisher) AS source,
        bool_or(articles.publisher_country = incidents.country) AS has_national,
        bool_or(articles.publisher_country <> incidents.country) AS has_international
    FROM stored.incident_reports
    JOIN stored.events USING (event_id)
    JOIN stored.articles USING (article_id)
    JOIN incidents USING (incident_id)
    GROUP BY incident_reports.incident_id
), known AS (
    SELECT name, any_value(kind) AS kind
    FROM stored.actor_mentions
    WHERE actor IS NOT NULL
    GROUP BY name
), noted AS (
    SELECT provenance.incident_id, mode(provenance.event_id ORDER BY provenance.event_id) AS event_id
    FROM provenance
    WHERE is_latest
    GROUP BY provenance.incident_id
), coded AS (
    SELECT
        incidents.*,
        reported.source,
        reported.has_national,
        reported.has_international,
        events.sentence AS notes,
        perpetrators.inter AS inter1,
        CASE
            WHEN known.name IS NOT NULL THEN known.name
            WHEN targets.acled_actor IS NULL THEN NULL
            WHEN targets.is_of_country = 'true' THEN concat(targets.acled_actor, ' (' || incidents.country_name || ')')
            ELSE targets.acled_actor
        END AS actor2,
        CASE WHEN known.name IS NOT NULL THEN struck.inter ELSE targets.inter END AS inter2
    FROM incidents
    LEFT JOIN reported USING (incident_id)
    LEFT JOIN noted USING (incident_id)
    LEFT JOIN events ON events.event_id = noted.event_id
    LEFT JOIN stored.actor_kinds AS perpetrators ON perpetrators.actor_kind = incidents.perpetrator_kind
    LEFT JOIN stored.target_categories AS targets ON targets.target_category = incidents.target_category
    LEFT JOIN known ON known.name = incidents.target
    LEFT JOIN stored.actor_kinds AS struck ON struck.actor_kind = known.kind
    WHERE incidents.status IN ('occurred', 'alleged')
)
SELECT
    incident_id AS event_id_cnty,
    happened_first AS event_date,
    year(happened_first) AS "year",
    CASE happened_precision WHEN 'day' THEN 1 WHEN 'week' THEN 2 WHEN 'month' THEN 3 END AS time_precision,
    disorder_type,
    event_type,
    sub_event_type,
    perpetrator AS actor1,
    NULL::VARCHAR AS assoc_actor_1,
    inter1::INTEGER AS inter1,
    actor2,
    NULL::VARCHAR AS assoc_actor_2,
    inter2::INTEGER AS inter2,
    CASE
        WHEN actor2 IS NULL THEN inter1 || '0'
        WHEN inter1 IS NOT NULL AND inter2 IS NOT NULL THEN least(inter1, inter2) || greatest(inter1, inter2)
    END::INTEGER AS interaction,
    CASE
        WHEN event_type = 'Violence against civilians' THEN 'Civilian targeting'
        WHEN inter2 = '7' AND event_type NOT IN ('Battles', 'Strategic developments') THEN 'Civilian targeting'
    END AS civilian_targeting,
    countries.iso_numeric::INTEGER AS iso,
    coded.region,
    coded.country_name AS country,
    admin1,
    admin2,
    NULL::VARCHAR AS admin3,
    place_name AS location,
    lat AS latitude,
    lon AS longitude,
    CASE place_precision WHEN 'exact' THEN 1 WHEN 'near' THEN 2 WHEN 'admin2' THEN 2 WHEN 'admin1' THEN 3 WHEN 'country' THEN 3
    END AS geo_precision,
    source,
    CASE
        WHEN has_national AND has_international THEN 'National-International'
        WHEN has_national THEN 'National'
        WHEN has_international THEN 'International'
    END AS source_scale,
    notes,
    coalesce(killed_best, killed_low) AS fatalities,
    CASE WHEN status = 'alleged' THEN 'status=alleged' END AS tags,
    epoch(learned_at)::BIGINT AS "timestamp"
FROM coded
LEFT JOIN stored.countries ON countries.country = coded.country;

COMMENT ON VIEW acled IS 'Incidents that happened (or are alleged to have) in the columns of ACLED, for tools made for its files. The values are tocsin''s, read by machine, not ACLED''s.';
COMMENT ON COLUMN acled.event_id_cnty IS 'The incident''s id.';
COMMENT ON COLUMN acled.event_date IS 'First day on which it can have happened (local calendar, as the reports count it); empty where nobody tells.';
COMMENT ON COLUMN acled."year" IS 'Its year.';
COMMENT ON COLUMN acled.time_precision IS '1 the day is known, 2 the week, 3 the month; empty where less is known.';
COMMENT ON COLUMN acled.disorder_type IS 'ACLED disorder type of the sub-event: Political violence, Demonstrations, both, or Strategic developments.';
COMMENT ON COLUMN acled.event_type IS 'ACLED event type.';
COMMENT ON COLUMN acled.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN acled.actor1 IS 'The perpetrator: its name, or the words of the reports where nobody names it.';
COMMENT ON COLUMN acled.assoc_actor_1 IS 'Always empty.';
COMMENT ON COLUMN acled.inter1 IS 'ACLED code of the perpetrator''s kind, 1 to 8; empty where its kind is unknown (ACLED writes 3 for the unidentified).';
COMMENT ON COLUMN acled.actor2 IS 'Whom it hit: the name where it is a known actor, else the kind of target as ACLED names such actors; empty for property.';
COMMENT ON COLUMN acled.assoc_actor_2 IS 'Always empty.';
COMMENT ON COLUMN acled.inter2 IS 'ACLED code of the kind of actor2, 1 to 8; empty where unknown.';
COMMENT ON COLUMN acled.interaction IS 'Both codes, the lower first; that of inter1 and 0 where there is no actor2; empty where a code is unknown.';
COMMENT ON COLUMN acled.civilian_targeting IS 'Civilian targeting, where civilians are the target of violence outside a battle.';
COMMENT ON COLUMN acled.iso IS 'Country, ISO 3166 numeric.';
COMMENT ON COLUMN acled.region IS 'ACLED region.';
COMMENT ON COLUMN acled.country IS 'Country, its common English name.';
COMMENT ON COLUMN acled.admin1 IS 'Province or state.';
COMMENT ON COLUMN acled.admin2 IS 'District or the like.';
COMMENT ON COLUMN acled.admin3 IS 'Always empty.';
COMMENT ON COLUMN acled.location IS 'The most specific place told.';
COMMENT ON COLUMN acled.latitude IS 'Latitude, degrees north (WGS 84).';
COMMENT ON COLUMN acled.longitude IS 'Longitude, degrees east (WGS 84).';
COMMENT ON COLUMN acled.geo_precision IS '1 that town or spot, 2 near it or its district (latitude and longitude may be the middle of the district), 3 province or country (they are its middle).';
COMMENT ON COLUMN acled.source IS 'The outlets.';
COMMENT ON COLUMN acled.source_scale IS 'National (all outlets are of the country), International (none is), or National-International; empty where unknown.';
COMMENT ON COLUMN acled.notes IS 'The sentences of the report that most of the row rests on.';
COMMENT ON COLUMN acled.fatalities IS 'Killed: the best figure, or the lowest where there is no best; empty, not 0, where nobody gives one.';
COMMENT ON COLUMN acled.tags IS 'status=alleged where it is only alleged.';
COMMENT ON COLUMN acled."timestamp" IS 'When this machine learned the latest version (Unix seconds).';
