-- A person decided on a pair where one decision speaks of reports of both. Events that were read anew since are not
-- followed here: such a pair is shown once more.
CREATE VIEW near_merges AS
WITH spoken AS (
    SELECT decision_id, unnest(anchors).event_id AS event_id, true AS is_anchor
    FROM stored.decisions WHERE kind IN ('merge', 'split') AND undone_at IS NULL
    UNION ALL
    SELECT decision_id, unnest(others).event_id, false
    FROM stored.decisions WHERE kind IN ('merge', 'split') AND undone_at IS NULL
), sides AS (
    SELECT DISTINCT decision_id, is_anchor, incident_id FROM spoken JOIN stored.incident_reports USING (event_id)
), decided AS (
    SELECT
        least(one.incident_id, another.incident_id) AS first_id,
        greatest(one.incident_id, another.incident_id) AS second_id,
        min(decision_id) AS decision_id
    FROM sides AS one
    JOIN sides AS another USING (decision_id)
    WHERE one.is_anchor AND NOT another.is_anchor
    GROUP BY ALL
)
SELECT
    pairs.incident_id,
    pairs.other_id,
    round(pairs.probability, 3) AS probability,
    pairs.because,
    one.place_name,
    another.place_name AS other_place_name,
    one.happened_first,
    another.happened_first AS other_happened_first,
    decided.decision_id
FROM stored.near_merges AS pairs
LEFT JOIN incidents AS one ON one.incident_id = pairs.incident_id
LEFT JOIN incidents AS another ON another.incident_id = pairs.other_id
LEFT JOIN decided
    ON decided.first_id = least(pairs.incident_id, pairs.other_id)
    AND decided.second_id = greatest(pairs.incident_id, pairs.other_id);

COMMENT ON VIEW near_merges IS 'One row per pair of incidents that stayed two although much says that they are one attack. tocsin incident merge and split decide it.';
COMMENT ON COLUMN near_merges.incident_id IS 'The one.';
COMMENT ON COLUMN near_merges.other_id IS 'The other.';
COMMENT ON COLUMN near_merges.probability IS 'Probability that they are one, 0 to 1.';
COMMENT ON COLUMN near_merges.because IS 'The details that say so.';
COMMENT ON COLUMN near_merges.place_name IS 'Where the one was.';
COMMENT ON COLUMN near_merges.other_place_name IS 'Where the other was.';
COMMENT ON COLUMN near_merges.happened_first IS 'First day on which the one can have happened.';
COMMENT ON COLUMN near_merges.other_happened_first IS 'First day on which the other can have happened.';
COMMENT ON COLUMN near_merges.decision_id IS 'The decision of a person that speaks of both; NULL where nobody has decided.';
