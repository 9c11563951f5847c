"""Pages become articles: the pages in `pages/`, each with its expected reading beside it, and pages that are none."""

from __future__ import annotations

import gzip
import json
import logging
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.articles import (
    EXTRACTOR,
    article_from_feed,
    page_line,
    page_text,
    read_page,
)
from extractors.ids import stable_id
from extractors.pages.page_source import PageReason
from warehouse.records import Entry, Feed, Page

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2024, 12, 1, 12, 0, tzinfo=UTC)
FEED = Feed("feed-1", "https://www.frontier-courier.example/rss", "Frontier Courier", "PAK", "en")
ENTRY = Entry(
    "entry-1", "feed-1", "g1", "https://www.frontier-courier.example/n/1?utm_source=rss", "Title", None, None, None, NOW
)
PARAGRAPH = (
    "Police said gunmen opened fire on a bus near the town on Monday, killing three people and wounding five others."
)
SECOND = "No group has said that it carried out the attack."
PLAIN = f"<html><body><article><p>{PARAGRAPH}</p><p>{SECOND}</p></article></body></html>"


def golden() -> list[str]:
    return sorted(path.stem for path in PAGES.glob("*.json"))


def page(
    body: bytes, url: str = "https://www.frontier-courier.example/n/1", content_type: str | None = "text/html"
) -> Page:
    return Page(url, url, 200, content_type, body, NOW)


@pytest.mark.parametrize("name", golden())
def test_page_reads_as_written_beside_it(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    line = page_line(f"{name}.html", (PAGES / f"{name}.html").read_bytes())
    if "reason" in expected:
        assert (line["reason"], line["text"]) == (expected["reason"], "")
        return
    assert "reason" not in line
    assert line["text"].split("\n") == expected["text"]
    for field in ("title", "published", "authors", "language"):
        assert line[field] == expected[field], field


def test_gzip_is_known_by_its_first_bytes() -> None:
    body = (PAGES / "json_ld.html").read_bytes()
    assert page_line("p", gzip.compress(body)) == page_line("p", body)
    assert page_line("p", gzip.compress(body[:900]) + gzip.compress(body[900:])) == page_line("p", body)


NO_PAGES = {
    "nothing": (b"", PageReason.EMPTY),
    "white space": (b" \n\t ", PageReason.EMPTY),
    "zero bytes": (b"\0" * 400, PageReason.NOT_HTML),
    "pdf": (b"%PDF-1.7\n1 0 obj << >> endobj", PageReason.NOT_HTML),
    "noise": (random.Random(1).randbytes(20_000), PageReason.NOT_HTML),
    "gzip cut off": (gzip.compress(PLAIN.encode() * 40)[:-30], PageReason.BROKEN_COMPRESSION),
    "gzip of nonsense": (b"\x1f\x8b\x08\x00nonsense", PageReason.BROKEN_COMPRESSION),
    "compression bomb": (gzip.compress(b"\0" * 40_000_000), PageReason.TOO_LARGE),
    "endless paragraphs": (b"<html><body>" + b"<p>Three were killed.</p>" * 40_000, PageReason.TOO_LARGE),
    "no words": (b"<html><body><p>Hello</p><img src=a.png></body></html>", PageReason.NO_TEXT),
    "json": (b'{"status": "error", "message": "the article that you asked for was not found"}', PageReason.NOT_HTML),
}


@pytest.mark.parametrize("case", NO_PAGES)
def test_what_is_no_page_gives_a_reason(case: str) -> None:
    body, reason = NO_PAGES[case]
    line = page_line("p", body)
    assert (line["text"], line["reason"]) == ("", reason)
    assert read_page(page(body), ENTRY, FEED, NOW).reason is reason


def test_content_type_of_another_kind_is_believed() -> None:
    assert (
        read_page(page(PLAIN.encode(), content_type="application/pdf"), ENTRY, FEED, NOW).reason is PageReason.NOT_HTML
    )
    assert read_page(page(PLAIN.encode(), content_type="application/xhtml+xml"), ENTRY, FEED, NOW).article is not None


SPANISH = "El jefe de la policía señaló que murieron niños y más de treinta campesinos."
ENCODED = f"<html><head>{{}}</head><body><p>{SPANISH}</p></body></html>"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (ENCODED.format("").encode("utf-16"), None),
        (ENCODED.format("").encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
        (ENCODED.format("").encode("latin-1"), "text/html; charset=ISO-8859-1"),
        (ENCODED.format('<meta charset="windows-1252">').encode("cp1252"), "text/html"),
        (ENCODED.format('<meta charset="utf-8">').encode("latin-1"), "text/html; charset=utf-8"),
        (ENCODED.format('<meta charset="no-such-code">').encode("latin-1"), None),
        (ENCODED.format('<meta charset="base64">').encode("utf-8"), None),
    ],
    ids=["utf-16", "mark", "header", "meta", "wrong name", "unknown name", "no text codec"],
)
def test_encoding_is_found(body: bytes, header: str | None) -> None:
    assert page_text(body, header, None, None, None).text == SPANISH


def test_other_scripts_keep_their_letters() -> None:
    russian = "В понедельник при взрыве в городе погибли три человека, сообщила полиция области в своём канале."
    markup = f'<html><head><meta charset="windows-1251"></head><body><p>{russian}</p></body></html>'
    line = page_line("p", markup.encode("cp1251"))
    assert (line["text"], line["language"]) == (russian, "ru")


def test_controls_and_marks_of_direction_are_no_text() -> None:
    dirty = PLAIN.replace("gunmen", "gun\x00men\x07").replace("three", "\u202ethree\u202c\u200f")
    assert page_line("p", dirty.encode())["text"] == page_line("p", PLAIN.encode())["text"]


