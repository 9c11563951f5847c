-- What an article says of itself beside its text: when it was updated, in which zone and by which of its dates it was
-- published, whether its text is whole, and the news agency that its byline names.

ALTER TABLE articles ADD COLUMN updated_at TIMESTAMPTZ;
ALTER TABLE articles ADD COLUMN published_zone VARCHAR;
ALTER TABLE articles ADD COLUMN published_from VARCHAR;
ALTER TABLE articles ADD COLUMN access VARCHAR DEFAULT 'full';
ALTER TABLE articles ADD COLUMN agency VARCHAR;

-- The lines of a publisher's articles and in how many articles each stands: one that stands in many is no text.
CREATE TABLE publisher_lines (
    publisher VARCHAR NOT NULL,
    line_id VARCHAR NOT NULL,
    line VARCHAR NOT NULL,
    articles BIGINT NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (publisher, line_id)
);
