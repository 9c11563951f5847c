"""Articles to read, and what a reader found in them, to rows and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.forgotten import FORGET_BESIDE_EVENTS
from warehouse.records import ActorMention, Article, Outcome, Place, Reading, Report, Toll
from warehouse.replaced_readings import found_again, give_up
from warehouse.reports import report_batch, report_of
from warehouse.rows import batch_of, decode, encode, schema_of

Read = tuple[Article, Reading, Sequence[Report]]

# What its publisher has taken down stays as it was read, as a text set aside does.
_AWAITING = """
    SELECT articles.*
    FROM stored.articles
    LEFT JOIN stored.readings USING (article_id)
    WHERE readings.reader IS DISTINCT FROM $reader AND articles.aside_of IS NULL
      AND articles.entry_id NOT IN (
        SELECT subject_id FROM stored.outcomes WHERE stage = 'page' AND reason = 'withdrawn'
      )
    ORDER BY articles.first_seen_at, articles.published_at NULLS LAST, articles.article_id
    LIMIT $limit
"""
_TEXTS_ASIDE = """
    SELECT articles.aside_of, count(*)
    FROM stored.articles JOIN batch ON articles.aside_of = batch.article_id
    GROUP BY articles.aside_of
"""
_FOUND = """
    SELECT events.* FROM stored.events SEMI JOIN batch USING (article_id)
    ORDER BY events."trigger".start, events.event_id
"""
_READING = pa.schema(
    [
        ("article_id", pa.string()),
        ("reader", pa.string()),
        ("relevant", pa.bool_()),
        ("language", pa.string()),
        ("reason", pa.string()),
        ("gazetteer", pa.string()),
    ]
)


class ReadingStore:
    """What the latest reader found in each article."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def articles_awaiting(self, reader_version: str, limit: int) -> list[Article]:
        """Articles that this version has not read, oldest first."""
        parameters = {"reader": reader_version, "limit": limit}
        return [decode(Article, row) for row in self._connection.dicts(_AWAITING, parameters)]

    def texts_aside(self, article_ids: Iterable[str]) -> dict[str, int]:
        """How many earlier texts of these articles were set aside, where some were."""
        batch = pa.table({"article_id": pa.array(list(article_ids), pa.string())})
        return dict(self._connection.with_batch(_TEXTS_ASIDE, batch))

    def found_in(self, article_ids: Iterable[str]) -> dict[str, list[Report]]:
        """What the last reader of each of these articles found there, in the order of the text."""
        batch = pa.table({"article_id": pa.array(list(article_ids), pa.string())})
        found: dict[str, list[Report]] = defaultdict(list)
        for row in self._connection.dicts_with_batch(_FOUND, batch):
            found[row["article_id"]].append(report_of(row))
        return dict(found)

    def save(
        self,
        reader_version: str,
        rows: Sequence[Read],
        outcomes: Iterable[Outcome],
        successors: Mapping[str, str | None],
        now: datetime,
    ) -> None:
        """Keep what one batch of articles gave, in one transaction.

        It takes the place of what an earlier reader found there, but for events that are the same in every field. The
        others become past events, with their `successors` (by event id) as links, and leave their incidents.
        """
        readings = pa.Table.from_pylist(
            [_reading_row(reader_version, article, reading) for article, reading, _ in rows], _READING
        )
        told = ((report, reading.gazetteer) for _, reading, reports in rows for report in reports)
        reports = report_batch(told, reader_version)
        with self._connection.transaction():
            same = found_again(self._connection, reports)
            give_up(self._connection, readings, reader_version, same, successors, now)
            # Of what an earlier reader found beside events nothing is kept.
            for statement in FORGET_BESIDE_EVENTS:
                self._connection.with_batch(statement, readings)
            self._connection.upsert("readings", readings)
            self._connection.add_new("events", reports)
            self._connection.add_new("new_events", _others(reports, same))
            self._connection.upsert("tolls", _numbered(Toll, ((a, r.tolls) for a, r, _ in rows)))
            self._connection.upsert("place_mentions", _numbered(Place, ((a, r.places) for a, r, _ in rows)))
            self._connection.upsert("actor_mentions", _numbered(ActorMention, ((a, r.actors) for a, r, _ in rows)))
            self._connection.upsert("outcomes", batch_of(Outcome, outcomes))


def _others(reports: pa.Table, same: Collection[str]) -> pa.Table:
    """The ids of those events that were not here before."""
    ids = [event_id for event_id in reports["event_id"].to_pylist() if event_id not in same]
    return pa.table({"event_id": pa.array(ids, pa.string())})


def _reading_row(reader: str, article: Article, reading: Reading) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "reader": reader,
        "relevant": reading.relevant,
        "language": reading.language,
        "reason": reading.reason,
        "gazetteer": reading.gazetteer,
    }


def _numbered(record_type: type, found: Iterable[tuple[Article, Sequence[Any]]]) -> pa.Table:
    """The records found in each article, with its id and their order in it."""
    key = [pa.field("article_id", pa.string()), pa.field("position", pa.int64())]
    rows = [
        {"article_id": article.article_id, "position": position, **encode(record)}
        for article, records in found
        for position, record in enumerate(records)
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([*key, *schema_of(record_type)]))
