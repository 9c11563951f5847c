CREATE VIEW feeds_health AS
SELECT
    feeds.publisher,
    feeds.country,
    feeds.language,
    CASE
        WHEN feeds.position IS NULL AND states.feed_id IS NULL AND seen.entries > 0 THEN 'archive'
        WHEN feeds.position IS NULL THEN 'retired'
        WHEN states.last_polled_at IS NULL THEN 'new'
        WHEN states.paused_at IS NOT NULL THEN 'paused'
        WHEN states.failures > 0 THEN 'failing'
        ELSE 'ok'
    END AS state,
    states.failures,
    states.failure_class,
    states.failure_reason,
    states.last_polled_at,
    states.last_success_at,
    states.due_at,
    states.paused_at,
    coalesce(polled.polls, 0) AS polls,
    coalesce(polled.failed, 0) AS failed_polls,
    coalesce(seen.entries, 0) AS entries,
    coalesce(refused.discards, 0) AS discards,
    seen.latest_entry_at,
    coalesce(kept.articles, 0) AS articles,
    coalesce(kept.from_feed, 0) AS articles_from_feed,
    regexp_replace(feeds.url, '^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@', '\1') AS url,
    feeds.feed_id
FROM stored.feeds
LEFT JOIN stored.feed_states AS states USING (feed_id)
LEFT JOIN (
    SELECT feed_id, count(*) AS polls, count(failure_class) AS failed FROM stored.polls GROUP BY feed_id
) AS polled USING (feed_id)
LEFT JOIN (
    SELECT feed_id, count(*) AS entries, max(coalesce(published_at, first_seen_at)) AS latest_entry_at
    FROM stored.entries GROUP BY feed_id
) AS seen USING (feed_id)
LEFT JOIN (SELECT feed_id, count(*) AS discards FROM stored.discards GROUP BY feed_id) AS refused USING (feed_id)
LEFT JOIN (
    SELECT feed_id, count(*) AS articles, count(*) FILTER (origin = 'feed') AS from_feed
    FROM stored.articles GROUP BY feed_id
) AS kept USING (feed_id);

COMMENT ON VIEW feeds_health IS 'One row per feed: how it answers and what it brings.';
COMMENT ON COLUMN feeds_health.publisher IS 'The outlet.';
COMMENT ON COLUMN feeds_health.country IS 'Its country, ISO 3166 alpha-3.';
COMMENT ON COLUMN feeds_health.language IS 'Its language, ISO 639-1.';
COMMENT ON COLUMN feeds_health.state IS 'new (not polled yet), ok, failing, paused (failed so often that it is asked but rarely), retired (gone from the list of feeds) or archive (stands for a host in an archive of news).';
COMMENT ON COLUMN feeds_health.failures IS 'Failures in a row.';
COMMENT ON COLUMN feeds_health.failure_class IS 'temporary, soft or permanent: it steers how long the feed is left alone.';
COMMENT ON COLUMN feeds_health.failure_reason IS 'What the last failure was; with state ok, what was odd about the last answer (moved, malformed).';
COMMENT ON COLUMN feeds_health.last_polled_at IS 'Last poll (UTC).';
COMMENT ON COLUMN feeds_health.last_success_at IS 'Last poll that succeeded (UTC).';
COMMENT ON COLUMN feeds_health.due_at IS 'When it is polled next (UTC).';
COMMENT ON COLUMN feeds_health.paused_at IS 'When it was paused (UTC); NULL where it is not.';
COMMENT ON COLUMN feeds_health.polls IS 'Polls so far.';
COMMENT ON COLUMN feeds_health.failed_polls IS 'Polls that failed.';
COMMENT ON COLUMN feeds_health.entries IS 'Entries so far.';
COMMENT ON COLUMN feeds_health.discards IS 'Items that could not become entries.';
COMMENT ON COLUMN feeds_health.latest_entry_at IS 'Publication time of its latest entry (UTC), or first sight where undated.';
COMMENT ON COLUMN feeds_health.articles IS 'Articles so far.';
COMMENT ON COLUMN feeds_health.articles_from_feed IS 'Articles of which only the feed''s own text could be had.';
COMMENT ON COLUMN feeds_health.url IS 'URL of the feed, without a name and password before its host.';
COMMENT ON COLUMN feeds_health.feed_id IS 'Id, derived from the URL.';
