-- What an article says of itself beside its text: when it was updated, in which zone and by which of its dates it was
-- published, whether its text is whole, and the news agency that its byline names.

ALTER TABLE articles ADD COLUMN updated_at TIMESTAMPTZ;
ALTER TABLE articles ADD COLUMN published_zone VARCHAR;
ALTER TABLE articles ADD COLUMN published_from VARCHAR;
ALTER TABLE articles ADD COLUMN access VARCHAR;
ALTER TABLE articles ADD COLUMN agency VARCHAR;
UPDATE articles SET access = 'full';

-- The lines that stood apart from the rest of a text in an article of a publisher at least once; in how many of its
-- articles each has stood since, in how many of these apart, and how many the publisher had before: a line that stands
-- apart in many is no text.
CREATE TABLE publisher_lines (
    publisher VARCHAR NOT NULL,
    line_id VARCHAR NOT NULL,
    line VARCHAR NOT NULL,
    articles BIGINT NOT NULL,
    apart BIGINT NOT NULL,
    articles_before BIGINT NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (publisher, line_id)
);

-- How many articles each publisher's lines were counted in.
CREATE TABLE publisher_articles (
    publisher VARCHAR NOT NULL PRIMARY KEY,
    articles BIGINT NOT NULL
);
