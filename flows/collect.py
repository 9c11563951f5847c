"""Feeds to articles: poll what is due, fetch the pages of new entries, keep the text."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from prefect import flow, task

from extractors.archive import WarcArchive
from extractors.articles import EXTRACTOR, article_from_feed, assign_cluster, read_page
from extractors.entries import FeedReading, read_feed
from extractors.feeds_file import read_feeds_file
from extractors.ids import stable_id
from extractors.polling import after_failure, after_not_modified, after_success, is_due, page_retry_due
from extractors.web import FetchError, Web
from flows.progress import shown
from flows.retries import ON_GROUND
from flows.settings import Settings
from warehouse.store import open_warehouse
from warehouse.records import Article, Entry, Fate, Feed, FeedState, Outcome, Page, PageRecord

log = logging.getLogger("tocsin.collect")
T = TypeVar("T")
R = TypeVar("R")

# Syndicated copies appear within days; older articles are no longer compared.
CLUSTER_WINDOW = timedelta(days=4)


@dataclass(frozen=True)
class Polled:
    """What one poll of one feed gave."""

    state: FeedState
    reading: FeedReading | None
    moved_to: str | None


@dataclass(frozen=True)
class Visited:
    """What one visit to one entry's page gave: a page, or the reason why not."""

    entry: Entry
    page: Page | None
    error: FetchError | None


def _web(settings: Settings) -> Web:
    return Web(
        user_agent=settings.user_agent,
        timeout_s=settings.timeout_s,
        max_bytes=settings.max_bytes,
        min_spacing_s=settings.spacing_s,
        allow_hosts=settings.allow_hosts,
    )


def _host(url: str | None) -> str:
    return urlsplit(url or "").netloc.lower()


def _by_host(
    items: Sequence[T], url_of: Callable[[T], str | None], visit: Callable[[Web, T], R], settings: Settings
) -> Iterator[R]:
    """Visit each host's items one after another and hosts side by side; results come as they are had."""
    groups: dict[str, list[T]] = defaultdict(list)
    for item in items:
        groups[_host(url_of(item))].append(item)

    def visit_host(group: list[T]) -> list[R]:
        web = _web(settings)
        try:
            return [visit(web, item) for item in group]
        finally:
            web.close()

    with ThreadPoolExecutor(max_workers=settings.hosts_at_once) as pool:
        for done in as_completed([pool.submit(visit_host, group) for group in groups.values()]):
            yield from done.result()


def _poll(web: Web, feed: Feed, state: FeedState, now: datetime) -> Polled:
    try:
        response = web.get(feed.url, etag=state.etag, last_modified=state.last_modified)
    except FetchError as error:
        return Polled(after_failure(state, error.failure_class, error.reason, now, error.retry_after_s), None, None)
    if response.not_modified:
        return Polled(after_not_modified(state, now), None, None)
    reading = read_feed(feed, response.body, response.headers.get("content-type"), response.final_url, now)
    etag, last_modified = response.headers.get("etag"), response.headers.get("last-modified")
    return Polled(after_success(state, etag, last_modified, now, reading.problem), reading, response.moved_to)


@task(name="poll-feeds", **ON_GROUND)
def poll_feeds(settings: Settings, now: datetime) -> dict[str, int]:
    """Poll every feed that is due; gives counts of feeds and entries."""
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.feeds.save(read_feeds_file(settings.feeds))
        states = warehouse.feeds.states()
        feeds = {feed.feed_id: feed for feed in warehouse.feeds.all()}
        due = [f for f in feeds.values() if is_due(states.get(f.feed_id, FeedState(f.feed_id)), now)]
        polls = _by_host(
            due, lambda f: f.url, lambda web, f: _poll(web, f, states.get(f.feed_id, FeedState(f.feed_id)), now), settings
        )
        counts = {"feeds": len(feeds), "polled": len(due), "failed": 0, "entries": 0, "new": 0, "discarded": 0}
        for polled in shown(polls, "feeds polled", len(due)):
            entries = polled.reading.entries if polled.reading else ()
            discards = polled.reading.discards if polled.reading else ()
            counts["new"] += warehouse.feeds.save_poll(polled.state, entries, discards)
            counts["entries"] += len(entries) + len(discards)
            counts["discarded"] += len(discards)
            counts["failed"] += polled.state.failures > 0
            reason = polled.state.failure_reason
            log.info("feed=%s entries=%d reason=%s", feeds[polled.state.feed_id].url, len(entries), reason)
    return counts


