"""Archives of news (Common Crawl's CC-NEWS) to articles of past days, and on to incidents."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from prefect import flow, task

from extractors.archive import WarcArchive
from extractors.backfills import (
    NewsArchiveError,
    Settled,
    Window,
    article_urls,
    backfill_key,
    checked_size,
    last_crawled,
    problem_of,
    settled,
    trouble,
    unknown,
    windows,
)
from extractors.clusters import CLUSTER_WINDOW
from extractors.news_archive import RecordFate, Wanted, publishers_of, wanted_key
from extractors.warc_members import members
from flows.onward import Counts, with_all_after
from flows.page_readings import idle_lines, read_side_by_side, with_clusters
from flows.parsing import Parse, open_parsers
from flows.progress import bar
from flows.retries import ON_GROUND
from flows.settings import Settings
from flows.visits import page_record
from warehouse.archives import Backfill
from warehouse.articles import Visit
from warehouse.publisher_lines import ArticleLines
from warehouse.records import Article, Fate, Feed, Outcome
from warehouse.store import Warehouse, open_warehouse

log = logging.getLogger("tocsin.archive")


@dataclass(frozen=True, slots=True)
class FileRead:
    """What one file came to: how far it is read in all, what this run read of it, and what was wrong, in a line."""

    file: str
    state: Backfill | None
    counts: Counter[str]
    problem: str | None = None


@task(name="backfill-file", **ON_GROUND)
def backfill_file(settings: Settings, file: Path, wanted: Wanted, now: datetime) -> FileRead:
    """Read one archive of news from where an earlier run with the same wish stopped; a file that is none is told."""
    try:
        with _opened(file) as stream, open_warehouse(settings.warehouse) as warehouse:
            return asyncio.run(_read_file(settings, warehouse, file, stream, wanted, now))
    except NewsArchiveError as error:
        return FileRead(str(file), None, Counter(), str(error))


def _opened(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise NewsArchiveError(f"{file}: {error.strerror or error}") from error


async def _read_file(
    settings: Settings, warehouse: Warehouse, file: Path, stream: BinaryIO, wanted: Wanted, now: datetime
) -> FileRead:
    size = checked_size(str(file), stream)
    state = _begun(warehouse, file, stream, size, wanted, now)
    if state.finished_at is not None:
        return FileRead(str(file), state, Counter())
    before, seen = Counter(state.counts), []
    archive = WarcArchive(settings.archive)
    publishers = publishers_of(warehouse.archives.all_feeds())
    async with open_parsers(settings.parsing_processes) as parse:
        with bar(f"{file.name}, bytes read", size) as done:
            done(state.next_offset)
            found = windows(members(stream, state.next_offset), wanted, publishers, settings.batch)
            for window in _told(file, found):
                taken = await _take(warehouse, parse, window, publishers, wanted)
                done(window.next_offset - state.next_offset)
                state = await asyncio.to_thread(_keep, warehouse, archive, state, window, taken, now)
                seen.append(trouble(window))
    problem = problem_of(str(file), seen)
    if state.next_offset == size:
        state = replace(state, finished_at=now)
        with warehouse.connection.transaction():
            warehouse.archives.save_backfill(state)
    return FileRead(str(file), state, Counter(state.counts) - before, problem)


def _begun(warehouse: Warehouse, file: Path, stream: BinaryIO, size: int, wanted: Wanted, now: datetime) -> Backfill:
    """How far the file was read with this wish; raises NewsArchiveError where it was longer then."""
    backfill_id = backfill_key(stream, wanted)
    state = warehouse.archives.backfill(backfill_id)
    if state is None:
        return Backfill(backfill_id, file.name, wanted_key(wanted), size, 0, Counter(), now)
    if state.next_offset > size:
        raise NewsArchiveError(f"{file}: shorter than when {state.next_offset} bytes of it were read; give all of it")
    return state if state.size == size else replace(state, size=size, finished_at=None)


def _told(file: Path, found: Iterator[Window]) -> Iterator[Window]:
    """The windows, with the file named where the disk fails under it."""
    try:
        yield from found
    except OSError as error:
        raise NewsArchiveError(f"{file}: {error.strerror or error}") from error


async def _take(
    warehouse: Warehouse, parse: Parse, window: Window, publishers: MutableMapping[str, Feed], wanted: Wanted
) -> list[Settled]:
    """Read the pages of a window that are not known, and decide on each."""
    entry_ids = [one.entry.entry_id for one in window.candidates]
    links = [one.entry.link for one in window.candidates if one.entry.link]
    candidates = unknown(window.candidates, *warehouse.archives.known(entry_ids, links))
    pages = [(one.page, one.entry, one.feed) for one in candidates]
    idle = idle_lines(warehouse, {one.feed.publisher for one in candidates})
    taken = await read_side_by_side(parse, pages, idle, RecordFate.FAILED)
    _, urls = warehouse.archives.known((), article_urls(taken))
    return settled(zip(candidates, taken, strict=True), urls, wanted, publishers)


def _keep(
    warehouse: Warehouse,
    archive: WarcArchive,
    state: Backfill,
    window: Window,
    found: Sequence[Settled],
    now: datetime,
) -> Backfill:
    """Keep the articles of a window: their pages in the archive first, then all rows, and how far it came, at once."""
    taken = [one for one in found if one.fate == RecordFate.ARTICLE]
    places = archive.write_many([one.candidate.page for one in taken])
    banded = [(one.taken.article, one.taken.bands) for one in taken if one.taken.article is not None]
    gathered, _ = with_clusters(warehouse, banded)
    visits = [
        _visit(one, place, article, now) for one, place, article in zip(taken, places, gathered.articles, strict=True)
    ]
    lines = [ArticleLines(article, one.taken.lines) for one, article in zip(taken, gathered.articles, strict=True)]
    counts = Counter(state.counts) + window.fates + Counter(str(one.fate) for one in found)
    counts[RecordFate.KNOWN] += len(window.candidates) - len(found)
    after = replace(state, next_offset=window.next_offset, counts=+counts)
    crawled_at = last_crawled(taken) or now
    with warehouse.connection.transaction():
        warehouse.archives.add_feeds({one.feed.feed_id: one.feed for one in taken}.values())
        warehouse.feeds.add_entries(one.candidate.entry for one in taken)
        warehouse.publisher_lines.learn(lines)
        warehouse.texts.save(banded, gathered.merged, crawled_at)
        warehouse.articles.save(visits)
        warehouse.archives.save_backfill(after)
    if taken:
        warehouse.texts.prune(crawled_at - CLUSTER_WINDOW)
    for one in found:
        log.info("page=%s fate=%s", one.candidate.page.url, one.fate)
    return after


def _visit(one: Settled, place: tuple[str, int], article: Article, now: datetime) -> Visit:
    entry = one.candidate.entry
    outcome = Outcome("page", entry.entry_id, Fate.DONE, None, None, 1, now)
    return Visit(outcome, page_record(entry, one.candidate.page, *place), article)


@flow(name="backfill", validate_parameters=False)
def backfill(settings: Settings, files: Sequence[Path], wanted: Wanted, now: datetime) -> tuple[list[FileRead], Counts]:
    """Read archives of news, then what is new in them, and publish; gives what each file and each stage came to."""
    read: list[FileRead] = []

    def read_all() -> dict[str, int]:
        read.extend(backfill_file(settings, file, wanted, now) for file in files)
        return dict(sum((one.counts for one in read), Counter()))

    return read, with_all_after(settings, "backfill", read_all, now)
