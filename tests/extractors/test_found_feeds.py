"""Which of the feeds found on a site are worth adding, in what order, and under which name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.discovery import Candidate, Reason, SitePage
from extractors.feeds_file import WrongFeedError, make_feed
from extractors.found_feeds import (
    FeedFacts,
    FoundFeed,
    Given,
    as_listed,
    given_address,
    in_order,
    listed_already,
    read_feed_facts,
)
from warehouse.records import Entry

NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)

RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<image><title>A picture</title></image><title><![CDATA[ Hill &
 Valley ]]></title><dc:language>en-us</dc:language>
<item><title>A report</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><entry><title>Report</title></entry>
<title type="html">Hill</title></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Hill</title></channel><item><title>Report</title><language>fr</language></item></rdf:RDF>"""
SITEMAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://a.example/1</loc><news:news>
<news:publication><news:name>Hill</news:name><news:language>ur</news:language></news:publication>
<news:title>A report</news:title></news:news></url></urlset>"""


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        (RSS, FeedFacts("Hill & Valley", "en")),
        (RSS.replace(b'xmlns:dc="http://purl.org/dc/elements/1.1/"', b""), FeedFacts("Hill & Valley", "en")),
        (RSS[: RSS.index(b"<item>")], FeedFacts("Hill & Valley", "en")),
        (b"\n  " + RSS, FeedFacts("Hill & Valley", "en")),
        (ATOM, FeedFacts("Hill", "ar")),
        (RDF, FeedFacts("Hill", None)),
        (SITEMAP, FeedFacts("Hill", "ur")),
        (b"<rss><channel><language>english</language></channel></rss>", FeedFacts()),
        (b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><feed><title>&e;</title></feed>", FeedFacts()),
        (b"<html><title>Hill</title></html>", FeedFacts()),
        (b"", FeedFacts()),
        (b"{}", FeedFacts()),
    ],
)
def test_feeds_of_every_form_tell_their_title_and_language(body: bytes, facts: FeedFacts) -> None:
    assert read_feed_facts(body) == facts


@given(st.binary(max_size=200), st.integers(0, 400))
def test_whatever_a_feed_holds_its_facts_never_fail(noise: bytes, cut: int) -> None:
    for body in (noise, RSS[:cut] + noise + RSS[cut:], SITEMAP[:cut] + noise):
        read_feed_facts(body)


def found(
    url: str, reason: Reason = Reason.DECLARED, newest: timedelta | None = DAY, links: int = 3, title: str | None = None
) -> FoundFeed:
    """A feed whose entries are its own, the newest of them so long ago."""
    published_at = None if newest is None else NOW - newest
    entries = tuple(
        Entry(f"{url}-{number}", "feed", None, f"{url}/{number}", "A report", None, published_at, None, NOW)
        for number in range(links)
    )
    return FoundFeed(Candidate(url, reason, title), url, FeedFacts("The feed", "en"), entries)


def urls(feeds: list[FoundFeed], given: str = "https://a.example/") -> list[str]:
    return [feed.url for feed in in_order(feeds, given, NOW)]


def test_the_surest_comes_first_and_a_dead_one_last() -> None:
    usual = found("https://a.example/usual", Reason.USUAL)
    dead = found("https://a.example/dead", newest=400 * DAY)
    first, second = found("https://a.example/1"), found("https://a.example/2", newest=None)
    assert urls([usual, dead, first, second]) == [first.url, second.url, usual.url, dead.url]


def test_a_section_that_was_asked_for_comes_before_the_whole_site() -> None:
    site, section = found("https://a.example/feed"), found("https://a.example/en/feed")
    assert urls([site, section], "https://a.example/en") == [section.url, site.url]
    assert urls([site, section], "https://a.example/") == [site.url, section.url]


def test_comments_empty_feeds_and_sitemaps_of_all_pages_are_left_out() -> None:
    assert found("https://a.example/comments/feed").why_not() == "comments"
    assert found("https://a.example/feed2", title="Hill » Comments Feed").why_not() == "comments"
    assert found("https://a.example/feed", links=0).why_not() == "empty"
    pages = found("https://a.example/sitemap.xml", Reason.SITEMAP)
    untitled = tuple(Entry(e.entry_id, "feed", None, e.link, None, None, NOW, None, NOW) for e in pages.entries)
    assert pages.why_not() is None
    assert FoundFeed(pages.candidate, pages.url, pages.facts, untitled).why_not() == "no news sitemap"
    assert urls([found("https://a.example/comments/feed"), found("https://a.example/e", links=0)]) == []


def test_one_content_at_two_addresses_is_one_feed() -> None:
    one = found("https://a.example/feed", Reason.USUAL)
    other = FoundFeed(
        Candidate("https://a.example/rss", Reason.DECLARED), "https://a.example/rss", one.facts, one.entries
    )
    assert urls([one, other]) == [other.url]


def test_what_it_carries_is_told() -> None:
    assert found("https://a.example/feed").told() == "3 entries, newest 2024-08-30 12:00Z"
    assert found("https://a.example/feed", newest=None, links=1).told() == "1 entry"


def test_a_person_knows_better_than_the_site_and_the_site_better_than_the_feed() -> None:
    feed = found("https://feeds.example/hill")
    page = SitePage(site="Hill", language="ur-PK")
    url = "https://www.hill.com.pk/en/"
    assert as_listed(feed, page, Given(url)) == make_feed(feed.url, "Hill", "PAK", "en")
    assert as_listed(feed, page, Given(url, "H", "AFG", "ps")) == make_feed(feed.url, "H", "AFG", "ps")
    assert as_listed(feed, SitePage(), Given(url)).publisher == "The feed"
    silent = FoundFeed(feed.candidate, feed.url, FeedFacts(), feed.entries)
    assert as_listed(silent, page, Given(url)).language == "ur"
    assert as_listed(silent, SitePage(), Given(url)).publisher == "hill.com.pk"


def test_what_a_person_types_becomes_a_web_address() -> None:
    assert given_address(" hill.example/en ") == "https://hill.example/en"
    assert given_address("http://hill.example") == "http://hill.example"
    for words in ("", "the hill", "ftp://hill.example", "https://"):
        with pytest.raises(WrongFeedError, match="is not an http or https address"):
            given_address(words)
    with pytest.raises(WrongFeedError, match="has a name and password") as caught:
        given_address("https://ann:hush@hill.example")
    assert "hush" not in str(caught.value)


def test_a_listed_feed_is_known_in_any_writing() -> None:
    listed = make_feed("https://www.a.example/feed/", "A")
    for url in ("https://www.a.example/feed/", "http://a.example/feed", "https://a.example/feed/"):
        assert listed_already(url, [make_feed("https://b.example/", "B"), listed]) == listed
    for url in ("https://a.example/feed2", "https://a.example/", "https://a.example/feed/?x=1"):
        assert listed_already(url, [listed]) is None
