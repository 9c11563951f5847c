-- What was read, was read in an article that is here.
SELECT 'reading' AS kind, article_id FROM stored.readings WHERE article_id NOT IN (SELECT article_id FROM stored.articles)
UNION ALL
SELECT 'event', article_id FROM stored.events WHERE article_id NOT IN (SELECT article_id FROM stored.articles)
UNION ALL
SELECT 'toll', article_id FROM stored.tolls WHERE article_id NOT IN (SELECT article_id FROM stored.articles)
UNION ALL
SELECT 'place', article_id FROM stored.place_mentions WHERE article_id NOT IN (SELECT article_id FROM stored.articles)
UNION ALL
SELECT 'actor', article_id FROM stored.actor_mentions WHERE article_id NOT IN (SELECT article_id FROM stored.articles)
UNION ALL
SELECT 'past event', article_id FROM stored.past_events WHERE article_id NOT IN (SELECT article_id FROM stored.articles)
UNION ALL
SELECT 'past reading', article_id FROM stored.past_readings WHERE article_id NOT IN (SELECT article_id FROM stored.articles)
