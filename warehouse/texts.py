"""The texts of the last days to the articles that may be their copies: an index of bands, kept inside the warehouse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import Article
from warehouse.rows import decode

# Texts that have one band in common are eight times as many as those with two, and of 20,000 pairs of copies none had
# only one, but for briefs that stand in a text of more than four times their length (one to two in a hundred).
SHARED_BANDS = 2
# A text has so many neighbours at most, those of the most common bands: beyond, they are copies of one another.
NEIGHBOURS = 32
# The index holds so many texts at most, the latest: a small machine's four days are under 200,000, and a backfill of
# years may neither fill the disk nor slow the lookup.
MOST_TEXTS = 250_000

_NEIGHBOURS = f"""
    WITH asked AS (SELECT DISTINCT text_id, unnest(bands) AS band FROM batch),
    held AS (
        SELECT band, text_id FROM stored.text_bands
        UNION ALL
        SELECT band, text_id FROM asked WHERE text_id NOT IN (SELECT text_id FROM stored.indexed_texts)
    )
    SELECT asked.text_id AS text_id, held.text_id AS neighbour
    FROM asked JOIN held ON asked.band = held.band AND asked.text_id <> held.text_id
    GROUP BY asked.text_id, held.text_id
    HAVING count(*) >= {SHARED_BANDS}
    QUALIFY row_number() OVER (PARTITION BY asked.text_id ORDER BY count(*) DESC, held.text_id) <= {NEIGHBOURS}
    ORDER BY ALL
"""
_ARTICLES_OF_TEXTS = """
    SELECT text_id, article_id FROM stored.indexed_texts WHERE text_id IN (SELECT text_id FROM batch)
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
    SELECT unnest(bands), text_id FROM batch WHERE text_id NOT IN (SELECT text_id FROM stored.indexed_texts)
"""
_OF_THIS_ARTICLE = """
    INSERT INTO stored.indexed_texts BY NAME SELECT text_id, article_id, seen_at FROM batch
    ON CONFLICT DO UPDATE SET article_id = excluded.article_id, seen_at = excluded.seen_at
"""
_RENAME = (
    "UPDATE stored.articles SET text_cluster = $new WHERE text_cluster = $old",
    "UPDATE stored.events SET text_cluster = $new WHERE text_cluster = $old",
)
_FORGET_TEXTS = f"""
    DELETE FROM stored.indexed_texts
    WHERE seen_at < $before
       OR text_id IN (SELECT text_id FROM stored.indexed_texts ORDER BY seen_at DESC, text_id OFFSET {MOST_TEXTS})
"""
_FORGET_BANDS = "DELETE FROM stored.text_bands WHERE text_id NOT IN (SELECT text_id FROM stored.indexed_texts)"
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
            for row in self._connection.dicts(_BY_ID.format(", ".join("?" * len(some))), some):
                found[row["article_id"]] = decode(Article, row)
        return found

    def save(self, batch: Sequence[Banded], merged: Mapping[str, str], now: datetime) -> None:
        """Index the texts of a batch, and give the articles and events of each merged cluster the id that stays.

        Belongs into the transaction that keeps the articles, before them. Versions of incidents stay as they were.
        """
        for old, new in merged.items():
            for statement in _RENAME:
                self._connection.execute(statement, {"old": old, "new": new})
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
                "bands": list(bands),
                "seen_at": seen_at,
            }
            for article, bands in batch
        ],
        _BATCH,
    )
