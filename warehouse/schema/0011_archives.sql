-- What was read from archives: which pages' bytes retention has dropped, which articles are earlier texts of others, and
-- how far each archive of news, and each new reading of our own, has come.

ALTER TABLE pages ADD COLUMN dropped_at TIMESTAMPTZ;

-- The article whose earlier text this is: kept because an incident cites it, read no more, a copy of nothing.
ALTER TABLE articles ADD COLUMN aside_of VARCHAR;
UPDATE articles SET aside_of = left(article_id, -5) WHERE ends_with(article_id, '-feed');

-- A file read with one wish (hosts, languages, days). The file is known by its first bytes, whatever it is called.
CREATE TABLE backfills (
    backfill_id VARCHAR PRIMARY KEY,
    file VARCHAR NOT NULL,
    wanted VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    -- Where the next record begins, in bytes of the file; `finished_at` is set at its end.
    next_offset BIGINT NOT NULL,
    records BIGINT NOT NULL,
    counts MAP(VARCHAR, BIGINT) NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ
);

-- The archived pages of one wish (days, publisher) read again, in order of file and offset, as far as the last batch.
CREATE TABLE rereads (
    reread_id VARCHAR PRIMARY KEY,
    wanted VARCHAR NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL,
    page_id VARCHAR NOT NULL,
    counts MAP(VARCHAR, BIGINT) NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ
);
