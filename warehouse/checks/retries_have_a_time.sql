-- A retry says when it is due, nothing else does. (A report set to `retry` waits for other reports, not for a time.)
SELECT stage, subject_id, fate, due_at
FROM stored.outcomes
WHERE stage <> 'resolve' AND (fate = 'retry') <> (due_at IS NOT NULL)
