"""Pages that incidents rest on to when they are asked for again, and what is found there to what that changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from extractors.clusters import are_copies, exact_cluster
from extractors.entry_articles import NO_TEXT, Taken
from extractors.fetching.fetch_failures import FetchError, FetchReason
from extractors.pages.page_access import FULL
from extractors.polls.page_retries import rest_over
from extractors.renewal import Banded, Renewal, page_outcome, renewed
from extractors.reported_at import reported_at
from warehouse.records import Article, Entry, Fate, Outcome, Page, Revisit

# Counted from when the page was first fetched. The toll of a night is put right when the police and the hospitals have
# counted, within a day, and what an outlet takes back after complaints within some days; each page is asked for twice
# and no more, as nearly none of them changes and none of them says that it will.
REVISITS_AFTER = (timedelta(days=1), timedelta(days=3))
# What is older than this is told of by new articles, and nobody at the outlet looks at it any more.
NEWS_FOR = timedelta(days=7)
# A 404 may be a moment of moving servers, and a report that is withdrawn counts no more: it is believed the second
# time, after as long as a new page that is not there yet is given (extractors/polls/page_retries.py).
SURE_AFTER = timedelta(hours=2)


class Found(StrEnum):
    """What a revisit found; the other findings are why there was no page (`FetchReason`) or no text (`PageReason`)."""

    SAME = "same"
    CHANGED = "changed"
    # The page is not there any more.
    WITHDRAWN = "withdrawn"
    # A wall, or a part of the text: no word of the publisher's on what it told before.
    SHOWS_LESS = "shows_less"
    # The address leads to another article.
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class SeenAgain:
    """A page that was asked for again: what it gave before and gives now, both as read today, or why it was not had.

    `entry` led to it, `before` is the article as it is kept. `earlier` is what the kept page gives today: what is only
    read otherwise by now was not changed by its publisher. It is `before` where the page's bytes are gone.
    """

    revisit: Revisit
    entry: Entry
    before: Article
    earlier: Article
    page: Page | None
    taken: Taken | None
    error: FetchError | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A page whose publisher has changed it: the article before and after, when that was, and the text to be compared.

    (What `renewals` gives for a page that is read otherwise than before.)
    """

    page: Page
    replaced: tuple[Article, Article, datetime]
    replacing: Banded


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a page that was asked for again, when it is to be asked for next, and how it was corrected."""

    seen: SeenAgain
    found: str
    revisit: Revisit
    correction: Correction | None = None


def news_since(now: datetime) -> datetime:
    """The publication of the oldest articles that are worth a revisit."""
    return now - NEWS_FOR


def first_revisit(article: Article) -> Revisit:
    """When the page of an article is to be asked for again for the first time."""
    return Revisit(article.entry_id, _next_due(article, article.first_seen_at))


def findings(batch: Iterable[SeenAgain], owners: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Decide on pages that were asked for again; `owners` are the entries of the articles that they give now."""
    owned = dict(owners)
    for seen in batch:
        today = None if seen.taken is None else seen.taken.article
        found = _found(seen, None if today is None else owned.get(today.article_id))
        correction = None
        if found == Found.CHANGED and today is not None and seen.page is not None and seen.taken is not None:
            owned[today.article_id] = seen.entry.entry_id
            correction = Correction(seen.page, _corrected(seen.before, today), (today, seen.taken.bands))
        yield Finding(seen, found, _next(seen, found, now), correction)


def outcome_after(finding: Finding, previous: Outcome | None, now: datetime) -> Outcome | None:
    """What has become of the page by this revisit; None where that is what it was."""
    seen = finding.seen
    if finding.found == Found.WITHDRAWN:
        attempts = previous.attempts if previous else 1
        return Outcome("page", seen.entry.entry_id, Fate.DONE, str(Found.WITHDRAWN), None, attempts, now)
    if finding.correction is None:
        return None
    return page_outcome(Renewal.REPLACED, seen.before, previous, seen.entry.entry_id, now)


def _corrected(before: Article, today: Article) -> tuple[Article, Article, datetime]:
    """The article before and after, and when it was corrected: as the page says, or when that was seen."""
    after = replace(renewed(before, today, None)[1], renewed_at=today.first_seen_at)
    return before, after, reported_at(after)


def _found(seen: SeenAgain, owner: str | None) -> str:
    """`owner` is the entry that has an article of the id that the page gives now, if any has."""
    if seen.error is not None:
        return Found.WITHDRAWN if _is_gone(seen.error.reason, seen.revisit) else str(seen.error.reason)
    today = None if seen.taken is None else seen.taken.article
    if today is None or today.origin != "page":
        return (seen.taken and seen.taken.reason) or NO_TEXT
    if _words(today) in (_words(seen.earlier), _words(seen.before)):
        return Found.SAME
    if seen.before.access == FULL != today.access:
        return Found.SHOWS_LESS
    return Found.CHANGED if _is_of(seen.before, today, owner) else Found.ELSEWHERE


def _is_gone(reason: FetchReason, revisit: Revisit) -> bool:
    return reason is FetchReason.GONE or (reason is FetchReason.NOT_FOUND and revisit.found == FetchReason.NOT_FOUND)


def _is_of(before: Article, today: Article, owner: str | None) -> bool:
    """Whether a page gives the article that it gave; at a new address, where most of its words are still there."""
    if owner not in (None, before.entry_id):
        return False
    return before.article_id == today.article_id or are_copies(before.text, today.text)


def _words(article: Article) -> str:
    """What headline and text say, whatever their letter case, marks and white space."""
    return exact_cluster(f"{article.title or ''}\n{article.text}")


def _next(seen: SeenAgain, found: str, now: datetime) -> Revisit:
    """The next revisit after this one; where the host was to be left alone, this one is put off and was none."""
    if seen.error is not None and seen.error.reason is FetchReason.HOST_RESTING:
        return replace(seen.revisit, due_at=rest_over(now, seen.error.retry_after_s))
    if found == Found.WITHDRAWN:
        due = None
    elif found == FetchReason.NOT_FOUND:
        due = now + SURE_AFTER
    else:
        due = _next_due(seen.before, now)
    return Revisit(seen.revisit.entry_id, due, seen.revisit.visits + 1, found, now)


def _next_due(article: Article, visited_at: datetime) -> datetime | None:
    moments = (article.first_seen_at + wait for wait in REVISITS_AFTER)
    return next((moment for moment in moments if moment > visited_at), None)