def _visit(web: Web, entry: Entry, now: datetime) -> Visited:
    if entry.link is None:
        return Visited(entry, None, None)
    try:
        response = web.get(entry.link, page=True)
    except FetchError as error:
        return Visited(entry, None, error)
    page = Page(
        entry.link, response.final_url, response.status, response.headers.get("content-type"), response.body, now
    )
    return Visited(entry, page, None)


def _article(visited: Visited, feed: Feed, now: datetime) -> tuple[Article | None, str | None]:
    """The article of a visit: from the page, else from the feed's own text; with the reason where the page gave none."""
    reason = "no_link"
    if visited.page is not None:
        reading = read_page(visited.page, visited.entry, feed, now)
        if reading.article is not None:
            return reading.article, None
        reason = reading.reason or "no_text"
    elif visited.error is not None:
        reason = visited.error.reason
    return article_from_feed(visited.entry, feed, now), reason


def _outcome(entry: Entry, article: Article | None, reason: str | None, attempts: int, due: datetime | None, now: datetime) -> Outcome:
    if due is not None:
        fate = Fate.RETRY
    else:
        fate = Fate.DONE if article is not None else Fate.DISCARDED
    return Outcome("page", entry.entry_id, fate, reason, due, attempts, now)


@task(name="fetch-pages", **ON_GROUND)
def fetch_pages(settings: Settings, now: datetime) -> dict[str, int]:
    """Fetch the page of every entry that waits for one; gives counts of pages and articles."""
    archive = WarcArchive(settings.archive)
    counts = {"pages": 0, "articles": 0, "from_feed": 0, "retry": 0, "discarded": 0}
    with open_warehouse(settings.warehouse) as warehouse:
        feeds = {feed.feed_id: feed for feed in warehouse.feeds.all()}
        waiting = warehouse.articles.entries_awaiting_page(now, settings.pages_per_run)
        recent = warehouse.articles.since(now - CLUSTER_WINDOW)
        visits = _by_host(waiting, lambda e: e.link, lambda web, e: _visit(web, e, now), settings)
        for visited in shown(visits, "pages fetched", len(waiting)):
            entry = visited.entry
            previous = warehouse.articles.page_outcome(entry.entry_id)
            attempts = (previous.attempts if previous else 0) + 1
            article, reason = _article(visited, feeds[entry.feed_id], now)
            due = page_retry_due(visited.error.failure_class, attempts, now) if visited.error else None
            if article is not None:
                article = assign_cluster(article, recent)
                recent.append(article)
            record = None
            if visited.page is not None:
                warc_file, offset = archive.write(visited.page)
                record = _page_record(entry, visited.page, warc_file, offset)
            outcome = _outcome(entry, article, reason, attempts, due, now)
            warehouse.articles.save(outcome, record, article)
            counts["pages"] += visited.page is not None
            counts["articles"] += article is not None
            counts["from_feed"] += article is not None and article.origin == "feed"
            counts["retry"] += outcome.fate is Fate.RETRY
            counts["discarded"] += outcome.fate is Fate.DISCARDED
            log.info("entry=%s fate=%s reason=%s", entry.link or entry.entry_id, outcome.fate, reason)
    return counts


def _page_record(entry: Entry, page: Page, warc_file: str, offset: int) -> PageRecord:
    page_id = stable_id("page", entry.entry_id, page.final_url)
    return PageRecord(
        page_id,
        entry.entry_id,
        page.url,
        page.final_url,
        page.status,
        page.content_type,
        len(page.body),
        warc_file,
        offset,
        page.fetched_at,
    )


@flow(name="collect")
def collect(settings: Settings, now: datetime) -> dict[str, int]:
    """Poll the feeds that are due and fetch the pages of their new entries; gives what was counted."""
    polled = poll_feeds(settings, now)
    fetched = fetch_pages(settings, now)
    return {**polled, **fetched, "entries_discarded": polled["discarded"], "pages_discarded": fetched["discarded"]}
