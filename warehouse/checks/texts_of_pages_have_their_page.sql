-- An article taken from its page names an entry whose page was kept.
SELECT article_id, entry_id
FROM stored.articles
WHERE origin = 'page' AND entry_id NOT IN (SELECT entry_id FROM stored.pages)
