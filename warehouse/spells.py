"""Incidents and polls to what series are counted from: spells of incidents, and days that feeds covered."""

from __future__ import annotations

from warehouse.connection import Connection

# An archive has no polls: a week without an article in it is a week that it does not cover.
_ARCHIVE_GAP_DAYS = 7

_CHANGED = """
    CREATE OR REPLACE TEMP TABLE changed_incidents AS
    WITH here AS (
        SELECT incident_id, count(*) AS versions, count(replaced_at) AS replaced
        FROM stored.incident_versions GROUP BY incident_id
    ), told AS (
        SELECT incident_id, count(*) AS reports FROM stored.incident_reports GROUP BY incident_id
    )
    SELECT
        coalesce(here.incident_id, spelled.incident_id) AS incident_id,
        here.versions, here.replaced, coalesce(told.reports, 0) AS reports
    FROM here
    FULL JOIN stored.spelled_incidents AS spelled USING (incident_id)
    LEFT JOIN told ON told.incident_id = here.incident_id
    WHERE (here.versions, here.replaced, coalesce(told.reports, 0))
        IS DISTINCT FROM (spelled.versions, spelled.replaced, spelled.reports)
"""
_SPELLS = """
    DELETE FROM stored.incident_spells WHERE incident_id IN (SELECT incident_id FROM changed_incidents);
    DELETE FROM stored.spelled_incidents WHERE incident_id IN (SELECT incident_id FROM changed_incidents);
    INSERT INTO stored.incident_spells BY NAME
    WITH spans AS (
        SELECT *, lead(known_at) OVER (PARTITION BY incident_id ORDER BY version) AS next_at
        FROM main.incident_versions
        WHERE incident_id IN (SELECT incident_id FROM changed_incidents)
    ), told AS (
        SELECT incident_id, articles.feed_id, min(events.reported_at) AS told_at
        FROM stored.incident_reports
        JOIN stored.events USING (event_id)
        JOIN stored.articles USING (article_id)
        WHERE incident_id IN (SELECT incident_id FROM changed_incidents)
        GROUP BY ALL
    )
    SELECT
        spans.incident_id, known_at AS known_from, next_at AS known_until, happened_first AS "day", country, admin1,
        admin2, lat, lon, place_precision, perpetrator, perpetrator_key, event_type, sub_event_type, target_category,
        coalesce(killed_best, killed_low) AS killed,
        coalesce((
            SELECT list(feed_id ORDER BY feed_id) FROM told
            WHERE told.incident_id = spans.incident_id AND told_at <= coalesce(next_at, 'infinity'::TIMESTAMPTZ)
        ), []) AS feeds
    FROM spans
    WHERE counted AND happened_precision = 'day' AND happened_first IS NOT NULL AND known_at IS DISTINCT FROM next_at;
    INSERT INTO stored.spelled_incidents BY NAME FROM changed_incidents WHERE versions IS NOT NULL;
    DROP TABLE changed_incidents
"""
_FEED_DAYS = f"""
    INSERT INTO stored.feed_starts
    WITH first_polls AS (
        SELECT feed_id, min(polled_at) AS polled_at FROM stored.polls
        WHERE answer <> 'failed' AND feed_id NOT IN (SELECT feed_id FROM stored.feed_starts)
        GROUP BY feed_id
    ), held AS (
        -- What a feed holds when it is first polled tells how far back it shows the news; its oldest entries may be
        -- pinned ones of another year.
        SELECT articles.feed_id, quantile_disc(published_at, 0.1)::DATE AS back_to
        FROM stored.articles JOIN first_polls USING (feed_id)
        WHERE published_at <= polled_at AND first_seen_at <= polled_at + INTERVAL 1 DAY
        GROUP BY articles.feed_id
    ), archives AS (
        SELECT feed_id, min(published_at)::DATE AS first_day FROM stored.articles
        WHERE published_at IS NOT NULL AND feed_id NOT IN (SELECT feed_id FROM stored.polls)
            AND feed_id NOT IN (SELECT feed_id FROM stored.feed_starts)
        GROUP BY feed_id
    )
    SELECT feed_id, least(coalesce(back_to, polled_at::DATE), polled_at::DATE) AS first_day, polled_at::DATE
    FROM first_polls LEFT JOIN held USING (feed_id)
    UNION ALL SELECT feed_id, first_day, NULL FROM archives;

    INSERT OR IGNORE INTO stored.feed_days
    SELECT feed_id, unnest(generate_series(first_day, first_polled, INTERVAL 1 DAY))::DATE
    FROM stored.feed_starts
    WHERE first_polled IS NOT NULL AND (feed_id, first_day) NOT IN (SELECT (feed_id, "day") FROM stored.feed_days);

    -- A poll shows the news of its day and of the day before.
    INSERT OR IGNORE INTO stored.feed_days
    SELECT DISTINCT feed_id, unnest([polled_at::DATE - 1, polled_at::DATE])
    FROM stored.polls
    WHERE answer <> 'failed';

    -- An archive that was read later may go back further, also of an outlet whose feed is polled.
    UPDATE stored.feed_starts SET first_day = archived.first_day
    FROM (
        SELECT articles.feed_id, min(published_at)::DATE AS first_day
        FROM stored.articles JOIN stored.feed_starts USING (feed_id)
        WHERE first_polled IS NULL OR first_seen_at < first_polled
        GROUP BY articles.feed_id
    ) AS archived
    WHERE archived.feed_id = feed_starts.feed_id AND archived.first_day < feed_starts.first_day;

    -- What was published while a feed did not answer, and is in it afterwards, covers its day.
    INSERT OR IGNORE INTO stored.feed_days
    SELECT DISTINCT feed_id, published_at::DATE
    FROM stored.articles JOIN stored.feed_starts USING (feed_id)
    WHERE published_at::DATE BETWEEN first_day AND first_seen_at::DATE;

    INSERT OR IGNORE INTO stored.feed_days
    WITH days AS (
        SELECT feed_id, "day", lead("day") OVER (PARTITION BY feed_id ORDER BY "day") AS next_day
        FROM stored.feed_days JOIN stored.feed_starts USING (feed_id)
        WHERE first_polled IS NULL OR "day" < first_polled
    )
    SELECT feed_id, unnest(generate_series("day" + 1, next_day - 1, INTERVAL 1 DAY))::DATE
    FROM days WHERE next_day - "day" BETWEEN 2 AND {_ARCHIVE_GAP_DAYS}
"""


def refresh(connection: Connection) -> None:
    """Bring spells and covered days up to date: of the incidents that have changed, and of the latest polls.

    What has changed is told by numbers of rows and not by times: a clock may have been moved back.
    """
    connection.execute(_CHANGED)
    with connection.transaction():
        connection.execute(_SPELLS)
    with connection.transaction():
        connection.execute(_FEED_DAYS)
