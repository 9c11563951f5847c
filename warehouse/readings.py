"""Articles to read, and what a reader found in them, to rows and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import ActorMention, Article, Outcome, Place, Reading, Report, Toll
from warehouse.reports import report_batch
from warehouse.rows import batch_of, decode, encode, schema_of

Read = tuple[Article, Reading, Sequence[Report]]

_AWAITING = """
    SELECT articles.*
    FROM stored.articles
    LEFT JOIN stored.readings USING (article_id)
    WHERE readings.reader IS DISTINCT FROM $reader AND articles.aside_of IS NULL
    ORDER BY articles.first_seen_at, articles.published_at NULLS LAST, articles.article_id
    LIMIT $limit
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

# What an earlier reader found goes, but for the events that an incident rests on.
_FORGET = (
    """
    DELETE FROM stored.outcomes WHERE stage = 'resolve' AND subject_id IN (
        SELECT event_id FROM stored.events WHERE article_id IN (SELECT article_id FROM batch)
    )
    """,
    """
    DELETE FROM stored.events
    WHERE article_id IN (SELECT article_id FROM batch)
      AND event_id NOT IN (SELECT event_id FROM stored.incident_reports)
    """,
    "DELETE FROM stored.tolls WHERE article_id IN (SELECT article_id FROM batch)",
    "DELETE FROM stored.place_mentions WHERE article_id IN (SELECT article_id FROM batch)",
    "DELETE FROM stored.actor_mentions WHERE article_id IN (SELECT article_id FROM batch)",
)


class ReadingStore:
    """What the latest reader found in each article."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def articles_awaiting(self, reader_version: str, limit: int) -> list[Article]:
        """Articles that this version has not read, oldest first."""
        parameters = {"reader": reader_version, "limit": limit}
        return [decode(Article, row) for row in self._connection.dicts(_AWAITING, parameters)]

    def save(self, reader_version: str, rows: Sequence[Read], outcomes: Iterable[Outcome]) -> None:
        """Keep what one batch of articles gave, in one transaction.

        It takes the place of what an earlier reader found there. An event that belongs to an incident stays as it was
        when it joined.
        """
        found = [_reading_row(reader_version, article, reading) for article, reading, _ in rows]
        readings = pa.Table.from_pylist(found, _READING)
        told = ((report, reading.gazetteer) for _, reading, reports in rows for report in reports)
        reports = report_batch(told, reader_version)
        with self._connection.transaction():
            for statement in _FORGET:
                self._connection.with_batch(statement, readings)
            self._connection.upsert("readings", readings)
            self._connection.add_new("events", reports)
            self._connection.upsert("tolls", _numbered(Toll, ((a, r.tolls) for a, r, _ in rows)))
            self._connection.upsert("place_mentions", _numbered(Place, ((a, r.places) for a, r, _ in rows)))
            self._connection.upsert("actor_mentions", _numbered(ActorMention, ((a, r.actors) for a, r, _ in rows)))
            self._connection.upsert("outcomes", batch_of(Outcome, outcomes))


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
