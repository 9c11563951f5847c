-- An event was where something is, never at a people, a body or a government; a mention is one of the four.
SELECT 'event' AS kind, event_id AS id, place."role" AS "role"
FROM stored.events
WHERE place IS NOT NULL AND place."role" IS DISTINCT FROM 'place'
UNION ALL
SELECT 'mention', article_id, "role"
FROM stored.place_mentions
WHERE coalesce("role", '') NOT IN ('place', 'people', 'body', 'government')
