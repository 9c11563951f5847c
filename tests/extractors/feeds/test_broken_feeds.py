"""Broken and hostile feeds give records or a reason, never an exception, and no text that is code."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.entries import DiscardReason, FeedProblem, FeedReading, read_feed
from extractors.feeds_file import make_feed
from tests.extractors.feeds.test_dialects import DIALECTS, LINES, body
from tests.extractors.feeds.test_sitemap import INDEX, NEWS
from tests.extractors.test_entries import NOW, URL

SEEDS = [body(line) for line in LINES] + [NEWS, INDEX]
HEADERS = [None, "", "application/rss+xml", "text/xml; charset=gbk", "text/html; charset=utf-7", "x; charset=no-such"]
SPLINTERS = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"<?",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"&#0;",
    b'"',
]
SPLINTERS += [
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"</item>",
    b"<item>",
    b"</channel>",
    b"<title>",
    b"xml:base='http://['",
]


def reading(feed: bytes, header: str | None = "application/xml") -> FeedReading:
    return read_feed(make_feed(URL, "A paper"), feed, header, URL, NOW)


def accounted_for(found: FeedReading) -> bool:
    """Whether all is of its type, the entries are told apart and nothing is there without a word why."""
    ids = [entry.entry_id for entry in found.entries]
    known = all(discard.reason in set(DiscardReason) for discard in found.discards)
    said = bool(found.entries or found.discards or found.problem in set(FeedProblem))
    texts = [text for entry in found.entries for text in (entry.title, entry.summary, entry.guid, entry.link) if text]
    return known and said and len(set(ids)) == len(ids) and all(text.encode() for text in texts)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SEEDS), st.floats(0, 1), st.sampled_from(HEADERS))
def test_a_feed_cut_anywhere(seed: bytes, share: float, header: str | None) -> None:
    assert accounted_for(reading(seed[: int(len(seed) * share)], header))
    assert accounted_for(reading(seed[int(len(seed) * share) :], header))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(SPLINTERS) | st.binary(max_size=4), st.integers(0, 5)), max_size=6
    ),
    st.sampled_from(HEADERS),
)
def test_a_feed_changed_anywhere(seed: bytes, changes: list[tuple[float, bytes, int]], header: str | None) -> None:
    for share, splinter, lost in changes:
        place = int(len(seed) * share)
        seed = seed[:place] + splinter + seed[place + lost :]
    assert accounted_for(reading(seed, header))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(HEADERS))
def test_any_bytes(noise: bytes, header: str | None) -> None:
    assert accounted_for(reading(noise, header))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False))
def test_a_feed_cut_early_never_gives_more_entries(seed: bytes, chance: random.Random) -> None:
    whole = reading(seed)
    part = reading(seed[: chance.randrange(len(seed))])
    assert len(part.entries) + len(part.discards) <= len(whole.entries) + len(whole.discards)


@pytest.mark.parametrize("line", [line for line in LINES if line["in"] in ("rss20", "atom10", "rss10")], ids=str)
def test_each_byte_lost_from_a_feed(line: dict[str, Any]) -> None:
    feed = body(line)
    for end in range(0, len(feed), 37):
        assert accounted_for(reading(feed[:end]))


def rss(item: str) -> bytes:
    return DIALECTS["rss20"].replace("%s", item).encode()


@pytest.mark.parametrize(
    "feed",
    [
        rss("<a>" * 100_000 + "</a>" * 100_000),
        rss("<guid>g</guid>" + "<a>" * 100_000),
        rss("<guid>g</guid><description>" + "<div>" * 50_000 + "</div>" * 50_000 + "</description>"),
        rss(f"<guid a='{'x' * 3_000_000}'>g</guid>"),
        rss("<guid " + " ".join(f"a{n}='x'" for n in range(50_000)) + ">g</guid>"),
        rss("<guid>g</guid><author>" + "a.a-" * 200_000 + "</author><odd/>"),
        rss("<guid>g</guid><pubDate>" + "10:00 " * 100_000 + "</pubDate>"),
        rss("<link>https://a.example/" + "/a" * 300_000 + "</link>"),
        rss("<guid>g</guid><title>" + "&lt;script&gt;" * 50_000 + "</title>"),
        rss("<guid>g</guid>" + "<skipHours>" * 10_000),
        b"<urlset>" + b"<url>" * 50_000,
        b"<urlset>" + b"<url><loc>x</loc></url>" * 20_000 + b"</urlset>",
    ],
    ids=range(12),
)
def test_what_is_meant_to_hang_or_fill_the_memory_does_not(feed: bytes) -> None:
    found = reading(feed)
    assert accounted_for(found)
    assert all(len(entry.title or "") <= 1_000 for entry in found.entries)


CODE = st.sampled_from(
    [
        "<script>evil()</script>",
        "<SCRIPT type='a'>evil()</SCRIPT >",
        "<style>evil{}</style>",
        "<script>evil();",
        "<style media='x'>evil{}</style><script>evil()</script>",
        "<svg><script>evil()</script></svg>",
    ]
)


@settings(max_examples=200, deadline=None)
@given(CODE, st.integers(0, 2), st.booleans(), st.sampled_from(["title", "description", "summary", "content:encoded"]))
def test_no_code_lands_in_a_text(code: str, escapes: int, is_data: bool, element: str) -> None:
    markup = f"<p>Said</p> {code}"
    for _ in range(escapes):
        markup = markup.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    words = f"<![CDATA[{markup}]]>" if is_data else markup
    told = [
        entry.title or entry.summary for entry in reading(rss(f"<guid>g</guid><{element}>{words}</{element}>")).entries
    ]
    assert all("evil" not in (text or "") for text in told)


@settings(max_examples=100, deadline=None)
@given(CODE, st.sampled_from(["text", "html"]))
def test_no_code_lands_in_a_text_of_atom(code: str, kind: str) -> None:
    escaped = code.replace("<", "&lt;")
    entry = f"<id>g</id><title type='{kind}'>Said {escaped}</title><summary type='{kind}'>Said {escaped}</summary>"
    (found,) = reading(DIALECTS["atom10"].replace("%s", entry).encode()).entries
    assert "evil" not in f"{found.title} {found.summary}"


def test_a_summary_cut_within_a_letter_costs_only_that_letter() -> None:
    feed = rss("<guid>g</guid><title>Взрыв в городе</title><description>Погибли пятеро%</description>")
    found = reading(feed.replace(b"%", "х".encode()[:1]))
    assert [entry.title for entry in found.entries] == ["Взрыв в городе"]
    assert found.problem == "wrong_encoding"


def test_a_feed_in_utf8_is_not_taken_for_what_its_server_names() -> None:
    feed = rss("<guid>g</guid><title>Взрыв</title>")
    for header in ("text/xml", "text/html; charset=iso-8859-1", "text/xml; charset=windows-1251"):
        assert [entry.title for entry in reading(feed, header).entries] == ["Взрыв"]
