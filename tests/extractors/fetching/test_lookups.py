"""Names to addresses with a resolver that hangs, fails or lies: the others go on."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest

from extractors.fetching.addresses import NameNotFound
from extractors.web import FetchError, FetchReason
from tests.extractors.fetching.clients import reason, web_at
from tests.extractors.loopback import bare, saying


def test_a_resolver_that_hangs_holds_up_its_own_request_only() -> None:
    let_go = Event()

    def resolve(host: str, port: int) -> list[str]:
        if host == "hangs.example":
            let_go.wait()
        return ["127.0.0.1"]

    async def main() -> None:
        async with bare(saying(b"story")) as server:
            allowed = [f"{host}.example:{server.port}" for host in ("hangs", "quick")]
            async with web_at(*allowed, resolve=resolve, timeout_s=0.5) as web:
                hanging = [
                    asyncio.create_task(reason(web.get(f"http://hangs.example:{server.port}/{number}")))
                    for number in range(2)
                ]
                assert (await web.get(f"http://quick.example:{server.port}/")).body == b"story"
                assert await asyncio.gather(*hanging) == [FetchReason.TOO_SLOW] * 2

    try:
        asyncio.run(asyncio.wait_for(main(), 30))
    finally:
        let_go.set()


def test_lookups_that_hang_have_a_number_and_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.fetching.lookups.MAX_LOOKUPS", 2)
    monkeypatch.setattr("extractors.fetching.lookups.LOOKUP_S", 0.2)
    let_go, asked = Event(), []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        let_go.wait()
        return []

    async def main() -> None:
        async with web_at(resolve=resolve) as web:
            found = await asyncio.gather(*(reason(web.get(f"http://host{number}.example/")) for number in range(4)))
            assert found == [FetchReason.TOO_SLOW] * 4

    try:
        asyncio.run(asyncio.wait_for(main(), 30))
        assert asked == ["host0.example", "host1.example"]
    finally:
        let_go.set()


def not_found(host: str, port: int) -> list[str]:
    raise NameNotFound(f"{host}: Name or service not known")


def failing(host: str, port: int) -> list[str]:
    raise OSError("no files left")


@pytest.mark.parametrize(
    ("resolve", "expected"),
    [
        (not_found, FetchReason.NAME_NOT_FOUND),
        (failing, FetchReason.CONNECTION_LOST),
        (lambda host, port: [], FetchReason.CONNECT_FAILED),
        (lambda host, port: ["nonsense"], FetchReason.ADDRESS_REFUSED),
        (lambda host, port: ["fe80::1%eth0"], FetchReason.ADDRESS_REFUSED),
    ],
    ids=["not found", "failing", "no address", "no address at all", "an address of a zone"],
)
def test_a_resolver_that_has_no_address_has_a_reason(resolve: object, expected: FetchReason) -> None:
    async def main() -> None:
        async with web_at(resolve=resolve) as web:
            with pytest.raises(FetchError) as caught:
                await web.get("http://paper.example/")
            assert caught.value.reason is expected

    asyncio.run(asyncio.wait_for(main(), 30))


def test_an_address_that_is_silent_leaves_time_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """192.0.2.1 is reserved for documentation: nobody answers there, and where there is no route, at once."""
    monkeypatch.setattr("extractors.fetching.connections.CONNECT_S", 0.2)

    async def main() -> None:
        async with bare(saying(b"story")) as server:
            host = f"paper.example:{server.port}"
            async with web_at(host, resolve=lambda name, port: ["192.0.2.1", "127.0.0.1"]) as web:
                assert (await web.get(f"http://{host}/")).body == b"story"

    asyncio.run(asyncio.wait_for(main(), 30))
