"""Articles to readings: the spaCy pipeline over every article that this version of it has not read."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime

from prefect import flow, task

from extractors.dates.zones import local_time
from extractors.reading import READER, Unread
from extractors.reports import reports_of
from extractors.source_country import country_of_source
from extractors.successions import successions
from flows.progress import shown, tell_first_build
from flows.readers import Readers, open_readers
from flows.retries import ON_GROUND
from flows.settings import Settings
from warehouse.readings import Read
from warehouse.records import Article, Fate, Outcome, Reading
from warehouse.store import Warehouse, open_warehouse

log = logging.getLogger("tocsin.understand")


def _unread(article: Article) -> Unread:
    # By the outlet's own clock: its "on Tuesday" counts from its day, which may be another one in UTC.
    published = local_time(article.published_at, article.published_zone).isoformat() if article.published_at else None
    country = article.publisher_country or country_of_source(article.url)
    return Unread(article.text, article.title, published, country, article.language)


def _outcome(article: Article, reading: Reading, now: datetime) -> Outcome:
    fate = Fate.DONE if reading.relevant else Fate.DISCARDED
    return Outcome("read", article.article_id, fate, reading.reason, None, 1, now)


def _successors(warehouse: Warehouse, rows: Sequence[Read]) -> dict[str, str | None]:
    """Of each event that an earlier reader found in these articles, the one in its place."""
    before = warehouse.readings.found_in(article.article_id for article, _, _ in rows)
    found: dict[str, str | None] = {}
    for article, _, reports in rows:
        found |= successions(before.get(article.article_id, ()), reports)
    return found


@task(name="read-articles", **ON_GROUND)
def read_articles(settings: Settings, now: datetime) -> dict[str, int]:
    """Read every unread article, a batch to a transaction; gives counts of articles, events and tolls."""
    counts = {"read": 0, "relevant": 0, "language": 0, "events": 0, "tolls": 0}
    with open_warehouse(settings.warehouse) as warehouse, ExitStack() as opened:
        readers: Readers | None = None
        while articles := warehouse.readings.articles_awaiting(READER, settings.batch):
            tell_first_build()
            readers = readers or opened.enter_context(open_readers(settings.reading_processes))
            read = shown(readers(map(_unread, articles)), "articles read", len(articles))
            readings = list(zip(articles, read, strict=True))
            earlier = warehouse.readings.texts_aside(article.article_id for article in articles)
            rows = [
                (one, reading, reports_of(one, reading, earlier.get(one.article_id, 0))) for one, reading in readings
            ]
            outcomes = [_outcome(article, reading, now) for article, reading in readings]
            warehouse.readings.save(READER, rows, outcomes, _successors(warehouse, rows), now)
            counts["read"] += len(readings)
            counts["relevant"] += sum(reading.relevant for _, reading in readings)
            counts["language"] += sum(reading.reason == "language" for _, reading in readings)
            counts["events"] += sum(len(reading.events) for _, reading in readings)
            counts["tolls"] += sum(len(reading.tolls) for _, reading in readings)
            for article, reading in readings:
                log.info("article=%s relevant=%s events=%d", article.url, reading.relevant, len(reading.events))
    return counts


@flow(name="understand", validate_parameters=False)
def understand(settings: Settings, now: datetime) -> dict[str, int]:
    """Read what has not been read; gives what was counted."""
    return read_articles(settings, now)
