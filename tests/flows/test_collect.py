"""Polling and fetching over a loopback press with the bad habits of real ones; two runs where one is not enough."""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from extractors.archive import WarcArchive
from extractors.feeds_file import make_feed, read_feeds_file, write_feeds_file
from extractors.polling import FEEDS_OF_A_LINE
from extractors.web import Web
from flows import collect
from flows.parsing import ParsingFailed
from flows.polls import probe
from flows.settings import Settings
from tests.extractors.loopback import Loopback, answer, loopback, raw
from warehouse.records import Article, Fate, FeedState, HostRest, Outcome, Page
from warehouse.soundness import failed_checks
from warehouse.store import open_warehouse

NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
WORDS = (
    "Gunmen on two motorcycles opened fire on a police post near the market of the old town on Friday evening, killing "
    "two officers and wounding a passer-by, the district police said. "
)
TEASER = (
    "Two officers were killed when gunmen fired on a police post in the old town, the district police said on Friday."
)


def page(title: str = "Two officers killed") -> bytes:
    paragraphs = "".join(f"<p>{WORDS}Paragraph {number} of this report says more about it.</p>" for number in range(4))
    body = f"<body><article><h1>{title}</h1>{paragraphs}</article></body>"
    return f"<html><head><title>{title}</title></head>{body}</html>".encode()


def parsers_that(look_at: Callable[[Page], None]) -> Any:
    """Workers in this process, which look at each page before they read it."""

    @asynccontextmanager
    async def opened(processes: int) -> AsyncIterator[Any]:
        async def parse(function: Callable[..., Any], /, *arguments: Any) -> Any:
            if isinstance(arguments[0], Page):
                look_at(arguments[0])
            return function(*arguments)

        yield parse

    return opened


