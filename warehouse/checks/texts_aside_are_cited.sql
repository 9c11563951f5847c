-- A text set aside is an earlier one of an article that is here, and an incident rests on it, or has rested.
SELECT article_id, aside_of
FROM stored.articles
WHERE aside_of IS NOT NULL
  AND (
    aside_of NOT IN (SELECT article_id FROM stored.articles WHERE aside_of IS NULL)
    OR article_id NOT IN (
        SELECT article_id FROM stored.events JOIN stored.incident_reports USING (event_id)
        UNION ALL
        SELECT article_id FROM stored.past_events
        UNION ALL
        SELECT article_id
        FROM (SELECT unnest(list_transform(cells, lambda c: c.article_id)) AS article_id FROM stored.incident_versions)
        WHERE article_id IS NOT NULL
    )
  )
