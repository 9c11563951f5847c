"""Visits to pages to what is kept of them: the pages in the archive first, then all rows in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from extractors.archive import WarcArchive
from flows.visits import Visited, decide, page_record
from warehouse.articles import Visit
from warehouse.publisher_lines import ArticleLines
from warehouse.records import Entry, PageRecord
from warehouse.store import Warehouse

log = logging.getLogger("tocsin.collect")
Place = tuple[str, int]


def keep(warehouse: Warehouse, archive: WarcArchive, batch: Sequence[Visited], now: datetime) -> list[Visit]:
    """Keep what visits gave; gives what was kept of each entry."""
    places = iter(archive.write_many([visited.page for visited in batch if visited.page is not None]))
    previous = warehouse.articles.page_outcomes(entry.entry_id for visited in batch for entry in visited.entries)
    kept: list[Visit] = []
    learned: list[ArticleLines] = []
    for visited in batch:
        place = None if visited.page is None else next(places)
        for entry, taken in zip(visited.entries, visited.taken, strict=True):
            outcome = decide(entry, visited.error, taken, previous.get(entry.entry_id), now)
            kept.append(Visit(outcome, _record(visited, entry, place), taken.article))
            if taken.article is not None and taken.lines:
                learned.append(ArticleLines(taken.article, taken.lines))
    with warehouse.connection.transaction():
        warehouse.publisher_lines.learn(learned)
        warehouse.articles.save(kept)
    for visit in kept:
        log.info("entry=%s fate=%s reason=%s", visit.outcome.subject_id, visit.outcome.fate, visit.outcome.reason)
    return kept


def _record(visited: Visited, entry: Entry, place: Place | None) -> PageRecord | None:
    return None if visited.page is None or place is None else page_record(entry, visited.page, *place)
