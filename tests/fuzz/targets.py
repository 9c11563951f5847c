"""Bytes to what our readers make of them, and the rules that hold of it whatever the bytes are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from extractors.discovery import read_site_page, sitemaps_of_robots
from extractors.entries import MAX_SUMMARY, MAX_TITLE, DiscardReason, FeedProblem, read_feed
from extractors.entry_articles import Taken, take, take_without_page
from extractors.feeds.sitemap import sitemap_children
from extractors.feeds_file import make_feed
from extractors.fetching.robots import read_robots, robots_text
from extractors.found_feeds import read_feed_facts
from extractors.ids import stable_id
from extractors.pages.page_source import PageReason
from tests.fuzz.mutations import Served
from warehouse.records import Article, Discard, Entry, Page
from warehouse.rows import batch_of

NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
FEED = make_feed("https://feeds.example/rss.xml", "A paper", "PAK", "en")
URL = "https://paper.example/2024/08/30/a-story"
ENTRY = Entry(
    stable_id("entry", FEED.feed_id, URL), FEED.feed_id, URL, URL, "A story", "<p>Its summary.</p>", NOW, None, NOW
)
# Nothing is believed that lies further ahead than the difference of two zones and a wrong clock.
_AHEAD = timedelta(hours=26)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def feed_holds(served: Served) -> None:
    """A feed's reading is entries, discards with a reason, or a problem; each entry can be kept."""
    reading = read_feed(FEED, served.body, served.content_type, FEED.url, NOW)
    assert reading.problem is None or reading.problem in FeedProblem
    assert reading.entries or reading.discards or reading.problem is not None
    assert all(discard.reason in DiscardReason for discard in reading.discards)
    assert len({entry.entry_id for entry in reading.entries}) == len(reading.entries)
    for entry in reading.entries:
        _entry_holds(entry)
        _taken_holds(take_without_page(entry, FEED, NOW, "no_link"))
    assert batch_of(Entry, reading.entries).num_rows == len(reading.entries)
    assert batch_of(Discard, reading.discards).num_rows == len(reading.discards)


def page_holds(served: Served) -> None:
    """A page's reading is an article that can be kept, or a reason from the closed list."""
    taken = take(Page(URL, URL, 200, served.content_type, served.body, NOW), ENTRY, FEED, NOW, frozenset())
    assert taken.reason is None or taken.reason in PageReason
    assert (taken.reason is None) == (taken.article is not None and taken.article.origin == "page")
    _taken_holds(taken)


def site_holds(served: Served) -> None:
    """What discovery reads (robots.txt, a front page, a sitemap, a feed's head) gives addresses of the web only."""
    text = robots_text(served.body)
    robots = read_robots(text, "tocsin")
    assert isinstance(robots.allows(URL, "tocsin"), bool)
    assert 0 <= robots.crawl_delay_s < float("inf")
    page = read_site_page(served.body, served.content_type, URL)
    _addresses_hold(found.url for found in (*sitemaps_of_robots(text, URL), *page.declared, *page.linked))
    _addresses_hold(child.url for child in sitemap_children(served.body))
    read_feed_facts(served.body)


def _addresses_hold(urls: Iterable[str | None]) -> None:
    for url in urls:
        assert url is None or re.match(r"https?://[^\s\x00-\x1f]+$", url), url


def _words_hold(*texts: str | None) -> None:
    for text in texts:
        assert text is None or not _CONTROLS.search(text), text


def _entry_holds(entry: Entry) -> None:
    _addresses_hold([entry.link])
    _words_hold(entry.title, entry.summary, entry.guid)
    assert entry.link or entry.guid
    assert len(entry.title or "") <= MAX_TITLE and len(entry.summary or "") <= MAX_SUMMARY
    assert entry.published_at is None or entry.published_at <= NOW + _AHEAD


def _taken_holds(taken: Taken) -> None:
    article = taken.article
    if article is None:
        assert taken.reason
        return
    assert article.text.strip()
    _words_hold(article.text, article.title, article.language, *article.authors)
    assert article.url.startswith("urn:tocsin:") or not _addresses_hold([article.url])
    assert article.published_at is None or article.published_at <= NOW + _AHEAD
    assert all(-(2**63) <= band < 2**63 for band in taken.bands)
    assert batch_of(Article, [article]).num_rows == 1
