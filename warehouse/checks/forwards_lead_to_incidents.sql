-- A merged id leads, over others too, to one incident that stands, and has neither reports nor versions of its own.
-- (UNION ends a circle; who stands in one leads to nothing.)
WITH RECURSIVE standing AS (
    SELECT incident_id, to_incident_id FROM stored.incident_forwards WHERE "until" IS NULL
), reached AS (
    FROM standing
    UNION
    SELECT reached.incident_id, standing.to_incident_id
    FROM reached JOIN standing ON standing.incident_id = reached.to_incident_id
), live AS (
    SELECT DISTINCT incident_id FROM stored.incident_versions WHERE replaced_at IS NULL
)
SELECT incident_id, 'leads to no incident' AS broken
FROM standing
WHERE incident_id NOT IN (SELECT reached.incident_id FROM reached JOIN live ON live.incident_id = reached.to_incident_id)
UNION ALL
SELECT incident_id, 'leads in a circle' FROM reached WHERE incident_id = to_incident_id
UNION ALL
SELECT incident_id, 'leads to several' FROM standing GROUP BY incident_id HAVING count(*) > 1
UNION ALL
SELECT incident_id, 'has versions' FROM standing WHERE incident_id IN (FROM live)
UNION ALL
SELECT incident_id, 'has reports' FROM standing WHERE incident_id IN (SELECT incident_id FROM stored.incident_reports)
UNION ALL
SELECT incident_id, 'was never an incident'
FROM stored.incident_forwards
WHERE incident_id NOT IN (SELECT incident_id FROM stored.incidents) OR "until" < since
