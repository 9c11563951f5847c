"""A URL to its response: the only HTTP client, polite to hosts and closed to private addresses."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

import httpx

from extractors.fetching.addresses import Resolve, resolve_by_system
from extractors.fetching.bodies import ENCODINGS, BodyTooLarge
from extractors.fetching.credentials import Credentials, split_credentials
from extractors.fetching.exchange import Answer, Exchange
from extractors.fetching.fetch_failures import NO_ROBOTS, FetchError, FetchReason, reason_of_status
from extractors.fetching.pacing import Pacing, wait_asked
from extractors.fetching.robots import MAX_ROBOTS_BYTES, Robots, robots_text
from extractors.fetching.robots_kept import RobotsKept
from extractors.fetching.targets import host_of, origin_of, parsed, target_of
from extractors.fetching.transport import CheckedTransport, translated
from warehouse.records import HostRest, RobotsText

__all__ = ["Credentials", "FetchError", "FetchReason", "Response", "Web"]

MAX_REDIRECTS = 5  # what RFC 9309 asks for robots.txt; no news page seen needs more
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT_REDIRECTS = frozenset({301, 308})
_NOT_MODIFIED = 304
_FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_PAGE_ACCEPT = "text/html, application/xhtml+xml, */*;q=0.5"
_ROBOTS_ACCEPT = "text/plain, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Response:
    """What a URL answered: header names in lower case, the body decoded, and where it has moved to for good."""

    status: int
    final_url: str
    headers: dict[str, str]
    body: bytes
    not_modified: bool
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What stays the same along a chain of redirects; the credentials go to the first URL's origin alone."""

    headers: dict[str, bytes]
    cap: int
    page: bool = False
    conditional: bool = False
    credentials: Credentials | None = None
    origin: str = ""


def _as_it_came(validator: str) -> bytes:
    """A validator as it was received; one that never came in a header may be sent in no other way than UTF-8."""
    try:
        return validator.encode("latin-1")
    except UnicodeEncodeError:
        return validator.encode()


def _response(url: str, asked: _Asked, answer: Answer, moved_to: str | None) -> Response:
    if answer.status == _NOT_MODIFIED and asked.conditional:
        return Response(answer.status, url, answer.headers, b"", True, moved_to)
    if not 200 <= answer.status <= 299:
        wait = wait_asked(answer.headers)
        reason = reason_of_status(answer.status)
        raise FetchError(reason, retry_after_s=wait, url=url, detail=f"HTTP {answer.status}")
    return Response(answer.status, url, answer.headers, answer.body, False, moved_to)


