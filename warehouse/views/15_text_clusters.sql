CREATE VIEW text_clusters AS
WITH ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY text_cluster
            ORDER BY coalesce(published_at, first_seen_at), first_seen_at, article_id
        ) AS place
    FROM stored.articles
    WHERE aside_of IS NULL
)
SELECT
    text_cluster,
    max(article_id) FILTER (place = 1) AS head_article_id,
    max(publisher) FILTER (place = 1) AS head_publisher,
    max(coalesce(published_at, first_seen_at)) FILTER (place = 1) AS published_at,
    count(*) AS articles,
    list(DISTINCT publisher ORDER BY publisher) AS publishers,
    list_sort(list_distinct(flatten(list(string_split(agency, ', '))))) AS agencies
FROM ranked
GROUP BY text_cluster;

COMMENT ON VIEW text_clusters IS 'One row per text: the articles that are copies of it, whole or shortened, are one source. Its head is the earliest.';
COMMENT ON COLUMN text_clusters.text_cluster IS 'The id that its articles and their events share (views articles, events).';
COMMENT ON COLUMN text_clusters.head_article_id IS 'The article that was published first.';
COMMENT ON COLUMN text_clusters.head_publisher IS 'Its outlet.';
COMMENT ON COLUMN text_clusters.published_at IS 'When it was published (UTC), or first seen where it is undated.';
COMMENT ON COLUMN text_clusters.articles IS 'Number of articles with the text.';
COMMENT ON COLUMN text_clusters.publishers IS 'Their outlets.';
COMMENT ON COLUMN text_clusters.agencies IS 'The news agencies that they are credited to.';
