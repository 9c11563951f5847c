"""Pages to what workers read of them, and the articles of that to the clusters of their texts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence

from extractors.clusters import Gathered, gather
from extractors.entry_articles import Taken, take
from extractors.fetching.credentials import shown_text
from extractors.pages.repeated_lines import MIN_ARTICLES, Standing, repeated
from flows.parsing import Parse, ParsingFailed
from warehouse.records import Article, Entry, Feed, Page
from warehouse.store import Warehouse
from warehouse.texts import Banded

log = logging.getLogger("tocsin.pages")
# A page with the entry that led to it, and the entry's feed.
Archived = tuple[Page, Entry, Feed]


def idle_lines(warehouse: Warehouse, publishers: Collection[str]) -> dict[str, frozenset[str]]:
    """By publisher, the ids of the lines that stand in many of its articles and are no text."""
    standings = warehouse.publisher_lines.standings_of(publishers, MIN_ARTICLES)
    return {
        publisher: repeated({line: Standing(*standing) for line, standing in by_line.items()})
        for publisher, by_line in standings.items()
    }


def with_clusters(warehouse: Warehouse, banded: Sequence[Banded]) -> tuple[Gathered, dict[str, Article]]:
    """The articles with their clusters, and by id the articles here that they were compared with."""
    near = warehouse.texts.near(banded)
    gathered = gather([article for article, _ in banded], near.stored, near.beside)
    return gathered, {other.article_id: other for others in near.stored.values() for other in others}


async def read_side_by_side(
    parse: Parse, archived: Sequence[Archived], idle: Mapping[str, frozenset[str]], failed: str
) -> list[Taken]:
    """Read pages as of when they were fetched; one whose reading fails gives nothing, for the reason `failed`."""
    read = await asyncio.gather(*(read_one(parse, page, entry, feed, idle) for page, entry, feed in archived))
    return [Taken(None, failed) if taken is None else taken for taken in read]


async def read_one(
    parse: Parse, page: Page, entry: Entry, feed: Feed, idle: Mapping[str, frozenset[str]]
) -> Taken | None:
    """What the page of an entry gives as of when it was fetched; None where its reading failed, which is told.

    `idle` are the idle lines by publisher. Raises OSError: that is the disk or the memory, and no fault of the page.
    """
    try:
        return await parse(take, page, entry, feed, page.fetched_at, idle.get(feed.publisher, frozenset()))
    except OSError:
        raise
    except ParsingFailed as error:
        log.warning("entry=%s reading its page %s", entry.entry_id, error)
    except Exception as error:
        log.warning("entry=%s reading its page: %s", entry.entry_id, shown_text(repr(error)))
        log.debug("entry=%s", entry.entry_id, exc_info=True)
    return None
