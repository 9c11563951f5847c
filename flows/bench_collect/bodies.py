"""The newsroom's stories to the feeds and pages of a press of any number of hosts, the same bytes at every call."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from html import escape
from pathlib import Path

from flows.newsroom.pages import page_bytes
from flows.newsroom.press import Story, read_outlets, read_stories

NEWSROOM = Path(__file__).parent.parent / "newsroom"
# When the newest story of edition 0 came out; each edition is a day later.
FIRST_DAY = datetime(2024, 8, 31, 11, 0, tzinfo=UTC)
_APART = timedelta(minutes=17)
# Teasers carry one or two paragraphs; every third feed carries the whole texts instead, as real ones do.
_TEASER = 2
_SCHEME = b"https://"


@dataclass(frozen=True, slots=True)
class Stock:
    """What a press has to print: texts for its feeds, and whole pages."""

    stories: tuple[Story, ...]
    pages: tuple[bytes, ...]


@cache
def stock(pages: Path | None = None) -> Stock:
    """The bundled stories, with their pages or those of a folder of `*.html.gz`."""
    outlets = read_outlets(NEWSROOM / "press.toml")
    stories = [story for story in read_stories(NEWSROOM / "stories", outlets) if story.quirk is None]
    if pages is not None:
        return Stock(tuple(stories), tuple(gzip.decompress(path.read_bytes()) for path in sorted(pages.glob("*.gz"))))
    made = (page_bytes(story, stories, NEWSROOM / "layouts", "https://newsroom.example") for story in stories)
    return Stock(tuple(stories), tuple(made))


def address(index: int) -> str:
    """The loopback address of a host; Linux answers on all of 127.0.0.0/8."""
    return f"127.1.{index // 250}.{index % 250 + 1}"


def index_of(address: str) -> int:
    """The host that has this address."""
    _, _, high, low = address.split(".")
    return int(high) * 250 + int(low) - 1


def story_link(index: int, port: int, edition: int, number: int) -> str:
    """The link of one entry of a host's feed."""
    return f"http://{address(index)}:{port}/story/{edition}-{number}"


def feed_body(index: int, port: int, edition: int, entries: int) -> bytes:
    """The feed of a host in an edition: RSS 2.0 or, every third host, Atom; no entry is in two editions."""
    write = _atom if index % 3 == 2 else _rss
    return write(index, port, edition, _printed(index, edition, entries)).encode()


def page_body(pages: Sequence[bytes], index: int, number: int) -> bytes:
    """A page as this host has it: its addresses are under names of the host's own, and so is its canonical URL."""
    return pages[number % len(pages)].replace(_SCHEME, b"https://h%d." % index)


def _printed(index: int, edition: int, entries: int) -> list[tuple[int, Story, datetime]]:
    """The stories of an edition, newest first."""
    stories = stock().stories
    newest = FIRST_DAY + timedelta(days=edition)
    return [
        (number, stories[(index * 7 + edition * 31 + number) % len(stories)], newest - number * _APART)
        for number in range(entries)
    ]


def _teaser(story: Story, link: str) -> str:
    """A teaser as content systems write it: a picture, paragraphs with marks in them, a way to the page."""
    head = f'<p><img width="300" height="200" src="{link}/lead.jpg" class="wp-post-image" alt="" loading="lazy" /></p>'
    told = "".join(f"<p><strong>{escape(p[:24])}</strong>{escape(p[24:])}</p>\n" for p in story.paragraphs[:_TEASER])
    return f'{head}{told}<p>The post <a href="{link}">{escape(story.title)}</a> appeared first on this site.</p>'


def _whole(story: Story) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in story.paragraphs)


def _rss(index: int, port: int, edition: int, printed: Sequence[tuple[int, Story, datetime]]) -> str:
    items = []
    for number, story, moment in printed:
        link = story_link(index, port, edition, number)
        whole = f"<content:encoded><![CDATA[{_whole(story)}]]></content:encoded>" if index % 3 == 1 else ""
        tags = "".join(f"<category><![CDATA[{tag}]]></category>" for tag in story.tags)
        items.append(
            f"<item>\n<title>{escape(story.title)}</title>\n<link>{link}</link>\n"
            f"<dc:creator><![CDATA[{story.byline}]]></dc:creator>\n<pubDate>{format_datetime(moment)}</pubDate>\n{tags}\n"
            f'<guid isPermaLink="false">{link}?p={number}</guid>\n'
            f"<description><![CDATA[{story.paragraphs[0] if whole else _teaser(story, link)}]]></description>{whole}\n"
            f'<media:content url="{link}/lead.jpg" medium="image"/>\n</item>\n'
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/">\n<channel>\n'
        f"<title>Paper {index}</title>\n<link>http://{address(index)}:{port}/</link>\n"
        f"<description>All the news</description>\n<language>en</language>\n{''.join(items)}</channel>\n</rss>\n"
    )


def _atom(index: int, port: int, edition: int, printed: Sequence[tuple[int, Story, datetime]]) -> str:
    entries = []
    for number, story, moment in printed:
        link = story_link(index, port, edition, number)
        entries.append(
            f'<entry>\n<id>{link}</id>\n<title type="html">{escape(escape(story.title))}</title>\n'
            f'<link rel="alternate" type="text/html" href="{link}"/>\n<published>{moment.isoformat()}</published>\n'
            f"<updated>{moment.isoformat()}</updated>\n<author><name>{escape(story.byline)}</name></author>\n"
            f'<summary type="html">{escape(_teaser(story, link))}</summary>\n</entry>\n'
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>http://{address(index)}:{port}/</id>\n<title>Paper {index}</title>\n"
        f"<updated>{printed[0][2].isoformat()}</updated>\n{''.join(entries)}</feed>\n"
    )
