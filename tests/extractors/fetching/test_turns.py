"""Many requests at once to their turns: one limit over all hosts, one per host, and what a cancelled one leaves."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest

from extractors.web import FetchError, FetchReason
from tests.extractors.fetching.clients import NOW, Clock, faked, reason, settled
from warehouse.records import HostRest


class Network:
    """Answers when `let` is set; knows the most requests that were under way at one time, over all and per host."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.asked: list[str] = []
        self.under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        for name in ("all", request.url.host):
            self.under_way[name] += 1
            self.most[name] = max(self.most[name], self.under_way[name])
        try:
            await self.let.wait()
            return httpx.Response(200, text="story")
        finally:
            for name in ("all", request.url.host):
                self.under_way[name] -= 1


def test_requests_under_way_have_a_limit_over_all_hosts() -> None:
    async def main() -> None:
        network = Network()
        web = faked(network, requests_at_once=3)
        asked = [asyncio.create_task(web.get(f"https://host{number}.example/")) for number in range(10)]
        await settled()
        assert network.under_way["all"] == 3
        network.let.set()
        await asyncio.gather(*asked)
        assert network.most["all"] == 3
        assert len(network.asked) == 10

    asyncio.run(main())


@pytest.mark.parametrize("per_host", [1, 2])
def test_requests_to_one_host_have_a_limit_shared_by_feeds_pages_and_rules(per_host: int) -> None:
    async def main() -> None:
        network = Network()
        web = faked(network, requests_per_host=per_host)
        feeds = [web.get(f"https://paper.example/feed{number}") for number in range(4)]
        pages = [web.get(f"https://paper.example/page{number}", page=True) for number in range(4)]
        other = web.get("http://other.example/")
        asked = [asyncio.create_task(get) for get in (*feeds, *pages, other)]
        await settled()
        assert network.under_way["other.example"] == 1
        network.let.set()
        await asyncio.gather(*asked)
        assert network.most["paper.example"] == per_host
        assert Counter(network.asked)["https://paper.example/robots.txt"] == 1

    asyncio.run(main())


@pytest.mark.parametrize("per_host", [1, 3])
def test_starts_at_one_host_are_spaced_whatever_its_places(per_host: int) -> None:
    async def main() -> None:
        clock = Clock()
        begun: list[float] = []

        def handle(request: httpx.Request) -> httpx.Response:
            begun.append(clock.now)
            return httpx.Response(200)

        web = faked(handle, requests_per_host=per_host, min_spacing_s=2.0, clock=clock, sleep=clock.sleep)
        await asyncio.gather(*(web.get(f"https://paper.example/{number}") for number in range(5)))
        assert begun == [1_000.0, 1_002.0, 1_004.0, 1_006.0, 1_008.0]

    asyncio.run(main())


def test_a_host_that_must_be_waited_for_takes_no_place_of_others() -> None:
    async def main() -> None:
        network = Network()
        network.let.set()
        over = asyncio.Event()

        async def sleep(seconds: float) -> None:
            await over.wait()

        web = faked(network, requests_at_once=1, min_spacing_s=60.0, sleep=sleep)
        await web.get("https://slow.example/1")
        waiting = [asyncio.create_task(web.get(f"https://slow.example/{number}")) for number in range(2, 5)]
        await settled()
        for number in range(5):
            await web.get(f"https://quick{number}.example/")
        assert not any(task.done() for task in waiting)
        for task in waiting:
            task.cancel()

    asyncio.run(main())


def test_ready_waits_for_the_pause_and_for_the_place_of_the_host() -> None:
    async def main() -> None:
        clock, network = Clock(), Network()
        web = faked(network, min_spacing_s=5.0, clock=clock, sleep=clock.sleep)
        await web.ready("https://paper.example/new")
        assert clock.slept == []
        asked = asyncio.create_task(web.get("https://paper.example/1"))
        await settled()
        ready = asyncio.create_task(web.ready("https://ann:pw@paper.example/2"))
        await settled()
        assert not ready.done()  # the host is at work
        await web.ready("https://other.example/")
        network.let.set()
        await asked
        await ready
        assert clock.slept == [5.0]
        await web.get("https://paper.example/2")
        assert clock.slept == [5.0]  # no further pause

    asyncio.run(main())


