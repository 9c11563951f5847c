"""Feeds as publishers write them, whole and broken, to entries: golden pairs in `feeds/`, one behaviour each below."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractors.entries import FeedReading, read_feed
from extractors.feeds_file import make_feed
from extractors.ids import stable_id
from warehouse.records import Entry

FEEDS = Path(__file__).parent / "feeds"
NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
URL = "https://feeds.example/rss.xml"


def reading(body: bytes, content_type: str | None = "application/xml", country: str | None = None) -> FeedReading:
    return read_feed(make_feed(URL, "A paper", country), body, content_type, URL, NOW)


def entry(text: str, country: str | None = None) -> Entry:
    """The one entry of a feed whose item is `text`."""
    (only,) = reading(f'<rss version="2.0"><channel>{text}</channel></rss>'.encode(), country=country).entries
    return only


def described(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.entry_id,
        "guid": entry.guid,
        "link": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "published_at": entry.published_at.isoformat() if entry.published_at else None,
        "date_note": entry.date_note,
    }


@pytest.mark.parametrize("path", sorted(FEEDS.glob("*.xml")), ids=lambda path: path.stem)
def test_golden_pair(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    feed = make_feed(URL, "A paper", expected.get("country"))
    found = read_feed(feed, path.read_bytes(), "application/xml", URL, NOW)
    wanted = [{"id": stable_id("entry", feed.feed_id, *gold.pop("identity")), **gold} for gold in expected["entries"]]
    assert [described(entry) for entry in found.entries] == wanted
    assert [[discard.subject, discard.reason] for discard in found.discards] == expected["discards"]
    assert found.problem == expected["problem"]
    assert {entry.first_seen_at for entry in found.entries} == {NOW}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"),
        (b" \r\n\x00\x00", "empty"),
        (
            b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Hello</p></body></html>",
            "html_page_instead_of_feed",
        ),
        (b"<?xml version='1.0'?><urlset><url><loc>https://a.example/</loc></url></urlset>", "not_a_feed"),
        (b"just words, no markup", "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "not_a_feed"),
        (b"\xff\xfe<\x00r\x00s", "not_a_feed"),
        (b'<rss version="2.0"><channel><title>Quiet</title></channel></rss>', "no_entries"),
    ],
)
def test_what_is_no_feed_has_a_reason(body: bytes, problem: str) -> None:
    found = reading(body, "text/html")
    assert (found.entries, found.problem) == ((), problem)


def test_only_a_feed_without_news_is_no_failure() -> None:
    quiet = reading(b'<rss version="2.0"><channel><title>Quiet</title></channel></rss>').problem
    page = reading(b"<html><body>Hello</body></html>").problem
    assert quiet is not None and page is not None
    assert (quiet.is_failure, page.is_failure) == (False, True)


def test_entities_that_explode_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY a%d "&a%s;&a%s;&a%s;&a%s;">' % (n, p, p, p, p)
        for n, p in ((n, b"%d" % (n - 1) if n else b"") for n in range(30))
    )
    body = bomb + b']><rss version="2.0"><channel><item><guid>g</guid><title>&a29;</title></item></channel></rss>'
    assert all(len(found.title or "") < 100 for found in reading(body).entries)


def test_a_local_file_is_not_read_through_an_entity() -> None:
    body = (
        b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel>'
        b"<item><guid>g</guid><title>host &f; name</title></item></channel></rss>"
    )
    secret = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "unlikely"
    assert all(secret not in (found.title or "") for found in reading(body).entries)


@pytest.mark.parametrize(
    ("date", "country", "moment"),
    [
        ("Mon, 26 Aug 2024 10:00:00 EST", None, "2024-08-26T15:00:00+00:00"),
        ("Mon, 26 Aug 2024 10:00:00 PKT", None, "2024-08-26T05:00:00+00:00"),
        ("Mon, 26 Aug 2024 10:00:00 IST", "IND", "2024-08-26T04:30:00+00:00"),
        ("Mon, 26 Aug 2024 10:00:00 IST", "ISR", "2024-08-26T08:00:00+00:00"),
        ("Mon, 26 Aug 2024 10:00:00 IST", "IRL", "2024-08-26T09:00:00+00:00"),
        ("Mon, 26 Aug 2024 10:00:00 CST", "CHN", "2024-08-26T02:00:00+00:00"),
        ("Mon, 26 Aug 2024 10:00:00 CST", "MEX", "2024-08-26T16:00:00+00:00"),
        ("Mon, 26 Aug 2024 10:00:00 GMT+3", None, "2024-08-26T07:00:00+00:00"),
        ("Mon, 26 Aug 2024 10:00 +0545", None, "2024-08-26T04:15:00+00:00"),
        ("26 Aug 24 10:00 Z", None, "2024-08-26T10:00:00+00:00"),
        ("2024-08-26 10:00:00", "PAK", "2024-08-26T05:00:00+00:00"),
        ("2024-08-26 10:00:00", None, "2024-08-26T10:00:00+00:00"),
        ("2024-08-26T10:00:00Z", "PAK", "2024-08-26T10:00:00+00:00"),
        ("2024-08-26T10:00:00.5+0500", None, "2024-08-26T05:00:00.500000+00:00"),
        ("August 26, 2024 5:30 PM", None, "2024-08-26T17:30:00+00:00"),
        ("August 26, 2024 12:05 a.m. EDT", None, "2024-08-26T04:05:00+00:00"),
    ],
)
def test_dates_keep_their_zone(date: str, country: str | None, moment: str) -> None:
    published_at = entry(f"<item><guid>g</guid><pubDate>{date}</pubDate></item>", country).published_at
    assert published_at is not None
    assert published_at.isoformat() == moment


@pytest.mark.parametrize("date", ["yesterday", "", "0000-00-00 00:00:00", "Mon, 99 Foo 2024", "26-08-2024 +99999", "1"])
def test_what_is_no_date_leaves_the_entry_undated(date: str) -> None:
    found = entry(f"<item><guid>g</guid><pubDate>{date}</pubDate></item>")
    assert (found.published_at, found.date_note) == (None, "undated")


def test_a_date_some_minutes_ahead_is_believed_and_one_some_hours_ahead_is_not() -> None:
    soon = entry("<item><guid>g</guid><pubDate>Sat, 31 Aug 2024 12:40:00 GMT</pubDate></item>")
    later = entry("<item><guid>g</guid><pubDate>Sat, 31 Aug 2024 17:00:00 GMT</pubDate></item>")
    assert (soon.published_at, soon.date_note) == (datetime(2024, 8, 31, 12, 40, tzinfo=UTC), None)
    assert (later.published_at, later.date_note) == (None, "future")


def test_an_entry_is_the_same_when_title_date_and_tracking_change() -> None:
    first = entry("<item><link>https://a.example/x?utm_source=rss</link><title>One</title></item>")
    second = entry(
        "<item><link>https://a.example/x?utm_source=app</link><title>Two</title>"
        "<pubDate>Fri, 30 Aug 2024 10:00:00 GMT</pubDate></item>"
    )
    assert first.entry_id == second.entry_id


def test_a_guid_that_is_the_link_with_a_version_is_the_link() -> None:
    first = entry("<item><link>https://a.example/x</link><guid>https://www.a.example/x#0</guid></item>")
    second = entry("<item><link>https://a.example/x</link><guid>https://www.a.example/x#1</guid></item>")
    assert first.entry_id == second.entry_id


def test_relative_links_count_from_where_the_feed_was_found() -> None:
    body = b'<rss version="2.0"><channel><item><link>../story/1</link></item></channel></rss>'
    found = read_feed(make_feed(URL, "A paper"), body, None, "https://moved.example/feeds/all.xml", NOW)
    assert found.entries[0].link == "https://moved.example/story/1"


def test_the_encoding_of_the_header_is_heard() -> None:
    body = '<rss version="2.0"><channel><item><guid>g</guid><title>взрыв</title></item></channel></rss>'.encode(
        "cp1251"
    )
    found = reading(body, "application/xml; charset=windows-1251")
    assert found.entries[0].title == "взрыв"


def test_controls_and_huge_texts_are_survived() -> None:
    long = entry(
        f"<item><guid>g</guid><title>{'word ' * 400_000}</title><description>{'word ' * 400_000}</description></item>"
    )
    assert long.title is not None and len(long.title) == 1_000
    assert long.summary is not None and len(long.summary) == 200_000
    odd = reading(
        b'<rss version="2.0"><channel><item><guid>g\x01\x02</guid><title>a\x00b\x0bc &#1;&#xD800;&#x110000;d</title>'
        b"</item></channel></rss>"
    )
    assert [(found.guid, found.title) for found in odd.entries] == [("g", "abc d")]
    assert odd.problem == "malformed_xml"


@pytest.mark.parametrize(
    "junk", ["<" * 200_000, "<!--" * 50_000, "&amp;" * 200_000, "<div>" * 20_000, "<![CDATA[" * 50_000]
)
def test_hostile_markup_takes_no_time(junk: str) -> None:
    reading(f'<rss version="2.0"><channel><item><guid>g</guid><description>{junk}'.encode())
