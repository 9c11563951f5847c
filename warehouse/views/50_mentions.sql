CREATE VIEW mentions AS
SELECT
    article_id, 'actor' AS kind, span."text" AS words, span.start AS start, span.stop AS stop, actor_mentions.name,
    actor AS actor, NULL::BIGINT AS geonameid, publisher, url, published_at
FROM stored.actor_mentions JOIN stored.articles USING (article_id)
UNION ALL
SELECT
    article_id, 'place', span."text", span.start, span.stop, place_mentions.name,
    NULL, geonameid, publisher, url, published_at
FROM stored.place_mentions JOIN stored.articles USING (article_id);

COMMENT ON VIEW mentions IS 'One row per actor or place in the words of an article, in whatever role.';
COMMENT ON COLUMN mentions.article_id IS 'The article.';
COMMENT ON COLUMN mentions.kind IS 'actor or place.';
COMMENT ON COLUMN mentions.words IS 'The words.';
COMMENT ON COLUMN mentions.start IS 'Where they start in the text, in characters from 0.';
COMMENT ON COLUMN mentions.stop IS 'Where they stop, exclusive.';
COMMENT ON COLUMN mentions.name IS 'Usual name of the actor or place; NULL where it is not known.';
COMMENT ON COLUMN mentions.actor IS 'Key of the actor in the actor list (view actors).';
COMMENT ON COLUMN mentions.geonameid IS 'GeoNames id of the place (view places).';
COMMENT ON COLUMN mentions.publisher IS 'The outlet.';
COMMENT ON COLUMN mentions.url IS 'The article''s URL.';
COMMENT ON COLUMN mentions.published_at IS 'Publication time (UTC); NULL where not stated.';
