"""The entries of one page to what a visit to it gave: the page, and the article of each entry."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from extractors.entry_articles import Taken, take_without_page
from extractors.fetching.credentials import shown, shown_text
from extractors.ids import stable_id
from extractors.polling import is_free, page_retry_due, rest_over
from extractors.web import FetchError, FetchReason, Web
from flows.page_readings import read_one
from flows.parsing import Parse
from flows.settings import Settings
from warehouse.records import Article, Entry, Fate, Feed, HostRest, Outcome, Page, PageRecord, RobotsText

log = logging.getLogger("tocsin.collect")

NO_LINK = "no_link"
# Another entry has given the article of this address already, as the print version of a page leads to the page.
SAME_ARTICLE = "same_article"
# Bodies that wait for a worker, for each worker: enough to keep it busy.
_WAITING = 2


@dataclass(frozen=True, slots=True)
class Visited:
    """What a visit gave the entries that link to one page: the page or why not, and for each entry what was taken."""

    entries: tuple[Entry, ...]
    page: Page | None
    error: FetchError | None
    taken: tuple[Taken, ...]


def web_of(
    settings: Settings,
    now: datetime,
    robots: Sequence[RobotsText] = (),
    rests: Sequence[HostRest] = (),
    began: float | None = None,
) -> Web:
    """The client that a stage shares among its hosts; it knows what hosts asked for in earlier stages and runs.

    `began` is what the monotonic clock showed at `now`: what a stage before asked a host counts by that clock.
    """
    return Web(
        user_agent=settings.user_agent,
        timeout_s=settings.timeout_s,
        max_bytes=settings.max_bytes,
        min_spacing_s=settings.spacing_s,
        allow_hosts=settings.allow_hosts,
        requests_at_once=settings.requests_at_once,
        requests_per_host=settings.requests_per_host,
        now=now,
        began=began,
        robots=robots,
        rests=rests,
    )


def in_hand(settings: Settings) -> int:
    """How many bodies a stage holds at one time: those on the way, and a few that wait for a worker."""
    return settings.requests_at_once + _WAITING * settings.parsing_processes


def by_link(entries: Sequence[Entry]) -> list[tuple[Entry, ...]]:
    """The entries of each page: an outlet's feeds share many, and a page is asked for once."""
    pages: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        pages[entry.link or entry.entry_id].append(entry)
    return [tuple(group) for group in pages.values()]


async def visit(
    web: Web,
    parse: Parse,
    entries: tuple[Entry, ...],
    feeds: Mapping[str, Feed],
    idle: Mapping[str, frozenset[str]],
    now: datetime,
) -> Visited:
    """Fetch the page that `entries` link to and take their articles; `idle` are the idle lines by publisher.

    What the reading of one page's bytes fails of leaves the feed's own text. Raises OSError: then the run ends, and the
    next one finds the entries waiting.
    """
    page, error = await fetched(web, entries[0].link, now)
    taken = []
    for entry in entries:
        feed = feeds[entry.feed_id]
        if page is None:
            reason = NO_LINK if error is None else error.reason
            taken.append(take_without_page(entry, feed, now, reason))
        else:
            read = await read_one(parse, page, entry, feed, idle)
            taken.append(read or take_without_page(entry, feed, now, FetchReason.UNEXPECTED))
    return Visited(entries, page, error, tuple(taken))


async def fetched(web: Web, link: str | None, now: datetime) -> tuple[Page | None, FetchError | None]:
    """The page, or why not (neither without a link); a fault of ours over one address holds up no other."""
    if link is None:
        return None, None
    try:
        response = await web.get(link, page=True)
    except FetchError as error:
        return None, error
    except Exception as error:
        log.warning("page=%s %s: %s", shown(link), FetchReason.UNEXPECTED, shown_text(repr(error)))
        log.debug("page=%s", shown(link), exc_info=True)
        return None, FetchError(FetchReason.UNEXPECTED, url=link, detail=repr(error))
    kind = response.headers.get("content-type")
    return Page(link, response.final_url, response.status, kind, response.body, now), None


def decide(
    entry: Entry,
    error: FetchError | None,
    taken: Taken,
    holder: Article | None,
    previous: Outcome | None,
    now: datetime,
) -> Outcome:
    """The fate of an entry's page after this visit; a page that may yet be had is due again at a stored time.

    `holder` is the article of the same address that is there already.
    """
    is_free_rest = error is not None and error.reason is FetchReason.HOST_RESTING and is_free(entry.first_seen_at, now)
    attempts = (previous.attempts if previous else 0) + (not is_free_rest)
    due = None
    if error is not None:
        due = (
            rest_over(now, error.retry_after_s)
            if is_free_rest
            else page_retry_due(error.failure_class, attempts, now, error.retry_after_s)
        )
    if taken.reason == FetchReason.UNEXPECTED:
        fate = Fate.QUARANTINED
    elif due is not None:
        fate = Fate.RETRY
    else:
        fate = Fate.DONE if taken.article is not None else Fate.DISCARDED
    is_told = fate is Fate.DONE and taken.article is not None and _tells(holder, taken.article)
    return Outcome("page", entry.entry_id, fate, SAME_ARTICLE if is_told else taken.reason, due, attempts, now)


def _tells(holder: Article | None, article: Article) -> bool:
    """Whether another entry's article stands where this one would: only a page's text takes the place of a feed's."""
    if holder is None or holder.entry_id == article.entry_id:
        return False
    return holder.origin == "page" or article.origin == "feed"


def page_record(entry: Entry, page: Page, warc_file: str, warc_offset: int) -> PageRecord:
    """Where the bytes of the entry's page lie."""
    return PageRecord(
        page_id=stable_id("page", entry.entry_id, page.final_url),
        entry_id=entry.entry_id,
        url=page.url,
        final_url=page.final_url,
        status=page.status,
        content_type=page.content_type,
        size=len(page.body),
        warc_file=warc_file,
        warc_offset=warc_offset,
        fetched_at=page.fetched_at,
    )


def later_page_record(entry: Entry, page: Page, warc_file: str, warc_offset: int) -> PageRecord:
    """Where the bytes of the entry's page lie as they are now, beside those of an earlier visit."""
    record = page_record(entry, page, warc_file, warc_offset)
    return replace(record, page_id=stable_id("page", entry.entry_id, page.final_url, page.fetched_at.isoformat()))
