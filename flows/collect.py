"""Feeds to articles: poll what is due, fetch the pages of new entries, keep the text."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from prefect import flow, task

from extractors.archive import WarcArchive
from extractors.articles import article_from_feed, assign_cluster, read_page
from extractors.feeds_file import read_feeds_file
from extractors.ids import stable_id
from extractors.polling import is_due, page_retry_due
from extractors.web import FetchError, FetchReason, Web
from flows.polls import poll, web_of
from flows.progress import shown
from flows.retries import ON_GROUND
from flows.settings import Settings
from flows.side_by_side import side_by_side
from warehouse.records import Article, Entry, Fate, Feed, FeedState, Outcome, Page, PageRecord
from warehouse.store import Warehouse, open_warehouse

log = logging.getLogger("tocsin.collect")

# Syndicated copies appear within days; older articles are no longer compared.
CLUSTER_WINDOW = timedelta(days=4)
# A host that is slow, or has much that is new, may not hold up the alerts of a run; its other pages wait for the next.
HOST_SECONDS = 600.0
NO_LINK = "no_link"
NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class Visited:
    """What a visit to a page gave the entries that link to it: the page, or why not (neither without a link)."""

    entries: tuple[Entry, ...]
    page: Page | None
    error: FetchError | None


@dataclass(frozen=True, slots=True)
class Taken:
    """The article of one visit, from the page or else from the feed's own text, and why not from the page."""

    article: Article | None
    reason: str | None


@task(name="poll-feeds", **ON_GROUND)
def poll_feeds(settings: Settings, now: datetime) -> dict[str, int]:
    """Poll every feed that is due, a transaction a feed; gives counts of feeds and entries."""
    feeds = read_feeds_file(settings.feeds)
    with open_warehouse(settings.warehouse) as warehouse, web_of(settings) as web:
        warehouse.feeds.save(feeds)
        states = {feed.feed_id: FeedState(feed.feed_id) for feed in feeds} | warehouse.feeds.states()
        due = [feed for feed in feeds if is_due(states[feed.feed_id], now)]
        polls = side_by_side(
            due,
            lambda feed: feed.url,
            lambda feed: poll(web, feed, states[feed.feed_id], now),
            settings.requests_at_once,
        )
        counts = {"feeds": len(feeds), "polled": len(due), "failed": 0, "entries": 0, "new": 0, "discarded": 0}
        with closing(polls):
            for polled in shown(polls, "feeds polled", len(due)):
                entries = polled.reading.entries if polled.reading else ()
                discards = polled.reading.discards if polled.reading else ()
                counts["new"] += warehouse.feeds.save_poll(polled.state, entries, discards)
                counts["entries"] += len(entries) + len(discards)
                counts["discarded"] += len(discards)
                counts["failed"] += polled.state.failures > 0
                log.info("feed=%s entries=%d reason=%s", polled.feed.url, len(entries), polled.state.failure_reason)
    return counts


def by_link(entries: Sequence[Entry]) -> list[tuple[Entry, ...]]:
    """The entries of each page: an outlet's feeds share many, and a page is asked for once."""
    pages: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        pages[entry.link or entry.entry_id].append(entry)
    return [tuple(group) for group in pages.values()]


def visit(web: Web, entries: tuple[Entry, ...], now: datetime) -> Visited:
    """Fetch the page that `entries` link to; a fault of ours over one address holds up no other."""
    link = entries[0].link
    if link is None:
        return Visited(entries, None, None)
    try:
        response = web.get(link, page=True)
    except FetchError as error:
        return Visited(entries, None, error)
    except Exception as error:
        log.warning("page=%s %s: %r", link, FetchReason.UNEXPECTED, error)
        log.debug("page=%s", link, exc_info=True)
        return Visited(entries, None, FetchError(FetchReason.UNEXPECTED, url=link, detail=repr(error)))
    kind = response.headers.get("content-type")
    return Visited(entries, Page(link, response.final_url, response.status, kind, response.body, now), None)


def take(visited: Visited, entry: Entry, feed: Feed, now: datetime) -> Taken:
    """The article of a visit; a fault of ours over one page's bytes leaves the feed's own text."""
    try:
        return _take(visited, entry, feed, now)
    except OSError:  # the disk or the memory, not the page: the run ends, and the next one finds the entry waiting
        raise
    except Exception as error:
        log.warning("entry=%s %s: %r", entry.link or entry.entry_id, FetchReason.UNEXPECTED, error)
        log.debug("entry=%s", entry.entry_id, exc_info=True)
        return Taken(article_from_feed(entry, feed, now), FetchReason.UNEXPECTED)


