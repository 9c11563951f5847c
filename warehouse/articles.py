"""Entries to fetch, pages as fetched and the articles taken from them, to rows and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import Article, Entry, Outcome, PageRecord
from warehouse.rows import batch_of, decode
from warehouse.superseded import supersede, withdraw

# What waits longest is fetched first, a retry from when it is due: nothing starves, and an original usually comes
# before its copies.
_AWAITING_PAGE = """
    SELECT entries.*
    FROM stored.entries
    JOIN stored.feeds USING (feed_id)
    LEFT JOIN stored.outcomes ON outcomes.stage = 'page' AND outcomes.subject_id = entries.entry_id
    WHERE feeds.position IS NOT NULL
      AND (outcomes.fate IS NULL OR (outcomes.fate = 'retry' AND outcomes.due_at <= $now))
    ORDER BY coalesce(outcomes.due_at, entries.first_seen_at), entries.published_at NULLS LAST, entries.entry_id
    LIMIT $limit
"""
_OUTCOMES = """
    SELECT outcomes.*
    FROM stored.outcomes JOIN batch ON outcomes.stage = 'page' AND outcomes.subject_id = batch.entry_id
"""
# Addresses whose page has given an article, by whichever entry led there.
_TOLD = """
    SELECT DISTINCT batch.link
    FROM batch
    JOIN stored.pages ON pages.url = batch.link
    JOIN stored.articles ON articles.entry_id = pages.entry_id
    WHERE articles.origin = 'page'
"""
_OF_INCIDENT = """
    SELECT * FROM stored.articles
    WHERE article_id IN (
        SELECT events.article_id
        FROM stored.incident_reports JOIN stored.events USING (event_id)
        WHERE incident_reports.incident_id = $incident_id
        UNION
        SELECT cell.article_id
        FROM (SELECT unnest(cells) AS cell FROM stored.incident_versions WHERE incident_id = $incident_id)
    )
    ORDER BY first_seen_at, article_id
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit to the page of an entry came to: the entry's outcome, the page if it was had, its article if any."""

    outcome: Outcome
    page: PageRecord | None
    article: Article | None


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

    def page_outcomes(self, entry_ids: Iterable[str]) -> dict[str, Outcome]:
        """What became of the pages of these entries so far, by entry id."""
        batch = pa.table({"entry_id": pa.array(list(entry_ids), pa.string())})
        return {row["subject_id"]: decode(Outcome, row) for row in self._connection.dicts_with_batch(_OUTCOMES, batch)}

    def told(self, links: Iterable[str]) -> set[str]:
        """Those of the addresses whose page has given an article already."""
        batch = pa.table({"link": pa.array(list(links), pa.string())})
        return {row[0] for row in self._connection.with_batch(_TOLD, batch)}

    def save(self, visits: Sequence[Visit]) -> None:
        """Keep what visits to pages gave; belongs into one transaction.

        The first article of an id is kept. But text from the page takes the place of text from the feed, and is read
        anew; where an incident cites the feed's text, that stays too, under an id of its own.
        """
        self._connection.upsert("outcomes", batch_of(Outcome, [visit.outcome for visit in visits]))
        if pages := [visit.page for visit in visits if visit.page is not None]:
            self._connection.upsert("pages", batch_of(PageRecord, pages))
        if articles := [visit.article for visit in visits if visit.article is not None]:
            self._save_articles(articles)

    def withdraw(self, article_ids: Sequence[str], withdrawn_at: datetime) -> None:
        """Have the reports of these articles, whose pages were taken down, count no more; belongs into one transaction.

        Their texts stay, as incidents cite them.
        """
        withdraw(self._connection, article_ids, withdrawn_at)

    def _save_articles(self, articles: Sequence[Article]) -> None:
        distinct = {article.article_id: article for article in reversed(articles)}
        pages = {article.article_id: article for article in reversed(articles) if article.origin == "page"}
        kept = {article.article_id: article for article in supersede(self._connection, list(pages.values()))}
        self._connection.add_new("articles", batch_of(Article, (distinct | kept).values()))

    def of_incident(self, incident_id: str) -> list[Article]:
        """The articles behind the reports of one incident and all that its versions ever cited, oldest first."""
        return [decode(Article, row) for row in self._connection.dicts(_OF_INCIDENT, {"incident_id": incident_id})]
