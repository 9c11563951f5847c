-- A cell of an incident points at words of an article that one of the incident's reports comes from.
WITH cells AS (
    SELECT incident_id, version, unnest(cells, recursive := true) FROM stored.incident_versions
)
SELECT cells.incident_id, cells.version, cells.cell, cells.event_id
FROM cells
LEFT JOIN stored.articles USING (article_id)
LEFT JOIN stored.incident_reports AS members ON members.event_id = cells.event_id
WHERE articles.article_id IS NULL
   OR members.incident_id IS DISTINCT FROM cells.incident_id
   OR cells.start < 0 OR cells.stop <= cells.start OR cells.stop > length(articles."text")