def _take(visited: Visited, entry: Entry, feed: Feed, now: datetime) -> Taken:
    if visited.page is not None:
        reading = read_page(visited.page, entry, feed, now)
        if reading.article is not None:
            return Taken(reading.article, None)
        reason: str = reading.reason or NO_TEXT
    else:
        reason = NO_LINK if visited.error is None else visited.error.reason
    return Taken(article_from_feed(entry, feed, now), reason)


def decide(entry: Entry, error: FetchError | None, taken: Taken, previous: Outcome | None, now: datetime) -> Outcome:
    """The fate of an entry's page after this visit; a page that may yet be had is due again at a stored time."""
    attempts = (previous.attempts if previous else 0) + 1
    due = None
    if error is not None:
        due = page_retry_due(error.failure_class, attempts, now, error.retry_after_s)
    if taken.reason == FetchReason.UNEXPECTED:
        fate = Fate.QUARANTINED
    elif due is not None:
        fate = Fate.RETRY
    else:
        fate = Fate.DONE if taken.article is not None else Fate.DISCARDED
    return Outcome("page", entry.entry_id, fate, taken.reason, due, attempts, now)


def _page_record(entry: Entry, page: Page, warc_file: str, warc_offset: int) -> PageRecord:
    return PageRecord(
        page_id=stable_id("page", entry.entry_id, page.final_url),
        entry_id=entry.entry_id,
        url=page.url,
        final_url=page.final_url,
        status=page.status,
        content_type=page.content_type,
        size=len(page.body),
        warc_file=warc_file,
        warc_offset=warc_offset,
        fetched_at=page.fetched_at,
    )


def keep(
    warehouse: Warehouse,
    archive: WarcArchive,
    visited: Visited,
    feeds: Mapping[str, Feed],
    recent: list[Article],
    now: datetime,
) -> Iterator[tuple[Outcome, Article | None]]:
    """Keep what a visit gave: the page in the archive first, then all rows of each entry in one transaction."""
    place = None if visited.page is None else archive.write(visited.page)
    for entry in visited.entries:
        taken = take(visited, entry, feeds[entry.feed_id], now)
        article = None if taken.article is None else assign_cluster(taken.article, recent)
        record = None if visited.page is None or place is None else _page_record(entry, visited.page, *place)
        outcome = decide(entry, visited.error, taken, warehouse.articles.page_outcome(entry.entry_id), now)
        warehouse.articles.save(outcome, record, article)
        if article is not None:
            recent.append(article)
        log.info("entry=%s fate=%s reason=%s", entry.link or entry.entry_id, outcome.fate, outcome.reason)
        yield outcome, article


@task(name="fetch-pages", **ON_GROUND)
def fetch_pages(settings: Settings, now: datetime) -> dict[str, int]:
    """Fetch the page of every entry that waits for one; gives counts of pages, of entries by fate, and of articles."""
    archive = WarcArchive(settings.archive)
    counts = {"pages": 0, "articles": 0, "from_feed": 0, "retry": 0, "quarantined": 0, "discarded": 0}
    with open_warehouse(settings.warehouse) as warehouse, web_of(settings) as web:
        feeds = {feed.feed_id: feed for feed in warehouse.feeds.all()}
        waiting = by_link(warehouse.articles.entries_awaiting_page(now, settings.pages_per_run))
        recent = warehouse.articles.since(now - CLUSTER_WINDOW)
        visits = side_by_side(
            waiting,
            lambda entries: entries[0].link,
            lambda entries: visit(web, entries, now),
            settings.requests_at_once,
            HOST_SECONDS,
        )
        counts["postponed"] = len(waiting)
        with closing(visits):
            for visited in shown(visits, "pages fetched", len(waiting)):
                counts["postponed"] -= 1
                counts["pages"] += visited.page is not None
                for outcome, article in keep(warehouse, archive, visited, feeds, recent, now):
                    counts["articles"] += article is not None
                    counts["from_feed"] += article is not None and article.origin == "feed"
                    if outcome.fate in counts:
                        counts[outcome.fate] += 1
    return counts


@flow(name="collect", validate_parameters=False)
def collect(settings: Settings, now: datetime) -> dict[str, int]:
    """Poll the feeds that are due and fetch the pages of their new entries; gives what was counted."""
    polled = poll_feeds(settings, now)
    fetched = fetch_pages(settings, now)
    return {**polled, **fetched, "entries_discarded": polled["discarded"], "pages_discarded": fetched["discarded"]}
