"""Many visits at once: hosts side by side, one host in a row, results bounded, and an end that is an end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any
from urllib.parse import urlsplit

import pytest

from flows.lanes import host_of, in_lanes, in_larger

SUBJECTS = [f"https://{host}.example/{number}" for number in range(5) for host in "abc"]


async def at_once(url: str) -> None:
    """Every host is always ready."""


def lanes(
    subjects: Any, visit: Callable[[Any], Awaitable[Any]], in_hand: int = 3, **more: Any
) -> AsyncGenerator[list[Any], None]:
    url_of = more.pop("url_of", str)
    return in_lanes(subjects, url_of, visit, more.pop("ready", at_once), in_hand, **more)


async def everything(batches: AsyncGenerator[list[Any], None]) -> list[Any]:
    return [result async for batch in batches for result in batch]


def test_one_host_is_visited_in_a_row_and_in_order() -> None:
    inside: Counter[str] = Counter()

    async def visit(url: str) -> str:
        host = urlsplit(url).netloc
        inside[host] += 1
        assert inside[host] == 1
        await asyncio.sleep(0)
        inside[host] -= 1
        return url

    found = asyncio.run(everything(lanes(SUBJECTS, visit)))
    assert sorted(found) == sorted(SUBJECTS)
    for host in "abc":
        assert [url for url in found if f"//{host}." in url] == [url for url in SUBJECTS if f"//{host}." in url]


def test_a_host_may_have_several_lanes() -> None:
    async def run() -> None:
        together = asyncio.Barrier(2)

        async def visit(number: int) -> int:
            await together.wait()  # only passes when two visits are under way at once
            return number

        batches = lanes(range(4), visit, url_of=lambda number: "https://a.example/", lanes_per_host=2)
        assert sorted(await asyncio.wait_for(everything(batches), 10)) == [0, 1, 2, 3]

    asyncio.run(run())


def test_a_host_that_is_not_ready_holds_no_place() -> None:
    async def run() -> None:
        opened = asyncio.Event()

        async def ready(url: str) -> None:
            if "slow" in url:
                await opened.wait()

        async def visit(url: str) -> str:
            return url

        subjects = ["https://slow1.example/", "https://slow2.example/", *SUBJECTS]
        found = []
        async with aclosing(lanes(subjects, visit, in_hand=1, ready=ready)) as batches:
            async for batch in batches:
                found += batch
                if len(found) == len(SUBJECTS):
                    opened.set()
        assert sorted(found) == sorted(subjects)

    asyncio.run(asyncio.wait_for(run(), 10))


def test_no_more_is_in_hand_than_there_are_places() -> None:
    async def run() -> None:
        begun = taken = 0

        async def visit(number: int) -> int:
            nonlocal begun
            begun += 1
            assert begun - taken <= 6  # three in hand, and at most three that the taker is busy with
            await asyncio.sleep(0)
            return number

        async with aclosing(lanes(range(40), visit, url_of=lambda number: f"https://{number}.example/")) as batches:
            async for batch in batches:
                await asyncio.sleep(0)
                taken += len(batch)
        assert begun == 40

    asyncio.run(run())


def test_no_visit_begins_after_the_taker_has_gone_and_what_is_under_way_is_cancelled() -> None:
    async def run() -> None:
        begun: list[int] = []
        cancelled: list[int] = []

        async def visit(number: int) -> int:
            begun.append(number)
            if number:
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    cancelled.append(number)
                    raise
            return number

        batches = lanes(range(1_000), visit, url_of=lambda number: f"https://{number % 2}.example/")
        assert await anext(batches) == [0]
        await batches.aclose()
        assert (len(begun) < 5, cancelled != []) == (True, True)
        after = list(begun)
        await asyncio.sleep(0)
        assert begun == after

    asyncio.run(run())


def test_an_exception_of_a_visit_comes_up_as_it_is() -> None:
    async def visit(number: int) -> int:
        if number == 2:
            raise ZeroDivisionError("on the way")
        return number

    with pytest.raises(ZeroDivisionError, match="on the way"):
        asyncio.run(everything(lanes(range(4), visit, url_of=lambda number: f"https://{number}.example/")))


def test_a_host_whose_time_is_over_gets_no_further_visit() -> None:
    now = [0.0]

    async def visit(url: str) -> str:
        now[0] += 10.0
        return url

    subjects = [f"https://a.example/{number}" for number in range(9)]
    found = asyncio.run(everything(lanes(subjects, visit, seconds_each=25.0, clock=lambda: now[0])))
    assert found == subjects[:3]


def test_small_batches_are_joined_until_they_are_enough_or_old() -> None:
    now = [0.0]

    async def small() -> AsyncGenerator[list[int], None]:
        for number in range(7):
            now[0] += 10.0 if number == 4 else 1.0
            yield [number]

    async def joined() -> list[list[int]]:
        return [batch async for batch in in_larger(small(), 3, 5.0, lambda: now[0])]

    assert asyncio.run(joined()) == [[0, 1, 2], [3, 4], [5, 6]]


def test_nothing_to_visit_is_no_trouble() -> None:
    async def visit(url: str) -> str:
        return url

    assert asyncio.run(everything(lanes([], visit))) == []


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://A.example:8/x", "a.example:8"), ("https://u:p@a.example/", "a.example"), (None, ""), ("http://[x", "")],
)
def test_the_host_of_anything(url: str | None, host: str) -> None:
    assert host_of(url) == host
