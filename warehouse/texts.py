"""The texts of the last days to the articles that may be their copies: an index of bands, kept inside the warehouse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

import pyarrow as pa

from warehouse.connection import Connection, literal
from warehouse.records import Article
from warehouse.rows import decode

# Two texts are near that share two bands, and one in fourteen of those of the shorter. Of 22,000 pairs of copies made
# of 3,482 news texts (extractors/clusters.py) this lost one in 6,000 of ordinary ones, and one in a hundred, two in a
# hundred of briefs that stand in a text of eight, sixteen times their length; two bands alone would lose as many and
# compare three times as many texts that are no copies.
SHARED_BANDS = 2
SHARE_OF_BANDS = 14
# A text has so many neighbours at most, those with the most common bands: beyond, they are copies of one another.
NEIGHBOURS = 16
# The index holds so many texts at most, the latest: a small machine's four days are under 200,000, and a backfill of
# years may neither fill the disk nor slow the lookup.
MOST_TEXTS = 250_000

# Texts go by their numbers here: the pass over all bands is the cost of the index.
_NEIGHBOURS = f"""
    WITH fresh AS (FROM batch ANTI JOIN stored.indexed_texts USING (text_id)),
    asked AS (SELECT DISTINCT unnest(bands) AS band, "number" FROM batch),
    held AS (FROM stored.text_bands UNION ALL SELECT DISTINCT unnest(bands), "number" FROM fresh),
    shared AS (
        SELECT asked."number" AS one, held."number" AS other, count(*) AS bands
        FROM asked JOIN held ON asked.band = held.band AND asked."number" <> held."number"
        GROUP BY one, other
        HAVING bands >= {SHARED_BANDS}
    ),
    texts AS (
        SELECT text_id, "number", len(bands) AS bands FROM batch
        UNION
        SELECT text_id, "number", bands FROM stored.indexed_texts WHERE "number" IN (SELECT other FROM shared)
    )
    SELECT mine.text_id, theirs.text_id
    FROM shared
    JOIN texts AS mine ON mine."number" = shared.one
    JOIN texts AS theirs ON theirs."number" = shared.other
    WHERE shared.bands >= least(mine.bands, theirs.bands) / {SHARE_OF_BANDS}
    QUALIFY row_number() OVER (
        PARTITION BY mine.text_id ORDER BY shared.bands DESC, theirs.text_id
    ) <= {NEIGHBOURS}
    ORDER BY ALL
"""
_ARTICLES_OF_TEXTS = """
    SELECT text_id, article_id FROM stored.indexed_texts SEMI JOIN batch USING (text_id)
"""
_ARTICLES_OF_ENTRIES = """
    SELECT batch.article_id, articles.article_id
    FROM batch JOIN stored.articles ON articles.entry_id = batch.entry_id
"""
# Of its conditions only a list of constants is looked up by the primary key: a join reads all texts there are.
_BY_ID = "SELECT * FROM stored.articles WHERE article_id IN ({})"
_IDS_AT_ONCE = 500

_ADD_BANDS = """
    INSERT INTO stored.text_bands
    SELECT unnest(bands), "number" FROM batch ANTI JOIN stored.indexed_texts USING (text_id)
"""
_OF_THIS_ARTICLE = """
    INSERT INTO stored.indexed_texts BY NAME
    SELECT text_id, "number", len(bands) AS bands, article_id, seen_at FROM batch
    ON CONFLICT DO UPDATE SET article_id = excluded.article_id, seen_at = greatest(seen_at, excluded.seen_at)
"""
# Of reports that turn out to be copies the next resolution is told.
_RENAME = (
    """
    INSERT OR IGNORE INTO stored.stale_events
    SELECT event_id FROM stored.events JOIN batch ON text_cluster = batch.old
    """,
    "UPDATE stored.articles SET text_cluster = batch.new FROM batch WHERE text_cluster = batch.old",
    "UPDATE stored.events SET text_cluster = batch.new FROM batch WHERE text_cluster = batch.old",
)
_FORGET_TEXTS = f"""
    DELETE FROM stored.indexed_texts
    WHERE seen_at < $before
       OR text_id IN (SELECT text_id FROM stored.indexed_texts ORDER BY seen_at DESC, text_id OFFSET {MOST_TEXTS})
"""
_FORGET_BANDS = 'DELETE FROM stored.text_bands WHERE "number" NOT IN (SELECT "number" FROM stored.indexed_texts)'
_NOT_INDEXED = """
    SELECT * FROM stored.articles
    WHERE first_seen_at >= $since AND NOT EXISTS (FROM stored.indexed_texts)
    ORDER BY first_seen_at, article_id
