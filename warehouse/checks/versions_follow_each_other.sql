-- Every incident has versions 1, 2, 3 … without a gap, each known no earlier than the one before.
SELECT incident_id, NULL AS version, 'no version' AS broken
FROM stored.incidents
WHERE incident_id NOT IN (SELECT incident_id FROM stored.incident_versions)
UNION ALL
SELECT incident_id, version, 'gap or earlier'
FROM (
    FROM stored.incident_versions
    SELECT incident_id, version, known_at,
           row_number() OVER history AS expected,
           lag(known_at) OVER history AS before
    WINDOW history AS (PARTITION BY incident_id ORDER BY version)
)
WHERE version <> expected OR known_at < before
