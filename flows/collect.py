"""Feeds to articles: poll what is due, fetch the pages of new entries, keep the text."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from prefect import flow, task

from extractors.archive import WarcArchive
from extractors.articles import article_from_feed, assign_cluster, read_page
from extractors.feeds_file import read_feeds_file
from extractors.ids import stable_id
from extractors.polling import is_due, page_retry_due
from extractors.web import FetchError, Web
from flows.polls import UNEXPECTED, poll, web_of
from flows.progress import shown
from flows.retries import ON_GROUND
from flows.settings import Settings
from flows.side_by_side import side_by_side
from warehouse.records import Article, Entry, Fate, Feed, FeedState, Outcome, Page, PageRecord
from warehouse.store import Warehouse, open_warehouse

log = logging.getLogger("tocsin.collect")

# Syndicated copies appear within days; older articles are no longer compared.
CLUSTER_WINDOW = timedelta(days=4)
NO_LINK = "no_link"
NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class Visited:
    """What one visit to one entry's page gave: a page, or why not (neither where the entry has no link)."""

    entry: Entry
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
            settings.hosts_at_once,
        )
        counts = {"feeds": len(feeds), "polled": len(due), "failed": 0, "entries": 0, "new": 0, "discarded": 0}
        for polled in shown(polls, "feeds polled", len(due)):
            entries = polled.reading.entries if polled.reading else ()
            discards = polled.reading.discards if polled.reading else ()
            counts["new"] += warehouse.feeds.save_poll(polled.state, entries, discards)
            counts["entries"] += len(entries) + len(discards)
            counts["discarded"] += len(discards)
            counts["failed"] += polled.state.failures > 0
            log.info("feed=%s entries=%d reason=%s", polled.feed.url, len(entries), polled.state.failure_reason)
    return counts


def visit(web: Web, entry: Entry, now: datetime) -> Visited:
    """Fetch the page of an entry."""
    if entry.link is None:
        return Visited(entry, None, None)
    try:
        response = web.get(entry.link, page=True)
    except FetchError as error:
        return Visited(entry, None, error)
    kind = response.headers.get("content-type")
    return Visited(entry, Page(entry.link, response.final_url, response.status, kind, response.body, now), None)


def take(visited: Visited, feed: Feed, now: datetime) -> Taken:
    """The article of a visit; a fault of ours over one page's bytes leaves the feed's own text."""
    try:
        return _take(visited, feed, now)
    except Exception as error:
        log.warning("entry=%s %s: %r", visited.entry.link or visited.entry.entry_id, UNEXPECTED, error)
        log.debug("entry=%s", visited.entry.entry_id, exc_info=True)
        return Taken(article_from_feed(visited.entry, feed, now), UNEXPECTED)


def _take(visited: Visited, feed: Feed, now: datetime) -> Taken:
    if visited.page is not None:
        reading = read_page(visited.page, visited.entry, feed, now)
        if reading.article is not None:
            return Taken(reading.article, None)
        reason: str = reading.reason or NO_TEXT
    else:
        reason = NO_LINK if visited.error is None else visited.error.reason
    return Taken(article_from_feed(visited.entry, feed, now), reason)


def decide(visited: Visited, taken: Taken, previous: Outcome | None, now: datetime) -> Outcome:
    """The fate of an entry's page after this visit; a page that may yet be had is due again at a stored time."""
    attempts = (previous.attempts if previous else 0) + 1
    due, error = None, visited.error
    if error is not None:
        due = page_retry_due(error.failure_class, attempts, now, error.retry_after_s)
    if taken.reason == UNEXPECTED:
        fate = Fate.QUARANTINED
    elif due is not None:
        fate = Fate.RETRY
    else:
        fate = Fate.DONE if taken.article is not None else Fate.DISCARDED
    return Outcome("page", visited.entry.entry_id, fate, taken.reason, due, attempts, now)


def _archived(archive: WarcArchive, entry: Entry, page: Page) -> PageRecord:
    warc_file, offset = archive.write(page)
    return PageRecord(
        page_id=stable_id("page", entry.entry_id, page.final_url),
        entry_id=entry.entry_id,
        url=page.url,
        final_url=page.final_url,
        status=page.status,
        content_type=page.content_type,
        size=len(page.body),
        warc_file=warc_file,
        warc_offset=offset,
        fetched_at=page.fetched_at,
    )


def _keep(
    warehouse: Warehouse, archive: WarcArchive, visited: Visited, taken: Taken, now: datetime
) -> tuple[Outcome, Article | None]:
    """Keep what a visit gave: the page in the archive first, then all rows of it in one transaction."""
    entry = visited.entry
    outcome = decide(visited, taken, warehouse.articles.page_outcome(entry.entry_id), now)
    record = _archived(archive, entry, visited.page) if visited.page is not None else None
    warehouse.articles.save(outcome, record, taken.article)
    log.info("entry=%s fate=%s reason=%s", entry.link or entry.entry_id, outcome.fate, outcome.reason)
    return outcome, taken.article


@task(name="fetch-pages", **ON_GROUND)
def fetch_pages(settings: Settings, now: datetime) -> dict[str, int]:
    """Fetch the page of every entry that waits for one, a transaction a page; gives counts of pages and articles."""
    archive = WarcArchive(settings.archive)
    counts = {"pages": 0, "articles": 0, "from_feed": 0, "retry": 0, "quarantined": 0, "discarded": 0}
    with open_warehouse(settings.warehouse) as warehouse, web_of(settings) as web:
        feeds = {feed.feed_id: feed for feed in warehouse.feeds.all()}
        waiting = warehouse.articles.entries_awaiting_page(now, settings.pages_per_run)
        recent = warehouse.articles.since(now - CLUSTER_WINDOW)
        visits = side_by_side(
            waiting, lambda entry: entry.link, lambda entry: visit(web, entry, now), settings.hosts_at_once
        )
        for visited in shown(visits, "pages fetched", len(waiting)):
            taken = take(visited, feeds[visited.entry.feed_id], now)
            if taken.article is not None:
                taken = Taken(assign_cluster(taken.article, recent), taken.reason)
            outcome, article = _keep(warehouse, archive, visited, taken, now)
            if article is not None:
                recent.append(article)
            counts["pages"] += visited.page is not None
            counts["articles"] += article is not None
            counts["from_feed"] += article is not None and article.origin == "feed"
            counts["retry"] += outcome.fate is Fate.RETRY
            counts["quarantined"] += outcome.fate is Fate.QUARANTINED
            counts["discarded"] += outcome.fate is Fate.DISCARDED
    return counts


@flow(name="collect")
def collect(settings: Settings, now: datetime) -> dict[str, int]:
    """Poll the feeds that are due and fetch the pages of their new entries; gives what was counted."""
    polled = poll_feeds(settings, now)
    fetched = fetch_pages(settings, now)
    return {**polled, **fetched, "entries_discarded": polled["discarded"], "pages_discarded": fetched["discarded"]}
