"""Articles as read from their pages become counts of their publishers' lines, and those counts by publisher."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import Article

# A line as its reader gives it: its id, its words, and whether it stands apart from the rest of its text.
Line = tuple[str, str, bool]
# How a line stands with its publisher: in how many articles, in how many of them apart, of how many since the first.
Standing = tuple[int, int, int]

# What is kept of a line's words is for people to look at.
_SHOWN = 200
_LINE = pa.schema(
    [
        ("publisher", pa.string()),
        ("line_id", pa.string()),
        ("line", pa.string()),
        ("apart", pa.bool_()),
        ("seen_at", pa.timestamp("us", "UTC")),
    ]
)
_ARTICLE = pa.schema([("article_id", pa.string()), ("publisher", pa.string()), ("title", pa.string())])

# Those counted before: a later version or a copy under another address says nothing new of its publisher. Not the
# cluster of the text decides: where the same promotion is longer than the news, all articles are in one. (Two joins:
# one with OR compares each row with each.)
_KNOWN = """
    SELECT batch.article_id FROM batch JOIN stored.articles USING (article_id) WHERE articles.origin = 'page'
    UNION
    SELECT batch.article_id FROM batch JOIN stored.articles USING (publisher, title) WHERE articles.origin = 'page'
"""
# A line is counted from the first article on in which it stood apart.
_COUNT_LINES = """
    INSERT INTO stored.publisher_lines BY NAME
    SELECT
        batch.publisher,
        batch.line_id,
        any_value(batch.line) AS line,
        count(*) AS articles,
        count(*) FILTER (batch.apart) AS apart,
        coalesce(any_value(publisher_articles.articles), 0) AS articles_before,
        min(batch.seen_at) AS first_seen_at,
        max(batch.seen_at) AS last_seen_at
    FROM batch
    LEFT JOIN stored.publisher_articles USING (publisher)
    LEFT JOIN stored.publisher_lines USING (publisher, line_id)
    GROUP BY batch.publisher, batch.line_id
    HAVING bool_or(batch.apart) OR any_value(publisher_lines.line_id) IS NOT NULL
    ON CONFLICT DO UPDATE SET
        articles = publisher_lines.articles + excluded.articles,
        apart = publisher_lines.apart + excluded.apart,
        last_seen_at = greatest(publisher_lines.last_seen_at, excluded.last_seen_at)
"""
_COUNT_ARTICLES = """
    INSERT INTO stored.publisher_articles BY NAME
    SELECT publisher, count(*) AS articles FROM batch GROUP BY publisher
    ON CONFLICT DO UPDATE SET articles = publisher_articles.articles + excluded.articles
"""
_STANDINGS = """
    SELECT
        publisher,
        line_id,
        publisher_lines.articles,
        publisher_lines.apart,
        publisher_articles.articles - publisher_lines.articles_before AS since
    FROM stored.publisher_lines JOIN stored.publisher_articles USING (publisher)
    WHERE list_contains($publishers, publisher) AND publisher_lines.articles >= $at_least
"""
_PRUNE = """
    DELETE FROM stored.publisher_lines USING stored.publisher_articles
    WHERE publisher_articles.publisher = publisher_lines.publisher
      AND publisher_lines.articles = 1
      AND (publisher_lines.last_seen_at < $before
          OR publisher_articles.articles - publisher_lines.articles_before > $articles)
"""


@dataclass(frozen=True, slots=True)
class ArticleLines:
    """An article from a page, and all lines of its text before any was taken out."""

    article: Article
    lines: Sequence[Line]


class PublisherLineStore:
    """The lines that each publisher's articles have in common."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def learn(self, batch: Sequence[ArticleLines]) -> None:
        """Count each line once an article; belongs into the transaction that adds the articles, before they are added.

        Articles that the warehouse has already, or one of the same headline, are passed over.
        """
        distinct = {_told(one.article): one for one in reversed(batch)}
        by_id = {one.article.article_id: one for one in distinct.values()}
        told = pa.Table.from_pylist([_article_row(one) for one in by_id.values()], _ARTICLE)
        known = {row[0] for row in self._connection.with_batch(_KNOWN, told)}
        fresh = [one for identity, one in by_id.items() if identity not in known]
        lines = [row for one in fresh for row in _line_rows(one)]
        self._connection.with_batch(_COUNT_LINES, pa.Table.from_pylist(lines, _LINE))
        self._connection.with_batch(
            _COUNT_ARTICLES, pa.Table.from_pylist([_article_row(one) for one in fresh], _ARTICLE)
        )

    def standings_of(self, publishers: Collection[str], at_least: int) -> Mapping[str, Mapping[str, Standing]]:
        """By publisher and line id, how the lines stand that are in `at_least` articles; publishers may be missing."""
        rows = self._connection.table(_STANDINGS, {"publishers": list(publishers), "at_least": at_least}).rows
        found: dict[str, dict[str, Standing]] = {}
        for publisher, identity, *standing in rows:
            found.setdefault(publisher, {})[identity] = (standing[0], standing[1], standing[2])
        return found

    def prune(self, before: datetime, articles: int) -> None:
        """Forget lines seen once: before a moment, or before so many more articles of their publisher."""
        self._connection.execute(_PRUNE, {"before": before, "articles": articles})


def _told(article: Article) -> tuple[str, str]:
    return (article.publisher, article.title or article.article_id)


def _article_row(one: ArticleLines) -> dict[str, object]:
    return {
        "article_id": one.article.article_id,
        "publisher": one.article.publisher,
        "title": one.article.title,
    }


def _line_rows(one: ArticleLines) -> list[dict[str, object]]:
    return [
        {
            "publisher": one.article.publisher,
            "line_id": identity,
            "line": words[:_SHOWN],
            "apart": apart,
            "seen_at": one.article.first_seen_at,
        }
        for identity, words, apart in one.lines
    ]
