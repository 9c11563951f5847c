-- The index of near-duplicates: the texts of the last days, each distinct one once, and the bands that each shares with
-- its copies (MinHash and sampled shingles, Broder 1997).

CREATE TABLE indexed_texts (
    text_id VARCHAR PRIMARY KEY,
    -- The latest article of these words.
    article_id VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL
);

-- No index on `band`: one over a million texts takes six times the room of the numbers, and a batch of 200 articles is
-- found no faster by it than by one pass over the bands of 200,000 texts, more than an index of four days holds.
CREATE TABLE text_bands (
    band BIGINT NOT NULL,
    text_id VARCHAR NOT NULL
);
