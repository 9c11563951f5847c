-- A decision is on an incident that is here, and says all that its kind needs: a merge both sides, a split what it
-- takes out and what it leaves, a set the cell. It was undone no earlier than made.
SELECT decision_id, kind, incident_id
FROM stored.decisions
WHERE incident_id NOT IN (SELECT incident_id FROM stored.incidents)
    OR CASE kind
        WHEN 'merge' THEN anchors = [] OR others = [] OR other_id IS NULL OR other_id = incident_id
        WHEN 'split' THEN anchors = [] OR others = []
        WHEN 'set' THEN cell IS NULL
        ELSE false
    END
    OR trim(why) = ''
    OR undone_at < decided_at
