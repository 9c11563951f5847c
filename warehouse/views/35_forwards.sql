-- Followed over other merged ids to their end; UNION ends a circle.
CREATE VIEW forwards AS
WITH RECURSIVE standing AS (
    SELECT incident_id, to_incident_id FROM stored.incident_forwards WHERE "until" IS NULL
), reached AS (
    SELECT incident_id, to_incident_id AS leads_to FROM standing
    UNION
    SELECT reached.incident_id, standing.to_incident_id
    FROM reached JOIN standing ON standing.incident_id = reached.leads_to
), ends AS (
    SELECT reached.incident_id, reached.leads_to
    FROM reached ANTI JOIN standing ON standing.incident_id = reached.leads_to
)
SELECT
    forwards.incident_id,
    forwards.to_incident_id,
    CASE WHEN forwards."until" IS NULL THEN ends.leads_to END AS leads_to,
    forwards.since,
    forwards."until",
    forwards.why
FROM stored.incident_forwards AS forwards
LEFT JOIN ends USING (incident_id);

COMMENT ON VIEW forwards IS 'One row per id of an incident that was merged into another: an id is never used for anything else, and leads on.';
COMMENT ON COLUMN forwards.incident_id IS 'The id that was merged.';
COMMENT ON COLUMN forwards.to_incident_id IS 'The incident that it was merged into.';
COMMENT ON COLUMN forwards.leads_to IS 'The incident that holds its reports now, where that one was merged too (view incidents); NULL where the merge holds no longer.';
COMMENT ON COLUMN forwards.since IS 'Since when (UTC).';
COMMENT ON COLUMN forwards."until" IS 'Until when (UTC): the two were told apart again; NULL while it leads on.';
COMMENT ON COLUMN forwards.why IS 'Why the two are one.';
