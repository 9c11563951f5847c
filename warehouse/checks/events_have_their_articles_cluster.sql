-- What tells of an event counts as the source that its article is: both are in one cluster of copies.
SELECT events.event_id, events.text_cluster, articles.text_cluster AS of_article
FROM stored.events
JOIN stored.articles USING (article_id)
WHERE events.text_cluster <> articles.text_cluster
