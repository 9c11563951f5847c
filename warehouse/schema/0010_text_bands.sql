-- The index of near-duplicates: the bands of each text's MinHash signature (Broder 1997), looked up by value.

CREATE TABLE text_bands (
    band BIGINT NOT NULL,
    article_id VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL
);
