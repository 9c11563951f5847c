"""Archived pages to what they give today: read side by side, the results in the order of the pages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence

from extractors.clusters import Gathered, gather
from extractors.entry_articles import Taken, take
from extractors.pages.repeated_lines import MIN_ARTICLES, Standing, repeated
from flows.parsing import Parse, ParsingFailed
from warehouse.records import Entry, Feed, Page
from warehouse.store import Warehouse
from warehouse.texts import Banded

log = logging.getLogger("tocsin.archive")
# A page with the entry that led to it, and the entry's feed.
Archived = tuple[Page, Entry, Feed]


def idle_lines(warehouse: Warehouse, publishers: Collection[str]) -> dict[str, frozenset[str]]:
    """By publisher, the ids of the lines that stand in many of its articles and are no text."""
    standings = warehouse.publisher_lines.standings_of(publishers, MIN_ARTICLES)
    return {
        publisher: repeated({line: Standing(*standing) for line, standing in by_line.items()})
        for publisher, by_line in standings.items()
    }


def with_clusters(warehouse: Warehouse, banded: Sequence[Banded]) -> Gathered:
    """The articles with their clusters: those of copies that are here, or that lie beside them."""
    near = warehouse.texts.near(banded)
    return gather([article for article, _ in banded], near.stored, near.beside)


async def read_side_by_side(
    parse: Parse, archived: Sequence[Archived], idle: Mapping[str, frozenset[str]], failed: str
) -> list[Taken]:
    """Read pages as of when they were fetched; one whose reading fails gives nothing, for the reason `failed`."""
    readings = (
        _read(parse, page, entry, feed, idle.get(feed.publisher, frozenset()), failed) for page, entry, feed in archived
    )
    return await asyncio.gather(*readings)


async def _read(parse: Parse, page: Page, entry: Entry, feed: Feed, idle: frozenset[str], failed: str) -> Taken:
    try:
        return await parse(take, page, entry, feed, page.fetched_at, idle)
    except OSError:  # the disk or the memory, not the page
        raise
    except ParsingFailed as error:
        log.warning("page=%s reading it %s", page.url, error)
    except Exception as error:
        log.warning("page=%s %r", page.url, error)
        log.debug("page=%s", page.url, exc_info=True)
    return Taken(None, failed)
