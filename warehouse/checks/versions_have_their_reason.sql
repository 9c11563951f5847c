-- A version that stands was made by a report or by a decision that is here; only the end of all reports makes one of
-- neither.
SELECT incident_id, version, event_id, decision_id
FROM stored.incident_versions
WHERE replaced_at IS NULL AND (
    (event_id IS NULL AND decision_id IS NULL AND reports > 0)
    OR (decision_id IS NOT NULL
        AND decision_id NOT IN (SELECT decision_id FROM stored.decisions WHERE undone_at IS NULL))
)
