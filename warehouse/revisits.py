"""The pages that incidents rest on, and when each is to be asked for again, to rows and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from warehouse.archives import ArchivedPage
from warehouse.connection import Connection
from warehouse.records import Article, Entry, Feed, PageRecord, Revisit
from warehouse.rows import batch_of, decode

# Articles whose reports are in incidents, of listed feeds: what was read from an archive of pages is nobody's news.
_UNPLANNED = """
    SELECT articles.*
    FROM stored.articles JOIN stored.feeds USING (feed_id)
    WHERE articles.origin = 'page' AND articles.aside_of IS NULL AND feeds.position IS NOT NULL
      AND coalesce(articles.published_at, articles.first_seen_at) >= $since
      AND articles.article_id IN (
        SELECT events.article_id FROM stored.events SEMI JOIN stored.incident_reports USING (event_id)
      )
      AND articles.entry_id NOT IN (SELECT entry_id FROM stored.revisits)
    ORDER BY articles.first_seen_at, articles.article_id
"""
# With the last page that was kept of each.
_DUE = """
    SELECT revisits AS revisit, articles AS article, pages AS page, entries AS entry, feeds AS feed
    FROM stored.revisits AS revisits
    JOIN stored.articles AS articles USING (entry_id)
    JOIN stored.pages AS pages USING (entry_id)
    JOIN stored.entries AS entries USING (entry_id)
    JOIN stored.feeds AS feeds ON feeds.feed_id = entries.feed_id
    WHERE revisits.due_at <= $now
      AND articles.origin = 'page' AND articles.aside_of IS NULL AND feeds.position IS NOT NULL
      AND coalesce(articles.published_at, articles.first_seen_at) >= $since
    QUALIFY row_number() OVER (
        PARTITION BY revisits.entry_id ORDER BY pages.fetched_at DESC, pages.page_id, articles.article_id
    ) = 1
    ORDER BY revisits.due_at, revisits.entry_id
    LIMIT $limit
"""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that is due to be asked for again, as it was kept, with the article that came of it."""

    revisit: Revisit
    article: Article
    kept: ArchivedPage


class RevisitStore:
    """When pages are to be asked for again, and what was found there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unplanned(self, since: datetime) -> list[Article]:
        """The articles published since then that incidents rest on and whose pages have no revisit yet."""
        return [decode(Article, row) for row in self._connection.dicts(_UNPLANNED, {"since": since})]

    def due(self, since: datetime, now: datetime, limit: int) -> list[KeptPage]:
        """The pages that are due at `now`, of articles published since then; what waits longest comes first."""
        rows = self._connection.dicts(_DUE, {"since": since, "now": now, "limit": limit})
        return [
            KeptPage(
                decode(Revisit, row["revisit"]),
                decode(Article, row["article"]),
                ArchivedPage(decode(PageRecord, row["page"]), decode(Entry, row["entry"]), decode(Feed, row["feed"])),
            )
            for row in rows
        ]

    def save(self, revisits: Iterable[Revisit]) -> None:
        """Keep when pages are due and what was found; belongs into the transaction of what came of it."""
        self._connection.upsert("revisits", batch_of(Revisit, revisits))
