"""Articles and what their pages give today to the articles that are to be kept, and what that changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from extractors.entry_articles import NO_TEXT, Taken
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


Banded = tuple[Article, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a new reading of a batch of pages changes, and how many of them came to what.

    `added` and `replaced` (before, after, since when) come with the texts that they bring, to be compared with others.
    """

    counts: Counter[str] = field(default_factory=Counter)
    outcomes: list[Outcome] = field(default_factory=list)
    added: list[Banded] = field(default_factory=list)
    replaced: list[tuple[Article, Article, datetime]] = field(default_factory=list)
    replacing: list[Banded] = field(default_factory=list)
    refreshed: list[Article] = field(default_factory=list)


def renewals(
    found: Iterable[tuple[str, Taken]],
    before: Mapping[str, Article],
    previous: Mapping[str, Outcome],
    owners: Mapping[str, str],
    now: datetime,
) -> Renewed:
    """Decide on what the pages of entries give today, in their order.

    `before` and `previous` are the articles and the outcomes of entries so far, `owners` the entries of articles.
    Only what was taken from a page counts: no archive holds the feed's own text.
    """
    owned = dict(owners)
    changes = Renewed()
    for entry_id, taken in found:
        today, old = taken.article, before.get(entry_id)
        if today is None or today.origin != "page":
            changes.counts[taken.reason or NO_TEXT] += 1
            continue
        renewal, article = renewed(old, today, owned.get(today.article_id))
        owned.setdefault(article.article_id, entry_id)
        changes.counts[renewal] += 1
        outcome = page_outcome(renewal, old, previous.get(entry_id), entry_id, now)
        if outcome is not None:
            changes.outcomes.append(outcome)
        if renewal is Renewal.ADDED:
            changes.added.append((today, taken.bands))
        elif renewal is Renewal.REPLACED and old is not None:
            changes.replaced.append((old, article, today.first_seen_at))
            changes.replacing.append((today, taken.bands))
        elif renewal is Renewal.REFRESHED:
            changes.refreshed.append(article)
    return changes


def renewed(before: Article | None, today: Article, owner: str | None) -> tuple[Renewal, Article]:
    """Compare the kept article of an entry with today's reading of its page.

    `owner` is the entry that has an article of today's id, if any has. When it was first seen, and which texts it is a
    copy of, stays: both are history. A page's text in the place of the feed's is a later one; of a text that was taken
    from the same page otherwise, we were wrong from the beginning.
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
        renewed_at=before.renewed_at if before.origin == today.origin else today.first_seen_at,
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
