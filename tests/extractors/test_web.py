"""Answers of the web, decent and hostile, to a response or a reason; over real sockets wherever sockets matter."""

from __future__ import annotations

import asyncio
import gzip
import socket
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

import httpx
import pytest

from extractors.fetching.bodies import BodyTooLarge, read_body
from extractors.web import FetchError, FetchReason, Response, Web
from tests.extractors.fetching.clients import Clock
from tests.extractors.loopback import Loopback, answer, drip, loopback, raw
from warehouse.records import FailureClass

MEGABYTE = 1_000_000
AGENT = "tocsin/0.1 (test)"
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as here:
        yield here


class Asking:
    """A client in an event loop of its own, asked one request after another, and closed when the test is over."""

    opened: ClassVar[list[Asking]] = []

    def __init__(self, *given: Any, **settings: Any) -> None:
        self.runner = asyncio.Runner()
        self.opened.append(self)
        self.web = Web(*given, **{"now": NOW, **settings})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.runner.run(self.web.__aexit__(None, None, None))
        self.runner.close()
        self.opened.remove(self)

    def get(self, *given: Any, **settings: Any) -> Response:
        return self.runner.run(self.web.get(*given, **settings))


@pytest.fixture(autouse=True)
def _all_closed() -> Iterator[None]:
    yield
    for asking in list(Asking.opened):
        asking.__exit__()


@pytest.fixture
def web(server: Loopback) -> Iterator[Asking]:
    """A client that may ask the test's server and nobody else on this machine."""
    with Asking(AGENT, 5.0, MEGABYTE, 0.0, frozenset({server.host})) as client:
        yield client


def faked(handler: Callable[[httpx.Request], httpx.Response], clock: Clock | None = None, **settings: Any) -> Asking:
    """A client whose network is `handler`."""
    clock = clock or Clock()
    given = {"user_agent": AGENT, "timeout_s": 10.0, "max_bytes": MEGABYTE, "min_spacing_s": 2.0, **settings}
    return Asking(**given, transport=httpx.MockTransport(handler), clock=clock, sleep=clock.sleep)


def reason(call: Callable[[], object]) -> FetchReason:
    with pytest.raises(FetchError) as caught:
        call()
    assert "\n" not in str(caught.value)
    return caught.value.reason


def test_a_response_says_what_was_answered(server: Loopback, web: Asking) -> None:
    server.answers["/feed"] = answer(body=b"<rss/>", content_type="application/rss+xml", ETag='"7"')
    response = web.get(server.url("/feed"))
    assert (response.status, response.body, response.not_modified, response.moved_to) == (200, b"<rss/>", False, None)
    assert response.final_url == server.url("/feed")
    assert (response.headers["etag"], response.headers["content-type"]) == ('"7"', "application/rss+xml")
    assert server.headers[0]["user-agent"] == AGENT
    assert server.headers[0]["accept-encoding"] == "gzip, deflate"


def test_validators_are_sent_and_304_is_heard(server: Loopback, web: Asking) -> None:
    server.answers["/feed"] = answer(304)
    response = web.get(server.url("/feed"), etag='"7"', last_modified="Mon, 26 Aug 2024 10:00:00 GMT")
    assert response.not_modified
    assert server.headers[0]["if-none-match"] == '"7"'
    assert server.headers[0]["if-modified-since"] == "Mon, 26 Aug 2024 10:00:00 GMT"


