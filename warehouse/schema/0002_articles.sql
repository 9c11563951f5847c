-- The pages as fetched (their bytes lie in the WARC archive) and the text taken from them.

CREATE TABLE pages (
    page_id VARCHAR PRIMARY KEY,
    entry_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR NOT NULL,
    status BIGINT NOT NULL,
    content_type VARCHAR,
    size BIGINT NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE articles (
    article_id VARCHAR PRIMARY KEY,
    entry_id VARCHAR NOT NULL,
    feed_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    "text" VARCHAR NOT NULL,
    authors VARCHAR[] NOT NULL,
    published_at TIMESTAMPTZ,
    language VARCHAR,
    publisher VARCHAR NOT NULL,
    publisher_country VARCHAR,
    origin VARCHAR NOT NULL CHECK (origin IN ('page', 'feed')),
    text_cluster VARCHAR NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    extractor VARCHAR NOT NULL
);
