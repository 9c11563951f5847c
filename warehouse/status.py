"""An open snapshot to its accounts: what was polled and what became of every entry, in all, by host and by feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from warehouse.connection import Connection
from warehouse.rows import decode

DAY = timedelta(days=1)
# Before the first of all runs.
_EVER = datetime(1, 1, 2, tzinfo=UTC)

_LAST_RUN = """
    SELECT max(moment) FROM (
        SELECT max(polled_at) AS moment FROM polls
        UNION ALL
        SELECT max(decided_at) FROM entries WHERE NOT from_archive
        UNION ALL
        SELECT max(visited_at) FROM revisits
    )
"""
# A run may find nothing due, and then leaves only its count of nothing.
_IDLE_RUN = """
    SELECT started_at FROM (FROM runs WHERE stage = 'collect' ORDER BY started_at DESC LIMIT 1)
    WHERE counts['polled'] = 0 AND coalesce(counts['pages'], 0) = 0 AND coalesce(counts['retry'], 0) = 0
      AND coalesce(counts['revisited'], 0) = 0
"""
_FEEDS = "SELECT state, count(*) AS number FROM feeds_health GROUP BY state ORDER BY state"
_POLLS = """
    SELECT
        count(DISTINCT feed_id) AS feeds,
        count(*) AS polls,
        coalesce(sum(seen), 0)::BIGINT AS seen,
        coalesce(sum(new), 0)::BIGINT AS new,
        coalesce(sum(unchanged), 0)::BIGINT AS unchanged,
        coalesce(sum(discarded), 0)::BIGINT AS discarded
    FROM polls WHERE polled_at > $since
"""
_ANSWERS = """
    SELECT answer, coalesce(failure, '') AS reason, count(*) AS number
    FROM polls WHERE polled_at > $since GROUP BY ALL ORDER BY ALL
"""
# Polls by versions that did not count the reasons have none.
_DISCARDS = """
    SELECT reason, sum(number)::BIGINT AS number
    FROM (
        SELECT unnest(map_keys(discard_reasons)) AS reason, unnest(map_values(discard_reasons)) AS number
        FROM polls WHERE polled_at > $since
        UNION ALL
        SELECT 'not_recorded', discarded
        FROM polls WHERE polled_at > $since AND discard_reasons IS NULL AND discarded > 0
    )
    GROUP BY reason ORDER BY reason
"""
_PAGES = """
    SELECT fate, coalesce(reason, '') AS reason, count(*) AS number, min(first_seen_at) AS oldest
    FROM entries WHERE first_seen_at > $since AND NOT from_archive GROUP BY ALL ORDER BY ALL
"""
_VISITED = "SELECT count(DISTINCT link) FROM entries WHERE decided_at > $since AND attempts > 0 AND NOT from_archive"
# Pages by what was found the last time: each is asked for again twice, days apart.
_REVISITS = "SELECT found, count(*) FROM revisits WHERE visited_at > $since GROUP BY found ORDER BY found"
_FROM_ARCHIVES = "SELECT count(*) FROM entries WHERE first_seen_at > $since AND from_archive"
_ARTICLES = "SELECT count(*) FROM articles WHERE first_seen_at > $since"
_LANGUAGES = """
    SELECT
        coalesce("language", 'unknown') AS "language",
        count(*) FILTER (relevant IS NOT NULL AND (reading_reason IS NULL OR reading_reason = 'no-violence')) AS read,
        count(*) FILTER (reading_reason IS NOT NULL AND reading_reason <> 'no-violence') AS unread,
        count(*) FILTER (relevant IS NULL) AS awaiting
    FROM articles WHERE first_seen_at > $since GROUP BY ALL ORDER BY count(*) DESC, "language"
"""
# What polls and entries say of one host or feed, the worst first: where most polls failed, then where most pages wait.
_OF_EACH = """
    SELECT
        {key} AS name,
        any_value(publisher) AS publisher,
        sum(polls)::BIGINT AS polls, sum(failed)::BIGINT AS failed,
        arg_max(failure, polled_at) FILTER (failure IS NOT NULL) AS failure,
        sum(seen)::BIGINT AS seen, sum(new)::BIGINT AS new,
        sum(unchanged)::BIGINT AS unchanged, sum(discarded)::BIGINT AS discarded,
        sum(done)::BIGINT AS done, sum(from_feed)::BIGINT AS from_feed,
        sum(waiting)::BIGINT AS waiting, sum(given_up)::BIGINT AS given_up,
        min(waiting_since) AS waiting_since
    FROM (
        SELECT
            {key}, publisher, polled_at,
            1 AS polls, (answer = 'failed')::INTEGER AS failed, failure,
            seen, new, unchanged, discarded,
            0 AS done, 0 AS from_feed, 0 AS waiting, 0 AS given_up, NULL AS waiting_since
        FROM polls WHERE polled_at > $since
        UNION ALL BY NAME
        SELECT
            {key}, publisher, NULL AS polled_at,
            0 AS polls, 0 AS failed, NULL AS failure,
            0 AS seen, 0 AS new, 0 AS unchanged, 0 AS discarded,
            (fate IN ('page', 'known'))::INTEGER AS done, (fate = 'feed')::INTEGER AS from_feed,
            (fate IN ('waiting', 'retry'))::INTEGER AS waiting,
            (fate IN ('discarded', 'quarantined', 'left'))::INTEGER AS given_up,
            CASE WHEN fate IN ('waiting', 'retry') THEN first_seen_at END AS waiting_since
        FROM entries WHERE first_seen_at > $since AND NOT from_archive
    )
    GROUP BY {key}
    ORDER BY failed DESC, waiting DESC, given_up DESC, seen DESC, name
