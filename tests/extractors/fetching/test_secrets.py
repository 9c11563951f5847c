"""Credentials to the one origin they are meant for, and validators back as they came."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from extractors.web import Credentials, FetchError, Web
from tests.extractors.fetching.clients import faked, web_at
from tests.extractors.loopback import bare, saying

ANN = Credentials("ann", "sesame")
BASIC = "Basic YW5uOnNlc2FtZQ=="


def sent(web: Web, url: str, page: bool = False) -> None:
    """Ask for a URL with Ann's credentials."""
    asyncio.run(_ask(web, url, page))


async def _ask(web: Web, url: str, page: bool) -> None:
    await web.get(url, page=page, credentials=ANN)


def test_credentials_go_to_their_origin_alone() -> None:
    got: list[tuple[str, str | None]] = []
    leads = {
        "https://paper.example/a": "/b",
        "https://paper.example/b": "https://other.example/c",
        "https://other.example/c": "https://paper.example/d",
        "https://paper.example/d": "http://paper.example/e",
        "http://paper.example/e": "https://paper.example:8443/f",
    }

    def handle(request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        got.append((url, request.headers.get("authorization")))
        return httpx.Response(302, headers={"location": leads[url]}) if url in leads else httpx.Response(200)

    sent(faked(handle), "https://paper.example/a")
    assert got == [
        ("https://paper.example/a", BASIC),
        ("https://paper.example/b", BASIC),
        ("https://other.example/c", None),
        ("https://paper.example/d", BASIC),
        ("http://paper.example/e", None),
        ("https://paper.example:8443/f", None),
    ]


def test_userinfo_in_a_link_or_a_redirect_is_not_sent_and_not_kept() -> None:
    got: list[tuple[str, str | None]] = []

    def handle(request: httpx.Request) -> httpx.Response:
        got.append((str(request.url), request.headers.get("authorization")))
        if request.url.path == "/a":
            return httpx.Response(301, headers={"location": "https://ann:sesame@paper.example/b"})
        return httpx.Response(200)

    async def main() -> None:
        response = await faked(handle).get("https://ann:sesame@paper.example/a")
        assert (response.final_url, response.moved_to) == ("https://paper.example/b", "https://paper.example/b")

    asyncio.run(main())
    assert got == [("https://paper.example/a", None), ("https://paper.example/b", None)]


def test_rules_are_asked_for_without_credentials() -> None:
    got: dict[str, str | None] = {}

    def handle(request: httpx.Request) -> httpx.Response:
        got[request.url.path] = request.headers.get("authorization")
        return httpx.Response(404 if request.url.path == "/robots.txt" else 200)

    sent(faked(handle), "https://paper.example/a", page=True)
    assert got == {"/robots.txt": None, "/a": BASIC}


LOOP = "https://ann:sesame@paper.example/a?token=sesame"


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        (LOOP, httpx.Response(302, headers={"location": "/a?token=sesame"})),
        (LOOP, httpx.Response(302, headers={"location": "http://u:sesame@[bad/?key=sesame"})),
        (LOOP, httpx.Response(302, headers={"location": "ftp://u:sesame@paper.example/?key=sesame"})),
        (LOOP, httpx.Response(404)),
        (LOOP, httpx.Response(429)),
        ("https://ann:sesame@paper.example:port/", httpx.Response(200)),
        ("ftp://ann:sesame@paper.example/?key=sesame", httpx.Response(200)),
        ("https://ann:sesame@/?key=sesame", httpx.Response(200)),
        ("https://ann:ses/ame@paper.example/", httpx.Response(200)),
    ],
)
def test_no_failure_shows_a_secret(url: str, answer: httpx.Response) -> None:
    with pytest.raises(FetchError) as caught:
        sent(faked(lambda request: answer), url)
    error = caught.value
    assert "ses" not in f"{error} {error!r} {error.url} {error.detail} {error.args}"


@pytest.mark.parametrize(
    "etag",
    [b'"7"', b'W/"7"', b'W/"a,b"', b'"\xe9\x80"', b'"\xc3\xa9"', b"no quotes", b'"a\xffb"'],
    ids=["strong", "weak", "comma", "latin-1", "utf-8", "bare", "odd byte"],
)
def test_a_validator_goes_back_byte_for_byte(etag: bytes) -> None:
    async def main() -> None:
        heads: list[bytes] = []

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while True:
                heads.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nETag: " + etag + b"\r\n\r\n")

        async with bare(talk) as server, web_at(server.host) as web:
            first = await web.get(server.url())
            await web.get(server.url(), etag=first.headers["etag"])
        assert b"\r\nif-none-match: " + etag + b"\r\n" in heads[1]

    asyncio.run(asyncio.wait_for(main(), 30))


def test_a_validator_that_no_header_could_hold_is_no_fault() -> None:
    async def main() -> None:
        async with bare(saying(b"story")) as server, web_at(server.host) as web:
            response = await web.get(server.url(), etag='"\u4e00"', last_modified="\u0434\u0435\u043d\u044c")
            assert response.body == b"story"

    asyncio.run(asyncio.wait_for(main(), 30))
