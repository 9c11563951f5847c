"""Feeds, what their polls gave and when they are due, to rows and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import Discard, Entry, Feed, FeedState, Poll
from warehouse.rows import batch_of, decode, encode, schema_of

_POLL = pa.schema(
    [
        ("feed_id", pa.string()),
        ("polled_at", pa.timestamp("us", "UTC")),
        ("host", pa.string()),
        ("answer", pa.string()),
        ("entries", pa.int64()),
        ("new", pa.int64()),
        ("unchanged", pa.int64()),
        ("discards", pa.int64()),
        ("discard_reasons", pa.map_(pa.string(), pa.int64())),
        ("failure_class", pa.string()),
        ("failure_reason", pa.string()),
    ]
)
_LISTED = schema_of(Feed).append(pa.field("position", pa.int64()))
_DISCARD = schema_of(Discard).append(pa.field("first_seen_at", pa.timestamp("us", "UTC")))
_ADD_ENTRIES = "INSERT INTO stored.entries BY NAME SELECT * FROM batch ON CONFLICT DO NOTHING RETURNING feed_id"


class FeedStore:
    """The feeds of the last saved list, those retired from it, their states and their entries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, feeds: Iterable[Feed]) -> None:
        """Make `feeds` the list; a feed that is in it no longer keeps its rows and is retired."""
        distinct = {feed.feed_id: feed for feed in feeds}
        rows = [{**encode(feed), "position": position} for position, feed in enumerate(distinct.values())]
        with self._connection.transaction():
            self._connection.execute("UPDATE stored.feeds SET position = NULL")
            self._connection.upsert("feeds", pa.Table.from_pylist(rows, _LISTED))

    def all(self) -> list[Feed]:
        """The feeds of the last saved list, in its order."""
        rows = self._connection.dicts("SELECT * FROM stored.feeds WHERE position IS NOT NULL ORDER BY position")
        return [decode(Feed, row) for row in rows]

    def states(self) -> dict[str, FeedState]:
        """The state of every feed that was ever polled, by feed id."""
        rows = self._connection.dicts("SELECT * FROM stored.feed_states")
        return {row["feed_id"]: decode(FeedState, row) for row in rows}

    def add_entries(self, entries: Iterable[Entry]) -> Counter[str]:
        """Keep the entries not seen before; gives their number by feed id.

        An entry is kept as first seen: a changed title or date neither adds nor changes a row.
        """
        distinct = {entry.entry_id: entry for entry in reversed(list(entries))}
        batch = batch_of(Entry, list(distinct.values())[::-1])
        return Counter(row[0] for row in self._connection.with_batch(_ADD_ENTRIES, batch)) if distinct else Counter()

    def save_polls(self, polls: Sequence[Poll], states: Sequence[FeedState]) -> None:
        """Keep how the feeds answered, what of it was discarded, and the states they are in now.

        Belongs into one transaction with the entries that the polls gave.
        """
        self._connection.upsert("feed_states", batch_of(FeedState, states))
        discards = {(d.feed_id, d.subject, d.reason): (d, poll) for poll in reversed(polls) for d in poll.discards}
        rows = [{**encode(discard), "first_seen_at": poll.polled_at} for discard, poll in discards.values()]
        if rows:
            self._connection.add_new("discards", pa.Table.from_pylist(rows, _DISCARD))
        self._connection.upsert("polls", pa.Table.from_pylist([_poll_row(poll) for poll in polls], _POLL))


def _poll_row(poll: Poll) -> dict[str, Any]:
    return {
        "feed_id": poll.feed_id,
        "polled_at": poll.polled_at,
        "host": poll.host,
        "answer": poll.answer,
        "entries": poll.entries,
        "new": poll.new,
        "unchanged": poll.entries - poll.new,
        "discards": len(poll.discards),
        "discard_reasons": Counter(discard.reason for discard in poll.discards),
        "failure_class": poll.failure_class,
        "failure_reason": poll.failure_reason,
    }