def test_304_to_an_unconditional_request_is_no_success(server: Loopback, web: Asking) -> None:
    server.answers["/feed"] = answer(304)
    assert reason(lambda: web.get(server.url("/feed"))) is FetchReason.UNEXPECTED_STATUS


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", lambda body: gzip.compress(body[:10]) + gzip.compress(body[10:])),
        ("gzip", lambda body: gzip.compress(body) + b"\x00" * 20),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("identity", bytes),
    ],
    ids=["gzip", "gzip in two members", "gzip padded", "deflate", "bare deflate", "identity"],
)
def test_compressed_bodies_are_decoded(
    server: Loopback, web: Asking, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    body = b"<p>The same words over and over.</p>" * 5_000
    server.answers["/page"] = answer(body=pack(body), content_encoding=encoding)
    assert web.get(server.url("/page")).body == body


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress], ids=["gzip", "deflate"])
def test_a_compressed_bomb_is_cut_off_at_the_cap(server: Loopback, web: Asking, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(bytes(100 * MEGABYTE))
    assert len(bomb) < MEGABYTE / 5
    server.answers["/bomb"] = answer(body=bomb, content_encoding="gzip" if pack is gzip.compress else "deflate")
    assert reason(lambda: web.get(server.url("/bomb"))) is FetchReason.TOO_LARGE


async def in_pieces(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def test_a_bomb_costs_no_more_memory_than_the_cap() -> None:
    bomb = gzip.compress(bytes(50 * MEGABYTE))
    tracemalloc.start()
    with pytest.raises(BodyTooLarge) as caught:
        asyncio.run(read_body(in_pieces(bomb), "gzip", MEGABYTE))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(caught.value.head) == MEGABYTE
    assert peak < 4 * MEGABYTE


def test_a_body_without_end_is_cut_off_at_the_cap(server: Loopback, web: Asking) -> None:
    first = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    server.answers["/endless"] = drip(lambda: server, first, b"x" * 65_536, 0.0001)
    assert reason(lambda: web.get(server.url("/endless"))) is FetchReason.TOO_LARGE


@pytest.mark.parametrize(
    "packed", [gzip.compress(b"words" * 100)[:-20], b"not gzip at all"], ids=["cut off", "mislabelled"]
)
def test_a_body_that_is_not_what_its_header_says(server: Loopback, web: Asking, packed: bytes) -> None:
    server.answers["/page"] = answer(body=packed, content_encoding="gzip")
    assert reason(lambda: web.get(server.url("/page"))) is FetchReason.UNDECODABLE


def test_an_encoding_that_was_not_asked_for_is_refused(server: Loopback, web: Asking) -> None:
    server.answers["/page"] = answer(body=b"\x8b\x02\x80words\x03", content_encoding="br")
    assert reason(lambda: web.get(server.url("/page"))) is FetchReason.UNDECODABLE


@pytest.mark.parametrize(
    "first",
    [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"],
    ids=["headers", "body"],
)
def test_a_slow_drip_is_cut_off_when_time_is_over(server: Loopback, first: bytes) -> None:
    piece = b"X-More: 1\r\n" if not first.endswith(b"\r\n\r\n") else b"x"
    server.answers["/slow"] = drip(lambda: server, first, piece, 0.02)
    with Asking(AGENT, 0.3, MEGABYTE, 0.0, frozenset({server.host})) as web:
        assert reason(lambda: web.get(server.url("/slow"))) is FetchReason.TOO_SLOW


def test_the_time_cap_holds_over_all_chunks() -> None:
    clock = Clock()

    class Slow(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for _ in range(100):
                clock.now += 1.0
                yield b"x"

    web = faked(lambda request: httpx.Response(200, stream=Slow()), clock)
    assert reason(lambda: web.get("https://slow.example/")) is FetchReason.TOO_SLOW
    assert clock.now < 1_012


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this",), FetchReason.CONNECTION_LOST),
        ((b"SSH-2.0-OpenSSH_9.6\r\n",), FetchReason.CONNECTION_LOST),
        ((b"",), FetchReason.CONNECTION_LOST),
        ((b"HTTP/1.1 200 OK\r\nContent-Encoding: \xff\xfe\r\nContent-Length: 1\r\n\r\nx",), FetchReason.UNDECODABLE),
    ],
    ids=["cut off", "another protocol", "nothing", "odd header"],
)
def test_a_broken_answer_has_a_reason(
    server: Loopback, web: Asking, pieces: tuple[bytes, ...], expected: FetchReason
) -> None:
    server.answers["/broken"] = raw(*pieces)
    assert reason(lambda: web.get(server.url("/broken"))) is expected


def test_a_closed_port_and_plain_text_under_https_have_reasons(server: Loopback) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"127.0.0.1:{taken.getsockname()[1]}"
        with Asking(AGENT, 5.0, MEGABYTE, 0.0, frozenset({closed, server.host})) as web:
            assert reason(lambda: web.get(f"http://{closed}/")) is FetchReason.CONNECT_FAILED
            assert reason(lambda: web.get(f"https://{server.host}/")) is FetchReason.TLS_FAILED


@pytest.mark.parametrize(
    ("status", "expected", "failure_class"),
    [
        (401, FetchReason.FORBIDDEN, FailureClass.SOFT),
        (403, FetchReason.FORBIDDEN, FailureClass.SOFT),
        (404, FetchReason.NOT_FOUND, FailureClass.SOFT),
        (410, FetchReason.GONE, FailureClass.PERMANENT),
        (418, FetchReason.REFUSED, FailureClass.SOFT),
        (429, FetchReason.RATE_LIMITED, FailureClass.TEMPORARY),
        (500, FetchReason.SERVER_ERROR, FailureClass.TEMPORARY),
        (503, FetchReason.SERVER_ERROR, FailureClass.TEMPORARY),
        (300, FetchReason.UNEXPECTED_STATUS, FailureClass.SOFT),
    ],
)
def test_a_status_has_a_reason_and_a_class(status: int, expected: FetchReason, failure_class: FailureClass) -> None:
    web = faked(lambda request: httpx.Response(status))
    with pytest.raises(FetchError, match=f"HTTP {status}") as caught:
        web.get("https://paper.example/feed")
    assert (caught.value.reason, caught.value.failure_class) == (expected, failure_class)


# --- redirects ---


def test_redirects_are_followed_and_a_lasting_move_is_told(server: Loopback, web: Asking) -> None:
    server.answers["/old"] = answer(301, location="/new?a=1#part")
    server.answers["/new?a=1"] = answer(308, location=server.url("/newest"))
    server.answers["/newest"] = answer(body=b"here")
    response = web.get(server.url("/old"))
    assert (response.body, response.final_url, response.moved_to) == (
        b"here",
        server.url("/newest"),
        server.url("/newest"),
    )


def test_a_passing_redirect_is_no_move(server: Loopback, web: Asking) -> None:
    server.answers["/a"] = answer(301, location="/b")
    server.answers["/b"] = answer(302, location="/c")
    server.answers["/c"] = answer(301, location="/d")
    server.answers["/d"] = answer(body=b"here")
    response = web.get(server.url("/a"))
    assert (response.final_url, response.moved_to) == (server.url("/d"), server.url("/b"))


def test_redirects_that_lead_nowhere(server: Loopback, web: Asking) -> None:
    server.answers["/loop"] = answer(302, location="/pool")
    server.answers["/pool"] = answer(302, location="/loop")
    for number in range(10):
        server.answers[f"/chain{number}"] = answer(302, location=f"/chain{number + 1}")
    server.answers["/blank"] = answer(302)
    server.answers["/odd"] = answer(302, location="http://[not-an-address/")
    assert reason(lambda: web.get(server.url("/loop"))) is FetchReason.REDIRECT_LOOP
    assert reason(lambda: web.get(server.url("/chain0"))) is FetchReason.TOO_MANY_REDIRECTS
    assert reason(lambda: web.get(server.url("/blank"))) is FetchReason.BAD_REDIRECT
    assert reason(lambda: web.get(server.url("/odd"))) is FetchReason.BAD_REDIRECT


def test_a_page_that_sets_a_cookie_and_comes_back_is_no_loop(server: Loopback, web: Asking) -> None:
    def gate(handler: Any) -> None:
        known = "consent=1" in handler.headers.get("cookie", "")
        (answer(body=b"story") if known else answer(302, location="/gate", set_cookie="consent=1"))(handler)

    server.answers["/gate"] = gate
    assert web.get(server.url("/gate")).body == b"story"
    assert web.get(server.url("/gate")).body == b"story"
    assert [headers.get("cookie") for headers in server.headers] == [None, "consent=1"] * 2  # nothing is remembered


# --- addresses ---


def hosts_that_mean_this_machine(port: int) -> list[str]:
    hosts = ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "0.0.0.0"]
    return [f"http://{host}:{port}/" for host in (*hosts, "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]")]


def test_this_machine_is_not_asked_in_whatever_form(server: Loopback) -> None:
    with Asking(AGENT, 5.0, MEGABYTE, 0.0) as web:
        for url in hosts_that_mean_this_machine(server.port):
            found = reason(lambda url=url: web.get(url, page=True))
            assert found in (FetchReason.ADDRESS_REFUSED, FetchReason.NAME_NOT_FOUND, FetchReason.BAD_URL), url
        assert reason(lambda: web.get(server.url("/"))) is FetchReason.ADDRESS_REFUSED
    assert server.asked == []


PRIVATE = (
    "10.0.0.7 172.16.3.4 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 240.0.0.1 255.255.255.255 "
    "192.0.2.1 198.18.0.1 ::1 fc00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2001:db8::1 "
    "::ffff:192.168.1.1 64:ff9b::7f00:1 2002:7f00:1:: ::127.0.0.1"
)


@pytest.mark.parametrize("address", PRIVATE.split())
def test_a_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    web = Asking(AGENT, 5.0, MEGABYTE, 0.0, resolve=lambda host, port: ["93.184.215.14", address])
    with web, pytest.raises(FetchError, match="not a public address") as caught:
        web.get("http://inner.example/")
    assert (caught.value.reason, caught.value.failure_class) == (FetchReason.ADDRESS_REFUSED, FailureClass.PERMANENT)


def test_a_redirect_to_a_private_address_is_refused(server: Loopback, web: Asking) -> None:
    with loopback() as inner:
        server.answers["/out"] = answer(302, location=inner.url("/secret"))
        assert reason(lambda: web.get(server.url("/out"))) is FetchReason.ADDRESS_REFUSED
        assert inner.asked == []


def test_the_address_that_was_checked_is_the_one_connected_to(server: Loopback) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.7"]])
    server.answers["/"] = answer(body=b"here")
    allowed = frozenset({f"rebound.example:{server.port}"})
    with Asking(AGENT, 5.0, MEGABYTE, 0.0, allowed, resolve=lambda host, port: next(answers)) as web:
        assert web.get(f"http://rebound.example:{server.port}/").body == b"here"
    assert server.headers[0]["host"] == f"rebound.example:{server.port}"
    assert next(answers) == ["10.0.0.7"]  # the name was resolved once, and not again for the connection


def test_an_allowed_host_is_allowed_at_its_port_only(server: Loopback, web: Asking) -> None:
    with loopback() as other:
        assert reason(lambda: web.get(other.url("/"))) is FetchReason.ADDRESS_REFUSED


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("file:///etc/passwd", FetchReason.SCHEME_REFUSED),
        ("ftp://paper.example/a", FetchReason.SCHEME_REFUSED),
        ("javascript:alert(1)", FetchReason.SCHEME_REFUSED),
        ("gopher://paper.example/", FetchReason.SCHEME_REFUSED),
        ("data:text/html,hello", FetchReason.SCHEME_REFUSED),
        ("/only/a/path", FetchReason.SCHEME_REFUSED),
        ("", FetchReason.SCHEME_REFUSED),
        ("http://", FetchReason.BAD_URL),
        ("http://paper.example:port/", FetchReason.BAD_URL),
        ("http://[::1", FetchReason.BAD_URL),
        ("http://paper.example/\x00", FetchReason.BAD_URL),
        ("http://" + "a" * 70_000 + "/", FetchReason.BAD_URL),
        ("http://\u2603\u2603..example/", FetchReason.BAD_URL),
        ("http://xn--zzzzzzzz.com/", FetchReason.BAD_URL),
        ("http://xn--i-7iq.example/", FetchReason.BAD_URL),
    ],
)
def test_what_is_no_web_address_is_refused(url: str, expected: FetchReason) -> None:
    asked: list[str] = []
    web = faked(lambda request: asked.append(str(request.url)) or httpx.Response(200))
    assert reason(lambda: web.get(url, page=True)) is expected
    assert asked == []