def test_ready_for_a_page_has_its_rules_and_the_pause_after_them_behind_it() -> None:
    async def main() -> None:
        asked: list[str] = []

        def handle(request: httpx.Request) -> httpx.Response:
            asked.append(request.url.path)
            return httpx.Response(200, text="User-agent: *\nCrawl-delay: 9\nDisallow: /members\n")

        clock = Clock()
        web = faked(handle, min_spacing_s=2.0, clock=clock, sleep=clock.sleep)
        await web.ready_for_page("https://paper.example/a")
        assert (asked, clock.slept) == (["/robots.txt"], [9.0])
        await web.get("https://paper.example/a", page=True)
        assert (asked, clock.slept) == (["/robots.txt", "/a"], [9.0])

    asyncio.run(main())


@pytest.mark.parametrize("url", ["", "http://[::1", "mailto:ann@paper.example", "http://", "http://down.example/"])
def test_ready_never_raises(url: str) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down")

    async def main() -> None:
        web = faked(handle)
        await web.ready(url)
        await web.ready_for_page(url)

    asyncio.run(main())


def test_ready_does_not_wait_for_a_host_that_rests() -> None:
    async def main() -> None:
        clock = Clock()
        web = faked(lambda request: httpx.Response(429), min_spacing_s=5.0, clock=clock, sleep=clock.sleep)
        assert await reason(web.get("https://paper.example/")) is FetchReason.RATE_LIMITED
        await web.ready("https://paper.example/")
        assert await reason(web.get("https://paper.example/")) is FetchReason.HOST_RESTING
        assert clock.slept == []

    asyncio.run(main())


# --- cancelling ---


