"""Archived pages to the articles that today's models take from them, and on to incidents."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from prefect import flow, task

from extractors.archive import ArchiveError, WarcArchive
from extractors.articles import EXTRACTOR
from extractors.entry_articles import Taken
from extractors.ids import stable_id
from extractors.renewal import Renewal, first_pages, renewals
from flows.onward import Counts, with_all_after
from flows.page_readings import idle_lines, read_side_by_side, with_clusters
from flows.parsing import Parse, open_parsers
from flows.progress import bar
from flows.retries import ON_GROUND
from flows.settings import Settings
from warehouse.archives import ArchivedPage, PagesWanted, Place, Reread, place_of
from warehouse.articles import Visit
from warehouse.records import Page
from warehouse.store import Warehouse, open_warehouse

log = logging.getLogger("tocsin.archive")


@task(name="reread-pages", **ON_GROUND)
def reread_pages(settings: Settings, wanted: PagesWanted, now: datetime) -> dict[str, int]:
    """Read the wanted pages again, a batch to a transaction; gives counts of pages by what came of them.

    What an unfinished run of the same wish and the same extractor has read is not read again.
    """
    with open_warehouse(settings.warehouse) as warehouse:
        return asyncio.run(_reread(settings, warehouse, wanted, now))


async def _reread(settings: Settings, warehouse: Warehouse, wanted: PagesWanted, now: datetime) -> dict[str, int]:
    state = _begun(warehouse, wanted, now)
    archive = WarcArchive(settings.archive)
    total = warehouse.archives.count_pages(wanted)
    async with open_parsers(settings.parsing_processes) as parse:
        with bar("pages read again", total) as done:
            done(sum(state.counts.values()))
            while pages := warehouse.archives.pages_to_reread(wanted, state.place, settings.batch):
                batch = pages[: first_pages(one.page.size for one in pages)]
                found = await _read(warehouse, archive, parse, batch)
                state = await asyncio.to_thread(_keep, warehouse, state, batch, found, now)
                done(len(batch))
    with warehouse.connection.transaction():
        warehouse.archives.save_reread(replace(state, finished_at=now))
    return dict(state.counts)


def _begun(warehouse: Warehouse, wanted: PagesWanted, now: datetime) -> Reread:
    """The state of an unfinished run of this wish, or a new one."""
    said = f"since={wanted.since.isoformat()} until={wanted.until} publisher={wanted.publisher or ''}"
    reread_id = stable_id("reread", said, EXTRACTOR)
    state = warehouse.archives.reread(reread_id)
    if state is None or state.finished_at is not None:
        return Reread(reread_id, said, Place(), Counter(), now)
    return state


async def _read(warehouse: Warehouse, archive: WarcArchive, parse: Parse, batch: Sequence[ArchivedPage]) -> list[Taken]:
    """What each page gives today, or the reason why nothing."""
    bodies = [_from_archive(archive, one) for one in batch]
    readable = [(body, one.entry, one.feed) for body, one in zip(bodies, batch, strict=True) if isinstance(body, Page)]
    idle = idle_lines(warehouse, {feed.publisher for _, _, feed in readable})
    read = iter(await read_side_by_side(parse, readable, idle, Renewal.FAILED))
    return [next(read) if isinstance(body, Page) else Taken(None, body) for body in bodies]


def _from_archive(archive: WarcArchive, one: ArchivedPage) -> Page | Renewal:
    try:
        return archive.page_of(one.page)
    except ArchiveError as error:
        log.info("page=%s %s", one.page.url, error)
        return Renewal.LOST if one.page.dropped_at is None else Renewal.DROPPED


def _keep(
    warehouse: Warehouse, state: Reread, batch: Sequence[ArchivedPage], found: Sequence[Taken], now: datetime
) -> Reread:
    """Keep what a batch changes, with how far it came, in one transaction; gives the state behind it."""
    entry_ids = [one.entry.entry_id for one in batch]
    before, previous = warehouse.archives.articles_of(entry_ids), warehouse.articles.page_outcomes(entry_ids)
    owners = warehouse.archives.owners_of(taken.article.article_id for taken in found if taken.article is not None)
    changes = renewals(zip(entry_ids, found, strict=True), before, previous, owners, now)
    gathered, _ = with_clusters(warehouse, changes.added)
    fresh = {article.entry_id: article for article in gathered.articles}
    after = replace(state, place=place_of(batch[-1].page), counts=Counter(state.counts) + changes.counts)
    with warehouse.connection.transaction():
        warehouse.archives.renew(changes.replaced, changes.refreshed)
        warehouse.texts.save(changes.added + changes.replacing, gathered.merged, batch[-1].page.fetched_at)
        warehouse.articles.save([Visit(outcome, None, fresh.get(outcome.subject_id)) for outcome in changes.outcomes])
        warehouse.archives.save_reread(after)
    for _, article, _ in changes.replaced:
        log.info("article=%s replaced", article.url)
    return after


@flow(name="reread", validate_parameters=False)
def reread(settings: Settings, wanted: PagesWanted, now: datetime) -> Counts:
    """Read archived pages again, then what is new in them, and publish; gives what each stage counted."""
    return with_all_after(settings, "reread", lambda: reread_pages(settings, wanted, now), now)
