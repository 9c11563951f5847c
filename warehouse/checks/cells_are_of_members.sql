-- A version that stands rests on reports of its incident: on those it has, on one that has left since the last
-- resolution, or, where it has none left, on those it had.
WITH cells AS (
    SELECT DISTINCT incident_id, unnest(list_transform(cells, lambda c: c.event_id)) AS event_id
    FROM stored.incident_versions
    WHERE replaced_at IS NULL
)
SELECT cells.incident_id, cells.event_id
FROM cells
LEFT JOIN stored.incident_reports AS members ON members.event_id = cells.event_id
WHERE cells.event_id IS NOT NULL
    AND members.incident_id IS DISTINCT FROM cells.incident_id
    AND cells.incident_id IN (SELECT incident_id FROM stored.incident_reports)
    AND (cells.incident_id, cells.event_id) NOT IN (SELECT (incident_id, event_id) FROM stored.leavers)
