"""Pages that incidents rest on, asked for again: a text that its publisher changed or took down is on record."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from extractors.archive import ArchiveError, WarcArchive
from extractors.revisits import Finding, Found, SeenAgain, findings, first_revisit, news_since, outcome_after
from extractors.web import FetchReason, Web
from flows.page_readings import read_side_by_side
from flows.parsing import Parse
from flows.visits import fetched, later_page_record
from warehouse.articles import Visit
from warehouse.records import Page, PageRecord
from warehouse.revisits import KeptPage
from warehouse.store import Warehouse

log = logging.getLogger("tocsin.collect")


def due_again(warehouse: Warehouse, now: datetime, limit: int) -> list[KeptPage]:
    """The pages that are due to be asked for again, the revisits of new members of incidents planned before."""
    since = news_since(now)
    planned = [first_revisit(article) for article in warehouse.revisits.unplanned(since)]
    if planned:
        with warehouse.connection.transaction():
            warehouse.revisits.save(planned)
    return warehouse.revisits.due(since, now, limit)


async def ask_again(
    web: Web, parse: Parse, archive: WarcArchive, due: KeptPage, idle: Mapping[str, frozenset[str]], now: datetime
) -> SeenAgain:
    """Fetch a page again and read it beside the one that was kept; `idle` are the idle lines by publisher.

    Without a condition: a page that is corrected in silence may well keep its Last-Modified. Raises OSError, as a visit
    does.
    """
    kept = due.kept
    page, error = await fetched(web, kept.entry.link, now)
    if page is None:
        return SeenAgain(due.revisit, kept.entry, due.article, due.article, None, None, error)
    bodies = (page, _from_archive(archive, kept.page))
    pages = [(body, kept.entry, kept.feed) for body in bodies if body is not None]
    taken, *earlier = await read_side_by_side(parse, pages, idle, FetchReason.UNEXPECTED)
    was = next((one.article for one in earlier if one.article is not None), due.article)
    return SeenAgain(due.revisit, kept.entry, due.article, was, page, taken, None)


def _from_archive(archive: WarcArchive, record: PageRecord) -> Page | None:
    try:
        return archive.page_of(record)
    except ArchiveError as error:
        log.info("page=%s %s", record.url, error)
        return None


def keep_again(warehouse: Warehouse, archive: WarcArchive, batch: Sequence[SeenAgain], now: datetime) -> Counter[str]:
    """Keep what pages that were asked for again gave, in one transaction; gives counts.

    Of a page that is as it was only the time is kept, when it is asked for next.
    """
    given = [seen.taken.article.article_id for seen in batch if seen.taken is not None and seen.taken.article]
    found = list(findings(batch, warehouse.archives.owners_of(given), now))
    visits = list(_visits(warehouse, archive, found, now))
    corrections = [finding.correction for finding in found if finding.correction is not None]
    gone = [finding.seen.before.article_id for finding in found if finding.found == Found.WITHDRAWN]
    with warehouse.connection.transaction():
        warehouse.archives.renew([correction.replaced for correction in corrections], [])
        warehouse.texts.save([correction.replacing for correction in corrections], {}, now)
        warehouse.articles.withdraw(gone, now)
        warehouse.articles.save(visits)
        warehouse.revisits.save(finding.revisit for finding in found)
    for finding in found:
        log.info("entry=%s again=%s due=%s", finding.revisit.entry_id, finding.found, finding.revisit.due_at)
    asked = sum(finding.revisit.visits > finding.seen.revisit.visits for finding in found)
    return Counter(revisited=asked, changed=len(corrections), withdrawn=len(gone))


def _visits(warehouse: Warehouse, archive: WarcArchive, found: Sequence[Finding], now: datetime) -> Iterator[Visit]:
    """What is to be kept of pages whose fate or text is another now; a changed page lies beside the earlier one."""
    previous = warehouse.articles.page_outcomes(finding.seen.entry.entry_id for finding in found)
    places = iter(archive.write_many([one.correction.page for one in found if one.correction is not None]))
    for finding in found:
        entry, correction = finding.seen.entry, finding.correction
        outcome = outcome_after(finding, previous.get(entry.entry_id), now)
        record = None if correction is None else later_page_record(entry, correction.page, *next(places))
        if outcome is not None:
            yield Visit(outcome, record, None)
