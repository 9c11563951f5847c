CREATE VIEW entries AS
SELECT
    entries.first_seen_at,
    feeds.publisher,
    -- The host and port of the URL, without a name and password before them.
    regexp_extract(
        lower(coalesce(entries.link, feeds.url)), '^[a-z][a-z0-9+.-]*://(?:[^/?#]*@)?([^/?#]*)', 1
    ) AS host,
    entries.title,
    entries.link,
    entries.published_at,
    entries.date_note,
    CASE
        WHEN (outcomes.fate IS NULL OR outcomes.fate = 'retry') AND feeds.position IS NULL THEN 'left'
        WHEN outcomes.fate IS NULL THEN 'waiting'
        WHEN outcomes.fate = 'unchanged' OR (outcomes.fate = 'done' AND outcomes.reason = 'same_article') THEN 'known'
        WHEN outcomes.fate = 'done' THEN CASE WHEN coalesce(outcomes.reason, 'withdrawn') = 'withdrawn' THEN 'page' ELSE 'feed' END
        ELSE outcomes.fate
    END AS fate,
    outcomes.reason,
    coalesce(outcomes.attempts, 0) AS attempts,
    outcomes.decided_at,
    outcomes.due_at,
    states.last_polled_at IS NULL AS from_archive,
    entries.entry_id,
    entries.feed_id
FROM stored.entries
LEFT JOIN stored.feeds USING (feed_id)
LEFT JOIN stored.feed_states AS states USING (feed_id)
LEFT JOIN stored.outcomes ON outcomes.stage = 'page' AND outcomes.subject_id = entries.entry_id;

COMMENT ON VIEW entries IS 'One row per entry of a feed, as first seen, with what became of the page that it links to.';
COMMENT ON COLUMN entries.first_seen_at IS 'The moment of the run that saw it first (UTC).';
COMMENT ON COLUMN entries.publisher IS 'The outlet.';
COMMENT ON COLUMN entries.host IS 'Host and port of its page; of its feed where it has no link.';
COMMENT ON COLUMN entries.title IS 'Headline as the feed gives it.';
COMMENT ON COLUMN entries.link IS 'URL of its page.';
COMMENT ON COLUMN entries.published_at IS 'Publication time as the feed states it (UTC).';
COMMENT ON COLUMN entries.date_note IS 'undated, future (a date not believed) or NULL.';
COMMENT ON COLUMN entries.fate IS 'page (text from its page), feed (the feed''s own text: the page was not to be had), known (an article that was here), waiting (page not asked for yet), retry (to be asked for again), left (its feed has gone from the list, and nobody asks), discarded or quarantined.';
COMMENT ON COLUMN entries.reason IS 'Why the page could not be had, or why nothing was kept; withdrawn where the publisher has taken the page down since.';
COMMENT ON COLUMN entries.attempts IS 'How often the page was asked for.';
COMMENT ON COLUMN entries.decided_at IS 'When it was last asked for (UTC).';
COMMENT ON COLUMN entries.due_at IS 'When it is asked for again (UTC), with fate retry.';
COMMENT ON COLUMN entries.from_archive IS 'Whether it stands for a page read from an archive of pages: no feed that was polled held it.';
COMMENT ON COLUMN entries.entry_id IS 'Id, derived from feed and guid or link.';
COMMENT ON COLUMN entries.feed_id IS 'The feed.';
