CREATE VIEW tolls AS
SELECT
    tolls.measure,
    tolls."count".low AS low,
    tolls."count".best AS best,
    tolls."count".high AS high,
    try_cast(tolls."period"."first" AS DATE) AS first_day,
    try_cast(tolls."period"."last" AS DATE) AS last_day,
    coalesce(tolls.place.name, tolls.place.span."text") AS place_name,
    tolls.place.admin1 AS admin1,
    tolls.place.admin1_code AS admin1_code,
    tolls.place.country AS country,
    countries.country_name,
    tolls.change_percent,
    try_cast(tolls.compared_with."first" AS DATE) AS compared_first_day,
    try_cast(tolls.compared_with."last" AS DATE) AS compared_last_day,
    tolls.attributed_to."text" AS attributed_to,
    trim(regexp_replace(array_to_string(list_transform(
        tolls.evidence, lambda piece: substr(articles."text", piece.start + 1, piece.stop - piece.start)
    ), ' '), '\s+', ' ', 'g')) AS sentence,
    articles.publisher,
    articles.url,
    articles.published_at,
    tolls.article_id
FROM stored.tolls
JOIN stored.articles USING (article_id)
LEFT JOIN stored.countries ON countries.country = tolls.place.country;

COMMENT ON VIEW tolls IS 'One row per figure over a period or an area that an article tells (2,500 killed in a year); never an event, so never counted twice.';
COMMENT ON COLUMN tolls.measure IS 'What is counted: people killed, injured or abducted.';
COMMENT ON COLUMN tolls.low IS 'At least so many people.';
COMMENT ON COLUMN tolls.best IS 'The figure; NULL where only a bound is told.';
COMMENT ON COLUMN tolls.high IS 'At most so many.';
COMMENT ON COLUMN tolls.first_day IS 'First day of the period.';
COMMENT ON COLUMN tolls.last_day IS 'Last day of the period.';
COMMENT ON COLUMN tolls.place_name IS 'The place or area.';
COMMENT ON COLUMN tolls.admin1 IS 'Its province or state.';
COMMENT ON COLUMN tolls.admin1_code IS 'The code of that, ISO 3166-2 (PK-BA).';
COMMENT ON COLUMN tolls.country IS 'Its country, ISO 3166 alpha-3.';
COMMENT ON COLUMN tolls.country_name IS 'Its country, the common English name.';
COMMENT ON COLUMN tolls.change_percent IS 'Change against the earlier period in per cent, as told.';
COMMENT ON COLUMN tolls.compared_first_day IS 'First day of the earlier period.';
COMMENT ON COLUMN tolls.compared_last_day IS 'Last day of the earlier period.';
COMMENT ON COLUMN tolls.attributed_to IS 'Who gives the figure.';
COMMENT ON COLUMN tolls.sentence IS 'The sentences it rests on.';
COMMENT ON COLUMN tolls.publisher IS 'The outlet.';
COMMENT ON COLUMN tolls.url IS 'URL of the article.';
COMMENT ON COLUMN tolls.published_at IS 'Publication time (UTC); NULL where not stated.';
COMMENT ON COLUMN tolls.article_id IS 'The article''s id.';
