"""One request to its answer, in its host's turn and within its caps of time, headers and body."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

import httpx

from extractors.fetching.bodies import read_body
from extractors.fetching.connections import HeadTooLarge
from extractors.fetching.fetch_failures import FetchError, FetchReason
from extractors.fetching.pacing import HostResting, Pacing, wait_asked
from extractors.fetching.targets import host_of
from extractors.fetching.transport import translated

MAX_HEADERS = 256  # fields in an answer: news sites send some thirty, with all their cookies up to a hundred
# A page is text, whatever the dialect; a missing type is left to the reader of the page.
_PAGE_TYPES = ("text/", "application/xhtml+xml", "application/xml")
# What is sent back as it came: an opaque string (RFC 9110, 8.8.3), whose bytes Latin-1 keeps.
_OPAQUE = frozenset({"etag", "last-modified"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request gave: header names in lower case, the body decoded and empty unless the status is 2xx."""

    status: int
    headers: dict[str, str]
    body: bytes


def _headers(response: httpx.Response) -> dict[str, str]:
    """The headers of an answer by lower-case name, those of one name joined; raises HeadTooLarge."""
    if len(response.headers.raw) > MAX_HEADERS:
        raise HeadTooLarge(f"more than {MAX_HEADERS} headers")
    found = {name.lower(): value for name, value in response.headers.items()}
    opaque = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers.raw}
    return found | {name: opaque[name] for name in _OPAQUE & opaque.keys()}


class Exchange:
    """Sends requests through `transport`, each in its host's turn."""

    def __init__(self, transport: httpx.AsyncBaseTransport, pacing: Pacing, clock: Callable[[], float]) -> None:
        self._transport = transport
        self._pacing = pacing
        self._clock = clock

    async def ask(
        self, request: httpx.Request, cookies: httpx.Cookies, page: bool, cap: int, time_left: float
    ) -> tuple[Answer, float]:
        """Send one request and read what it may of the answer; gives the seconds it took as well. Raises FetchError.

        A `page` that is not text is refused before its body is read; `time_left` counts from the host's turn on.
        """
        url, host = str(request.url), host_of(request.url)
        try:
            async with self._pacing.turn(host):
                started = self._clock()
                answer = await self._noted(request, cookies, page, cap, started + time_left)
                return answer, self._clock() - started
        except HostResting as rest:
            detail = f"{host} {rest}"
            raise FetchError(FetchReason.HOST_RESTING, retry_after_s=rest.seconds, url=url, detail=detail) from rest

    async def _noted(
        self, request: httpx.Request, cookies: httpx.Cookies, page: bool, cap: int, deadline: float
    ) -> Answer:
        """Let the host's pacing know how it answered: a silent host, and one that asks for patience, get a rest."""
        url, host = str(request.url), host_of(request.url)
        try:
            with translated(url):
                async with asyncio.timeout(deadline - self._clock()):
                    answer = await self._read(request, cookies, page, cap, deadline)
        except FetchError as error:
            silent = error.reason in (FetchReason.CONNECT_FAILED, FetchReason.TOO_SLOW)
            self._pacing.note(host, answered=not silent)
            raise
        self._pacing.note(host, answered=True)
        wait = wait_asked(answer.headers)
        if answer.status == 429 or (answer.status == 503 and wait is not None):
            self._pacing.rest(host, wait)
        return answer

    async def _read(
        self, request: httpx.Request, cookies: httpx.Cookies, page: bool, cap: int, deadline: float
    ) -> Answer:
        response = await self._transport.handle_async_request(request)
        try:
            response.request = request
            headers = _headers(response)
            if "set-cookie" in headers:
                cookies.extract_cookies(response)
            if not response.is_success:
                return Answer(response.status_code, headers, b"")
            kind = headers.get("content-type", "").lower().strip()
            if page and kind and not kind.startswith(_PAGE_TYPES):
                raise FetchError(FetchReason.NOT_TEXT, url=str(request.url), detail=kind)
            async with aclosing(self._within_time(response, deadline)) as chunks:
                body = await read_body(chunks, headers.get("content-encoding", ""), cap)
            return Answer(response.status_code, headers, body)
        finally:
            await response.aclose()

    async def _within_time(self, response: httpx.Response, deadline: float) -> AsyncGenerator[bytes, None]:
        """The raw chunks of a body; decoding them takes of its time as well."""
        assert isinstance(response.stream, httpx.AsyncByteStream)
        async for chunk in response.stream:
            if self._clock() > deadline:
                raise TimeoutError
            yield chunk
