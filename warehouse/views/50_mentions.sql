CREATE VIEW mentions AS
SELECT
    article_id, 'actor' AS kind, span."text" AS words, span.start AS start, span.stop AS stop, actor_mentions.name,
    actor AS actor, NULL::BIGINT AS geonameid, NULL::VARCHAR AS country, NULL::VARCHAR AS admin1_code,
    NULL::VARCHAR AS "role", NULL::VARCHAR AS why, publisher, url, published_at
FROM stored.actor_mentions JOIN stored.articles USING (article_id)
UNION ALL
SELECT
    article_id, 'place', span."text", span.start, span.stop, place_mentions.name,
    NULL, geonameid, country, admin1_code, "role", why, publisher, url, published_at
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
COMMENT ON COLUMN mentions.country IS 'Country of the place, ISO 3166 alpha-3.';
COMMENT ON COLUMN mentions.admin1_code IS 'Code of its province or state, ISO 3166-2 (PK-BA).';
COMMENT ON COLUMN mentions."role" IS 'What the place is in the text: place (where something is), people (Turkish), body (within or beside the name of a body, person or team), government (a capital or country that speaks and acts).';
COMMENT ON COLUMN mentions.why IS 'Why that place was chosen among those of its name.';
COMMENT ON COLUMN mentions.publisher IS 'The outlet.';
COMMENT ON COLUMN mentions.url IS 'The article''s URL.';
COMMENT ON COLUMN mentions.published_at IS 'Publication time (UTC); NULL where not stated.';
