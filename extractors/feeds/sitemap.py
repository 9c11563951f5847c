"""A sitemap to what it says, like a feed: a page an entry; an index of sitemaps to its children."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from extractors.feeds.declarations import rooted
from extractors.feeds.feed_bytes import feed_bytes, unpacked
from extractors.feeds.feed_dates import read_date
from extractors.feeds.told import Channel, Markup, ToldEntry, ToldFeed, Words
from extractors.feeds_file import is_web_address

# The protocol of sitemaps (sitemaps.org, 0.9): an index names at most 50,000.
MAX_CHILDREN = 50_000

_WORDS = Path(__file__).with_name("sitemap.toml")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(urlset|sitemapindex)[\s>/]")


@dataclass(frozen=True, slots=True)
class SitemapChild:
    """A sitemap that an index names; `is_news` says that its address speaks of news, or of the latest pages."""

    url: str
    lastmod: datetime | None
    is_news: bool


@cache
def _news_words() -> re.Pattern[str]:
    words = tomllib.loads(_WORDS.read_text(encoding="utf-8"))["news"]["words"]
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


def sitemap_kind(xml: bytes) -> str | None:
    """`urlset` or `sitemapindex` by the root element of a document in UTF-8; None where it is no sitemap."""
    root = _ROOT.match(xml)
    return root[1].decode() if root else None


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else (found.text or "").strip()


def _elements(xml: bytes, name: str) -> Iterator[etree._Element | None]:
    """Each element of that name with its content, freed behind the reader; None at the end of a broken document."""
    events = etree.iterparse(
        io.BytesIO(xml),
        events=("end",),
        tag=(f"{{*}}{name}", name),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        yield None


def _page(url: etree._Element) -> ToldEntry:
    """A page as the sitemap tells of it: the news schema's title and date, else when it was last changed."""
    title = _text(url, "{*}news/{*}title")
    dates = (_text(url, "{*}news/{*}publication_date"), _text(url, "{*}lastmod"))
    return ToldEntry(
        guid=None,
        links=tuple(filter(None, (_text(url, "{*}loc"),))),
        title=Words(title, Markup.GUESS) if title else None,
        texts=(),
        dates=tuple(filter(None, dates)),
    )


def read_sitemap(xml: bytes) -> ToldFeed | None:
    """What a `urlset` in UTF-8 says; pages that tell neither title nor date are `undated`, None where all are."""
    pages: list[ToldEntry] = []
    undated: list[str] = []
    is_sound = True
    for url in _elements(xml, "url"):
        if url is None:
            is_sound = False
            break
        page = _page(url)
        if page.dates or page.title:
            pages.append(page)
        else:
            undated.append(next(iter(page.links), ""))
    if undated and not pages:
        return None
    return ToldFeed(Channel(), tuple(pages), is_sound, tuple(undated))


def speaks_of_news(url: str) -> bool:
    """Whether the address of a sitemap speaks of news, or of the latest pages.

    The host is left out: at dailynews.example all addresses would speak of news.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_news_words().search(f"{parts.path}?{parts.query}"))


def _child(sitemap: etree._Element) -> SitemapChild | None:
    """A sitemap of an index; None where it has no web address."""
    url = _text(sitemap, "{*}loc")
    if not is_web_address(url):
        return None
    return SitemapChild(url, read_date(_text(sitemap, "{*}lastmod"), None), speaks_of_news(url))


def sitemap_children(body: bytes) -> tuple[SitemapChild, ...]:
    """The sitemaps that an index (as served, gzip too) names, each once; none where the body is no index."""
    content = unpacked(body)
    document = rooted(feed_bytes(content, None).xml) if content else None
    if document is None or sitemap_kind(document.xml) != "sitemapindex":
        return ()
    children: dict[str, SitemapChild] = {}
    for sitemap in _elements(document.xml, "sitemap"):
        if sitemap is None or len(children) >= MAX_CHILDREN:
            break
        if child := _child(sitemap):
            children.setdefault(child.url, child)
    return tuple(children.values())
