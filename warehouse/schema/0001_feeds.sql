-- What the feeds said and how they answered, and the outcome of every item at every stage.

CREATE TABLE feeds (
    feed_id VARCHAR PRIMARY KEY,
    url VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    country VARCHAR,
    language VARCHAR,
    -- The place in the last saved list; NULL for a feed that has left the list and is retired.
    position INTEGER
);

CREATE TABLE feed_states (
    feed_id VARCHAR PRIMARY KEY,
    etag VARCHAR,
    last_modified VARCHAR,
    last_polled_at TIMESTAMPTZ,
    last_success_at TIMESTAMPTZ,
    due_at TIMESTAMPTZ,
    failures BIGINT NOT NULL CHECK (failures >= 0),
    failure_class VARCHAR CHECK (failure_class IN ('temporary', 'soft', 'permanent')),
    failure_reason VARCHAR
);

-- One row a poll: without the silent and the failed days of a feed nobody can tell a quiet province from a dead feed.
CREATE TABLE polls (
    feed_id VARCHAR NOT NULL,
    polled_at TIMESTAMPTZ NOT NULL,
    entries INTEGER NOT NULL,
    new INTEGER NOT NULL,
    discards INTEGER NOT NULL,
    failure_class VARCHAR,
    failure_reason VARCHAR,
    PRIMARY KEY (feed_id, polled_at)
);

CREATE TABLE entries (
    entry_id VARCHAR PRIMARY KEY,
    feed_id VARCHAR NOT NULL,
    guid VARCHAR,
    link VARCHAR,
    title VARCHAR,
    summary VARCHAR,
    published_at TIMESTAMPTZ,
    date_note VARCHAR CHECK (date_note IN ('undated', 'future')),
    first_seen_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE discards (
    feed_id VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    first_seen_at TIMESTAMPTZ,
    PRIMARY KEY (feed_id, subject, reason)
);

-- The one outcome of a subject at a stage; a retry says when it is due.
CREATE TABLE outcomes (
    stage VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    fate VARCHAR NOT NULL CHECK (fate IN ('done', 'unchanged', 'discarded', 'retry', 'quarantined')),
    reason VARCHAR,
    due_at TIMESTAMPTZ,
    attempts BIGINT NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (stage, subject_id)
);
