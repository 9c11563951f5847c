"""Sitemaps read like feeds, and indexes to their children."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from extractors.entries import FeedReading, read_feed
from extractors.feeds import feed_bytes
from extractors.feeds.sitemap import SitemapChild, sitemap_children
from extractors.feeds_file import make_feed

NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
URL = "https://paper.example/news-sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made by a machine -->
<urlset {NAMESPACES}>
  <url>
    <loc>https://paper.example/2024/08/30/blast?utm_source=sitemap</loc>
    <lastmod>2024-08-30T11:30:00+00:00</lastmod>
    <news:news>
      <news:publication><news:name>The Paper</news:name><news:language>en</news:language></news:publication>
      <news:publication_date>2024-08-30T10:00:00+05:00</news:publication_date>
      <news:title>Blast &amp;amp; fire in Kano</news:title>
    </news:news>
    <image:image><image:loc>https://paper.example/a.jpg</image:loc><image:title>A picture</image:title></image:image>
  </url>
  <url>
    <loc>https://paper.example/2024/08/29/market</loc>
    <lastmod>2024-08-29</lastmod>
    <image:image><image:title>No title of a page</image:title></image:image>
  </url>
  <url>
    <loc> https://paper.example/undated-news </loc>
    <news:news><news:title><![CDATA[Talks resume]]></news:title></news:news>
  </url>
  <url><loc>https://paper.example/imprint</loc></url>
  <url><lastmod>2024-08-29</lastmod></url>
  <url><loc>https://paper.example/2024/08/29/market</loc><lastmod>2024-08-30</lastmod></url>
</urlset>
""".encode()
INDEX = b"""<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <sitemap><loc>https://dailynews.example/sitemap-pages.xml</loc><lastmod>2024-08-30T10:00:00Z</lastmod></sitemap>
  <sitemap><loc>https://dailynews.example/sitemaps/news.xml.gz</loc></sitemap>
  <sitemap><loc>https://dailynews.example/sitemap.xml?type=latest</loc><lastmod>yesterday</lastmod></sitemap>
  <sitemap><loc>https://dailynews.example/sitemap-pages.xml</loc></sitemap>
  <sitemap><loc>javascript:alert(1)</loc></sitemap>
  <sitemap><loc>http://[torn/</loc></sitemap>
  <sitemap/>
</sitemapindex>
"""


def reading(body: bytes, content_type: str = "application/xml") -> FeedReading:
    return read_feed(make_feed(URL, "A paper"), body, content_type, URL, NOW)


def test_a_news_sitemap_is_read_like_a_feed() -> None:
    found = reading(NEWS)
    assert found.problem is None
    assert [(entry.link, entry.title, entry.published_at, entry.summary, entry.guid) for entry in found.entries] == [
        (
            "https://paper.example/2024/08/30/blast",
            "Blast & fire in Kano",
            datetime(2024, 8, 30, 5, 0, tzinfo=UTC),
            None,
            None,
        ),
        ("https://paper.example/2024/08/29/market", None, datetime(2024, 8, 29, tzinfo=UTC), None, None),
        ("https://paper.example/undated-news", "Talks resume", None, None, None),
    ]
    assert [(discard.subject, discard.reason) for discard in found.discards] == [
        ("https://paper.example/imprint", "undated_page_of_sitemap"),
        ("entry 4", "no_link_no_guid"),
        ("https://paper.example/2024/08/29/market", "twice_in_feed"),
    ]


def test_a_gzip_file_is_unpacked() -> None:
    packed = gzip.compress(NEWS)
    assert reading(packed, "application/gzip") == reading(NEWS)


def test_a_gzip_file_of_several_members_is_one() -> None:
    half = len(NEWS) // 2
    assert reading(gzip.compress(NEWS[:half]) + gzip.compress(NEWS[half:])) == reading(NEWS)


def test_a_gzip_file_cut_short_gives_what_is_there() -> None:
    packed = gzip.compress(NEWS, compresslevel=0)
    found = reading(packed[: len(packed) * 2 // 3])
    assert [entry.link for entry in found.entries] == ["https://paper.example/2024/08/30/blast"]
    assert found.problem == "malformed_xml"


def test_a_gzip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_bytes, "MAX_UNPACKED", 100_000)
    assert reading(gzip.compress(b" " * 100_001 + NEWS)).problem == "too_large_unpacked"
    assert sitemap_children(gzip.compress(b" " * 100_001 + INDEX)) == ()


def test_gzip_in_name_only_is_no_feed() -> None:
    assert reading(b"\x1f\x8b\x08 and then nothing of the kind").problem == "not_a_feed"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<urlset><url><loc>https://paper.example/imprint</loc></url></urlset>", "not_a_feed"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "no_entries"),
        (
            b"<urlset><url><loc>https://paper.example/a</loc><lastmod>2024-08-29</lastmod></url><url><lo",
            "malformed_xml",
        ),
        (INDEX, "sitemap_index"),
        (gzip.compress(INDEX), "sitemap_index"),
    ],
)
def test_what_a_sitemap_may_lack(body: bytes, problem: str) -> None:
    assert reading(body).problem == problem


def test_a_broken_sitemap_gives_the_pages_before_the_break() -> None:
    for end in range(len(NEWS.strip())):
        found = reading(NEWS[:end])
        assert found.problem is not None
        assert len(found.entries) <= 3
    assert len(reading(NEWS[: NEWS.index(b"<url><loc>https://paper.example/imprint")]).entries) == 3


def test_the_children_of_an_index() -> None:
    expected = (
        SitemapChild("https://dailynews.example/sitemap-pages.xml", datetime(2024, 8, 30, 10, tzinfo=UTC), False),
        SitemapChild("https://dailynews.example/sitemaps/news.xml.gz", None, True),
        SitemapChild("https://dailynews.example/sitemap.xml?type=latest", None, True),
    )
    assert sitemap_children(INDEX) == expected
    assert sitemap_children(gzip.compress(INDEX)) == expected


@pytest.mark.parametrize("body", [b"", NEWS, b"<rss/>", b"<sitemapindex", b"\x00\xff", INDEX[:90]])
def test_what_is_no_index_has_no_children(body: bytes) -> None:
    assert sitemap_children(body) == ()


def test_a_broken_index_gives_the_children_before_the_break() -> None:
    assert [child.url for child in sitemap_children(INDEX[:250])] == ["https://dailynews.example/sitemap-pages.xml"]


def test_entities_of_sitemaps_are_refused() -> None:
    body = b'<!DOCTYPE urlset [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + NEWS.partition(b"-->")[2]
    assert reading(body).problem == "declares_entities"
    assert sitemap_children(b'<!DOCTYPE s [<!ENTITY % p "x">]>' + INDEX.partition(b"?>")[2]) == ()
