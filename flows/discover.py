"""The address of a site to the feeds found there: a few places are asked, in the order in which they are worth it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, TypeVar
from urllib.parse import urljoin

from extractors.discovery import (
    Candidate,
    Reason,
    SitePage,
    news_first,
    read_site_page,
    sitemaps_of_robots,
    usual_addresses,
)
from extractors.entries import FeedProblem
from extractors.feeds.sitemap import sitemap_children
from extractors.feeds_file import make_feed
from extractors.fetching.credentials import shown
from extractors.fetching.robots import ALLOW_ALL, read_robots, robots_text
from extractors.found_feeds import FeedFacts, FoundFeed, read_feed_facts
from extractors.web import FetchError, Web
from flows.parsing import Parse, ParsingFailed, open_parsers
from flows.polls import Asked, ask
from flows.settings import Settings
from flows.visits import web_of
from warehouse.records import FailureClass, FeedState

P = ParamSpec("P")
R = TypeVar("R")

# Most are for one host: at the usual pause of two seconds the search is over within a minute and a half.
MOST_REQUESTS = 40


@dataclass(slots=True)
class Search:
    """How far a search has come: what was asked, how often and why, and the feeds found so far.

    `page` is what the site's page says, `at` where it lies; `failure` is set where the address given could not be had.
    """

    tried: Counter[str] = field(default_factory=Counter)
    found: list[FoundFeed] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    page: SitePage = field(default_factory=SitePage)
    at: str = ""
    failure: str | None = None

    @property
    def has_found(self) -> bool:
        """Whether a feed worth adding was found."""
        return any(feed.why_not() is None for feed in self.found)

    def told(self, url: str) -> str:
        """That nothing was found, and where it was looked for, in a line."""
        if self.failure and len(self.asked) == 1:
            return f"{shown(url)}: {self.failure}"
        places = ", ".join(f"{number} x {reason}" for reason, number in self.tried.items())
        form = "; it declares a JSON Feed, which is not read" if self.page.json_feeds else ""
        said = f" ({self.failure})" if self.failure else ""
        return f"no feed found at {shown(url)}{said}: tried {places}{form}"

    def may_ask(self, url: str) -> bool:
        """Whether the address is new and the number of requests is not spent; it counts as asked from then on."""
        if url in self.asked or len(self.asked) >= MOST_REQUESTS:
            return False
        self.asked.add(url)
        return True


@dataclass(frozen=True, slots=True)
class _Means:
    """What a search asks and reads with."""

    web: Web
    parse: Parse
    robot: str
    now: datetime


async def discover(settings: Settings, url: str, everywhere: bool, now: datetime) -> Search:
    """Look for feeds of the site at `url` until one is found; `everywhere` goes on through all that the site names."""
    search = Search(at=url)
    robot = settings.user_agent.partition("/")[0].strip()
    async with web_of(settings, now) as web, open_parsers(1) as parse:
        means = _Means(web, parse, robot, now)
        asked = await _try(means, search, Candidate(url, Reason.GIVEN))
        if asked is not None and asked.response is None and asked.failure is not None:
            search.failure = asked.failure.reason
            if asked.failure.failure_class is not FailureClass.SOFT:
                return search
        if not search.has_found:
            await _search_site(means, search, asked, everywhere)
    return search


async def _search_site(means: _Means, search: Search, asked: Asked | None, everywhere: bool) -> None:
    if asked is not None and asked.response is not None:
        search.at = asked.response.final_url
        search.page = await _page_of(means, asked)
    await _try_all(means, search, search.page.declared)
    if everywhere or not search.has_found:
        await _try_links(means, search, search.page.linked)
    if everywhere or not search.has_found:
        robots = await _robots_of(means, search)
        rules = read_robots(robots, means.robot) if robots else ALLOW_ALL
        for candidate in usual_addresses(search.at):
            if not search.has_found and rules.allows(candidate.url, means.robot):
                await _try_links(means, search, [candidate])
        if everywhere or not search.has_found:
            await _try_sitemaps(means, search, sitemaps_of_robots(robots, search.at))


async def _try_all(means: _Means, search: Search, candidates: Iterable[Candidate]) -> None:
    for candidate in candidates:
        await _try(means, search, candidate)


async def _try_links(means: _Means, search: Search, candidates: Iterable[Candidate]) -> None:
    """Try links; many sites have a page, named RSS, that lists their feeds."""
    for candidate in candidates:
        asked = await _try(means, search, candidate)
        if asked is not None and asked.reading is not None and asked.reading.problem is FeedProblem.HTML_PAGE:
            page = await _page_of(means, asked)
            await _try_all(means, search, (*page.declared, *page.linked))


async def _try_sitemaps(means: _Means, search: Search, candidates: Iterable[Candidate]) -> None:
    """Try sitemaps, and of those that are indexes the children that speak of news."""
    for candidate in candidates:
        asked = await _try(means, search, candidate)
        if asked is not None and asked.response is not None and asked.failure is not None:
            children = await _parsed(means, sitemap_children, asked.response.body) or ()
            await _try_all(means, search, news_first(child.url for child in children if child.is_news))


async def _try(means: _Means, search: Search, candidate: Candidate) -> Asked | None:
    """Ask for the candidate and read it as a feed; None where it is not to be asked."""
    if not search.may_ask(candidate.url):
        return None
    search.tried[candidate.reason] += 1
    feed = make_feed(candidate.url, candidate.title or "")
    asked = await ask(means.web, means.parse, feed, FeedState(feed.feed_id), None, means.now)
    if asked.failure is None and asked.reading is not None and asked.response is not None:
        facts = await _parsed(means, read_feed_facts, asked.response.body) or FeedFacts()
        url = asked.response.moved_to or candidate.url
        search.found.append(FoundFeed(candidate, url, facts, asked.reading.entries))
    return asked


async def _page_of(means: _Means, asked: Asked) -> SitePage:
    """What the page that was answered in place of a feed says of feeds."""
    if asked.response is None:
        return SitePage()
    kind = asked.response.headers.get("content-type")
    return await _parsed(means, read_site_page, asked.response.body, kind, asked.response.final_url) or SitePage()


async def _robots_of(means: _Means, search: Search) -> str:
    """The text of the site's robots.txt; empty where it has none or it cannot be had."""
    url = urljoin(search.at, "/robots.txt")
    if not search.may_ask(url):
        return ""
    search.tried["robots.txt"] += 1
    try:
        return robots_text((await means.web.get(url)).body)
    except FetchError:
        return ""


async def _parsed(means: _Means, function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R | None:
    """What a pure function makes of a stranger's bytes; None where they were too much for it."""
    try:
        return await means.parse(function, *arguments, **named)
    except ParsingFailed:
        return None
