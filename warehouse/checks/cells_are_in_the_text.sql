-- A cell of any version ever written rests on words of an article that is here, or on a decision that is here; of a
-- version that stands, on a decision that holds.
WITH cells AS (
    SELECT incident_id, version, replaced_at IS NULL AS stands, unnest(cells, recursive := true)
    FROM (SELECT incident_id, version, replaced_at, cells FROM stored.incident_versions)
)
SELECT cells.incident_id, cells.version, cells.cell, cells.event_id, cells.decision_id
FROM cells
LEFT JOIN stored.articles USING (article_id)
LEFT JOIN stored.decisions USING (decision_id)
WHERE CASE
    WHEN cells.decision_id IS NOT NULL
        THEN decisions.decision_id IS NULL OR (cells.stands AND decisions.undone_at IS NOT NULL)
    ELSE articles.article_id IS NULL
        OR cells.start IS NULL OR cells.stop IS NULL
        OR cells.start < 0 OR cells.stop <= cells.start OR cells.stop > length(articles."text")
        OR trim(substr(articles."text", cells.start + 1, cells.stop - cells.start)) = ''
END
