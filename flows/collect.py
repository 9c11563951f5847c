"""Feeds to articles: poll what is due, fetch the pages of new entries, keep the text."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from prefect import flow, task

from extractors.archive import WarcArchive
from extractors.feed_credentials import read_credentials
from extractors.feeds_file import read_listed_feeds
from extractors.fetching.credentials import Credentials, shown
from extractors.polling import address, is_due, is_line_down, unreached
from extractors.revisits import SeenAgain
from extractors.web import Web
from flows.keeping import index_recent, keep, keep_told
from flows.lanes import in_lanes, in_larger
from flows.page_readings import idle_lines
from flows.parsing import Parse, begin_loading, open_parsers
from flows.polls import Asked, ask, decided
from flows.progress import bar
from flows.retention import trim_archive, trim_indexes
from flows.retries import ON_GROUND
from flows.revisit import ask_again, due_again, keep_again
from flows.settings import Settings
from flows.visits import Visited, by_link, in_hand, visit, web_of
from warehouse.articles import Visit
from warehouse.records import Entry, Fate, Feed, FeedState
from warehouse.revisits import KeptPage
from warehouse.store import Warehouse, open_warehouse

log = logging.getLogger("tocsin.collect")

T = TypeVar("T")
R = TypeVar("R")
# The entries of a page that was never had, or a page that is looked at again.
_Subject = tuple[Entry, ...] | KeptPage

# A host that is slow, or has much that is new, may not hold up the alerts of a run: its other feeds and pages wait for
# the next.
HOST_SECONDS = 600.0
# A transaction of few rows costs DuckDB nearly as much as one of many; what a killed run has not kept is asked for
# again, and that is to be little.
BATCH = 64
BATCH_SECONDS = 5.0
_OF_PAGES = ("pages", "articles", "from_feed", "retry", "quarantined", "discarded")
_OF_PAGES_AGAIN = ("revisited", "changed", "withdrawn")


@task(name="poll-feeds", **ON_GROUND)
def poll_feeds(settings: Settings, now: datetime) -> dict[str, int]:
    """Poll every feed that is due, in batches of one transaction; gives counts of feeds and entries."""
    begin_loading()
    listed = read_listed_feeds(settings.feeds)
    feeds = [one.feed for one in listed]
    credentials = read_credentials(listed, settings.feeds, os.environ)
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.feeds.save(replace(feed, url=shown(feed.url)) for feed in feeds)
        states = {feed.feed_id: FeedState(feed.feed_id) for feed in feeds} | warehouse.feeds.states()
        due = [feed for feed in feeds if is_due(states[feed.feed_id], now)]
        due.sort(key=lambda feed: states[feed.feed_id].due_at or now)  # a host may stop us midway
        counts = asyncio.run(_poll(settings, warehouse, due, states, credentials, now))
    resting = sum(
        states[feed.feed_id].paused_at is not None and not is_due(states[feed.feed_id], now) for feed in feeds
    )
    return {"feeds": len(feeds), "resting": resting, **counts}


async def _poll(
    settings: Settings,
    warehouse: Warehouse,
    due: Sequence[Feed],
    states: Mapping[str, FeedState],
    credentials: Mapping[str, Credentials],
    now: datetime,
) -> dict[str, int]:
    counts = Counter({"polled": 0, "failed": 0, "entries": 0, "new": 0, "discarded": 0})
    reached: list[Feed] = []
    async with _means(settings, warehouse, now, None) as (web, parse):

        async def poll(feed: Feed) -> Asked:
            return await ask(web, parse, feed, states[feed.feed_id], credentials.get(feed.feed_id), now)

        def keep_batch(batch: Sequence[Asked]) -> None:
            counts.update(_keep_polls(warehouse, batch, now))
            reached.extend(asked.feed for asked in batch)

        def url_of(feed: Feed) -> str:
            return address(feed, states[feed.feed_id])

        await _work(settings, "feeds polled", due, url_of, web.ready, poll, keep_batch)
    if is_line_down(counts["polled"], counts["failed"]):
        log.warning("none of %d feeds could be had: the line is taken to be down, and no feed is blamed", len(reached))
        warehouse.feeds.save_polls([], [unreached(states[feed.feed_id], now) for feed in reached])
    return dict(counts)


@asynccontextmanager
async def _means(
    settings: Settings, warehouse: Warehouse, now: datetime, began: float | None
) -> AsyncIterator[tuple[Web, Parse]]:
    """The client of a stage, which knows what hosts asked for before, and its workers; what hosts ask now is kept."""
    robots, rests = warehouse.hosts.robots(), warehouse.hosts.rests(now)
    async with (
        web_of(settings, now, robots, rests, began) as web,
        open_parsers(settings.parsing_processes) as parse,
    ):
        yield web, parse
        warehouse.hosts.save(web.robots_learned(), web.rests(), now)


async def _work(
    settings: Settings,
    label: str,
    subjects: Sequence[T],
    url_of: Callable[[T], str | None],
    ready: Callable[[str], Awaitable[None]],
    visit_one: Callable[[T], Awaitable[R]],
    keep_batch: Callable[[Sequence[R]], None],
) -> None:
    """Visit the subjects in lanes of their hosts and keep what that gives in batches; a bar shows how many are done."""
    lanes = in_lanes(subjects, url_of, visit_one, ready, in_hand(settings), settings.requests_per_host, HOST_SECONDS)
    with bar(label, len(subjects)) as done:
        async with aclosing(lanes) as batches:
            async for batch in in_larger(batches, BATCH, BATCH_SECONDS):
                await asyncio.to_thread(keep_batch, batch)
                done(len(batch))


def _keep_polls(warehouse: Warehouse, batch: Sequence[Asked], now: datetime) -> Counter[str]:
    """Keep what a batch of polls gave, in one transaction; gives counts of entries and failed feeds."""
    entries = [entry for asked in batch if asked.reading for entry in asked.reading.entries]
    with warehouse.connection.transaction():
        new = warehouse.feeds.add_entries(entries)
        found = [decided(asked, new[asked.feed.feed_id], now) for asked in batch]
        warehouse.feeds.save_polls([poll for _, poll in found], [state for state, _ in found])
    for _, poll in found:
        log.info("feed=%s answer=%s entries=%d new=%d", poll.feed_id, poll.answer, poll.entries, poll.new)
    return Counter(
        polled=len(found),
        entries=sum(poll.entries + len(poll.discards) for _, poll in found),
        new=new.total(),
        discarded=sum(len(poll.discards) for _, poll in found),
        failed=sum(poll.failure_class is not None for _, poll in found),
    )


@task(name="fetch-pages", **ON_GROUND)
def fetch_pages(settings: Settings, now: datetime, began: float | None = None) -> dict[str, int]:
    """Fetch the page of every entry that waits for one; gives counts of pages, of entries by fate, and of articles.

    Then, as far as a run may, the pages that incidents rest on and that are due to be looked at again.
    `began` is what the monotonic clock showed at `now`, where polls went before.
    """
    with open_warehouse(settings.warehouse) as warehouse:
        awaiting = warehouse.articles.entries_awaiting_page(now, settings.pages_per_run)
        waiting = by_link(keep_told(warehouse, awaiting, now))
        left = settings.pages_per_run - len(waiting)
        again = due_again(warehouse, now, left) if settings.revisits else []
        counts = asyncio.run(_fetch(settings, warehouse, waiting, again, now, began))
    return counts


async def _fetch(
    settings: Settings,
    warehouse: Warehouse,
    waiting: Sequence[tuple[Entry, ...]],
    again: Sequence[KeptPage],
    now: datetime,
    began: float | None,
) -> dict[str, int]:
    counts = Counter(dict.fromkeys((*_OF_PAGES, *_OF_PAGES_AGAIN), 0))
    counts["postponed"] = len(waiting)
    archive = WarcArchive(settings.archive)
    feeds = {feed.feed_id: feed for feed in warehouse.feeds.all()}
    asked = {entry.feed_id for entries in waiting for entry in entries} | {due.kept.feed.feed_id for due in again}
    idle = idle_lines(warehouse, {feeds[feed_id].publisher for feed_id in asked})
    index_recent(warehouse, now)
    async with _means(settings, warehouse, now, began) as (web, parse):

        async def fetch(subject: _Subject) -> Visited | SeenAgain:
            if isinstance(subject, KeptPage):
                return await ask_again(web, parse, archive, subject, idle, now)
            return await visit(web, parse, subject, feeds, idle, now)

        def keep_batch(batch: Sequence[Visited | SeenAgain]) -> None:
            if fresh := [one for one in batch if isinstance(one, Visited)]:
                counts.update(_counted(fresh, keep(warehouse, archive, fresh, now)))
            if seen := [one for one in batch if isinstance(one, SeenAgain)]:
                counts.update(keep_again(warehouse, archive, seen, now))

        def url_of(subject: _Subject) -> str | None:
            return (subject.kept.entry if isinstance(subject, KeptPage) else subject[0]).link

        subjects: list[_Subject] = [*waiting, *again]  # of each host in this order: what is new comes first
        await _work(settings, "pages fetched", subjects, url_of, web.ready_for_page, fetch, keep_batch)
    return dict(counts)


def _counted(batch: Sequence[Visited], kept: Sequence[Visit]) -> Counter[str]:
    counts: Counter[str] = Counter(visit.outcome.fate for visit in kept if visit.outcome.fate is not Fate.DONE)
    articles = [visit.article for visit in kept if visit.article is not None]
    counts["articles"] = len(articles)
    counts["from_feed"] = sum(article.origin == "feed" for article in articles)
    counts["pages"] = sum(visited.page is not None for visited in batch)
    counts["postponed"] = -len(batch)
    return counts


@flow(name="collect", validate_parameters=False)
def collect(settings: Settings, now: datetime) -> dict[str, int]:
    """Poll the feeds that are due and fetch the pages of their new entries; gives what was counted."""
    began = time.monotonic()
    polled = poll_feeds(settings, now)
    fetched = fetch_pages(settings, now, began)
    trimmed = trim_archive(settings, now)
    trim_indexes(settings, now)
    return {
        **polled,
        **fetched,
        **trimmed,
        "entries_discarded": polled["discarded"],
        "pages_discarded": fetched["discarded"],
    }
