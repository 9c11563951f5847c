"""Where a site's feeds may be, read from pages, robots.txt and addresses as sites have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.discovery import (
    Candidate,
    Reason,
    SitePage,
    is_of_comments,
    read_site_page,
    sitemaps_of_robots,
    usual_addresses,
)

URL = "https://paper.example/en/"
PAGE = """<!DOCTYPE html><html lang="en-GB"><head>
<meta property="og:site_name" content="  The
 Hill &amp; Valley ">
<link rel="alternate" type="application/rss+xml" title="Hill &raquo; Feed" href="/feed/">
<link rel="ALTERNATE feed" type="application/atom+xml; charset=utf-8" href="atom.xml#top">
<link rel="alternate" type="text/xml" href="https://feeds.other.example/hill">
<link rel="alternate" type="application/rdf+xml" href="//rdf.example/hill.rdf">
<link rel="alternate" type="application/rss+xml" title="Again" href="/feed/">
<link rel="alternate" type="application/feed+json" href="/feed.json">
<link rel="alternate" hreflang="fr" href="/fr/">
<link rel="stylesheet" type="text/xml" href="/style.xml">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/rss+xml" href="http://[::1">
<link rel="alternate" type="application/rss+xml">
</head><body>
<a href="https://reader.example/subscribe/feed/hill">Follow us</a>
<a href="/world">World</a> <a href="/feedback">Feedback</a> <a href="/en/">RSS</a>
<a href="/section/rss">Politics</a>
<a href="/subscribe"><img alt=""><span>RSS</span> feeds</a>
<a href="https://www.paper.example/?feed=atom">all</a>
<a href="mailto:rss@paper.example">RSS by mail</a>
</body></html>"""


def test_a_page_tells_its_feeds_its_name_and_its_language() -> None:
    page = read_site_page(PAGE.encode(), "text/html", URL)
    assert (page.site, page.language, page.json_feeds) == ("The Hill & Valley", "en-GB", 1)
    assert page.declared == (
        Candidate("https://paper.example/feed/", Reason.DECLARED, "Hill » Feed"),
        Candidate("https://paper.example/en/atom.xml", Reason.DECLARED),
        Candidate("https://feeds.other.example/hill", Reason.DECLARED),
        Candidate("https://rdf.example/hill.rdf", Reason.DECLARED),
    )
    assert [candidate.url for candidate in page.linked] == [
        "https://paper.example/section/rss",
        "https://paper.example/subscribe",
        "https://www.paper.example/?feed=atom",
        "https://reader.example/subscribe/feed/hill",
    ]


def test_a_base_element_and_a_charset_are_heeded() -> None:
    body = (
        "<html><head><base href='https://other.example/a/'><meta name='og:site_name' content='Вести'>"
        "<link rel=alternate type='application/rss+xml' title='Все' href=rss></head></html>"
    ).encode("cp1251")
    for charset in ("windows-1251", '"Windows-1251"'):
        page = read_site_page(body, f"text/html; charset={charset}", URL)
        assert page.declared == (Candidate("https://other.example/a/rss", Reason.DECLARED, "Все"),)
        assert page.site == "Вести"


@pytest.mark.parametrize("content_type", [None, "", "text/html; charset=klingon", "text/html; charset=cp1006", ";;=é"])
def test_a_charset_that_nobody_knows_is_no_obstacle(content_type: str | None) -> None:
    assert len(read_site_page(PAGE.encode(), content_type, URL).declared) == 4


def test_a_page_without_anything_gives_nothing() -> None:
    for body in (b"", b"\0", b"   ", b"\xff\xfe", b"<!-- -->", b"not html at all"):
        assert read_site_page(body, "text/html", URL) == SitePage()


@given(st.binary(max_size=400), st.text(max_size=40))
def test_whatever_a_page_holds_its_reading_never_fails(noise: bytes, content_type: str) -> None:
    for body in (noise, PAGE.encode()[: len(noise) * 5] + noise, PAGE.encode().replace(b"href", noise[:8] or b"x")):
        page = read_site_page(body, content_type, URL)
        assert all(candidate.url.startswith(("http://", "https://")) for candidate in page.declared + page.linked)


def test_usual_addresses_begin_beside_the_section_and_go_on_at_the_root() -> None:
    urls = [candidate.url for candidate in usual_addresses("https://paper.example/en/")]
    assert urls[0] == "https://paper.example/en/feed/"
    assert {
        "https://paper.example/feed/",
        "https://paper.example/rss",
        "https://paper.example/rss.xml",
        "https://paper.example/atom.xml",
        "https://paper.example/feed.xml",
        "https://paper.example/index.xml",
        "https://paper.example/feeds/posts/default",
        "https://paper.example/?feed=rss2",
        "https://paper.example/sitemap-news.xml",
        "https://paper.example/news-sitemap.xml",
    } <= set(urls)
    assert len(urls) == len(set(urls))
    assert usual_addresses("https://paper.example")[0].url == "https://paper.example/feed/"


def test_robots_name_their_sitemaps_those_of_news_first() -> None:
    text = (
        "User-agent: *\nDisallow: /x\nSITEMAP: https://a.example/sitemap.xml\n sitemap : /news-sitemap.xml\n"
        "Sitemap: https://a.example/sitemap.xml\nSitemap:\nSitemap: ftp://a.example/s.xml\nSitemap: http://[\n"
    )
    assert [candidate.url for candidate in sitemaps_of_robots(text, "https://a.example/")] == [
        "https://a.example/news-sitemap.xml",
        "https://a.example/sitemap.xml",
    ]


@pytest.mark.parametrize(
    ("url", "title", "comments"),
    [
        ("https://a.example/comments/feed/", None, True),
        ("https://a.example/feed/", "A » Comments Feed", True),
        ("https://a.example/feed/", "A » Flux des commentaires", True),
        ("https://a.example/feed/", "اسم » خلاصة التعليقات", True),
        ("https://a.example/feed/", "A » Feed", False),
        ("https://a.example/commentary/feed/", "Commentary", False),
    ],
)
def test_feeds_of_comments_are_known_by_address_or_title(url: str, title: str | None, comments: bool) -> None:
    assert is_of_comments(url, title) is comments
