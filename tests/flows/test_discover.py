"""`tocsin feeds add` over loopback sites that keep their feeds in the places where real ones do."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extractors.feeds_file import FeedsFileError, make_feed, read_feeds_file, write_feeds_file
from flows.cli_feeds import app
from flows.discover import MOST_REQUESTS
from tests.extractors.loopback import Loopback, answer, loopback
from warehouse.records import Feed


def rss(name: str, entries: int = 2, title: str = "The Hill: latest") -> bytes:
    items = "".join(
        f"<item><title>{name} {n}</title><link>https://hill.example/{name}/{n}</link>"
        f"<pubDate>Sat, 31 Aug 2024 1{n}:00:00 GMT</pubDate></item>"
        for n in range(entries)
    )
    channel = f"<title>{title}</title><language>en-gb</language>{items}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()


ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>Hill</title><updated>2024-08-31T10:00:00Z</updated>'
    b"<entry><id>a</id><title>A report</title><updated>2024-08-31T10:00:00Z</updated>"
    b'<link href="https://hill.example/a"/></entry></feed>'
)
NEWS = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    b'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://hill.example/1</loc><news:news>'
    b"<news:publication><news:name>Hill Daily</news:name><news:language>fr</news:language></news:publication>"
    b"<news:publication_date>2024-08-31T10:00:00Z</news:publication_date><news:title>A report</news:title>"
    b"</news:news></url></urlset>"
)
PAGES = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://hill.example/about</loc>'
    b"<lastmod>2024-08-31</lastmod></url></urlset>"
)


def html(head: str = "", body: str = "") -> bytes:
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode()


def alternate(href: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def add(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["add", *arguments], catch_exceptions=False)


def listed(home: Path) -> list[Feed]:
    path = home / "feeds.toml"
    return read_feeds_file(path) if path.exists() else []


def test_a_feed_is_added_as_it_is(home: Path, site: Loopback) -> None:
    site.answers["/rss"] = answer(body=rss("world"))
    said = add(site.url("/rss"), "--country", "PAK")
    assert said.exit_code == 0
    assert f"found {site.url('/rss')}  2 entries, newest 2024-08-31 11:00Z  (the address itself)" in said.stdout
    assert listed(home) == [make_feed(site.url("/rss"), "The Hill: latest", "PAK", "en")]
    assert site.asked == ["/rss"]


def test_the_best_feed_that_a_page_declares_is_added_under_the_name_of_the_site(home: Path, site: Loopback) -> None:
    head = (
        '<meta property="og:site_name" content="The Hill">'
        + alternate("/feed/", "The Hill &raquo; Feed")
        + alternate("/comments/feed/", "The Hill &raquo; Comments Feed")
        + alternate("/empty", "Events")
        + alternate("/atom", kind="application/atom+xml")
    )
    site.answers["/"] = answer(body=html(head), content_type="text/html; charset=utf-8")
    site.answers["/feed/"] = answer(body=rss("world"))
    site.answers["/comments/feed/"] = answer(body=rss("comments"))
    site.answers["/empty"] = answer(body=rss("none", 0))
    site.answers["/atom"] = answer(body=ATOM)
    said = add(site.url("/"))
    assert listed(home) == [make_feed(site.url("/feed/"), "The Hill", None, "en")]
    assert f"found {site.url('/comments/feed/')}  left out, comments" in said.stdout
    assert f"found {site.url('/empty')}  left out, empty" in said.stdout
    assert f"added {site.url('/feed/')} to {home / 'feeds.toml'}: The Hill, no country, en" in said.stdout
    assert site.asked == ["/", "/feed/", "/comments/feed/", "/empty", "/atom"]


def test_all_of_them_are_added_on_demand_and_only_once(home: Path, site: Loopback) -> None:
    head = alternate("/feed/") + alternate("/atom", kind="application/atom+xml") + alternate("/copy")
    site.answers["/"] = answer(body=html(head, '<a href="/politics.rss">Politics</a>'))
    site.answers["/feed/"] = site.answers["/copy"] = answer(body=rss("world"))
    site.answers["/atom"] = answer(body=ATOM)
    site.answers["/politics.rss"] = answer(body=rss("politics"))
    assert add(site.url("/"), "--all", "--publisher", "Hill").exit_code == 0
    assert [(feed.url, feed.publisher) for feed in listed(home)] == [
        (site.url(path), "Hill") for path in ("/feed/", "/atom", "/politics.rss")
    ]
    before = (home / "feeds.toml").read_bytes()
    again = add(site.url("/"), "--all")
    assert again.exit_code == 0 and again.stdout.count("already listed: ") == 3
    assert (home / "feeds.toml").read_bytes() == before


def test_a_feed_that_is_listed_is_not_even_asked(home: Path, site: Loopback) -> None:
    write_feeds_file([make_feed(site.url("/feed/"), "Mine")], home / "feeds.toml")
    said = add(site.url("/feed"))
    assert (said.exit_code, said.stdout) == (0, f"already listed: {site.url('/feed/')} of Mine\n")
    assert site.asked == []


def test_links_lead_to_feeds_and_to_pages_that_list_them(home: Path, site: Loopback) -> None:
    site.answers["/"] = answer(body=html(body='<a href="/about">About</a><a href="/subscribe"><b>RSS</b> feeds</a>'))
    site.answers["/subscribe"] = answer(body=html(body='<a href="/x/world.rss">World</a><a href="/terms">Terms</a>'))
    site.answers["/x/world.rss"] = answer(body=rss("world"))
    said = add(site.url("/"))
    assert [feed.url for feed in listed(home)] == [site.url("/x/world.rss")]
    assert "(linked on the page)" in said.stdout
    assert site.asked == ["/", "/subscribe", "/x/world.rss"]


def test_usual_addresses_are_tried_where_the_page_tells_nothing(home: Path, site: Loopback) -> None:
    site.answers["/en/"] = answer(body=html())
    site.answers["/rss.xml"] = answer(body=rss("world"))
    said = add(site.url("/en/"))
    assert [feed.url for feed in listed(home)] == [site.url("/rss.xml")]
    assert "(a usual address)" in said.stdout
    asked = ["/en/", "/robots.txt", "/en/feed/", "/en/rss.xml", "/en/rss", "/feed/", "/feed", "/rss.xml"]
    assert site.asked == asked


def test_addresses_that_robots_may_not_ask_are_not_guessed(home: Path, site: Loopback) -> None:
    site.answers["/"] = answer(body=html())
    site.answers["/robots.txt"] = answer(body=b"User-agent: *\nDisallow: /feed\nDisallow: /rss\n")
    site.answers["/feed/"] = site.answers["/atom.xml"] = answer(body=rss("world"))
    assert add(site.url("/")).exit_code == 0
    assert [feed.url for feed in listed(home)] == [site.url("/atom.xml")]
    assert not {"/feed/", "/rss.xml", "/rss"} & set(site.asked)


def test_a_news_sitemap_behind_an_index_is_found_and_one_of_all_pages_is_not(home: Path, site: Loopback) -> None:
    index = "".join(f"<sitemap><loc>{site.url(f'/maps/{name}.xml')}</loc></sitemap>" for name in ("pages", "news"))
    site.answers["/"] = answer(body=html())
    site.answers["/robots.txt"] = answer(
        body=f"Sitemap: {site.url('/all.xml')}\nSitemap: {site.url('/index.xml.map')}\n".encode()
    )
    site.answers["/all.xml"] = answer(body=PAGES)
    site.answers["/index.xml.map"] = answer(
        body=f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{index}</sitemapindex>'.encode()
    )
    site.answers["/maps/pages.xml"] = answer(body=PAGES)
    site.answers["/maps/news.xml"] = answer(body=NEWS)
    said = add(site.url("/"))
    assert listed(home) == [make_feed(site.url("/maps/news.xml"), "Hill Daily", None, "fr")]
    assert f"found {site.url('/all.xml')}  left out, no news sitemap" in said.stdout
    assert "/maps/pages.xml" not in site.asked


def test_a_feed_that_moved_is_added_at_its_new_address(home: Path, site: Loopback) -> None:
    site.answers["/old"] = answer(301, location="/new")
    site.answers["/new"] = answer(body=rss("world"))
    assert add(site.url("/old")).exit_code == 0
    assert [feed.url for feed in listed(home)] == [site.url("/new")]


def test_where_nothing_is_found_a_line_says_what_was_tried(home: Path, site: Loopback) -> None:
    site.answers["/"] = answer(body=html(alternate("/f.json", kind="application/feed+json") + alternate("/gone")))
    said = add(site.url("/"))
    assert said.exit_code == 1 and "found" not in said.stdout
    assert said.stderr.startswith(f"tocsin: no feed found at {site.url('/')}: tried 1 x the address itself, ")
    assert "1 x declared by the page" in said.stderr and "x a usual address" in said.stderr
    assert "it declares a JSON Feed, which is not read" in said.stderr
    assert said.stderr.count("\n") == 1
    assert not (home / "feeds.toml").exists()


def test_a_site_that_answers_everything_with_its_page_is_asked_no_more_than_the_cap(home: Path, site: Loopback) -> None:
    links = "".join(f'<a href="/{number}/rss">RSS {number}</a>' for number in range(100))

    class Everything(dict):  # type: ignore[type-arg]
        def get(self, key: str, default: object = None) -> object:
            number = key.strip("/").split("/")[0]
            return answer(body=html(body=links.replace('href="', f'href="/{number}')))

    site.answers = Everything()
    assert add(site.url("/"), "--all").exit_code == 1
    assert len(site.asked) <= MOST_REQUESTS


def test_wrong_codes_are_refused_before_anybody_is_asked(home: Path, site: Loopback) -> None:
    for arguments in (("--country", "PK"), ("--language", "english")):
        with pytest.raises(FeedsFileError, match="correct it or leave it out"):
            add(site.url("/"), *arguments)
    assert site.asked == []


def test_a_host_that_cannot_be_reached_is_one_line(home: Path, site: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_ALLOW_HOSTS", "[]")
    said = add(site.url("/"))
    assert said.exit_code == 1
    assert said.stderr.startswith(f"tocsin: {site.url('/')}: address_refused: ") and said.stderr.count("\n") == 1
    assert site.asked == []


def test_a_page_cannot_send_us_to_a_private_address(home: Path, site: Loopback) -> None:
    with loopback() as other:
        other.answers["/rss"] = answer(body=rss("world"))
        site.answers["/"] = answer(body=html(alternate(other.url("/rss"))))
        assert add(site.url("/")).exit_code == 1
        assert other.asked == []
