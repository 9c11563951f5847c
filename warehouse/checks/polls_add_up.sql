-- Every entry that a poll saw was new, unchanged or discarded with a reason, and a poll that failed says of what.
-- (Polls by versions that did not count the reasons have none.)
SELECT feed_id, polled_at, answer, entries, new, unchanged, discards, discard_reasons, failure_class
FROM stored.polls
WHERE entries IS DISTINCT FROM new + unchanged
    OR coalesce(list_sum(map_values(discard_reasons)), 0) <> CASE WHEN discard_reasons IS NULL THEN 0 ELSE discards END
    OR new < 0 OR unchanged < 0 OR discards < 0
    OR len(list_filter(map_values(discard_reasons), lambda number: number < 0)) > 0
    OR answer IS NULL OR answer NOT IN ('read', 'not_modified', 'same_bytes', 'failed')
    OR (answer = 'failed') <> (failure_class IS NOT NULL)
    OR (answer = 'failed' AND failure_reason IS NULL)
