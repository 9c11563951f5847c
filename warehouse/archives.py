"""What lies in archives to rows and back: pages that retention drops, pages to read again, and archives read so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import Article, Entry, Feed, PageRecord
from warehouse.rows import batch_of, decode, encode
from warehouse.superseded import GivesWay, give_way

_UTC = pa.timestamp("us", "UTC")
_BACKFILL = pa.schema(
    [
        ("backfill_id", pa.string()),
        ("file", pa.string()),
        ("wanted", pa.string()),
        ("size", pa.int64()),
        ("next_offset", pa.int64()),
        ("records", pa.int64()),
        ("counts", pa.map_(pa.string(), pa.int64())),
        ("started_at", _UTC),
        ("finished_at", _UTC),
    ]
)
_REREAD = pa.schema(
    [
        ("reread_id", pa.string()),
        ("wanted", pa.string()),
        ("warc_file", pa.string()),
        ("warc_offset", pa.int64()),
        ("page_id", pa.string()),
        ("counts", pa.map_(pa.string(), pa.int64())),
        ("started_at", _UTC),
        ("finished_at", _UTC),
    ]
)
# The last page of each entry: an earlier one was a visit that gave no text, or gave a text that was corrected since.
# What its publisher has taken down is read no more.
_PAGES = """
    FROM stored.pages JOIN stored.entries USING (entry_id) JOIN stored.feeds USING (feed_id)
    WHERE pages.fetched_at >= $since AND ($until IS NULL OR pages.fetched_at < $until)
      AND ($publisher IS NULL OR feeds.publisher = $publisher)
      AND pages.entry_id NOT IN (
        SELECT subject_id FROM stored.outcomes WHERE stage = 'page' AND reason = 'withdrawn'
      )
"""
_LAST = "QUALIFY row_number() OVER (PARTITION BY pages.entry_id ORDER BY pages.fetched_at DESC, pages.page_id) = 1"
_TO_REREAD = f"""
    WITH wanted AS (SELECT pages.* {_PAGES} {_LAST})
    SELECT wanted AS page, entries AS entry, feeds AS feed
    FROM wanted JOIN stored.entries AS entries USING (entry_id) JOIN stored.feeds AS feeds USING (feed_id)
    WHERE (wanted.warc_file, wanted.warc_offset, wanted.page_id) > ($warc_file, $warc_offset, $page_id)
    ORDER BY wanted.warc_file, wanted.warc_offset, wanted.page_id
    LIMIT $limit
"""
_DROP = """
    UPDATE stored.pages SET dropped_at = $now
    WHERE dropped_at IS NULL AND warc_file IN (SELECT unnest($files::VARCHAR[]))
    RETURNING 1
"""
_CURRENT = "SELECT articles.* FROM stored.articles WHERE aside_of IS NULL AND "


@dataclass(frozen=True, slots=True)
class Backfill:
    """How far an archive of news was read with one wish: its next record, and what became of those before it."""

    backfill_id: str
    file: str
    wanted: str
    size: int
    next_offset: int
    counts: Mapping[str, int]
    started_at: datetime
    finished_at: datetime | None = None

    @property
    def records(self) -> int:
        """The records read so far."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Place:
    """A page's place in the order in which pages are read again: behind all pages up to it."""

    warc_file: str = ""
    warc_offset: int = -1
    page_id: str = ""


