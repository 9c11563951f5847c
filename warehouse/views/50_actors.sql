CREATE VIEW actors AS
WITH named AS (
    SELECT actor, any_value(name) AS name, any_value(kind) AS kind, count(DISTINCT article_id) AS articles
    FROM stored.actor_mentions
    WHERE actor IS NOT NULL
    GROUP BY actor
), acted AS (
    SELECT
        perpetrator_key AS actor,
        any_value(perpetrator) AS name,
        any_value(perpetrator_kind) AS kind,
        count(*) FILTER (counted) AS incidents,
        sum(coalesce(killed_best, killed_low)) FILTER (counted)::BIGINT AS killed,
        min(happened_first) FILTER (counted) AS first_day,
        max(happened_first) FILTER (counted) AS last_day,
        list(DISTINCT country ORDER BY country) FILTER (counted AND country IS NOT NULL) AS countries
    FROM incidents
    WHERE perpetrator_key IS NOT NULL
    GROUP BY ALL
)
SELECT
    actor,
    coalesce(named.name, acted.name) AS name,
    coalesce(named.kind, acted.kind) AS kind,
    coalesce(acted.incidents, 0) AS incidents,
    acted.killed,
    acted.first_day,
    acted.last_day,
    coalesce(acted.countries, []) AS countries,
    coalesce(named.articles, 0) AS articles
FROM named
FULL JOIN acted USING (actor);

COMMENT ON VIEW actors IS 'One row per known actor that an article names or an incident is ascribed to.';
COMMENT ON COLUMN actors.actor IS 'Key in the actor list.';
COMMENT ON COLUMN actors.name IS 'Its usual name.';
COMMENT ON COLUMN actors.kind IS 'ACLED kind of actor.';
COMMENT ON COLUMN actors.incidents IS 'Incidents counted (see incidents.counted) that are ascribed to it.';
COMMENT ON COLUMN actors.killed IS 'Killed in those, of all sides: sum of the best figures (the lowest where there is no best).';
COMMENT ON COLUMN actors.first_day IS 'First day of those.';
COMMENT ON COLUMN actors.last_day IS 'Latest day on which one of those began.';
COMMENT ON COLUMN actors.countries IS 'Countries of those, ISO 3166 alpha-3.';
COMMENT ON COLUMN actors.articles IS 'Articles that name it, in whatever role.';
