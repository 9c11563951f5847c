-- The index of near-duplicates: the texts of the last days, each distinct one once, and the bands that each shares with
-- its copies (MinHash and sampled shingles, Broder 1997).

CREATE TABLE indexed_texts (
    -- The id of the text by its words alone, and a number of the same text for the table of bands.
    text_id VARCHAR PRIMARY KEY,
    "number" BIGINT NOT NULL,
    -- How many bands it has.
    bands BIGINT NOT NULL,
    -- The latest article of these words.
    article_id VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL
);

-- Without an index on `band`: one pass for a batch of 200 articles takes 0.1 ms an article over the bands of 10,000 texts
-- and 0.5 over those of 250,000, the most there are; lookups by an index take 0.2 at any size, and six times the room,
-- in memory and in each snapshot.
CREATE TABLE text_bands (
    band BIGINT NOT NULL,
    "number" BIGINT NOT NULL
);
