-- An article belongs to an entry that is known.
SELECT article_id, entry_id FROM stored.articles WHERE entry_id NOT IN (SELECT entry_id FROM stored.entries)
