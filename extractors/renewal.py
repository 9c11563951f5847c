"""An article and what its page gives today to the article that is to be kept, and what that changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from warehouse.records import Article, Fate, Outcome

# Bodies of pages held at one time.
MOST_BYTES = 64_000_000


class Renewal(StrEnum):
    """What a new reading of a page changes; the other outcomes are why the page gave no article (`PageReason`)."""

    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    ADDED = "added"
    # Same text, headline and time; something else is newly known, such as the zone.
    REFRESHED = "refreshed"
    # The page is that of an article which another entry led to.
    SAME_ARTICLE = "same_article"
    # The page's bytes: gone by retention, not where they should be, or beyond the limits of time and memory.
    DROPPED = "dropped"
    LOST = "lost"
    FAILED = "failed"


def from_page(article: Article | None) -> Article | None:
    """The article where it was taken from its page: no archive holds the feed's own text."""
    return article if article is not None and article.origin == "page" else None


def renewed(before: Article | None, today: Article, owner: str | None) -> tuple[Renewal, Article]:
    """Compare the kept article of an entry with today's reading of its page.

    `owner` is the entry that has an article of today's id, if any has. When it was first seen, and which texts it is a
    copy of, stays: both are history.
    """
    if owner is not None and owner != today.entry_id:
        return Renewal.SAME_ARTICLE, today
    if before is None:
        return Renewal.ADDED, today
    after = replace(
        today,
        text_cluster=before.text_cluster,
        first_seen_at=before.first_seen_at,
        publisher=before.publisher,
        publisher_country=before.publisher_country,
    )
    if after == before:
        return Renewal.UNCHANGED, before
    return (Renewal.REFRESHED if _reads(after) == _reads(before) else Renewal.REPLACED), after


def page_outcome(
    renewal: Renewal, before: Article | None, previous: Outcome | None, entry_id: str, now: datetime
) -> Outcome | None:
    """What became of the entry's page by today's reading; None where that says nothing new of it."""
    if renewal in (Renewal.ADDED, Renewal.REPLACED):
        reason = None
    elif renewal is Renewal.SAME_ARTICLE and before is None:
        reason = str(Renewal.SAME_ARTICLE)
    else:
        return None
    if previous is not None and (previous.fate, previous.reason) == (Fate.DONE, reason):
        return previous
    return Outcome("page", entry_id, Fate.DONE, reason, None, previous.attempts if previous else 1, now)


def first_pages(sizes: Iterable[int], most_bytes: int = MOST_BYTES) -> int:
    """How many pages of these sizes are held at one time: at least one."""
    held = count = 0
    for size in sizes:
        held += size
        if count and held > most_bytes:
            break
        count += 1
    return count


def _reads(article: Article) -> tuple[object, ...]:
    """All that a reader takes from an article, and by which it is known."""
    return article.article_id, article.origin, article.title, article.text, article.published_at, article.language