"""

# An article, its cluster still that of its text alone, and the bands of its text.
Banded = tuple[Article, Sequence[int]]
_BATCH = pa.schema(
    [
        ("article_id", pa.string()),
        ("entry_id", pa.string()),
        ("text_id", pa.string()),
        ("number", pa.int64()),
        ("bands", pa.list_(pa.int64())),
        ("seen_at", pa.timestamp("us", "UTC")),
    ]
)


@dataclass(frozen=True, slots=True)
class Near:
    """What may be copies of a batch's articles: stored articles by article id, and pairs of text ids in the batch."""

    stored: Mapping[str, tuple[Article, ...]]
    beside: tuple[tuple[str, str], ...]


class TextStore:
    """The index of the texts of the last days, by the bands of their signatures."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def near(self, batch: Sequence[Banded]) -> Near:
        """What the index has that may be copies of these articles, and which of them may be copies of each other."""
        rows = _rows(batch, None)
        neighbours: dict[str, list[str]] = defaultdict(list)
        for text_id, neighbour in self._connection.with_batch(_NEIGHBOURS, rows):
            neighbours[text_id].append(neighbour)
        ids = self._stored_ids(batch, rows, neighbours)
        found = self._articles(sorted(set().union(*ids.values())))
        here = {article.text_cluster for article, _ in batch}
        return Near(
            {key: tuple(found[one] for one in sorted(others) if one in found) for key, others in ids.items()},
            tuple((text, other) for text, others in neighbours.items() for other in others if other in here),
        )

    def _stored_ids(
        self, batch: Sequence[Banded], rows: pa.Table, neighbours: Mapping[str, Sequence[str]]
    ) -> dict[str, set[str]]:
        """By the id of each article: it itself, those of its entry, and those of its text and of the texts near it."""
        texts = {text: [text, *neighbours.get(text, ())] for text in (article.text_cluster for article, _ in batch)}
        wanted = pa.table({"text_id": pa.array(sorted(set().union(*texts.values())), pa.string())})
        of_text = dict(self._connection.with_batch(_ARTICLES_OF_TEXTS, wanted))
        ids: dict[str, set[str]] = {article.article_id: {article.article_id} for article, _ in batch}
        for article, _ in batch:
            ids[article.article_id].update(of_text[text] for text in texts[article.text_cluster] if text in of_text)
        for article_id, of_entry in self._connection.with_batch(_ARTICLES_OF_ENTRIES, rows):
            ids[article_id].add(of_entry)
        return ids

    def _articles(self, article_ids: Sequence[str]) -> dict[str, Article]:
        found: dict[str, Article] = {}
        for start in range(0, len(article_ids), _IDS_AT_ONCE):
            some = article_ids[start : start + _IDS_AT_ONCE]
            for row in self._connection.dicts(_BY_ID.format(", ".join(map(literal, some)))):
                found[row["article_id"]] = decode(Article, row)
        return found

    def save(self, batch: Sequence[Banded], merged: Mapping[str, str], now: datetime) -> None:
        """Index the texts of a batch, and give the articles and events of each merged cluster the id that stays.

        Belongs into the transaction that keeps the articles, before them. Versions of incidents stay as they were.
        """
        if merged:
            names = pa.table({"old": list(merged), "new": list(merged.values())})
            for statement in _RENAME:
                self._connection.with_batch(statement, names)
        distinct = {article.text_cluster: (article, bands) for article, bands in batch}
        rows = _rows(list(distinct.values()), now)
        self._connection.with_batch(_ADD_BANDS, rows)
        self._connection.with_batch(_OF_THIS_ARTICLE, rows)

    def prune(self, before: datetime) -> None:
        """Forget the texts that were last seen before that moment, and the oldest beyond what the index may hold."""
        with self._connection.transaction():
            self._connection.execute(_FORGET_TEXTS, {"before": before})
            self._connection.execute(_FORGET_BANDS)

    def unindexed(self, since: datetime) -> list[Article]:
        """Where the index is empty, as in a warehouse from before there was one: articles first seen since then."""
        return [decode(Article, row) for row in self._connection.dicts(_NOT_INDEXED, {"since": since})]


def _rows(batch: Sequence[Banded], seen_at: datetime | None) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "article_id": article.article_id,
                "entry_id": article.entry_id,
                "text_id": article.text_cluster,
                "number": _number(article.text_cluster),
                "bands": list(bands),
                "seen_at": seen_at,
            }
            for article, bands in batch
        ],
        _BATCH,
    )


def _number(text_id: str) -> int:
    return int.from_bytes(blake2b(text_id.encode(), digest_size=8).digest(), signed=True)
