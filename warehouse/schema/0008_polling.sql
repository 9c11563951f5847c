-- A feed's rhythm, what its publisher asks for, and why it rests; every poll's entries by what became of them; and what
-- a host asks of robots, kept over runs.
-- (Columns get their values by UPDATE: after one with a DEFAULT no other can be added to the table's rows in the same
-- transaction, DuckDB 1.5.5.)

ALTER TABLE feed_states ADD COLUMN interval_s DOUBLE;
ALTER TABLE feed_states ADD COLUMN hint_s DOUBLE;
ALTER TABLE feed_states ADD COLUMN hub VARCHAR;
ALTER TABLE feed_states ADD COLUMN moved_to VARCHAR;
ALTER TABLE feed_states ADD COLUMN validators_lie BOOLEAN;
ALTER TABLE feed_states ADD COLUMN body_digest VARCHAR;
ALTER TABLE feed_states ADD COLUMN read_in_full_at TIMESTAMPTZ;
ALTER TABLE feed_states ADD COLUMN strikes DOUBLE;
ALTER TABLE feed_states ADD COLUMN paused_at TIMESTAMPTZ;
UPDATE feed_states SET validators_lie = false, strikes = 0;

-- How the feed answered: read, not_modified (304), same_bytes (200 with the body of the last poll) or failed. Polls of
-- before are read ones, or failed ones.
ALTER TABLE polls ADD COLUMN answer VARCHAR;
ALTER TABLE polls ADD COLUMN host VARCHAR;
-- Entries that were known before this poll; entries = new + unchanged.
ALTER TABLE polls ADD COLUMN unchanged INTEGER;
ALTER TABLE polls ADD COLUMN discard_reasons MAP(VARCHAR, INTEGER);
UPDATE polls SET unchanged = entries - new, answer = CASE WHEN failure_class IS NULL THEN 'read' ELSE 'failed' END;

-- The robots.txt of an origin (`https://paper.example`), asked for once a day: its text, or why there is none.
CREATE TABLE robots (
    origin VARCHAR PRIMARY KEY,
    "text" VARCHAR,
    reason VARCHAR,
    asked_at TIMESTAMPTZ NOT NULL
);

-- A host that asked to be left alone, or whose pause between two requests is not over.
CREATE TABLE host_rests (
    host VARCHAR PRIMARY KEY,
    until_at TIMESTAMPTZ NOT NULL
);
