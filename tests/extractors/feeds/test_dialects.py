"""Feeds of every dialect, each small and with its entries by hand, to the same entries; and feedparser gives the same.

A line of dialects.jsonl is a feed: what it shows, the dialect that `xml` stands in (`whole` for a document), and its
entry. Where an entry is not what feedparser makes of the feed, `differs` names the fields; the differences are these:

- links: tracking parameters and fragments go, schemes other than http and https are none, relative ones count from the
  site of RSS and the address of an Atom feed (feedparser is not told where a feed was found);
- dates: those in the future and before the web are not believed, more zones are known;
- titles: one line, no script; a tag that plain text of Atom speaks of is not cut out;
- an entry without link and guid, and one that comes twice, are counted discards.
"""

from __future__ import annotations

import io
import json
import warnings
from calendar import timegm
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from extractors.entries import FeedReading, read_feed
from extractors.feeds_file import make_feed
from extractors.links import canonical_link
from extractors.plain_text import one_line, plain_text
from tests.extractors.test_entries import NOW, URL
from warehouse.records import Entry

LINES = [json.loads(line) for line in Path(__file__).with_name("dialects.jsonl").read_text("utf-8").splitlines()]
FIELDS = ("title", "link", "guid", "at", "summary")
SPACES = """
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
    xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"
    xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:georss="http://www.georss.org/georss"
    xmlns:gml="http://www.opengis.net/gml" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"
    xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:xhtml="http://www.w3.org/1999/xhtml"
    xmlns:x="https://unknown.example/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
"""
CHANNEL = "<title>Paper</title><link>https://paper.example/</link>"
ATOM = 'xmlns:atom="http://www.w3.org/2005/Atom"'


def rss(version: str) -> str:
    return f'<rss version="{version}" {SPACES} {ATOM}><channel>{CHANNEL}<item>%s</item></channel></rss>'


DIALECTS = {
    "rss20": rss("2.0"),
    "rss094": rss("0.94"),
    "rss093": rss("0.93"),
    "rss092": rss("0.92"),
    "rss091": rss("0.91"),
    "rss090": f'<rdf:RDF xmlns="http://my.netscape.com/rdf/simple/0.9/" {SPACES}><channel>{CHANNEL}</channel>'
    "<item>%s</item></rdf:RDF>",
    "rss10": f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {SPACES}><channel rdf:about="https://paper.example/">{CHANNEL}'
    '</channel><item rdf:about="https://a.example/about">%s</item></rdf:RDF>',
    "atom10": f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}><title>Paper</title><entry>%s</entry></feed>',
    "atom03": f'<feed version="0.3" xmlns="http://purl.org/atom/ns#" {SPACES}><title>Paper</title>'
    "<entry>%s</entry></feed>",
    "cdf": '<?xml version="1.0"?><CHANNEL HREF="https://paper.example/"><TITLE>Paper</TITLE>'
    '<ITEM HREF="https://a.example/1" LASTMOD="2024-08-30T10:00Z">%s</ITEM></CHANNEL>',
    "whole": "%s",
}


def body(line: dict[str, Any]) -> bytes:
    return str(DIALECTS[line["in"]].replace("%s", line["xml"])).encode(line.get("encoding", "utf-8"))


def reading(line: dict[str, Any]) -> FeedReading:
    return read_feed(make_feed(URL, "A paper"), body(line), line.get("header", "application/xml"), URL, NOW)


def expected(line: dict[str, Any]) -> list[dict[str, Any]]:
    lines = line.get("entries", [] if "discards" in line else [line])
    return [{field: entry.get(field) for field in FIELDS} for entry in lines]


def described(entry: Entry) -> dict[str, Any]:
    at = entry.published_at.isoformat() if entry.published_at else None
    return dict(zip(FIELDS, (entry.title, entry.link, entry.guid, at, entry.summary), strict=True))


def by_feedparser(line: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries as bare feedparser gives them, brought into our terms."""
    headers = {"content-type": line.get("header", "application/xml")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = feedparser.parse(io.BytesIO(body(line)), response_headers=headers)
        site = parsed.feed.get("link") or ""
    entries = []
    for entry in parsed.entries:
        moments = [entry.get(f"{name}_parsed") for name in ("published", "created")] + [
            dict.get(entry, "updated_parsed")
        ]
        moment = next((moment for moment in moments if moment), None)
        link = entry.get("link")
        entries.append(
            {
                "title": one_line(plain_text(entry.get("title", ""))) or None,
                "link": canonical_link(link, canonical_link(site, URL) or URL) if link else None,
                "guid": entry.get("id"),
                "at": datetime.fromtimestamp(timegm(moment), UTC).isoformat() if moment else None,
            }
        )
    return entries


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['in']}: {line['about']}")
def test_a_feed_gives_the_entries_written_by_hand(line: dict[str, Any]) -> None:
    found = reading(line)
    assert [described(entry) for entry in found.entries] == expected(line)
    assert [discard.reason for discard in found.discards] == line.get("discards", [])


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['in']}: {line['about']}")
def test_feedparser_gives_the_same_entries(line: dict[str, Any]) -> None:
    found = reading(line)
    theirs = by_feedparser(line)
    assert len(theirs) == len(found.entries) + len(found.discards)
    compared = [field for field in ("title", "link", "guid", "at") if field not in line.get("differs", ())]
    for entry, other in zip(map(described, found.entries), theirs, strict=False):
        seconds = (entry["at"] or "").replace(".123000", "") or None  # feedparser drops fractions
        assert {field: {**entry, "at": seconds}[field] for field in compared} == {
            field: other[field] for field in compared
        }


def test_each_dialect_is_there() -> None:
    assert {line["in"] for line in LINES} == set(DIALECTS)
    assert len(LINES) >= 120
