"""Feeds of several kinds to how long they take to become entries: `python -m tests.extractors.feeds.speed`."""

from __future__ import annotations

import time
from collections.abc import Callable

import feedparser

from extractors.entries import read_feed
from extractors.feeds_file import make_feed
from tests.extractors.feeds.test_dialects import DIALECTS
from tests.extractors.test_entries import NOW, URL

ENTRIES, ROUNDS, CALLS = 20, 5, 10
WORDS = "Gunmen killed five soldiers near Kano on Monday, police said. The governor called a meeting of his council. "
HTML = f'<p>{WORDS} <a href="https://a.example/">link</a> <b>bold</b></p>'
RSS_HEAD = (
    "<title>Gunmen kill {n} soldiers &amp; wound others</title><link>https://paper.example/2024/08/gunmen-{n}</link>"
    '<guid isPermaLink="false">story-{n}</guid><pubDate>Fri, 30 Aug 2024 {n:02}:00:00 +0100</pubDate>'
    "<dc:creator>A. Writer</dc:creator><category>World</category>"
)
ATOM_ENTRY = (
    '<title type="html">Gunmen kill {n} soldiers</title><link href="https://paper.example/2024/08/gunmen-{n}"/>'
    "<id>tag:paper.example,2024:{n}</id><published>2024-08-30T{n:02}:00:00+01:00</published>"
    f"<updated>2024-08-30T{{n:02}}:30:00+01:00</updated><author><name>A</name></author><summary>{WORDS}</summary>"
)
KINDS = {
    "short teasers, RSS 2.0": ("rss20", f"{RSS_HEAD}<description>{WORDS}</description>"),
    "HTML teasers, RSS 2.0": ("rss20", f"{RSS_HEAD}<description><![CDATA[{HTML}]]></description>"),
    "whole articles, RSS 2.0": (
        "rss20",
        f"{RSS_HEAD}<description>{WORDS}</description><content:encoded><![CDATA[{HTML * 10}]]></content:encoded>",
    ),
    "summaries, Atom": ("atom10", ATOM_ENTRY),
    "titles of pictures in boxes, RSS 2.0": (
        "rss20",
        f"{RSS_HEAD}<description>{WORDS}</description><media:group><media:title>picture</media:title></media:group>",
    ),
}


def feed_of(dialect: str, entry: str) -> bytes:
    """A feed of that dialect with as many entries."""
    opening, _, closing = DIALECTS[dialect].partition("%s")
    tag = "</entry><entry>" if dialect.startswith("atom") else "</item><item>"
    return (opening + tag.join(entry.format(n=n) for n in range(ENTRIES)) + closing).encode()


def milliseconds(read: Callable[[], object]) -> float:
    """The shortest time of one call."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(CALLS):
            read()
        times.append((time.perf_counter() - start) / CALLS)
    return min(times) * 1_000


def main() -> None:
    """Print a line a kind."""
    paper = make_feed(URL, "A paper")
    print(f"{ENTRIES} entries a feed{'':28} bare feedparser    read_feed   ratio")
    for kind, (dialect, entry) in KINDS.items():
        body = feed_of(dialect, entry)
        bare = milliseconds(lambda body=body: feedparser.parse(body))  # type: ignore[misc]
        ours = milliseconds(lambda body=body: read_feed(paper, body, "application/xml", URL, NOW))  # type: ignore[misc]
        print(f"{kind:45} {bare:9.2f} ms {ours:9.2f} ms {ours / bare:7.2f}")


if __name__ == "__main__":
    main()