def rss(*items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'.encode()


def item(link: str, guid: str = "", text: str = TEASER) -> str:
    named = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    return f"<item><title>A report</title><link>{link}</link>{named}<description>{text}</description></item>"


@pytest.fixture
def press() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.fixture
def settings(press: Loopback, tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path,
        feeds=tmp_path / "feeds.toml",
        allow_hosts=frozenset({press.host}),
        spacing_s=0.0,
        timeout_s=5.0,
        max_bytes=100_000,
    )


def feed_at(press: Loopback, settings: Settings, *paths: str) -> list[str]:
    """Make the feeds at `paths` the feeds file; gives their ids."""
    feeds = [make_feed(press.url(path), f"Paper {path}", "PAK", "en") for path in paths]
    write_feeds_file(feeds, settings.feeds)
    return [feed.feed_id for feed in feeds]


def states(settings: Settings) -> dict[str, FeedState]:
    with open_warehouse(settings.warehouse) as warehouse:
        return warehouse.feeds.states()


def articles(settings: Settings) -> list[Article]:
    with open_warehouse(settings.warehouse) as warehouse:
        return warehouse.articles.since(NOW - timedelta(days=1))


def outcome(settings: Settings, entry_id: str) -> Outcome:
    with open_warehouse(settings.warehouse) as warehouse:
        return warehouse.articles.page_outcomes([entry_id])[entry_id]


def run(settings: Settings, now: datetime = NOW) -> dict[str, int]:
    return {**collect.poll_feeds.fn(settings, now), **collect.fetch_pages.fn(settings, now)}


def test_a_page_becomes_an_article_and_its_bytes_are_kept(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/story?utm_source=rss"))))
    press.answers["/story"] = answer(body=page(), content_type="text/html; charset=utf-8")
    counts = run(settings)
    assert {name: counts[name] for name in ("polled", "new", "pages", "articles")} == dict.fromkeys(
        ("polled", "new", "pages", "articles"), 1
    )
    (article,) = articles(settings)
    assert (article.origin, article.publisher) == ("page", "Paper /feed")
    assert "killing two officers" in article.text
    assert outcome(settings, article.entry_id).fate is Fate.DONE
    with open_warehouse(settings.warehouse) as warehouse:
        (record,) = warehouse.connection.dicts("SELECT warc_file, warc_offset FROM stored.pages")
    kept = WarcArchive(settings.archive).read(record["warc_file"], record["warc_offset"])
    assert (kept.body, kept.fetched_at, kept.url) == (page(), NOW, press.url("/story"))


BAD_PAGES: dict[str, tuple[Callable[[Loopback], Any], str, Fate]] = {
    "missing": (lambda press: answer(404), "not_found", Fate.RETRY),
    "gone": (lambda press: answer(410), "gone", Fate.DONE),
    "server error": (lambda press: answer(500), "server_error", Fate.RETRY),
    "forbidden": (lambda press: answer(403), "forbidden", Fate.RETRY),
    "binary": (lambda press: answer(body=b"\x00" * 99, content_type="application/pdf"), "not_text", Fate.DONE),
    "too large": (lambda press: answer(body=b"x" * 200_000, content_type="text/html"), "too_large", Fate.DONE),
    "loop": (lambda press: answer(302, location="/story"), "redirect_loop", Fate.RETRY),
    "inward": (lambda press: answer(302, location="http://10.0.0.7/secret"), "address_refused", Fate.DONE),
    "broken": (lambda press: raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<p>"), "connection_lost", Fate.RETRY),
    "no words": (lambda press: answer(body=b"<html><body></body></html>", content_type="text/html"), "", Fate.DONE),
}


@pytest.mark.parametrize("habit", BAD_PAGES)
def test_a_page_that_cannot_be_had_leaves_the_feeds_own_text(press: Loopback, settings: Settings, habit: str) -> None:
    made, reason, fate = BAD_PAGES[habit]
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/story"))))
    press.answers["/story"] = made(press)
    counts = run(settings)
    (article,) = articles(settings)
    assert (article.origin, article.text) == ("feed", TEASER)
    found = outcome(settings, article.entry_id)
    assert found.fate is fate
    assert found.reason == reason or (not reason and found.reason)
    assert (found.due_at is not None) == (fate is Fate.RETRY)
    assert (counts["from_feed"], counts["retry"]) == (1, int(fate is Fate.RETRY))


def test_a_page_that_robots_txt_closes_is_not_asked_for(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/robots.txt"] = answer(body=b"User-agent: *\nDisallow: /members\n")
    press.answers["/feed"] = answer(body=rss(item(press.url("/members/story"))))
    press.answers["/members/story"] = answer(body=page(), content_type="text/html")
    run(settings)
    (article,) = articles(settings)
    assert (article.origin, outcome(settings, article.entry_id).reason) == ("feed", "robots_disallowed")
    assert press.asked == ["/feed", "/robots.txt"]


@pytest.mark.parametrize(
    "link", ["http://10.0.0.7/a", "http://169.254.169.254/latest/meta-data", "http://0x7f000001/a"]
)
def test_a_link_inwards_is_refused_and_the_entry_kept(press: Loopback, settings: Settings, link: str) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(link)))
    run(settings)
    (article,) = articles(settings)
    assert (article.origin, outcome(settings, article.entry_id).reason) == ("feed", "address_refused")


@pytest.mark.parametrize("link", ["", "file:///etc/passwd", "javascript:alert(1)", "ftp://paper.example/a"])
def test_an_entry_without_a_usable_link_is_kept_by_its_guid(press: Loopback, settings: Settings, link: str) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(link, guid="g-1")))
    run(settings)
    (article,) = articles(settings)
    assert (article.origin, outcome(settings, article.entry_id).reason) == ("feed", "no_link")


