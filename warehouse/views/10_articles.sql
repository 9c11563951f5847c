CREATE VIEW articles AS
SELECT
    articles.article_id,
    articles.published_at,
    articles.published_zone,
    articles.published_from,
    articles.updated_at,
    articles.publisher,
    articles.publisher_country,
    articles.title,
    articles.url,
    articles.language,
    articles.authors,
    articles.agency,
    articles."text",
    length(articles."text") AS characters,
    articles.origin,
    articles.access,
    articles.text_cluster,
    readings.relevant,
    readings.reason AS reading_reason,
    readings.reader,
    readings.gazetteer,
    coalesce(found.events, 0) AS events,
    articles.first_seen_at,
    articles.extractor,
    articles.aside_of,
    articles.entry_id,
    articles.feed_id
FROM stored.articles
LEFT JOIN stored.readings USING (article_id)
LEFT JOIN (SELECT article_id, count(*) AS events FROM stored.events GROUP BY article_id) AS found USING (article_id);

COMMENT ON VIEW articles IS 'One row per article: its text, where it was published, and whether it tells of violence.';
COMMENT ON COLUMN articles.article_id IS 'Id, derived from the canonical URL; with -v1, -v2 for an earlier text that an incident cites (see aside_of).';
COMMENT ON COLUMN articles.published_at IS 'Publication time (UTC) as the page or feed states it; NULL where neither does.';
COMMENT ON COLUMN articles.published_zone IS 'The offset from UTC that this was written with (+05:00); NULL where it was written without one.';
COMMENT ON COLUMN articles.published_from IS 'Whose date it is: json_ld, meta, markup (marked up), visible (to readers), url or feed.';
COMMENT ON COLUMN articles.updated_at IS 'When the page says that it was last changed (UTC), where that is later than the publication.';
COMMENT ON COLUMN articles.publisher IS 'The outlet.';
COMMENT ON COLUMN articles.publisher_country IS 'Country of the outlet, ISO 3166 alpha-3.';
COMMENT ON COLUMN articles.title IS 'Headline.';
COMMENT ON COLUMN articles.url IS 'Canonical URL.';
COMMENT ON COLUMN articles.language IS 'Language of the text, ISO 639-1.';
COMMENT ON COLUMN articles.authors IS 'Authors as named on the page.';
COMMENT ON COLUMN articles.agency IS 'News agencies that the story is credited to (Reuters; AFP, AP): not those that it quotes. Agencies where none is named.';
COMMENT ON COLUMN articles."text" IS 'The text; all offsets of this warehouse count its characters.';
COMMENT ON COLUMN articles.characters IS 'Length of the text in characters.';
COMMENT ON COLUMN articles.origin IS 'page, or feed where the page could not be had and the feed''s own text was kept.';
COMMENT ON COLUMN articles.access IS 'full, paywalled (the rest is for those who pay) or truncated (the text was cut).';
COMMENT ON COLUMN articles.text_cluster IS 'Shared by copies of one text: articles with one value are one source.';
COMMENT ON COLUMN articles.relevant IS 'Whether the reader found violence in it; NULL while unread.';
COMMENT ON COLUMN articles.reading_reason IS 'Why the reader left it (such as another language), where it did.';
COMMENT ON COLUMN articles.reader IS 'Name and version of the pipeline that read it.';
COMMENT ON COLUMN articles.gazetteer IS 'Version of the gazetteer that its places were resolved with; NULL where that was before versions were kept.';
COMMENT ON COLUMN articles.events IS 'Number of events it tells.';
COMMENT ON COLUMN articles.first_seen_at IS 'When this machine first saw it (UTC).';
COMMENT ON COLUMN articles.extractor IS 'Name and version of what took the text from the page.';
COMMENT ON COLUMN articles.aside_of IS 'Of an earlier text, kept because an incident cites it: the article whose text it was. NULL for the text that counts.';
COMMENT ON COLUMN articles.entry_id IS 'The feed entry it came from.';
COMMENT ON COLUMN articles.feed_id IS 'The feed it came from.';
