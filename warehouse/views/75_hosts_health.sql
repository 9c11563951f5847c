CREATE VIEW hosts_health AS
SELECT
    host,
    coalesce(polled.feeds, 0) AS feeds,
    coalesce(polled.polls, 0) AS polls,
    coalesce(polled.failed_polls, 0) AS failed_polls,
    polled.last_polled_at,
    coalesce(polled.seen, 0) AS seen,
    coalesce(polled.new, 0) AS new,
    coalesce(polled.unchanged, 0) AS unchanged,
    coalesce(polled.discarded, 0) AS discarded,
    coalesce(linked.pages, 0) AS pages,
    coalesce(linked.done, 0) AS pages_done,
    coalesce(linked.from_feed, 0) AS pages_from_feed,
    coalesce(linked.waiting, 0) AS pages_waiting,
    coalesce(linked.given_up, 0) AS pages_given_up,
    linked.waiting_since,
    host_rests.until_at AS rests_until
FROM (
    SELECT
        host,
        count(DISTINCT feed_id) AS feeds,
        count(*) AS polls,
        count(*) FILTER (answer = 'failed') AS failed_polls,
        max(polled_at) AS last_polled_at,
        sum(seen)::BIGINT AS seen,
        sum(new)::BIGINT AS new,
        sum(unchanged)::BIGINT AS unchanged,
        sum(discarded)::BIGINT AS discarded
    FROM polls GROUP BY host
) AS polled
FULL JOIN (
    SELECT
        host,
        count(*) AS pages,
        count(*) FILTER (fate IN ('page', 'known')) AS done,
        count(*) FILTER (fate = 'feed') AS from_feed,
        count(*) FILTER (fate IN ('waiting', 'retry')) AS waiting,
        count(*) FILTER (fate IN ('discarded', 'quarantined', 'left')) AS given_up,
        min(first_seen_at) FILTER (fate IN ('waiting', 'retry')) AS waiting_since
    FROM entries WHERE NOT from_archive GROUP BY host
) AS linked USING (host)
LEFT JOIN stored.host_rests USING (host);

COMMENT ON VIEW hosts_health IS 'One row per host: the feeds it serves and the pages that entries link to, over all time. What was read from archives of pages is not in it.';
COMMENT ON COLUMN hosts_health.host IS 'Host and port.';
COMMENT ON COLUMN hosts_health.feeds IS 'Feeds of it that were polled.';
COMMENT ON COLUMN hosts_health.polls IS 'Polls of its feeds.';
COMMENT ON COLUMN hosts_health.failed_polls IS 'Of them, those that failed.';
COMMENT ON COLUMN hosts_health.last_polled_at IS 'Last poll of one of its feeds (UTC).';
COMMENT ON COLUMN hosts_health.seen IS 'Entries that its feeds held, over all polls: seen = new + unchanged + discarded.';
COMMENT ON COLUMN hosts_health.new IS 'Entries not seen before.';
COMMENT ON COLUMN hosts_health.unchanged IS 'Entries known from an earlier poll.';
COMMENT ON COLUMN hosts_health.discarded IS 'Entries that could not be kept.';
COMMENT ON COLUMN hosts_health.pages IS 'Entries of any feed whose page lies on it: pages = done + from_feed + waiting + given_up.';
COMMENT ON COLUMN hosts_health.pages_done IS 'Text taken from the page, or an article that was here already.';
COMMENT ON COLUMN hosts_health.pages_from_feed IS 'The feed''s own text kept, as the page was not to be had.';
COMMENT ON COLUMN hosts_health.pages_waiting IS 'Not asked for yet, or to be asked for again.';
COMMENT ON COLUMN hosts_health.pages_given_up IS 'Discarded, quarantined, or left when their feed went from the list.';
COMMENT ON COLUMN hosts_health.waiting_since IS 'First sight of the entry that waits longest (UTC).';
COMMENT ON COLUMN hosts_health.rests_until IS 'Until when the host is left alone (UTC).';
