"""Servers that do harm, over real sockets: a request ends with a reason and a closed connection, others are well."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

import pytest

from extractors.fetching.connections import MAX_HEAD_BYTES
from extractors.web import FetchReason, Web
from tests.extractors.fetching.clients import reason, settled, web_at
from tests.extractors.loopback import Bare, Talk, bare, mute, pouring, request_of, saying

EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"  # RFC 1951, 3.2.4: stored, of no bytes, and not the last
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A byte now and then: what a client with a time for each read alone would wait for without end."""
    await request_of(reader)
    for byte in HEAD + b"X-Slow: " + b"z" * 100_000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.02)


async def closing_midway(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\nonly this")
    await writer.drain()
    writer.close()


async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.transport.abort()


async def many_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(HEAD + b"".join(b"X-%d: z\r\n" % number for number in range(1_000)) + b"Content-Length: 0\r\n\r\n")


def endless_headers() -> Talk:
    return pouring(HEAD, b"X-More: " + b"z" * 1_000 + b"\r\n")


HOSTILE: dict[str, tuple[Talk, FetchReason]] = {
    "never answers": (mute, FetchReason.TOO_SLOW),
    "a byte now and then": (dripping, FetchReason.TOO_SLOW),
    "closes midway": (closing_midway, FetchReason.CONNECTION_LOST),
    "resets": (resetting, FetchReason.CONNECTION_LOST),
    "endless body": (pouring(HEAD + b"\r\n", b"z" * 65_536), FetchReason.TOO_LARGE),
    "endless chunks": (
        pouring(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"20\r\n" + b"z" * 32 + b"\r\n"),
        FetchReason.TOO_LARGE,
    ),
    "endless headers": (endless_headers(), FetchReason.TOO_LARGE),
    "one header without end": (pouring(HEAD + b"X-Long: ", b"z" * 1_000), FetchReason.TOO_LARGE),
    "endless early hints": (pouring(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), FetchReason.TOO_LARGE),
    "too many headers": (many_headers, FetchReason.TOO_LARGE),
    "a bomb": (
        saying(gzip.compress(bytes(20_000_000)), "Content-Encoding: gzip"),
        FetchReason.TOO_LARGE,
    ),
    "a stream that decompresses to nothing": (
        pouring(HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 1_000),
        FetchReason.TOO_LARGE,
    ),
    "empty blocks without end": (
        pouring(HEAD + b"Content-Encoding: deflate\r\n\r\n" + EMPTY_BLOCK, EMPTY_BLOCK * 1_000),
        FetchReason.TOO_LARGE,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_server_is_given_up_and_its_connection_closed(name: str) -> None:
    talk, expected = HOSTILE[name]

    async def main() -> None:
        time = 0.5 if expected is FetchReason.TOO_SLOW else 20.0
        async with bare(talk) as server, web_at(server.host, timeout_s=time, max_bytes=300_000) as web:
            assert await reason(web.get(server.url())) is expected
            await server.all_gone()

    asyncio.run(asyncio.wait_for(main(), 30))


def test_hostile_servers_harm_no_other() -> None:
    """More hostile servers than places: the others wait for no longer than the hostile ones' time."""

    async def main() -> None:
        async with AsyncExitStack() as stack:
            bad = [await stack.enter_async_context(bare(talk)) for talk, _ in HOSTILE.values()]
            good = [await stack.enter_async_context(bare(saying(b"story"))) for _ in range(20)]
            hosts = [server.host for server in (*bad, *good)]
            web = await stack.enter_async_context(web_at(*hosts, timeout_s=2.0, requests_at_once=6))
            asked = [asyncio.create_task(reason(web.get(server.url()))) for server in bad]
            await settled()
            answers = await asyncio.gather(*(web.get(server.url()) for server in good))
            assert [answer.body for answer in answers] == [b"story"] * 20
            for given_up, (_, expected) in zip(asked, HOSTILE.values(), strict=True):
                assert await given_up in (expected, FetchReason.TOO_SLOW)

    asyncio.run(asyncio.wait_for(main(), 60))


# --- connections ---


def test_pages_of_one_host_share_a_connection_that_is_closed_at_the_end() -> None:
    async def main() -> None:
        async with bare(saying(b"story")) as server:
            async with web_at(server.host) as web:
                for number in range(5):
                    assert (await web.get(server.url(f"/{number}"))).body == b"story"
                assert (server.opened, server.open) == (1, 1)
            await server.all_gone()

    asyncio.run(asyncio.wait_for(main(), 30))


def test_a_connection_that_the_server_closed_meanwhile_is_replaced() -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(HEAD + b"Content-Length: 5\r\n\r\nstory")
        await writer.drain()
        await request_of(reader)  # the next request comes, and is closed upon without a word
        writer.close()

    async def main() -> None:
        async with bare(once) as server, web_at(server.host) as web:
            for number in range(3):
                assert (await web.get(server.url(f"/{number}"))).body == b"story"
            assert server.opened == 3

    asyncio.run(asyncio.wait_for(main(), 30))


def test_an_answer_cut_off_on_a_kept_connection_is_not_asked_for_twice() -> None:
    asked = count()

    async def second_cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await request_of(reader)
            if next(asked) == 1:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-")
                await writer.drain()
                writer.close()
                return
            writer.write(HEAD + b"Content-Length: 5\r\n\r\nstory")

    async def main() -> None:
        async with bare(second_cut) as server, web_at(server.host) as web:
            assert (await web.get(server.url())).body == b"story"
            assert await reason(web.get(server.url())) is FetchReason.CONNECTION_LOST
            assert next(asked) == 2

    asyncio.run(asyncio.wait_for(main(), 30))


def test_few_connections_are_kept_over_many_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.fetching.connections.MAX_KEPT", 3)

    async def main() -> None:
        async with AsyncExitStack() as stack:
            servers = [await stack.enter_async_context(bare(saying(b"story"))) for _ in range(8)]
            web = await stack.enter_async_context(web_at(*(server.host for server in servers)))
            for server in servers:
                await web.get(server.url())
            for server in servers[:5]:
                await server.all_gone()
            assert [server.open for server in servers] == [0] * 5 + [1] * 3
            await web.get(servers[5].url())
            assert servers[5].opened == 1

    asyncio.run(asyncio.wait_for(main(), 30))


@asynccontextmanager
async def begun(web: Web, server: Bare) -> AsyncIterator[asyncio.Task[object]]:
    """A request that has reached the server."""
    task: asyncio.Task[object] = asyncio.create_task(web.get(server.url()))
    while not server.open:
        await asyncio.sleep(0)
    yield task
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    "talk", [mute, pouring(HEAD, b"X: z\r\n"), pouring(HEAD + b"\r\n", b"z" * 100)], ids=["mute", "headers", "body"]
)
@pytest.mark.parametrize("steps", [0, 1, 2, 3, 5, 8, 13, 21])
def test_a_cancelled_request_closes_its_connection_and_frees_its_place(talk: Talk, steps: int) -> None:
    async def main() -> None:
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(bare(talk))
            other = await stack.enter_async_context(bare(saying(b"story")))
            web = await stack.enter_async_context(web_at(server.host, other.host, requests_at_once=1))
            async with begun(web, server):
                for _ in range(steps):
                    await asyncio.sleep(0)
            await server.all_gone()
            assert (await web.get(other.url())).body == b"story"

    asyncio.run(asyncio.wait_for(main(), 30))


def test_a_head_of_ordinary_size_is_read_with_the_body_behind_it() -> None:
    async def slow_start(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(HEAD)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.write(b"Content-Length: 200000\r\n\r\n" + b"z" * 200_000)

    async def main() -> None:
        async with bare(slow_start) as server, web_at(server.host) as web:
            assert len((await web.get(server.url())).body) == 200_000 > MAX_HEAD_BYTES

    asyncio.run(asyncio.wait_for(main(), 30))
