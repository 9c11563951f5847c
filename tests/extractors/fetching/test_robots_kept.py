"""robots.txt over many requests and many runs: asked for once a day, and what holds while it cannot be had."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from extractors.fetching.robots_kept import KEPT_FOR, UNAVAILABLE_FOR
from extractors.web import FetchError, FetchReason, Web
from tests.extractors.fetching.clients import NOW, Clock, faked, reason
from warehouse.records import FailureClass, RobotsText

PAGE = "https://paper.example/members/a"
CLOSED = "User-agent: *\nDisallow: /members\n"


class Site:
    """A site whose robots.txt is `robots`; counts how often it is asked for."""

    def __init__(self, robots: httpx.Response) -> None:
        self.robots = robots
        self.times = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/robots.txt":
            return httpx.Response(200, text="story")
        self.times += 1
        return self.robots


def open_site() -> Site:
    return Site(httpx.Response(200, text=""))


def get(web: Web, url: str = PAGE) -> FetchReason | None:
    """Why a page could not be had, if it could not."""

    async def ask() -> None:
        await web.get(url, page=True)

    try:
        asyncio.run(ask())
    except FetchError as error:
        return error.reason
    return None


def kept(text: str | None, asked_at: datetime, why: str | None = None) -> RobotsText:
    return RobotsText("https://paper.example", text, why, asked_at)


def test_many_pages_of_one_origin_ask_for_its_rules_once() -> None:
    async def main() -> None:
        site = Site(httpx.Response(200, text=CLOSED))
        web = faked(site, requests_per_host=8)
        pages = [web.get(f"https://paper.example/{number}", page=True) for number in range(20)]
        await asyncio.gather(*pages, reason(web.get(PAGE, page=True)))
        assert site.times == 1
        assert web.robots_learned() == [kept(CLOSED, NOW)]

    asyncio.run(main())


def test_rules_younger_than_a_day_are_not_asked_for_again() -> None:
    site = open_site()
    web = faked(site, robots=[kept(CLOSED, NOW - KEPT_FOR + timedelta(seconds=60))])
    assert get(web) is FetchReason.ROBOTS_DISALLOWED
    assert site.times == 0
    assert web.robots_learned() == []


def test_rules_of_another_origin_are_not_those_of_this_one() -> None:
    site = open_site()
    web = faked(site, robots=[RobotsText("http://paper.example", CLOSED, None, NOW)])
    assert get(web) is None
    assert site.times == 1


def test_older_rules_are_asked_for_again() -> None:
    site = open_site()
    web = faked(site, robots=[kept(CLOSED, NOW - KEPT_FOR)])
    assert get(web) is None
    assert (site.times, web.robots_learned()) == (1, [kept("", NOW)])


def test_rules_grow_old_within_a_long_run_too() -> None:
    clock, site = Clock(), open_site()
    web = faked(site, clock=clock, sleep=clock.sleep)
    for hours in (0, 23, 2):
        clock.now += hours * 3600
        assert get(web) is None
    assert site.times == 2
    assert web.robots_learned() == [kept("", NOW + timedelta(hours=25))]


def test_a_site_without_rules_is_remembered() -> None:
    site = Site(httpx.Response(404))
    web = faked(site)
    assert get(web) is None
    assert web.robots_learned() == [kept(None, NOW)]
    assert get(faked(site, robots=web.robots_learned())) is None
    assert site.times == 1


def test_rules_that_could_not_be_had_close_the_site_for_a_while_only() -> None:
    broken = Site(httpx.Response(500))
    web = faked(broken)
    assert get(web) is FetchReason.ROBOTS_UNAVAILABLE
    assert web.robots_learned() == [kept(None, NOW, "robots_unavailable")]
    well = open_site()
    soon = faked(well, robots=web.robots_learned(), now=NOW + UNAVAILABLE_FOR / 2)
    with pytest.raises(FetchError) as caught:
        asyncio.run(soon.get(PAGE, page=True))
    assert caught.value.reason is FetchReason.ROBOTS_UNAVAILABLE
    assert caught.value.failure_class is FailureClass.TEMPORARY
    assert well.times == 0
    assert get(faked(well, robots=web.robots_learned(), now=NOW + UNAVAILABLE_FOR)) is None


def test_old_rules_hold_while_no_new_ones_can_be_had() -> None:
    broken = Site(httpx.Response(500))
    web = faked(broken, robots=[kept(CLOSED, NOW - timedelta(days=3))])
    assert get(web, "https://paper.example/open") is None
    assert get(web) is FetchReason.ROBOTS_DISALLOWED
    assert broken.times == 1
    assert web.robots_learned() == [kept(CLOSED, NOW, "robots_unavailable")]


def test_a_host_that_rests_says_nothing_about_its_rules() -> None:
    clock = Clock()
    site = open_site()

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(429, headers={"retry-after": "60"}) if request.url.path == "/feed" else site(request)

    web = faked(handle, clock=clock, sleep=clock.sleep)
    assert get(web, "https://paper.example/feed") is FetchReason.RATE_LIMITED
    fresh = "http://paper.example/members/a"  # the other origin of the host
    assert get(web, fresh) is FetchReason.HOST_RESTING
    clock.now += 61
    assert get(web, fresh) is None


def test_the_crawl_delay_of_kept_rules_holds_for_feeds_too() -> None:
    clock = Clock()
    text = "User-agent: *\nCrawl-delay: 7\n"
    given: dict[str, Any] = {"clock": clock, "sleep": clock.sleep, "min_spacing_s": 2.0}
    web = faked(open_site(), robots=[kept(text, NOW)], **given)

    async def main() -> None:
        await web.get("https://paper.example/feed1")
        await web.get("https://paper.example/feed2")

    asyncio.run(main())
    assert clock.slept == [7.0]
