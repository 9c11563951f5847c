CREATE VIEW outcomes AS
SELECT stage, fate, reason, attempts, due_at, decided_at, subject_id
FROM stored.outcomes
UNION ALL
SELECT 'entry', 'discarded', reason, 1, NULL, first_seen_at, subject
FROM stored.discards;

COMMENT ON VIEW outcomes IS 'One row per subject and stage: what became of it, and why. Nothing is dropped without a row here.';
COMMENT ON COLUMN outcomes.stage IS 'entry (an item of a feed that could not be kept), page (an entry''s page), read (an article) or resolve (an event).';
COMMENT ON COLUMN outcomes.fate IS 'done, unchanged, discarded, retry or quarantined.';
COMMENT ON COLUMN outcomes.reason IS 'Why.';
COMMENT ON COLUMN outcomes.attempts IS 'Attempts so far.';
COMMENT ON COLUMN outcomes.due_at IS 'When a retry is due (UTC).';
COMMENT ON COLUMN outcomes.decided_at IS 'When that was decided (UTC).';
COMMENT ON COLUMN outcomes.subject_id IS 'The entry, article or event (of a discarded item: what there was of it).';
