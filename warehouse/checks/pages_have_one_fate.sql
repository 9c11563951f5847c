-- The outcome of a page belongs to an entry, and where it is done, there is the article: of this entry, of another one
-- that led to the same address, or, where the outcome says so, of one with another address.
-- (Each way to an article is a join by one equality: an address that may be either of two compares each with each.)
SELECT subject_id AS entry_id, fate, reason
FROM stored.outcomes
WHERE stage = 'page' AND subject_id NOT IN (SELECT entry_id FROM stored.entries)
UNION ALL
SELECT outcomes.subject_id, outcomes.fate, outcomes.reason
FROM stored.outcomes
JOIN stored.entries ON entries.entry_id = outcomes.subject_id
WHERE outcomes.stage = 'page' AND outcomes.fate = 'done' AND outcomes.reason IS DISTINCT FROM 'same_article'
    AND entries.entry_id NOT IN (
        SELECT entry_id FROM stored.articles
        UNION ALL
        SELECT pages.entry_id FROM stored.pages JOIN stored.articles ON articles.url = pages.url
        UNION ALL
        SELECT pages.entry_id FROM stored.pages JOIN stored.articles ON articles.url = pages.final_url
    )
    AND NOT EXISTS (FROM stored.articles WHERE articles.url = entries.link)