class Web:
    """One polite client for many hosts, shared by all that asks in one event loop.

    `timeout_s` is the time for one answer with its redirects, without the pauses between requests; `max_bytes` counts
    after decompression; `min_spacing_s` is the pause between two requests to one host; `allow_hosts` are `host:port`
    pairs that may be private. `now` is the time when `clock` showed `began` (the start, where it is left out);
    `robots` and `rests` are what others learned before.
    `transport` takes the place of the network in tests, `resolve`, `clock` and `sleep` that of the system. robots.txt
    rules pages, which are found by following links, not feeds, which a person named.
    """

    def __init__(
        self,
        user_agent: str,
        timeout_s: float,
        max_bytes: int,
        min_spacing_s: float,
        allow_hosts: frozenset[str] = frozenset(),
        *,
        requests_at_once: int = 32,
        requests_per_host: int = 1,
        now: datetime,
        began: float | None = None,
        robots: Iterable[RobotsText] = (),
        rests: Iterable[HostRest] = (),
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve = resolve_by_system,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._user_agent = user_agent
        self._robot = user_agent.split("/")[0].strip()
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._clock = clock
        self._started_at, self._started = now, clock() if began is None else began
        self._transport = transport or CheckedTransport(allow_hosts, resolve)
        self._pacing = Pacing(min_spacing_s, requests_at_once, requests_per_host, clock, sleep)
        self._exchange = Exchange(self._transport, self._pacing, clock)
        for rest in rests:
            self._pacing.resume(rest.host, (rest.until_at - self._wall()).total_seconds())
        self._robots = RobotsKept(self._robot, robots, self._wall, self._ask_robots)

    def _wall(self) -> datetime:
        return self._started_at + timedelta(seconds=self._clock() - self._started)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.aclose()

    async def ready(self, url: str) -> None:
        """Wait until the next request to the URL's host may begin, or until it is clear that none may for now."""
        try:
            host = host_of(parsed(split_credentials(url)[0]))
        except FetchError:
            return
        await self._pacing.ready(host)

    async def ready_for_page(self, url: str) -> None:
        """`ready` for a page: its host's rules are asked for first, so that the pause after them is over as well."""
        with suppress(FetchError):  # which the page itself will meet again
            target = parsed(split_credentials(url)[0])
            await self._robots.of(origin_of(target))
            self._slow_down(target)
        await self.ready(url)

    def robots_learned(self) -> list[RobotsText]:
        """Every robots.txt that was asked for, to be kept for the runs to come."""
        return self._robots.learned()

    def rests(self) -> list[HostRest]:
        """The hosts that are still to be left alone, to be kept for the runs to come."""
        now = self._wall()
        return [HostRest(host, now + timedelta(seconds=wait)) for host, wait in self._pacing.waits().items()]

    async def get(
        self,
        url: str,
        etag: str | None = None,
        last_modified: str | None = None,
        page: bool = False,
        credentials: Credentials | None = None,
    ) -> Response:
        """Fetch `url`, if it has changed since the validators; raises FetchError.

        `page` asks for an article's page: robots.txt is obeyed and what is not text is refused before its body is read.
        `credentials` go to the origin of `url` alone; userinfo in a URL is never sent.
        """
        url, _ = split_credentials(url)
        validators = {"if-none-match": etag, "if-modified-since": last_modified}
        given = {name: _as_it_came(value) for name, value in validators.items() if value}
        headers = {"accept": (_PAGE_ACCEPT if page else _FEED_ACCEPT).encode(), **given}
        origin = origin_of(parsed(url))
        return await self._follow(url, _Asked(headers, self._max_bytes, page, bool(given), credentials, origin))

    async def _follow(self, url: str, asked: _Asked) -> Response:
        """Walk the redirects from `url`, each hop checked like the first."""
        cookies = httpx.Cookies()
        seen: set[tuple[str, str]] = set()
        moved_to, only_permanent, time_left = None, True, self._timeout_s
        for _ in range(MAX_REDIRECTS + 1):
            request = await self._request(url, asked, cookies)
            step = (url, request.headers.get("cookie", ""))  # a consent page sets a cookie and sends back to itself
            if step in seen:
                raise FetchError(FetchReason.REDIRECT_LOOP, url=url, detail=f"comes back to {url}")
            seen.add(step)
            answer, took = await self._exchange.ask(request, cookies, asked.page, asked.cap, time_left)
            time_left -= took
            if answer.status not in _REDIRECTS:
                return _response(url, asked, answer, moved_to)
            url = target_of(url, answer.status, answer.headers)
            only_permanent = only_permanent and answer.status in _PERMANENT_REDIRECTS
            moved_to = url if only_permanent else moved_to
        raise FetchError(FetchReason.TOO_MANY_REDIRECTS, url=url, detail=f"more than {MAX_REDIRECTS}")

    async def _request(self, url: str, asked: _Asked, cookies: httpx.Cookies) -> httpx.Request:
        """Build the request of one hop, once the hop is found to be allowed."""
        target = parsed(url)
        origin, host = origin_of(target), host_of(target)
        if asked.page and not (await self._robots_of(target)).allows(str(target), self._robot):
            raise FetchError(FetchReason.ROBOTS_DISALLOWED, url=url, detail=f"by {host}'s robots.txt")
        self._slow_down(target)
        own = {"user-agent": self._user_agent.encode(), "accept-encoding": ENCODINGS.encode()}
        headers = {**own, **asked.headers}
        if asked.credentials is not None and origin == asked.origin:
            headers["authorization"] = asked.credentials.header().encode()
        with translated(url):
            request = httpx.Request("GET", target, headers=[(name.encode(), value) for name, value in headers.items()])
            if cookies:
                cookies.set_cookie_header(request)
        return request

    def _slow_down(self, target: httpx.URL) -> None:
        """Heed the crawl delay that the rules of the target's origin ask for, where they are known."""
        self._pacing.slow_down(host_of(target), self._robots.crawl_delay_s(origin_of(target)))

    async def _robots_of(self, target: httpx.URL) -> Robots:
        """The rules of the target's origin; raises FetchError where they cannot be known for now."""
        try:
            return await self._robots.of(origin_of(target))
        except FetchError as error:
            raise FetchError(
                error.reason, error.failure_class, error.retry_after_s, str(target), error.detail
            ) from error

    async def _ask_robots(self, origin: str) -> str | None:
        """The text of an origin's robots.txt, None where it has none; raises FetchError."""
        asked = _Asked({"accept": _ROBOTS_ACCEPT.encode()}, MAX_ROBOTS_BYTES)
        try:
            return robots_text((await self._follow(f"{origin}/robots.txt", asked)).body)
        except FetchError as error:
            if error.reason in NO_ROBOTS:
                return None
            if isinstance(error.__cause__, BodyTooLarge):
                return robots_text(error.__cause__.head)
            if error.reason in (FetchReason.SERVER_ERROR, FetchReason.RATE_LIMITED):
                detail = f"{origin}: {error.detail}"
                raise FetchError(
                    FetchReason.ROBOTS_UNAVAILABLE, retry_after_s=error.retry_after_s, detail=detail
                ) from error
            raise