"""
_BY_HOST = _OF_EACH.format(key="host")
_BY_FEED = f"""
    SELECT accounts.* REPLACE (feeds.url AS name)
    FROM ({_OF_EACH.format(key="feed_id")}) AS accounts JOIN feeds_health AS feeds ON feeds.feed_id = accounts.name
    ORDER BY failed DESC, waiting DESC, given_up DESC, seen DESC, name
"""


@dataclass(frozen=True, slots=True)
class LanguageAccount:
    """The articles of one language: `unread` ones were kept although no reader knows it, `awaiting` ones come next."""

    language: str
    read: int
    unread: int
    awaiting: int


@dataclass(frozen=True, slots=True)
class Account:
    """What was collected after `since`: seen = new + unchanged + discarded, and the pages by fate add up to new.

    `answers` counts the polls, `failures` the failed ones by reason, `discards` the discarded entries by reason,
    `pages` the new entries by the fate of their page (as the view `entries` names it), `reasons` each fate that has
    some by reason. `visited` are the pages asked for, those of earlier entries too; `revisits` are those asked for
    again, as incidents rest on them, by what was found. `from_archives` were in no poll.
    """

    since: datetime
    feeds: int
    polls: int
    answers: Mapping[str, int]
    failures: Mapping[str, int]
    seen: int
    new: int
    unchanged: int
    discarded: int
    discards: Mapping[str, int]
    pages: Mapping[str, int]
    reasons: Mapping[str, Mapping[str, int]]
    visited: int
    revisits: Mapping[str, int]
    waiting_since: datetime | None
    from_archives: int
    articles: int
    languages: tuple[LanguageAccount, ...]


@dataclass(frozen=True, slots=True)
class SourceAccount:
    """What was collected from one host or feed (`name`): its polls, their entries, and the pages by what came of them.

    Polls count at the host of the feed, pages at the host of the page. Pages `given_up` are discarded, quarantined or
    left by a feed that has gone; `failure` is why the last poll that failed did.
    """

    name: str
    publisher: str | None
    polls: int
    failed: int
    failure: str | None
    seen: int
    new: int
    unchanged: int
    discarded: int
    done: int
    from_feed: int
    waiting: int
    given_up: int
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """The accounts of a snapshot; `at` is the moment of the last run that collected, None before the first one.

    `idle_at` is set where the last run of all found nothing due. `feeds` counts them by state, as the view
    `feeds_health` names it. Hosts and feeds are those of the last day.
    """

    at: datetime | None
    idle_at: datetime | None
    feeds: Mapping[str, int]
    last_run: Account
    last_day: Account
    in_all: Account
    hosts: tuple[SourceAccount, ...]
    by_feed: tuple[SourceAccount, ...]


def status(connection: Connection) -> Status:
    """The accounts of the last run, of the 24 hours up to it and of all time, each feed and host of those hours."""
    at = connection.values(_LAST_RUN)[0]
    until = at or _EVER
    day_ago = until - DAY
    return Status(
        at,
        next(iter(connection.values(_IDLE_RUN)), None),
        dict(connection.table(_FEEDS).rows),
        _account(connection, until - timedelta(microseconds=1)),
        _account(connection, day_ago),
        _account(connection, _EVER - DAY),
        _sources(connection, _BY_HOST, day_ago),
        _sources(connection, _BY_FEED, day_ago),
    )


def _account(connection: Connection, since: datetime) -> Account:
    window = {"since": since}
    (polled,) = connection.dicts(_POLLS, window)
    answers = connection.dicts(_ANSWERS, window)
    pages = connection.dicts(_PAGES, window)
    waits = [row["oldest"] for row in pages if row["fate"] in ("waiting", "retry")]
    return Account(
        since=since,
        **polled,
        answers=_summed((row["answer"], row["number"]) for row in answers),
        failures={row["reason"]: row["number"] for row in answers if row["answer"] == "failed"},
        discards=dict(connection.table(_DISCARDS, window).rows),
        pages=_summed((row["fate"], row["number"]) for row in pages),
        reasons={fate: _reasons(pages, fate) for fate in sorted({row["fate"] for row in pages if row["reason"]})},
        visited=connection.values(_VISITED, window)[0],
        revisits=dict(connection.table(_REVISITS, window).rows),
        waiting_since=min(waits, default=None),
        from_archives=connection.values(_FROM_ARCHIVES, window)[0],
        articles=connection.values(_ARTICLES, window)[0],
        languages=tuple(decode(LanguageAccount, row) for row in connection.dicts(_LANGUAGES, window)),
    )


def _sources(connection: Connection, sql: str, since: datetime) -> tuple[SourceAccount, ...]:
    return tuple(decode(SourceAccount, row) for row in connection.dicts(sql, {"since": since}))


def _summed(numbers: Iterable[tuple[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for name, number in numbers:
        total[name] += number
    return dict(total)


def _reasons(pages: Sequence[Mapping[str, Any]], fate: str) -> dict[str, int]:
    return {row["reason"]: row["number"] for row in pages if row["fate"] == fate and row["reason"]}
