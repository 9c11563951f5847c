-- What was read from archives: how far each backfilled file was read, and which pages' bytes retention has dropped.

ALTER TABLE pages ADD COLUMN dropped_at TIMESTAMPTZ;

CREATE TABLE backfills (
    file VARCHAR PRIMARY KEY,
    size BIGINT NOT NULL,
    -- Where the next record begins, in bytes of the file; `finished_at` is set at its end.
    next_offset BIGINT NOT NULL,
    counts MAP(VARCHAR, BIGINT) NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ
);