# --- pages, robots.txt and pacing ---


def test_a_binary_page_is_refused_before_its_body_is_read(server: Loopback, web: Asking) -> None:
    server.answers["/film"] = drip(lambda: server, b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", b"x", 5.0)
    server.answers["/plain"] = answer(body=b"words", content_type="TEXT/Plain; charset=utf-8")
    server.answers["/untyped"] = answer(body=b"words")
    assert reason(lambda: web.get(server.url("/film"), page=True)) is FetchReason.NOT_TEXT
    assert web.get(server.url("/plain"), page=True).body == b"words"
    assert web.get(server.url("/untyped"), page=True).body == b"words"


def site(robots: httpx.Response, asked: list[str]) -> Callable[[httpx.Request], httpx.Response]:
    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return robots if request.url.path == "/robots.txt" else httpx.Response(200, text="story")

    return handle


RULES = "User-agent: tocsin\nDisallow: /members\n\nUser-agent: *\nDisallow: /\n"


def test_robots_txt_is_asked_once_and_obeyed_for_pages() -> None:
    asked: list[str] = []
    web = faked(site(httpx.Response(200, text=RULES), asked))
    assert web.get("https://paper.example/a", page=True).body == b"story"
    assert web.get("https://paper.example/b", page=True).body == b"story"
    assert reason(lambda: web.get("https://paper.example/members/c", page=True)) is FetchReason.ROBOTS_DISALLOWED
    assert web.get("https://paper.example/members/feed.xml").body == b"story"  # a feed that a person named
    assert asked == ["/robots.txt", "/a", "/b", "/members/feed.xml"]


def test_each_hop_of_a_page_obeys_the_rules_of_its_own_host() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            closed = request.url.host == "closed.example"
            return httpx.Response(200, text="User-agent: *\nDisallow: /") if closed else httpx.Response(404)
        return httpx.Response(302, headers={"location": "https://closed.example/story"})

    assert reason(lambda: faked(handle).get("https://open.example/a", page=True)) is FetchReason.ROBOTS_DISALLOWED


@pytest.mark.parametrize(
    "robots",
    [
        httpx.Response(404),
        httpx.Response(403),
        httpx.Response(410),
        httpx.Response(200, text=""),
        httpx.Response(200, content=b"\x00\xff\xfe<html>Not found</html>"),
        httpx.Response(302, headers={"location": "https://paper.example/robots.txt"}),
        httpx.Response(200, text="User-agent: *\nAllow: /\n#" + "x" * 700_000),
        httpx.Response(200, text="User-agent: *\nCrawl-delay: nan\nAllow: /"),
    ],
    ids=["404", "403", "410", "empty", "a page", "a loop", "endless", "a pause that is no number"],
)
def test_a_site_without_rules_may_be_read(robots: httpx.Response) -> None:
    assert faked(site(robots, [])).get("https://paper.example/a", page=True).body == b"story"


def test_rules_that_cannot_be_had_forbid_for_now() -> None:
    asked: list[str] = []
    web = faked(site(httpx.Response(500), asked))
    for path in "ab":
        with pytest.raises(FetchError, match="HTTP 500") as caught:
            web.get(f"https://paper.example/{path}", page=True)
        assert caught.value.reason is FetchReason.ROBOTS_UNAVAILABLE
        assert caught.value.failure_class is FailureClass.TEMPORARY
    assert asked == ["/robots.txt"]


def test_requests_to_one_host_are_spaced_and_other_hosts_do_not_wait() -> None:
    clock = Clock()
    web = faked(lambda request: httpx.Response(200), clock)
    web.get("https://one.example/a")
    clock.now += 0.5
    web.get("https://two.example/a")
    web.get("https://one.example/b")
    web.get("https://one.example/c")
    assert clock.slept == [1.5, 2.0]


@pytest.mark.parametrize(("delay", "pause"), [("10", 10.0), ("0.5", 2.0), ("86400", 30.0)])
def test_a_crawl_delay_is_honoured_within_reason(delay: str, pause: float) -> None:
    clock = Clock()
    web = faked(site(httpx.Response(200, text=f"User-agent: *\nCrawl-delay: {delay}\n"), []), clock)
    web.get("https://paper.example/a", page=True)
    web.get("https://paper.example/b", page=True)
    assert clock.slept == [pause, pause]


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "120"},
        {"retry-after": "Mon, 26 Aug 2024 10:02:00 GMT", "date": "Mon, 26 Aug 2024 10:00:00 GMT"},
    ],
    ids=["seconds", "date"],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_patience_is_left_alone(status: int, headers: dict[str, str]) -> None:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(status, headers=headers)

    clock = Clock()
    web = faked(handle, clock)
    with pytest.raises(FetchError) as caught:
        web.get("https://paper.example/a")
    assert caught.value.retry_after_s == 120
    assert reason(lambda: web.get("https://paper.example/b")) is FetchReason.HOST_RESTING
    clock.now += 121
    assert reason(lambda: web.get("https://paper.example/c")) is not FetchReason.HOST_RESTING
    assert asked == ["/a", "/c"]


@pytest.mark.parametrize("value", ["", "soon", "-5", "Mon, 99 Foo", "\u00b2"])
def test_an_unreadable_retry_after_is_no_wish(value: str) -> None:
    web = faked(lambda request: httpx.Response(500, headers={"retry-after": value.encode()}))
    with pytest.raises(FetchError) as caught:
        web.get("https://paper.example/a")
    assert caught.value.retry_after_s is None


def test_a_silent_host_is_given_up_for_a_while() -> None:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise httpx.ConnectTimeout("silence")

    web = faked(handle)
    reasons = [reason(lambda path=path: web.get(f"https://down.example/{path}")) for path in "abcde"]
    assert reasons == [FetchReason.TOO_SLOW] * 3 + [FetchReason.HOST_RESTING] * 2
    assert asked == ["/a", "/b", "/c"]