@dataclass(frozen=True, slots=True)
class Reread:
    """How far the pages of one wish were read again, and what came of those."""

    reread_id: str
    wanted: str
    place: Place
    counts: Mapping[str, int]
    started_at: datetime
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PagesWanted:
    """Which archived pages to read again: fetched from `since` on and before `until`, of one publisher or of all."""

    since: datetime
    until: datetime | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A kept page with the entry that led to it and its feed."""

    page: PageRecord
    entry: Entry
    feed: Feed


class ArchiveStore:
    """The pages in the archive, and how far archives were read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def drop_files(self, files: Sequence[str], now: datetime) -> int:
        """Say of every page in these files that its bytes are gone; gives the number of pages that they were not yet.

        To be kept before the files go: a run killed in between leaves files that nobody claims, never a claim to bytes
        that are gone.
        """
        with self._connection.transaction():
            return len(self._connection.values(_DROP, {"files": list(files), "now": now}))

    def backfill(self, backfill_id: str) -> Backfill | None:
        """How far this file was read with this wish, or None."""
        rows = self._connection.dicts("SELECT * FROM stored.backfills WHERE backfill_id = ?", (backfill_id,))
        return _backfill(rows[0]) if rows else None

    def save_backfill(self, backfill: Backfill) -> None:
        """Keep how far a file was read; belongs into the transaction of what was read there."""
        row = {name: getattr(backfill, name) for name in _BACKFILL.names}
        self._connection.upsert("backfills", pa.Table.from_pylist([{**row, "counts": dict(row["counts"])}], _BACKFILL))

    def all_feeds(self) -> list[Feed]:
        """Every feed that is or was in a list, or that stands for a host of an archive."""
        return [decode(Feed, row) for row in self._connection.dicts("SELECT * FROM stored.feeds ORDER BY feed_id")]

    def add_feeds(self, feeds: Iterable[Feed]) -> None:
        """Keep feeds that are in no list, beside those that are here."""
        self._connection.add_new("feeds", batch_of(Feed, feeds))

    def known(self, entry_ids: Iterable[str], urls: Iterable[str]) -> tuple[set[str], set[str]]:
        """Which of these entries, and which of these addresses of articles, are here."""
        entries = "SELECT entry_id FROM stored.entries WHERE entry_id IN (SELECT unnest(?::VARCHAR[]))"
        articles = f"{_CURRENT} url IN (SELECT unnest(?::VARCHAR[]))"
        return (
            set(self._connection.values(entries, (list(entry_ids),))),
            {row["url"] for row in self._connection.dicts(articles, (list(urls),))},
        )

    def reread(self, reread_id: str) -> Reread | None:
        """How far the pages of this wish were read again, or None."""
        rows = self._connection.dicts("SELECT * FROM stored.rereads WHERE reread_id = ?", (reread_id,))
        return _reread(rows[0]) if rows else None

    def save_reread(self, reread: Reread) -> None:
        """Keep how far pages were read again; belongs into the transaction of what came of them."""
        row = {
            "reread_id": reread.reread_id,
            "wanted": reread.wanted,
            **encode(reread.place),
            "counts": dict(reread.counts),
            "started_at": reread.started_at,
            "finished_at": reread.finished_at,
        }
        self._connection.upsert("rereads", pa.Table.from_pylist([row], _REREAD))

    def count_pages(self, wanted: PagesWanted) -> int:
        """How many pages a new reading of all that is wanted takes."""
        sql = f"SELECT count(DISTINCT pages.entry_id) {_PAGES}"
        return int(self._connection.values(sql, encode(wanted))[0])

    def pages_to_reread(self, wanted: PagesWanted, after: Place, limit: int) -> list[ArchivedPage]:
        """The next pages in the order of the archive, each with its entry and feed."""
        parameters = {**encode(wanted), **encode(after), "limit": limit}
        return [
            ArchivedPage(decode(PageRecord, row["page"]), decode(Entry, row["entry"]), decode(Feed, row["feed"]))
            for row in self._connection.dicts(_TO_REREAD, parameters)
        ]

    def articles_of(self, entry_ids: Iterable[str]) -> dict[str, Article]:
        """The article of each entry that has one, by entry id."""
        rows = self._connection.dicts(
            f"{_CURRENT} entry_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY article_id DESC", (list(entry_ids),)
        )
        return {row["entry_id"]: decode(Article, row) for row in rows}

    def owners_of(self, article_ids: Iterable[str]) -> dict[str, str]:
        """The entry of each of these articles that is here, by article id."""
        rows = self._connection.dicts(f"{_CURRENT} article_id IN (SELECT unnest(?::VARCHAR[]))", (list(article_ids),))
        return {row["article_id"]: row["entry_id"] for row in rows}

    def renew(self, replaced: Sequence[tuple[Article, Article, datetime]], refreshed: Sequence[Article]) -> None:
        """Put later articles in the place of earlier ones, and what is newly known of articles whose text is the same.

        With `replaced` (before, after) comes since when the latter stands. A text that an incident cites is kept aside,
        with its events withdrawn then; where none does, the later one is renewed no more than it was.
        Belongs into the transaction of the pages' outcomes.
        """
        batch = [GivesWay(before.article_id, after.article_id, since) for before, after, since in replaced]
        aside = give_way(self._connection, batch)
        kept = (
            after if before.article_id in aside else replace(after, renewed_at=before.renewed_at)
            for before, after, _ in replaced
        )
        self._connection.add_new("articles", batch_of(Article, kept))
        self._connection.upsert("articles", batch_of(Article, refreshed))


def place_of(page: PageRecord) -> Place:
    """The place of a page in the order of a new reading."""
    return Place(page.warc_file, page.warc_offset, page.page_id)


def _backfill(row: Mapping[str, Any]) -> Backfill:
    found = {name: row[name] for name in _BACKFILL.names if name != "records"}
    return Backfill(**{**found, "counts": Counter(row["counts"])})


def _reread(row: Mapping[str, Any]) -> Reread:
    return Reread(
        row["reread_id"],
        row["wanted"],
        decode(Place, row),
        Counter(row["counts"]),
        row["started_at"],
        row["finished_at"],
    )