async def cancelled(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("page", [False, True], ids=["feed", "page, while its rules are asked for"])
def test_a_cancelled_request_leaves_its_places_free(page: bool) -> None:
    async def main() -> None:
        network = Network()
        web = faked(network, requests_at_once=1)
        asked = asyncio.create_task(web.get("https://paper.example/a", page=page))
        await settled()
        assert network.under_way["all"] == 1
        await cancelled(asked)
        network.let.set()
        assert (await web.get("https://paper.example/a", page=page)).body == b"story"
        assert (await web.get("https://other.example/a", page=page)).body == b"story"

    asyncio.run(main())


def test_requests_cancelled_while_they_wait_leave_the_turn_to_the_next() -> None:
    async def main() -> None:
        network = Network()
        web = faked(network, requests_at_once=1)
        first, second, third, other, last = (
            asyncio.create_task(web.get(url, page=True))
            for url in (
                "https://paper.example/1",
                "https://paper.example/2",
                "https://paper.example/3",
                "https://other.example/1",
                "https://paper.example/4",
            )
        )
        await settled()
        await cancelled(second)  # waits for the rules that the first asks for
        await cancelled(other)  # waits for a place
        await cancelled(first)
        await cancelled(third)
        network.let.set()
        assert (await last).body == b"story"
        assert network.asked.count("https://paper.example/robots.txt") == 3  # by the first, third and last: none came

    asyncio.run(main())


def test_a_request_cancelled_in_its_pause_leaves_the_turn_to_the_next() -> None:
    async def main() -> None:
        network, clock = Network(), Clock()
        network.let.set()
        stuck = asyncio.Event()

        async def sleep(seconds: float) -> None:
            await stuck.wait()
            await clock.sleep(seconds)

        web = faked(network, min_spacing_s=5.0, clock=clock, sleep=sleep)
        await web.get("https://paper.example/1")
        second = asyncio.create_task(web.get("https://paper.example/2"))
        ready = asyncio.create_task(web.ready("https://paper.example/3"))
        third = asyncio.create_task(web.get("https://paper.example/3"))
        await settled()
        await cancelled(second)
        await cancelled(ready)
        stuck.set()
        assert (await third).body == b"story"

    asyncio.run(main())


# --- kept over runs ---


def test_a_rest_outlives_the_run() -> None:
    async def main() -> None:
        clock = Clock()
        web = faked(
            lambda request: httpx.Response(429, headers={"retry-after": "3600"}), clock=clock, sleep=clock.sleep
        )
        clock.now += 60
        await reason(web.get("https://paper.example/feed"))
        clock.now += 30
        kept = web.rests()
        assert kept == [HostRest("paper.example", NOW + timedelta(seconds=60 + 3600))]

        early = faked(lambda request: httpx.Response(200), rests=kept, now=NOW + timedelta(seconds=3600))
        with pytest.raises(FetchError) as caught:
            await early.get("https://paper.example/feed")
        assert caught.value.reason is FetchReason.HOST_RESTING
        assert caught.value.retry_after_s == pytest.approx(60, abs=1)
        assert [rest.host for rest in early.rests()] == ["paper.example"]
        late = faked(lambda request: httpx.Response(200), rests=kept, now=NOW + timedelta(seconds=3661))
        assert (await late.get("https://paper.example/feed")).status == 200

    asyncio.run(main())


def test_the_pause_of_a_host_outlives_the_run() -> None:
    async def main() -> None:
        clock = Clock()
        given = {"min_spacing_s": 10.0, "clock": clock, "sleep": clock.sleep}
        web = faked(lambda request: httpx.Response(200), **given)
        await web.get("https://paper.example/feed")
        clock.now += 4
        kept = web.rests()
        assert kept == [HostRest("paper.example", NOW + timedelta(seconds=10))]
        following = faked(lambda request: httpx.Response(200), rests=kept, now=NOW + timedelta(seconds=7), **given)
        await following.get("https://paper.example/feed")
        assert clock.slept == [3.0]
        clock.now += 10
        assert following.rests() == []

    asyncio.run(main())


def test_a_stage_that_follows_a_long_one_waits_out_the_pause_alone() -> None:
    async def main() -> None:
        clock = Clock()
        given = {"min_spacing_s": 10.0, "clock": clock, "sleep": clock.sleep, "began": clock.now}
        polls = faked(lambda request: httpx.Response(200), **given)
        clock.now += 500
        await polls.get("https://paper.example/feed")
        clock.now += 4
        pages = faked(lambda request: httpx.Response(200), rests=polls.rests(), **given)
        await pages.get("https://paper.example/story")
        assert clock.slept == [6.0]

    asyncio.run(main())


@pytest.mark.parametrize("later", [{}, {"retry-after": "5"}], ids=["no word", "a shorter one"])
def test_an_answer_that_asks_for_less_shortens_no_rest(later: dict[str, str]) -> None:
    async def main() -> None:
        together = asyncio.Barrier(2)
        asks = iter([{"retry-after": "3600"}, later])

        async def handle(request: httpx.Request) -> httpx.Response:
            await together.wait()
            return httpx.Response(429, headers=next(asks))

        web = faked(handle, requests_per_host=2)
        await asyncio.gather(*(reason(web.get(f"https://paper.example/{number}")) for number in range(2)))
        assert web.rests() == [HostRest("paper.example", NOW + timedelta(seconds=3600))]

    asyncio.run(main())


def test_no_word_of_a_host_keeps_it_away_for_ever() -> None:
    async def main() -> None:
        clock = Clock()
        asks = {"retry-after": "9" * 400}
        web = faked(lambda request: httpx.Response(503, headers=asks), clock=clock, sleep=clock.sleep)
        await reason(web.get("https://paper.example/feed"))
        assert web.rests() == [HostRest("paper.example", NOW + timedelta(days=1))]

    asyncio.run(main())