@pytest.mark.parametrize("size", [1_000_000, 2_000_000])
def test_long_pages_are_read_whole(size: int) -> None:
    count = size // len(PARAGRAPH)
    body = "".join(f"<p>{PARAGRAPH.replace('three', str(number))}</p>" for number in range(count))
    text = page_line("p", f"<html><body><article>{body}</article></body></html>".encode())["text"]
    assert text.count("\n") == count - 1
    assert text.endswith(PARAGRAPH.replace("three", str(count - 1)))


@pytest.mark.parametrize("depth", [200, 3_000, 60_000])
def test_deep_nesting_raises_nothing(depth: int) -> None:
    line = page_line("p", f"<html><body>{'<div>' * depth}<p>{PARAGRAPH}</p>{'</div>' * depth}</body></html>".encode())
    assert line["text"] == PARAGRAPH or line["reason"] == PageReason.NO_TEXT


def test_markup_that_stops_in_the_middle_keeps_what_came() -> None:
    body = (PAGES / "json_ld.html").read_bytes()
    cut = body[: body.index(b"No group has said")]
    assert page_line("p", cut)["text"].endswith("critical condition.")


@pytest.mark.parametrize(
    "linked",
    [
        '{"@type": "NewsArticle", ',
        "[" * 50_000 + "]" * 50_000,
        '{"@type": [null, 3, "NewsArticle"], "headline": 5, "author": [null, {"name": 7}]}',
        '"words"',
        "",
    ],
    ids=["cut off", "deep", "wrong types", "a string", "empty"],
)
def test_broken_json_ld_is_passed_over(linked: str) -> None:
    markup = PLAIN.replace("<body>", f'<head><script type="application/ld+json">{linked}</script></head><body>')
    assert page_line("p", markup.encode())["text"] == page_line("p", PLAIN.encode())["text"]


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(name=st.sampled_from(golden()), seed=st.integers(0, 10_000), edits=st.integers(1, 40))
def test_damaged_pages_raise_nothing(name: str, seed: int, edits: int) -> None:
    chance = random.Random(seed)
    body = bytearray((PAGES / f"{name}.html").read_bytes())
    for _ in range(edits):
        place = chance.randrange(len(body) - 1)
        if chance.random() < 0.5:
            body[place] = chance.randrange(256)
        else:
            del body[place : place + chance.randrange(60)]
    line = page_line("p", bytes(body))
    assert bool(line["text"]) != ("reason" in line)


def test_article_carries_entry_feed_and_canonical_address() -> None:
    read = read_page(page((PAGES / "json_ld.html").read_bytes()), ENTRY, FEED, NOW)
    article = read.article
    assert article is not None
    assert article.url == "https://www.frontier-courier.example/news/2024/09/03/chaman-bomb"
    assert article.article_id == stable_id("article", article.url)
    assert (article.entry_id, article.feed_id, article.publisher, article.publisher_country) == (
        "entry-1",
        "feed-1",
        "Frontier Courier",
        "PAK",
    )
    assert (article.origin, article.extractor, article.first_seen_at) == ("page", EXTRACTOR, NOW)
    assert article.published_at == datetime.fromisoformat("2024-09-03T10:12:00+05:00")
    assert read_page(page((PAGES / "json_ld.html").read_bytes()), ENTRY, FEED, NOW).article == article


def test_page_that_gives_less_than_the_feed_yields_to_it() -> None:
    long = replace(ENTRY, summary="".join(f"<p>{PARAGRAPH.replace('three', str(n))}</p>" for n in range(4)))
    teaser = f"<html><body><p>{PARAGRAPH}</p></body></html>".encode()
    assert read_page(page(teaser), long, FEED, NOW).reason is PageReason.FEED_SAYS_MORE
    article = article_from_feed(long, FEED, NOW)
    assert article is not None
    assert article.text.count("\n") == 3


def test_feed_text_becomes_plain_text() -> None:
    summary = f"<p>{PARAGRAPH}</p><p>Four &amp; five</p><script>x()</script><p><a href='/n/1'>Continue reading</a></p>"
    article = article_from_feed(replace(ENTRY, summary=summary, title="Bus &amp; gunmen", published_at=NOW), FEED, NOW)
    assert article is not None
    assert article.text == f"{PARAGRAPH}\nFour & five"
    assert (article.title, article.origin, article.language, article.published_at) == (
        "Bus & gunmen",
        "feed",
        "en",
        NOW,
    )
    assert article.url == "https://www.frontier-courier.example/n/1"


def test_a_flash_of_one_sentence_is_an_article() -> None:
    article = article_from_feed(replace(ENTRY, summary="Blast in Kabul kills five, police say."), FEED, NOW)
    assert article is not None
    assert (article.text, article.language) == ("Blast in Kabul kills five, police say.", "en")


@pytest.mark.parametrize("summary", [None, "", "<img src=x>", "Read more", "Six dead."])
def test_feed_with_few_words_gives_no_article(summary: str | None) -> None:
    assert article_from_feed(replace(ENTRY, summary=summary), FEED, NOW) is None


def test_entry_without_link_still_has_an_address() -> None:
    article = article_from_feed(replace(ENTRY, link=None, summary=PARAGRAPH), FEED, NOW)
    assert article is not None
    assert article.url == "urn:tocsin:entry-1"


def test_libraries_say_nothing_on_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    page_line("p", b"<html><body></body></html>")
    page_line("p", b"<x>" * 50)
    page_line("p", PLAIN.encode())
    assert capfd.readouterr() == ("", "")
    assert all(logging.getLogger(name).level == logging.CRITICAL for name in ("trafilatura", "htmldate", "courlan"))
