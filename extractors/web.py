"""A URL to its response: the only HTTP client, polite to hosts and closed to private addresses."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self
from urllib.parse import urldefrag, urljoin

import httpcore
import httpx

from extractors.fetching.addresses import AddressRefused, NameNotFound, Resolve, resolve_by_system
from extractors.fetching.bodies import ENCODINGS, BodyTooLarge, BodyUndecodable, read_body
from extractors.fetching.connections import CheckedBackend, until
from extractors.fetching.fetch_failures import NO_ROBOTS, FetchError, FetchReason, reason_of_status
from extractors.fetching.pacing import Pacing, wait_asked
from extractors.fetching.robots import ALLOW_ALL, MAX_ROBOTS_BYTES, Robots, read_robots

__all__ = ["FetchError", "FetchReason", "Response", "Web"]

MAX_REDIRECTS = 5  # what RFC 9309 asks for robots.txt; no news page seen needs more
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT_REDIRECTS = frozenset({301, 308})
_NOT_MODIFIED = 304
_FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_PAGE_ACCEPT = "text/html, application/xhtml+xml, */*;q=0.5"
# A page is text, whatever the dialect; a missing type is left to the reader of the page.
_PAGE_TYPES = ("text/", "application/xhtml+xml", "application/xml")


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
    """What stays the same along a chain of redirects."""

    headers: dict[str, str]
    conditional: bool
    page: bool
    robots: bool
    cap: int


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class _Stream(httpx.SyncByteStream):
    def __init__(self, stream: httpcore.Response) -> None:
        self._response = stream

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _CheckedTransport(httpx.BaseTransport):
    """httpx over connections to checked addresses only; a proxy named in the environment is not used."""

    def __init__(self, backend: CheckedBackend) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        asked = httpcore.Request(request.method, target, headers=request.headers.raw, extensions=request.extensions)
        answer = self._pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Stream(answer))

    def close(self) -> None:
        self._pool.close()


def _host(url: httpx.URL) -> str:
    """Host and port as they are sent; httpx's own `host` raises on names that IDNA 2008 forbids, as those of emoji."""
    return url.netloc.decode("ascii")


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Turn the errors of the libraries below into FetchError."""

    def failed(reason: FetchReason, error: Exception) -> FetchError:
        return FetchError(reason, url=url, detail=" ".join(str(error).split()) or type(error).__name__)

    try:
        yield
    except AddressRefused as error:
        raise failed(FetchReason.ADDRESS_REFUSED, error) from error
    except NameNotFound as error:
        raise failed(FetchReason.NAME_NOT_FOUND, error) from error
    except BodyTooLarge as error:
        raise failed(FetchReason.TOO_LARGE, error) from error
    except BodyUndecodable as error:
        raise failed(FetchReason.UNDECODABLE, error) from error
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise failed(FetchReason.TOO_SLOW, error) from error
    except (httpx.ConnectError, httpcore.ConnectError) as error:
        is_tls = isinstance(error.__cause__ or error.__context__, ssl.SSLError)
        raise failed(FetchReason.TLS_FAILED if is_tls else FetchReason.CONNECT_FAILED, error) from error
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        raise failed(FetchReason.CONNECTION_LOST, error) from error
    except (httpx.InvalidURL, httpx.CookieConflict, httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise failed(FetchReason.BAD_URL, error) from error


class Web:
    """One polite client for many hosts; any number of threads may share it.

    `timeout_s` is the time for one answer with its redirects, without the pauses between requests; `max_bytes` counts
    after decompression; `min_spacing_s` is the pause between two requests to one host; `allow_hosts` are `host:port`
    pairs that may be private. `transport` takes the place of the network in tests, `resolve`, `clock` and `sleep` that
    of the system. robots.txt rules pages, which are found by following links, not feeds, which a person named.
    """

    def __init__(
        self,
        user_agent: str,
        timeout_s: float,
        max_bytes: int,
        min_spacing_s: float,
        allow_hosts: frozenset[str] = frozenset(),
        transport: httpx.BaseTransport | None = None,
        resolve: Resolve = resolve_by_system,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._user_agent = user_agent
        self._robot = user_agent.split("/")[0].strip()
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._clock = clock
        self._pacing = Pacing(min_spacing_s, clock, sleep)
        self._transport = transport or _CheckedTransport(CheckedBackend(allow_hosts, resolve, clock))
        self._robots: dict[str, Robots | FetchError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None, page: bool = False) -> Response:
        """Fetch `url`, if it has changed since the validators; raises FetchError.

        `page` asks for an article's page: robots.txt is obeyed and what is not text is refused before its body is read.
        """
        validators = {"if-none-match": etag, "if-modified-since": last_modified}
        given = {name: value for name, value in validators.items() if value}
        headers = {"accept": _PAGE_ACCEPT if page else _FEED_ACCEPT, **given}
        return self._follow(url, _Asked(headers, bool(given), page, page, self._max_bytes))

    def _follow(self, url: str, asked: _Asked) -> Response:
        """Walk the redirects from `url`, each hop checked like the first."""
        cookies = httpx.Cookies()
        seen: set[tuple[str, str]] = set()
        moved_to, only_permanent, time_left = None, True, self._timeout_s
        for _ in range(MAX_REDIRECTS + 1):
            request = self._request(url, asked, cookies)
            step = (url, request.headers.get("cookie", ""))  # a consent page sets a cookie and sends back to itself
            if step in seen:
                raise FetchError(FetchReason.REDIRECT_LOOP, url=url, detail=f"comes back to {url}")
            seen.add(step)
            answer, took = self._exchange(request, asked, cookies, time_left)
            time_left -= took
            if answer.status not in _REDIRECTS:
                return self._response(url, asked, answer, moved_to)
            url = self._target(url, answer)
            only_permanent = only_permanent and answer.status in _PERMANENT_REDIRECTS
            moved_to = url if only_permanent else moved_to
        raise FetchError(FetchReason.TOO_MANY_REDIRECTS, url=url, detail=f"more than {MAX_REDIRECTS}")

    def _request(self, url: str, asked: _Asked, cookies: httpx.Cookies) -> httpx.Request:
        """Build the request of one hop, once the hop is found to be allowed."""
        with _translated(url):
            target = httpx.URL(url)
        if target.scheme not in ("http", "https"):
            raise FetchError(FetchReason.SCHEME_REFUSED, url=url, detail=f"{target.scheme or 'no scheme'} in {url}")
        if not target.raw_host:
            raise FetchError(FetchReason.BAD_URL, url=url, detail=f"no host in {url}")
        if asked.robots and not self._robots_of(target).allows(str(target), self._robot):
            raise FetchError(FetchReason.ROBOTS_DISALLOWED, url=url, detail=f"by {_host(target)}'s robots.txt")
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout_s)
        own = {"user-agent": self._user_agent, "accept-encoding": ENCODINGS}
        with _translated(url):
            request = httpx.Request("GET", target, headers={**own, **asked.headers}, extensions={"timeout": limits})
            cookies.set_cookie_header(request)
        return request

    def _robots_of(self, target: httpx.URL) -> Robots:
        """The rules of the target's origin, asked for once; raises FetchError where they cannot be known for now."""
        origin = f"{target.scheme}://{_host(target)}"
        known = self._robots.get(origin)
        if known is None:
            known = self._robots[origin] = self._ask_robots(origin, _host(target))
        if isinstance(known, FetchError):
            raise FetchError(known.reason, known.failure_class, known.retry_after_s, str(target), known.detail)
        return known

    def _ask_robots(self, origin: str, host: str) -> Robots | FetchError:
        asked = _Asked({"accept": "text/plain, */*;q=0.5"}, False, False, False, MAX_ROBOTS_BYTES)
        try:
            robots = read_robots(self._follow(f"{origin}/robots.txt", asked).body, self._robot)
        except FetchError as error:
            if error.reason in NO_ROBOTS:
                return ALLOW_ALL
            if isinstance(error.__cause__, BodyTooLarge):
                robots = read_robots(error.__cause__.head, self._robot)
            elif error.reason in (FetchReason.SERVER_ERROR, FetchReason.RATE_LIMITED):
                wait = error.retry_after_s
                return FetchError(FetchReason.ROBOTS_UNAVAILABLE, retry_after_s=wait, detail=f"{host}: {error.detail}")
            else:
                return error
        if robots.crawl_delay_s:
            self._pacing.slow_down(host, robots.crawl_delay_s)
        return robots

    def _exchange(
        self, request: httpx.Request, asked: _Asked, cookies: httpx.Cookies, time_left: float
    ) -> tuple[_Answer, float]:
        """Send one request in its host's turn and read what it may of the answer; gives the seconds it took as well."""
        url, host = str(request.url), _host(request.url)
        with self._pacing.turn(host):
            rest = self._pacing.rest_left_s(host)
            if rest:
                raise FetchError(
                    FetchReason.HOST_RESTING, retry_after_s=rest, url=url, detail=f"{host} for {rest:.0f} s"
                )
            started = self._clock()
            try:
                with until(started + time_left), _translated(url):
                    response = self._transport.handle_request(request)
                    try:
                        response.request = request
                        cookies.extract_cookies(response)
                        answer = self._read(response, asked, started + time_left)
                    finally:
                        response.close()
            except FetchError as error:
                silent = error.reason in (FetchReason.CONNECT_FAILED, FetchReason.TOO_SLOW)
                self._pacing.note(host, answered=not silent)
                raise
            self._pacing.note(host, answered=True)
            self._heed(host, answer)
            return answer, self._clock() - started

    def _read(self, response: httpx.Response, asked: _Asked, deadline: float) -> _Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        if not response.is_success:
            return _Answer(response.status_code, headers, b"")
        kind = headers.get("content-type", "").lower().strip()
        if asked.page and kind and not kind.startswith(_PAGE_TYPES):
            raise FetchError(FetchReason.NOT_TEXT, url=str(response.request.url), detail=kind)

        def within_time() -> Iterator[bytes]:
            assert isinstance(response.stream, httpx.SyncByteStream)
            for chunk in response.stream:
                if self._clock() > deadline:
                    raise httpx.ReadTimeout("time is over")
                yield chunk

        return _Answer(
            response.status_code, headers, read_body(within_time(), headers.get("content-encoding", ""), asked.cap)
        )

    def _heed(self, host: str, answer: _Answer) -> None:
        """Leave a host alone that says it is asked too much."""
        wait = wait_asked(answer.headers)
        if answer.status == 429 or (answer.status == 503 and wait is not None):
            self._pacing.rest(host, wait)

    def _target(self, url: str, answer: _Answer) -> str:
        location = answer.headers.get("location", "").strip()
        try:
            target = urldefrag(urljoin(url, location)).url
        except ValueError as error:
            raise FetchError(FetchReason.BAD_REDIRECT, url=url, detail=f"to {location!r}") from error
        if not location:
            raise FetchError(FetchReason.BAD_REDIRECT, url=url, detail=f"HTTP {answer.status} without a target")
        return target

    def _response(self, url: str, asked: _Asked, answer: _Answer, moved_to: str | None) -> Response:
        if answer.status == _NOT_MODIFIED and asked.conditional:
            return Response(answer.status, url, answer.headers, b"", True, moved_to)
        if not 200 <= answer.status <= 299:
            wait = wait_asked(answer.headers)
            reason = reason_of_status(answer.status)
            raise FetchError(reason, retry_after_s=wait, url=url, detail=f"HTTP {answer.status}")
        return Response(answer.status, url, answer.headers, answer.body, False, moved_to)
