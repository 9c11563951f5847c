-- A mute ends after it began, whether by itself or by a person's hand.
SELECT mute_id, muted_at, "until", lifted_at
FROM stored.mutes
WHERE "until" <= muted_at OR lifted_at < muted_at
