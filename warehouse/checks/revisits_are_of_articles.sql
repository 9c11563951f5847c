-- A page that is asked for again has given an article, and says when it is due or what was found; where it was taken
-- down, no report of its article stands.
SELECT entry_id, due_at, visits, found
FROM stored.revisits
WHERE entry_id NOT IN (SELECT entry_id FROM stored.articles)
   OR (due_at IS NULL AND found IS NULL)
   OR (found IS NULL) <> (visited_at IS NULL)
UNION ALL
SELECT revisits.entry_id, revisits.due_at, revisits.visits, revisits.found
FROM stored.revisits
JOIN stored.articles ON articles.entry_id = revisits.entry_id
JOIN stored.events ON events.article_id = articles.article_id
WHERE revisits.found = 'withdrawn' AND events.withdrawn_at IS NULL
