CREATE VIEW polls AS
SELECT
    polls.polled_at,
    feeds.publisher,
    -- The host and port of the URL, without a name and password before them.
    coalesce(polls.host, regexp_extract(lower(feeds.url), '^[a-z][a-z0-9+.-]*://(?:[^/?#]*@)?([^/?#]*)', 1)) AS host,
    polls.answer,
    polls.entries + polls.discards AS seen,
    polls.new,
    coalesce(polls.unchanged, polls.entries - polls.new) AS unchanged,
    polls.discards AS discarded,
    polls.discard_reasons,
    CASE WHEN polls.answer = 'failed' THEN split_part(polls.failure_reason, ':', 1) END AS failure,
    polls.failure_class,
    polls.failure_reason,
    polls.feed_id
FROM stored.polls
LEFT JOIN stored.feeds USING (feed_id);

COMMENT ON VIEW polls IS 'One row per poll of a feed: how it answered and what became of the entries it held: seen = new + unchanged + discarded.';
COMMENT ON COLUMN polls.polled_at IS 'The moment of the run that polled (UTC): all polls of one run have the same.';
COMMENT ON COLUMN polls.publisher IS 'The outlet.';
COMMENT ON COLUMN polls.host IS 'Host and port that were asked.';
COMMENT ON COLUMN polls.answer IS 'read, not_modified (HTTP 304), same_bytes (a whole answer with the body of the last one) or failed.';
COMMENT ON COLUMN polls.seen IS 'Entries that the answer held.';
COMMENT ON COLUMN polls.new IS 'Entries not seen before: kept.';
COMMENT ON COLUMN polls.unchanged IS 'Entries known from an earlier poll.';
COMMENT ON COLUMN polls.discarded IS 'Entries that could not be kept.';
COMMENT ON COLUMN polls.discard_reasons IS 'Why they could not, each reason with its number; NULL in polls by an earlier version of tocsin.';
COMMENT ON COLUMN polls.failure IS 'Why it failed, in one word; NULL where it did not.';
COMMENT ON COLUMN polls.failure_class IS 'temporary, soft or permanent.';
COMMENT ON COLUMN polls.failure_reason IS 'What it failed of in full; of a poll that succeeded, what was odd about the answer (moved, malformed).';
COMMENT ON COLUMN polls.feed_id IS 'The feed.';
