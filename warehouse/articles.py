"""Entries to fetch, pages as fetched and the articles taken from them, to rows and back."""

from __future__ import annotations

from datetime import datetime

from warehouse.connection import Connection
from warehouse.records import Article, Entry, Outcome, PageRecord
from warehouse.rows import batch_of, decode
from warehouse.superseded import supersede

PAGE_STAGE = "page"

# First seen, first fetched: nothing starves, and an original usually comes before its copies.
_AWAITING_PAGE = """
    SELECT entries.*
    FROM stored.entries
    JOIN stored.feeds USING (feed_id)
    LEFT JOIN stored.outcomes ON outcomes.stage = 'page' AND outcomes.subject_id = entries.entry_id
    WHERE feeds.position IS NOT NULL
      AND (outcomes.fate IS NULL OR (outcomes.fate = 'retry' AND outcomes.due_at <= $now))
    ORDER BY entries.first_seen_at, entries.published_at NULLS LAST, entries.entry_id
    LIMIT $limit
"""
_OF_INCIDENT = """
    SELECT * FROM stored.articles
    WHERE article_id IN (
        SELECT events.article_id
        FROM stored.incident_reports JOIN stored.events USING (event_id)
        WHERE incident_reports.incident_id = ?
    )
    ORDER BY first_seen_at, article_id
"""


class ArticleStore:
    """The entries that wait for their page, and the articles that came of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries_awaiting_page(self, now: datetime, limit: int) -> list[Entry]:
        """Entries of listed feeds without a final outcome of their page, whose retry (if any) is due; oldest first."""
        rows = self._connection.dicts(_AWAITING_PAGE, {"now": now, "limit": limit})
        return [decode(Entry, row) for row in rows]

    def since(self, moment: datetime) -> list[Article]:
        """Articles first seen at `moment` or later, oldest first."""
        rows = self._connection.dicts(
            "SELECT * FROM stored.articles WHERE first_seen_at >= ? ORDER BY first_seen_at, article_id", (moment,)
        )
        return [decode(Article, row) for row in rows]

    def page_outcome(self, entry_id: str) -> Outcome | None:
        """What became of the entry's page so far."""
        rows = self._connection.dicts(
            "SELECT * FROM stored.outcomes WHERE stage = ? AND subject_id = ?", (PAGE_STAGE, entry_id)
        )
        return decode(Outcome, rows[0]) if rows else None

    def save(self, outcome: Outcome, page: PageRecord | None, article: Article | None) -> None:
        """Keep what one visit to a page gave, in one transaction.

        The first article of an id is kept. But text from the page takes the place of text from the feed, and is read
        anew; where an incident cites the feed's text, that stays too, under an id of its own.
        """
        with self._connection.transaction():
            self._connection.upsert("outcomes", batch_of(Outcome, [outcome]))
            if page is not None:
                self._connection.upsert("pages", batch_of(PageRecord, [page]))
            if article is not None:
                kept = supersede(self._connection, article) if article.origin == "page" else article
                self._connection.add_new("articles", batch_of(Article, [kept]))

    def of_incident(self, incident_id: str) -> list[Article]:
        """The articles behind the reports of one incident, oldest first."""
        return [decode(Article, row) for row in self._connection.dicts(_OF_INCIDENT, (incident_id,))]
