"""Records of an archive of news to pages, with the host, language and publisher that they get."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import brotli
import pytest

from extractors.articles import read_page
from extractors.backfills import NewsArchiveError, checked_size, settled, windows
from extractors.entry_articles import Taken
from extractors.feeds_file import make_feed
from extractors.ids import stable_id
from extractors.news_archive import (
    Candidate,
    RecordFate,
    Wanted,
    candidate_of,
    named_host,
    named_language,
    publishers_of,
    site_name,
)
from extractors.warc_members import members
from tests.extractors.crawls import ENGLISH, Response, crawl, member, opening, page, request, response
from warehouse.records import Feed

STORY = page(ENGLISH.format(town="Bannu"))
ANSWER = Response("https://www.paper.example/news/1", STORY)
ALL = Wanted()


def found(packed: bytes, wanted: Wanted = ALL, publishers: dict[str, Feed] | None = None) -> Candidate | RecordFate:
    (stretch,) = members(BytesIO(packed))
    return candidate_of(stretch, wanted, publishers or {})


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (9, body[:9], len(body) - 9, body[9:])


def test_a_page_is_known_from_the_moment_it_was_crawled() -> None:
    one = found(response(ANSWER))
    assert isinstance(one, Candidate)
    crawled = datetime(2024, 8, 31, 3, 35, 24, tzinfo=UTC)
    assert (one.page.url, one.page.final_url, one.page.status, one.page.body) == (ANSWER.url, ANSWER.url, 200, STORY)
    assert one.page.fetched_at == one.entry.first_seen_at == crawled
    assert (one.entry.link, one.entry.date_note) == ("https://www.paper.example/news/1", "undated")
    assert one.entry.feed_id == one.feed.feed_id == stable_id("feed", "archive://paper.example/")
    assert (one.feed.publisher, one.feed.country) == ("paper.example", None)
    reading = read_page(one.page, one.entry, one.feed, one.page.fetched_at)
    assert reading.article is not None and "near the market of Bannu" in reading.article.text
    assert reading.article.first_seen_at == crawled


BODIES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "plain": ("", bytes),
    "gzip": ("Content-Encoding: gzip\r\n", gzip.compress),
    "deflate": ("Content-Encoding: deflate\r\n", zlib.compress),
    "br": ("Content-Encoding: br\r\n", brotli.compress),
    "chunked": ("Transfer-Encoding: chunked\r\n", chunked),
    "chunked gzip": ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", lambda b: chunked(gzip.compress(b))),
    "said to be gzip": ("Content-Encoding: gzip\r\n", bytes),
    "said to be br": ("Content-Encoding: br\r\n", bytes),
    "said to be chunked": ("Transfer-Encoding: chunked\r\n", bytes),
    "said to be chunked, gzip": ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", gzip.compress),
    "said to be gzip, chunked": ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked),
    "chunks nobody tells of": ("", chunked),
    "an encoding of nobody": ("Content-Encoding: paper\r\n", bytes),
}


@pytest.mark.parametrize("way", BODIES)
def test_a_body_comes_out_of_its_encodings_as_far_as_they_are_there(way: str) -> None:
    headers, packed = BODIES[way]
    one = found(response(replace(ANSWER, body=packed(STORY), headers=ANSWER.headers + headers)))
    assert isinstance(one, Candidate) and one.page.body == STORY


def test_what_was_unpacked_before_an_encoding_broke_off_is_kept() -> None:
    packed = gzip.compress(b"".join(b"<p>%d</p>" % number for number in range(200_000)))
    one = found(response(replace(ANSWER, body=packed[:-5_000], headers=f"{ANSWER.headers}Content-Encoding: gzip\r\n")))
    assert isinstance(one, Candidate)
    assert one.page.body.startswith(b"<p>0</p><p>1</p>") and len(one.page.body) > 1_000_000


def test_a_body_that_unpacks_to_gigabytes_is_cut() -> None:
    packed = gzip.compress(b"\0" * 100_000_000)
    one = found(response(replace(ANSWER, body=packed, headers=f"{ANSWER.headers}Content-Encoding: gzip\r\n")))
    assert isinstance(one, Candidate) and len(one.page.body) == 16_000_001


NO_PAGES = {
    "warcinfo": (opening(), RecordFate.NO_RESPONSE),
    "request": (request(ANSWER.url), RecordFate.NO_RESPONSE),
    "metadata": (member("metadata", b"via: x\r\n", "application/warc-fields", ANSWER.url), RecordFate.NO_RESPONSE),
    "dns": (member("response", b"20240831 paper.example. IN A 1.2.3.4", "text/dns", "dns:x"), RecordFate.NO_RESPONSE),
    "gone": (response(replace(ANSWER, status="404 Not Found")), RecordFate.OTHER_STATUS),
    "moved": (response(replace(ANSWER, status="301 Moved")), RecordFate.OTHER_STATUS),
    "pdf": (response(replace(ANSWER, headers="Content-Type: application/pdf\r\n")), RecordFate.NOT_HTML),
    "untyped": (response(replace(ANSWER, headers="", body=b"%PDF-1.7")), RecordFate.NOT_HTML),
    "no HTTP": (
        member("response", b"words", "application/http; msgtype=response", ANSWER.url),
        RecordFate.UNREADABLE,
    ),
    "no date": (response(replace(ANSWER, date="yesterday")), RecordFate.UNREADABLE),
    "shorter than it says": (
        gzip.compress(gzip.decompress(response(ANSWER))[:-300]),
        RecordFate.UNREADABLE,
    ),
    "plain words": (gzip.compress(b"plain words\r\n" * 20), RecordFate.UNREADABLE),
    "nothing": (gzip.compress(b""), RecordFate.UNREADABLE),
    "garbage": (b"garbage", RecordFate.UNREADABLE),
}


@pytest.mark.parametrize("kind", NO_PAGES)
def test_every_other_record_has_its_outcome(kind: str) -> None:
    packed, fate = NO_PAGES[kind]
    assert found(packed) is fate


def test_a_page_without_a_type_is_known_by_its_first_bytes_and_old_addresses_come_in_brackets() -> None:
    one = found(response(replace(ANSWER, url=f"<{ANSWER.url}>", headers="")))
    assert isinstance(one, Candidate) and one.page.url == ANSWER.url


@pytest.mark.parametrize(
    ("wanted", "is_wanted"),
    [
        (Wanted(hosts=("paper.example",)), True),
        (Wanted(hosts=("other.example", "www.paper.example".removeprefix("www."))), True),
        (Wanted(hosts=("aper.example",)), False),
        (Wanted(hosts=("news.paper.example",)), False),
        (Wanted(first=date(2024, 8, 31), last=date(2024, 8, 31)), True),
        (Wanted(first=date(2024, 9, 1)), False),
        (Wanted(last=date(2024, 8, 30)), False),
    ],
)
def test_only_wanted_pages_are_taken(wanted: Wanted, is_wanted: bool) -> None:
    below = replace(ANSWER, url="https://epaper.paper.example/1")
    assert isinstance(found(response(ANSWER), wanted), Candidate) is is_wanted
    assert isinstance(found(response(below), wanted), Candidate) is is_wanted


@pytest.mark.parametrize(
    ("words", "host"),
    [
        ("paper.example", "paper.example"),
        ("WWW.Paper.example", "paper.example"),
        ("https://www.paper.example/news/?page=1", "paper.example"),
        ("paper.example:8080/", "paper.example"),
        ("zürich.example", "zürich.example"),
        ("203.0.113.7", "203.0.113.7"),
        ("*.paper.example", None),
        ("the paper", None),
        ("https://", None),
        ("", None),
    ],
)
def test_a_host_is_named_alone_or_in_an_address(words: str, host: str | None) -> None:
    assert named_host(words) == host


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("en", "en"),
        ("DE", "de"),
        ("eng", "en"),
        ("pt_BR", "pt"),
        ("zh-Hans-CN", "zh"),
        ("English", None),
        ("de,en", None),
    ],
)
def test_a_language_is_named_by_its_code(words: str, language: str | None) -> None:
    assert named_language(words) == language


def test_a_host_has_the_publisher_that_feeds_give_it() -> None:
    feeds = [
        make_feed("https://feeds.paper.com.pk/world", "The Paper", "PAK", "ur"),
        make_feed("https://www.two.example/a", "One"),
        make_feed("https://www.two.example/b", "Two"),
        make_feed("archive://paper.com.pk/", "paper.com.pk"),
        make_feed("archive://old.example/", "The Old"),
    ]
    known = publishers_of(feeds)
    assert {host: feed.publisher for host, feed in known.items()} == {
        "paper.com.pk": "The Paper",
        "feeds.paper.com.pk": "The Paper",
        "old.example": "The Old",
    }
    one = found(response(replace(ANSWER, url="https://www.paper.com.pk/1")), publishers=known)
    assert isinstance(one, Candidate)
    assert (one.feed.publisher, one.feed.country, one.feed.language) == ("The Paper", "PAK", "ur")
    assert one.feed.url == "archive://paper.com.pk/"
    below = found(response(replace(ANSWER, url="https://blog.paper.com.pk/1")), publishers=known)
    assert isinstance(below, Candidate) and (below.feed.publisher, below.feed.country) == ("blog.paper.com.pk", "PAK")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content="The Paper &amp; Post">', "The Paper & Post"),
        ("<META content='The Paper' name=og:site_name />", "The Paper"),
        ('<meta property="og:site_name" content=" ">', None),
        (f'<meta property="og:site_name" content="{"long " * 20}">', None),
        ('<meta property="og:title" content="og:site_name">', None),
    ],
)
def test_a_page_names_its_site(head: str, name: str | None) -> None:
    one = found(response(replace(ANSWER, body=page("x", head=head))))
    assert isinstance(one, Candidate) and site_name(one.page) == name


def read(*answers: Response, publishers: dict[str, Feed] | None = None) -> list[tuple[Candidate, Taken]]:
    pairs = []
    for answer in answers:
        one = found(response(answer), publishers=publishers)
        assert isinstance(one, Candidate)
        reading = read_page(one.page, one.entry, one.feed, one.page.fetched_at)
        pairs.append((one, Taken(reading.article, reading.reason)))
    return pairs


def test_one_host_has_one_name_and_one_article_the_first_text() -> None:
    named = replace(ANSWER, body=page(ENGLISH.format(town="Bannu"), head='<meta name="og:site_name" content="Paper">'))
    other = replace(
        ANSWER,
        url="https://paper.example/2",
        body=page(ENGLISH.format(town="Quetta"), head='<meta name="og:site_name" content="PAPER ONLINE">'),
    )
    publishers: dict[str, Feed] = {}
    decided = settled(read(named, other, named), [], ALL, publishers)
    assert [one.fate for one in decided] == ["article", "article", "known"]
    assert [one.feed.publisher for one in decided[:2]] == ["Paper", "Paper"]
    assert [one.taken.article.publisher for one in decided[:2] if one.taken.article] == ["Paper", "Paper"]
    assert [one.fate for one in settled(read(named), [decided[0].taken.article.url], ALL, {})] == ["known"]  # type: ignore[union-attr]


def test_an_article_in_another_language_is_left() -> None:
    decided = settled(read(ANSWER), [], Wanted(languages=("de", "fr")), {})
    assert [one.fate for one in decided] == [RecordFate.OTHER_LANGUAGE]


def test_windows_are_the_whole_file_and_end_where_records_begin() -> None:
    answers = [replace(ANSWER, url=f"https://paper.example/{number}") for number in range(5)]
    packed = crawl(answers)
    cut = list(windows(members(BytesIO(packed)), ALL, {}, 2))
    assert [len(window.candidates) for window in cut] == [2, 2, 1]
    assert sum(window.fates.total() for window in cut) == 6
    assert cut[-1].next_offset == len(packed)
    again = list(windows(members(BytesIO(packed), cut[0].next_offset), ALL, {}, 2))
    assert again == cut[1:]


def test_a_window_says_where_the_file_is_broken_and_where_it_ends() -> None:
    packed, following = crawl([ANSWER]), opening()
    (window,) = windows(members(BytesIO(packed + b"junk" + following + opening()[:-3])), ALL, {}, 9)
    assert (window.unreadable_at, window.cut_off_at) == (len(packed), len(packed) + 4 + len(following))
    assert window.next_offset == window.cut_off_at
    assert (len(window.candidates), dict(window.fates)) == (1, {"no_response": 3, "unreadable": 1})


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (b"", "empty"),
        (b"<html>no archive</html>", "no WARC archive"),
        (gzip.compress(b"plain words"), "no WARC archive"),
        (gzip.decompress(opening()), "no WARC archive"),
        (gzip.compress(gzip.decompress(opening()) * 2), "packed as a whole"),
        (gzip.compress(gzip.decompress(opening()) + b"\0" * 20_000_000), "packed as a whole"),
    ],
)
def test_a_file_that_is_none_is_told(packed: bytes, said: str) -> None:
    with pytest.raises(NewsArchiveError, match=f"news.gz: .*{said}"):
        checked_size("news.gz", BytesIO(packed))


def test_a_file_of_one_record_is_one() -> None:
    one = opening()
    assert checked_size("news.gz", BytesIO(one)) == len(one)
    assert checked_size("news.gz", BytesIO(b"junk" + one)) == len(one) + 4