def test_an_entry_with_neither_page_nor_words_is_discarded_with_a_reason(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/story"), text="")))
    press.answers["/story"] = answer(410)
    counts = run(settings)
    assert (counts["articles"], counts["discarded"]) == (0, 1)
    with open_warehouse(settings.warehouse) as warehouse:
        (found,) = warehouse.connection.dicts("SELECT fate, reason FROM stored.outcomes")
    assert found == {"fate": "discarded", "reason": "gone"}


def test_a_page_that_comes_later_takes_the_place_of_the_feeds_text(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/story"))), ETag='"1"')
    press.answers["/story"] = answer(503)
    run(settings)
    assert [article.origin for article in articles(settings)] == ["feed"]
    asked = len(press.asked)
    run(settings, NOW + timedelta(minutes=1))  # neither the feed nor the page is due
    assert len(press.asked) == asked
    press.answers["/story"] = answer(body=page(), content_type="text/html")
    run(settings, NOW + timedelta(minutes=20))
    (article,) = articles(settings)
    assert article.origin == "page"
    found = outcome(settings, article.entry_id)
    assert (found.fate, found.attempts, found.due_at) == (Fate.DONE, 2, None)


def test_a_page_that_never_comes_is_given_up_and_the_feeds_text_stays(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/story"))))
    press.answers["/story"] = answer(500)
    for days in range(8):
        run(settings, NOW + timedelta(days=days))
    (article,) = articles(settings)
    found = outcome(settings, article.entry_id)
    assert (article.origin, found.fate, found.reason, found.attempts) == ("feed", Fate.DONE, "server_error", 5)
    assert press.asked.count("/story") == 5


def test_a_page_that_two_feeds_link_to_is_asked_for_once(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/world", "/africa")
    for path in ("/world", "/africa"):
        press.answers[path] = answer(body=rss(item(press.url("/story"))))
    press.answers["/story"] = answer(body=page(), content_type="text/html")
    counts = run(settings)
    assert (counts["new"], counts["pages"], press.asked.count("/story")) == (2, 1, 1)
    assert [article.origin for article in articles(settings)] == ["page"]
    with open_warehouse(settings.warehouse) as warehouse:
        fates = warehouse.connection.dicts("SELECT fate, reason FROM stored.outcomes ORDER BY reason NULLS FIRST")
        places = warehouse.connection.dicts("SELECT DISTINCT warc_file, warc_offset FROM stored.pages")
        assert failed_checks(warehouse.connection) == []
    told = [{"fate": "done", "reason": None}, {"fate": "done", "reason": "same_article"}]
    assert (fates, len(places)) == (told, 1)


def test_a_page_whose_article_is_here_is_not_asked_for_again(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/world", "/africa")
    press.answers["/world"] = answer(body=rss(item(press.url("/story"), guid="g-1")))
    press.answers["/africa"] = answer(body=rss())
    press.answers["/story"] = answer(body=page(), content_type="text/html")
    run(settings)
    press.answers["/world"] = answer(body=rss(item(press.url("/story"), guid="g-2")))
    press.answers["/africa"] = answer(body=rss(item(press.url("/story?utm_source=rss")), item(press.url("/own"))))
    later = run(settings, NOW + timedelta(hours=1))
    assert (later["new"], press.asked.count("/story"), press.asked.count("/own")) == (3, 1, 1)
    with open_warehouse(settings.warehouse) as warehouse:
        fates = warehouse.connection.table("SELECT link, fate, attempts FROM entries ORDER BY fate, link DESC").rows
        assert failed_checks(warehouse.connection) == []
    story, own = press.url("/story"), press.url("/own")
    assert fates == [(story, "known", 0), (story, "known", 0), (story, "page", 1), (own, "retry", 1)]


def test_a_print_version_that_comes_in_a_later_run_is_the_same_article(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/story"))))
    declared = f'<link rel="canonical" href="{press.url("/story")}"></head>'.encode()
    for path in ("/story", "/print/7"):
        press.answers[path] = answer(body=page().replace(b"</head>", declared), content_type="text/html")
    run(settings)
    (first,) = articles(settings)
    press.answers["/feed"] = answer(body=rss(item(press.url("/print/7"))))
    run(settings, NOW + timedelta(hours=1))
    assert articles(settings) == [first]
    with open_warehouse(settings.warehouse) as warehouse:
        reasons = warehouse.connection.values("SELECT reason FROM entries ORDER BY first_seen_at")
        assert failed_checks(warehouse.connection) == []
    assert reasons == [None, "same_article"]


def test_an_entry_is_kept_once_when_title_and_date_change(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/story"] = answer(body=page(), content_type="text/html")
    press.answers["/feed"] = answer(body=rss(item(press.url("/story"), guid="g")))
    assert run(settings)["new"] == 1
    changed = item(press.url("/story?utm_source=b"), guid="g").replace("A report", "A report, updated")
    press.answers["/feed"] = answer(
        body=rss(changed.replace("</item>", "<pubDate>Fri, 30 Aug 2024 10:00:00 GMT</pubDate></item>"))
    )
    later = run(settings, NOW + timedelta(hours=1))
    assert (later["entries"], later["new"], later["pages"]) == (1, 0, 0)


def test_broken_feeds_say_why_and_the_others_go_on(press: Loopback, settings: Settings) -> None:
    bodies = {
        "/good": answer(body=rss(item(press.url("/story")))),
        "/torn": answer(body=b"<rss version='2.0'><channel><item><guid>t</guid><title>a & b</title></item><item>"),
        "/empty": answer(),
        "/page": answer(body=b"<html><body>Sign in</body></html>", content_type="text/html"),
        "/down": answer(500),
        "/bomb": answer(body=rss(item("https://a.example/", text="x" * 200_000))),
        "/moved": answer(301, location="/good"),
        "/quiet": answer(body=rss()),
    }
    press.answers.update(bodies)
    press.answers["/story"] = answer(body=page(), content_type="text/html")
    ids = dict(zip(bodies, feed_at(press, settings, *bodies), strict=True))
    counts = run(settings)
    found = states(settings)
    said = {path: (found[feed_id].failures, found[feed_id].failure_reason) for path, feed_id in ids.items()}
    assert said == {
        "/good": (0, None),
        "/torn": (0, "malformed_xml"),
        "/empty": (1, "empty"),
        "/page": (1, "html_page_instead_of_feed"),
        "/down": (1, "server_error: HTTP 500"),
        "/bomb": (1, "too_large: more than 100000 bytes"),
        "/moved": (0, None),
        "/quiet": (0, "no_entries"),
    }
    assert found[ids["/moved"]].moved_to == press.url("/good")
    assert (counts["polled"], counts["failed"], counts["new"]) == (8, 4, 3)


def test_a_304_does_not_heal_a_failed_feed(press: Loopback, settings: Settings) -> None:
    (feed_id,) = feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item("https://10.0.0.7/", guid="g")), ETag='"1"')
    collect.poll_feeds.fn(settings, NOW)
    press.answers["/feed"] = answer(304)
    collect.poll_feeds.fn(settings, NOW + timedelta(hours=1))
    assert (states(settings)[feed_id].failures, press.headers[-1].get("if-none-match")) == (0, '"1"')
    press.answers["/feed"] = answer(500)
    collect.poll_feeds.fn(settings, NOW + timedelta(hours=2))
    press.answers["/feed"] = answer(304)
    collect.poll_feeds.fn(settings, NOW + timedelta(hours=3))
    assert states(settings)[feed_id].failures == 2
    assert "if-none-match" not in press.headers[-1]  # only a whole answer can show that the feed is sound again
    press.answers["/feed"] = answer(body=rss(item("https://10.0.0.7/", guid="g")))
    collect.poll_feeds.fn(settings, NOW + timedelta(days=1))
    assert states(settings)[feed_id].failures == 0


@pytest.mark.parametrize("fault", [RecursionError("too deep"), ParsingFailed("took more than 30 s")])
def test_a_fault_over_one_page_leaves_the_others_alone(
    press: Loopback, settings: Settings, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def odd(page: Page) -> None:
        if page.url.endswith("/odd"):
            raise fault

    monkeypatch.setattr(collect, "open_parsers", parsers_that(odd))
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/odd")), item(press.url("/even"))))
    for path in ("/odd", "/even"):
        press.answers[path] = answer(body=page(), content_type="text/html")
    counts = run(settings)
    assert (counts["quarantined"], counts["articles"]) == (1, 2)
    by_origin = {article.origin: article for article in articles(settings)}
    assert outcome(settings, by_origin["feed"].entry_id).fate is Fate.QUARANTINED
    assert outcome(settings, by_origin["page"].entry_id).fate is Fate.DONE


def test_a_disk_that_fills_while_a_page_is_read_is_no_fault_of_the_page(
    press: Loopback, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def filling(page: Page) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/story"))))
    press.answers["/story"] = answer(body=page(), content_type="text/html")
    with monkeypatch.context() as full, pytest.raises(OSError, match="No space left"):
        full.setattr(collect, "open_parsers", parsers_that(filling))
        run(settings)
    assert articles(settings) == []
    run(settings, NOW + timedelta(seconds=1))
    assert [article.origin for article in articles(settings)] == ["page"]


def test_a_fault_of_ours_over_one_address_leaves_the_others_alone(
    press: Loopback, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Web.get

    async def faulty(web: Web, url: str, *asked: Any, **more: Any) -> Any:
        if url.endswith("/odd"):
            raise LookupError("no such thing")
        return await whole(web, url, *asked, **more)

    monkeypatch.setattr(Web, "get", faulty)
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/odd")), item(press.url("/even"))))
    press.answers["/even"] = answer(body=page(), content_type="text/html")
    counts = run(settings)
    assert (counts["quarantined"], counts["articles"]) == (1, 2)
    found = {article.origin: outcome(settings, article.entry_id) for article in articles(settings)}
    assert (found["feed"].fate, found["feed"].reason, found["feed"].due_at) == (
        Fate.QUARANTINED,
        "unexpected_error",
        None,
    )
    assert found["page"].fate is Fate.DONE


def test_a_full_disk_ends_the_run_at_once_and_the_next_completes_it(
    press: Loopback, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(*(item(press.url(f"/story{number}")) for number in range(60))))
    for number in range(60):
        press.answers[f"/story{number}"] = answer(body=page(), content_type="text/html")
    written: list[int] = []
    whole = WarcArchive.write_many

    def filling(archive: WarcArchive, pages: Any) -> Any:
        written.append(len(pages))
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device", "pages.warc.gz")
        return whole(archive, pages)

    monkeypatch.setattr(WarcArchive, "write_many", filling)
    monkeypatch.setattr(collect, "BATCH", 4)
    with pytest.raises(OSError, match="No space left"):
        run(settings)
    asked = len(press.asked)
    assert asked < 60  # no page is asked for behind the back of a run that has ended
    kept = articles(settings)
    assert len(kept) == written[0]
    run(settings, NOW + timedelta(seconds=1))
    assert len({entry.url for entry in articles(settings)}) == 60
    assert {press.asked.count(urlsplit(article.url).path) for article in kept} == {1}


def test_a_second_run_at_the_same_moment_asks_for_nothing(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/story"))))
    press.answers["/story"] = answer(body=page(), content_type="text/html")
    run(settings)
    before, asked = articles(settings), len(press.asked)
    assert run(settings)["polled"] == 0
    assert (articles(settings), len(press.asked)) == (before, asked)


def test_pages_wait_only_for_what_is_left_of_their_hosts_pause_after_long_polls(
    press: Loopback, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed_at(press, settings, "/feed")
    press.answers["/feed"] = answer(body=rss(item(press.url("/story"))))
    press.answers["/story"] = answer(body=page(), content_type="text/html")
    polled = collect.poll_feeds.fn

    def after_an_hour(settings: Settings, now: datetime) -> dict[str, int]:
        """Polls that take an hour by this run's clock, and end with a pause that is just over."""
        counts = polled(settings, now)
        with open_warehouse(settings.warehouse) as warehouse:
            warehouse.hosts.save([], [HostRest(press.host, now + timedelta(hours=1))], now)
        return counts

    began = time.monotonic() - 3_600
    monkeypatch.setattr(collect, "poll_feeds", after_an_hour)
    for name in ("fetch_pages", "trim_archive", "trim_indexes"):
        monkeypatch.setattr(collect, name, getattr(collect, name).fn)
    monkeypatch.setattr(collect, "time", SimpleNamespace(monotonic=lambda: began))
    collect.collect.fn(settings, NOW)
    assert [article.origin for article in articles(settings)] == ["page"]


def test_the_feeds_of_a_host_are_asked_in_the_order_in_which_they_were_due(press: Loopback, settings: Settings) -> None:
    ids = feed_at(press, settings, "/late", "/early", "/new")
    waits = [
        FeedState(feed_id, due_at=NOW - timedelta(hours=hours)) for feed_id, hours in zip(ids, (1, 2), strict=False)
    ]
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.feeds.save(read_feeds_file(settings.feeds))
        warehouse.feeds.save_polls([], waits)
    run(settings)
    assert press.asked == ["/early", "/late", "/new"]


def test_a_probe_asks_every_feed_and_changes_nothing(press: Loopback, settings: Settings) -> None:
    feed_at(press, settings, "/good", "/down", "/moved")
    dated = item("https://a.example/x").replace("</item>", "<pubDate>Fri, 30 Aug 2024 10:00:00 GMT</pubDate></item>")
    press.answers["/good"] = answer(body=rss(dated, item("", guid="")))
    press.answers["/down"] = answer(500)
    press.answers["/moved"] = answer(301, location=press.url("/good?token=sesame"))
    press.answers["/good?token=sesame"] = answer(body=rss(dated))

    async def probed() -> dict[str, tuple[str, bool]]:
        return {
            feed.url: (verdict, is_good)
            async for feed, verdict, is_good in probe(settings, read_feeds_file(settings.feeds), {}, NOW)
        }

    said = asyncio.run(probed())
    assert said == {
        press.url("/good"): ("1 entry, newest 2024-08-30 10:00Z, 1 discarded", True),
        press.url("/down"): ("server_error: HTTP 500", False),
        press.url("/moved"): (
            f"1 entry, newest 2024-08-30 10:00Z, moved to {press.url('/good?token=***')}: correct the feeds file",
            True,
        ),
    }
    assert not settings.warehouse.exists()


def test_a_line_that_is_down_is_held_against_no_feed(press: Loopback, settings: Settings) -> None:
    paths = [f"/feed{number}" for number in range(FEEDS_OF_A_LINE)]
    ids = feed_at(press, settings, *paths)
    for path in paths:
        press.answers[path] = answer(body=rss(), ETag='"1"')
    run(settings)
    for path in paths:
        press.answers[path] = answer(500)
    later = NOW + timedelta(hours=1)
    assert collect.poll_feeds.fn(settings, later)["failed"] == len(paths)
    found = states(settings)
    assert {(found[feed].failures, found[feed].etag, found[feed].last_polled_at) for feed in ids} == {(0, '"1"', later)}
    press.answers[paths[0]] = answer(304)
    collect.poll_feeds.fn(settings, later + timedelta(hours=1))
    found = states(settings)
    assert [found[feed].failures for feed in ids] == [0, *[1] * (len(paths) - 1)]


def test_a_resting_host_costs_its_pages_no_attempt_and_lets_others_pass(press: Loopback, settings: Settings) -> None:
    with loopback() as other:
        settings = settings.model_copy(
            update={"allow_hosts": frozenset({press.host, other.host}), "pages_per_run": 3, "spacing_s": 0.0}
        )
        feed_at(press, settings, "/feed")
        press.answers["/feed"] = answer(body=rss(*(item(other.url(f"/{number}")) for number in range(3))), ETag='"1"')
        for number in range(3):
            other.answers[f"/{number}"] = answer(429, retry_after="3600")
        run(settings)
        with open_warehouse(settings.warehouse) as warehouse:
            found = warehouse.connection.table("SELECT reason, attempts FROM entries ORDER BY reason").rows
        assert found == [("host_resting", 0), ("host_resting", 0), ("rate_limited", 1)]
        press.answers["/feed"] = answer(body=rss(item(press.url("/story"))))
        press.answers["/story"] = answer(body=page(), content_type="text/html")
        later = run(settings, NOW + timedelta(minutes=30))
        assert (later["pages"], len(other.asked)) == (1, 2)  # robots.txt and one page, half an hour ago


def test_a_feed_whose_host_rests_is_put_off_and_not_blamed(press: Loopback, settings: Settings) -> None:
    first, second = feed_at(press, settings, "/limited", "/beside")
    press.answers["/limited"] = answer(429, retry_after="3600")
    press.answers["/beside"] = answer(body=rss())
    collect.poll_feeds.fn(settings, NOW)
    found = states(settings)
    assert (found[first].failures, found[second].failures) == (1, 0)
    assert found[second].last_polled_at is None
    assert found[second].due_at is not None and timedelta(minutes=59) < found[second].due_at - NOW <= timedelta(hours=1)
    with open_warehouse(settings.warehouse) as warehouse:
        assert failed_checks(warehouse.connection) == []
