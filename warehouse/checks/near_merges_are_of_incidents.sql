-- Nearly merged were two incidents that stand, with a probability; the pair is there in one of its two orders.
WITH live AS (
    SELECT DISTINCT incident_id FROM stored.incident_versions WHERE replaced_at IS NULL
)
SELECT incident_id, other_id, probability
FROM stored.near_merges
WHERE incident_id = other_id
    OR probability NOT BETWEEN 0 AND 1
    OR incident_id NOT IN (FROM live)
    OR other_id NOT IN (FROM live)
    OR (other_id, incident_id) IN (SELECT (incident_id, other_id) FROM stored.near_merges)
