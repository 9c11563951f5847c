"""Feeds, what their polls gave and when they are due, to rows and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import Discard, Entry, Feed, FeedState
from warehouse.rows import batch_of, decode, encode, schema_of

_POLL = pa.schema(
    [
        ("feed_id", pa.string()),
        ("polled_at", pa.timestamp("us", "UTC")),
        ("entries", pa.int64()),
        ("new", pa.int64()),
        ("discards", pa.int64()),
        ("failure_class", pa.string()),
        ("failure_reason", pa.string()),
    ]
)
_LISTED = schema_of(Feed).append(pa.field("position", pa.int64()))
_DISCARD = schema_of(Discard).append(pa.field("first_seen_at", pa.timestamp("us", "UTC")))


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

    def save_poll(self, state: FeedState, entries: Sequence[Entry], discards: Sequence[Discard]) -> int:
        """Keep what one poll gave, in one transaction; gives the number of entries not seen before.

        An entry is kept as first seen: a changed title or date neither adds nor changes a row.
        """
        distinct = list({entry.entry_id: entry for entry in reversed(entries)}.values())[::-1]
        with self._connection.transaction():
            self._connection.upsert("feed_states", batch_of(FeedState, [state]))
            new = self._connection.add_new("entries", batch_of(Entry, distinct))
            self._save_discards(state, discards)
            self._log_poll(state, len(entries), new, len(discards))
        return new

    def _save_discards(self, state: FeedState, discards: Sequence[Discard]) -> None:
        rows = [{**encode(discard), "first_seen_at": state.last_polled_at} for discard in dict.fromkeys(discards)]
        self._connection.add_new(
            "discards",
            pa.Table.from_pylist(rows, _DISCARD),
        )

    def _log_poll(self, state: FeedState, entries: int, new: int, discards: int) -> None:
        """Add the poll to the log of polls; a state that was never polled is none."""
        if state.last_polled_at is None:
            return
        row = {
            "feed_id": state.feed_id,
            "polled_at": state.last_polled_at,
            "entries": entries,
            "new": new,
            "discards": discards,
            "failure_class": state.failure_class,
            "failure_reason": state.failure_reason,
        }
        self._connection.upsert("polls", pa.Table.from_pylist([row], _POLL))
