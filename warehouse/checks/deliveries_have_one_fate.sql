-- The changes of an alert are numbered 1, 2, 3 … for each channel, and only the last of them can still be waiting, which
-- says until when and why. What did not arrive for certain says why, and what was sent was attempted.
SELECT alert_id, channel, "number", 'gap, or out of order' AS broken
FROM (
    FROM stored.deliveries
    SELECT alert_id, channel, "number", fate,
           row_number() OVER (PARTITION BY alert_id, channel ORDER BY "number") AS expected,
           lead("number") OVER (PARTITION BY alert_id, channel ORDER BY "number") AS later
)
WHERE "number" IS DISTINCT FROM expected OR (fate IN ('retry', 'discarded') AND later IS NOT NULL)
UNION ALL
SELECT alert_id, channel, "number", 'fate and its reason disagree'
FROM stored.deliveries
WHERE (fate = 'retry') <> (due_at IS NOT NULL)
    OR (fate IN ('retry', 'discarded', 'quarantined')) <> (reason IS NOT NULL)
    OR (fate IN ('done', 'quarantined') AND attempts < 1)
    OR "change" NOT IN ('opened', 'grew', 'ended') OR attempts IS NULL OR noted_at IS NULL
