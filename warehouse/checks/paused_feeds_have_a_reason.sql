-- A feed that is paused has failed, and says of what.
SELECT feed_id, paused_at, failures, failure_reason
FROM stored.feed_states
WHERE paused_at IS NOT NULL AND (failures = 0 OR failure_reason IS NULL)
