"""Visits to pages to what is kept of them: the pages in the archive first, then all rows in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from extractors.archive import WarcArchive
from extractors.clusters import CLUSTER_WINDOW, exact_cluster, text_bands
from flows.page_readings import with_clusters
from flows.visits import SAME_ARTICLE, Visited, decide, page_record
from warehouse.articles import Visit
from warehouse.publisher_lines import ArticleLines
from warehouse.records import Article, Entry, Fate, Outcome, PageRecord
from warehouse.store import Warehouse

log = logging.getLogger("tocsin.collect")
Place = tuple[str, int]


def keep(warehouse: Warehouse, archive: WarcArchive, batch: Sequence[Visited], now: datetime) -> list[Visit]:
    """Keep what visits gave; gives what was kept of each entry."""
    places = iter(archive.write_many([visited.page for visited in batch if visited.page is not None]))
    banded = [(taken.article, taken.bands) for visited in batch for taken in visited.taken if taken.article is not None]
    gathered, held = with_clusters(warehouse, banded)
    visits = list(_visits(warehouse, batch, places, iter(gathered.articles), held, now))
    lines = [taken.lines for visited in batch for taken in visited.taken if taken.article is not None]
    learned = [ArticleLines(*known) for known in zip(gathered.articles, lines, strict=True) if known[1]]
    with warehouse.connection.transaction():
        warehouse.publisher_lines.learn(learned)
        warehouse.texts.save(banded, gathered.merged, now)
        warehouse.articles.save(visits)
    for visit in visits:
        log.info("entry=%s fate=%s reason=%s", visit.outcome.subject_id, visit.outcome.fate, visit.outcome.reason)
    return visits


def keep_told(warehouse: Warehouse, entries: Sequence[Entry], now: datetime) -> list[Entry]:
    """Keep of some entries that their article is here already; gives those whose page is still to be asked for.

    An outlet's next feed leads to the same pages an hour later, and a feed that makes up its guids anew at every poll.
    """
    told = warehouse.articles.told(entry.link for entry in entries if entry.link is not None)
    known = [entry.entry_id for entry in entries if entry.link in told]
    previous = warehouse.articles.page_outcomes(known)
    attempts = {entry_id: previous[entry_id].attempts if entry_id in previous else 0 for entry_id in known}
    outcomes = [Outcome("page", one, Fate.DONE, SAME_ARTICLE, None, number, now) for one, number in attempts.items()]
    if outcomes:
        with warehouse.connection.transaction():
            warehouse.articles.save([Visit(outcome, None, None) for outcome in outcomes])
    return [entry for entry in entries if entry.link not in told]


def index_recent(warehouse: Warehouse, now: datetime) -> None:
    """Index the texts of the last days where there is no index yet, as in a warehouse of an earlier version."""
    articles = warehouse.texts.unindexed(now - CLUSTER_WINDOW)
    if articles:
        banded = [
            (replace(article, text_cluster=exact_cluster(article.text)), text_bands(article.text))
            for article in articles
        ]
        with warehouse.connection.transaction():
            warehouse.texts.save(banded, {}, now)


def _visits(
    warehouse: Warehouse,
    batch: Sequence[Visited],
    places: Iterator[Place],
    articles: Iterator[Article],
    held: Mapping[str, Article],
    now: datetime,
) -> Iterator[Visit]:
    """What is to be kept of each entry; `places` are those of the pages, `articles` those taken, in their order.

    `held` are the articles that the warehouse has of these, by id.
    """
    holders = dict(held)
    previous = warehouse.articles.page_outcomes(entry.entry_id for visited in batch for entry in visited.entries)
    for visited in batch:
        place = None if visited.page is None else next(places)
        for entry, taken in zip(visited.entries, visited.taken, strict=True):
            article = None if taken.article is None else next(articles)
            holder = None if article is None else holders.get(article.article_id)
            outcome = decide(entry, visited.error, taken, holder, previous.get(entry.entry_id), now)
            yield Visit(outcome, _record(visited, entry, place), article)
            if article is not None and outcome.reason != SAME_ARTICLE:
                holders[article.article_id] = article


def _record(visited: Visited, entry: Entry, place: Place | None) -> PageRecord | None:
    return None if visited.page is None or place is None else page_record(entry, visited.page, *place)
