CREATE VIEW lags AS
WITH past AS (
    SELECT event_id, any_value(article_id) AS article_id FROM stored.past_events GROUP BY event_id
)
SELECT
    first.incident_id,
    first.country,
    articles.publisher,
    articles.published_at,
    first.learned_at,
    first.recorded_at,
    -- (greatest passes over a NULL.)
    CASE WHEN articles.published_at IS NOT NULL THEN greatest(epoch(first.recorded_at) - epoch(articles.published_at), 0)
    END AS lag_s,
    states.last_polled_at IS NULL AS from_archive,
    articles.article_id
FROM stored.incident_versions AS first
JOIN (
    SELECT incident_id, min(version) AS version FROM stored.incident_versions GROUP BY incident_id
) AS written USING (incident_id, version)
LEFT JOIN stored.events USING (event_id)
LEFT JOIN past USING (event_id)
JOIN stored.articles ON articles.article_id = coalesce(events.article_id, past.article_id)
LEFT JOIN stored.feed_states AS states USING (feed_id);

COMMENT ON VIEW lags IS 'One row per incident that a report founded: how long it took from the publication of that report to being an incident here.';
COMMENT ON COLUMN lags.incident_id IS 'The incident, those included that were merged into others since.';
COMMENT ON COLUMN lags.country IS 'Country as first told, ISO 3166 alpha-3.';
COMMENT ON COLUMN lags.publisher IS 'The outlet whose report founded it.';
COMMENT ON COLUMN lags.published_at IS 'When that report was published (UTC); NULL where nothing says when.';
COMMENT ON COLUMN lags.learned_at IS 'When this machine first saw the report (UTC): the moment of the run.';
COMMENT ON COLUMN lags.recorded_at IS 'When this machine wrote the incident (UTC): the moment of the run.';
COMMENT ON COLUMN lags.lag_s IS 'Seconds from publication to being an incident; NULL for a report without a date, 0 for one dated later than it was read.';
COMMENT ON COLUMN lags.from_archive IS 'Whether the report was read from an archive of pages, where the lag says nothing of how fast feeds are followed.';
COMMENT ON COLUMN lags.article_id IS 'The article of that report.';
