-- What was written of an incident is numbered 1, 2, 3 … without a gap in order of writing, and was replaced no earlier
-- than written. Every incident has a version that stands, one that was merged into another has none.
SELECT incident_id, NULL AS version, 'no version stands' AS broken
FROM stored.incidents
WHERE incident_id NOT IN (SELECT incident_id FROM stored.incident_versions WHERE replaced_at IS NULL)
    AND incident_id NOT IN (SELECT incident_id FROM stored.incident_forwards WHERE "until" IS NULL)
UNION ALL
SELECT incident_id, version, 'gap, or out of order'
FROM (
    FROM stored.incident_versions
    SELECT incident_id, version, recorded_at, replaced_at,
           row_number() OVER history AS expected,
           lag(recorded_at) OVER history AS before
    WINDOW history AS (PARTITION BY incident_id ORDER BY version)
)
WHERE version <> expected OR recorded_at IS NULL OR recorded_at < before OR replaced_at < recorded_at
