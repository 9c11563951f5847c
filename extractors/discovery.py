"""The bytes of a site's pages, robots.txt and sitemaps to the addresses at which its feeds may be."""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree

from extractors.feeds.sitemap import speaks_of_news
from extractors.feeds_file import is_web_address
from extractors.plain_text import one_line, without_controls

# What a page declares is worth a request each; a page of links to a hundred sections is cut.
MAX_DECLARED = 12
MAX_LINKED = 12
MAX_SITEMAPS = 6
# Longer addresses are built by scripts for other scripts.
_MAX_URL = 2_048
_MAX_WORDS = 200
_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")


class Reason(StrEnum):
    """Why a feed may be at an address, the surest first."""

    GIVEN = "the address itself"
    DECLARED = "declared by the page"
    LINKED = "linked on the page"
    USUAL = "a usual address"
    SITEMAP = "a sitemap"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address at which a feed may be, and why; `title` is what the page calls it."""

    url: str
    reason: Reason
    title: str | None = None


@dataclass(frozen=True, slots=True)
class SitePage:
    """What a page says of its site and its feeds; `json_feeds` counts those in a form that is not read."""

    declared: tuple[Candidate, ...] = ()
    linked: tuple[Candidate, ...] = ()
    site: str | None = None
    language: str | None = None
    json_feeds: int = 0


@dataclass(frozen=True, slots=True)
class _Knowledge:
    feed_types: frozenset[str]
    json_types: frozenset[str]
    link_words: frozenset[str]
    comment_words: frozenset[str]
    beside: tuple[str, ...]
    usual: tuple[str, ...]


@cache
def _knowledge() -> _Knowledge:
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return _Knowledge(
        frozenset(told["feed_types"]),
        frozenset(told["json_types"]),
        frozenset(told["link_words"]),
        frozenset(told["comment_words"]),
        tuple(told["beside"]),
        tuple(told["usual"]),
    )


def read_site_page(body: bytes, content_type: str | None, url: str) -> SitePage:
    """Read the page at `url`: feeds it declares (`link rel=alternate`), links that call themselves feeds, its name."""
    try:
        tree = etree.fromstring(body.replace(b"\0", b""), _parser(_charset(content_type)))
    except (etree.XMLSyntaxError, ValueError):
        return SitePage()
    if tree is None:
        return SitePage()
    base = _joined(url, next((node.get("href") or "" for node in tree.iter("base")), "")) or url
    alternates = [node for node in tree.iter("link") if "alternate" in (node.get("rel") or "").lower().split()]
    declared = [node for node in alternates if _type(node) in _knowledge().feed_types]
    return SitePage(
        _distinct((_candidate(node, base, Reason.DECLARED, node.get("title")) for node in declared), MAX_DECLARED),
        _distinct(_linked(tree, base, url), MAX_LINKED),
        _site_name(tree),
        _language(tree),
        sum(_type(node) in _knowledge().json_types for node in alternates),
    )


def usual_addresses(url: str) -> tuple[Candidate, ...]:
    """The addresses at which feeds are on many sites: beside `url` and at the root of its site."""
    known = _knowledge()
    here = urljoin(url, ".")
    root = urljoin(url, "/")
    beside = [urljoin(here, name) for name in known.beside] if here != root else []
    return _distinct((Candidate(address, Reason.USUAL) for address in [*beside, *(root + n for n in known.usual)]), 99)


def sitemaps_of_robots(text: str, url: str) -> tuple[Candidate, ...]:
    """The sitemaps that a robots.txt names, those of news first; the others may be indexes that lead there."""
    return news_first(filter(None, (_joined(url, line) for line in _SITEMAP_LINE.findall(text))))


def news_first(addresses: Iterable[str]) -> tuple[Candidate, ...]:
    """Addresses of sitemaps as candidates, those whose name speaks of news first."""
    ordered = sorted(addresses, key=lambda address: not speaks_of_news(address))
    return _distinct((Candidate(address, Reason.SITEMAP) for address in ordered), MAX_SITEMAPS)


def is_of_comments(url: str, title: str | None) -> bool:
    """Whether a feed's address or title says that it carries the comments of readers."""
    parts = urlsplit(url)
    words = {*_words(unquote(f"{parts.path} {parts.query}")), *_words(title or "")}
    return bool(words & _knowledge().comment_words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _charset(content_type: str | None) -> str | None:
    """The charset that the server names, where it exists; else the parser finds it in the page."""
    header = Message()
    header["content-type"] = " ".join((content_type or "").split())
    try:
        name = header.get_content_charset()
        return codecs.lookup(name).name if name else None
    except (LookupError, ValueError):
        return None


def _parser(charset: str | None) -> etree.HTMLParser:
    """A parser that forgives; a charset that it does not know is left to be found in the page."""
    try:
        return etree.HTMLParser(encoding=charset, recover=True, no_network=True, remove_comments=True)
    except LookupError:
        return _parser(None)


def _joined(base: str, address: str) -> str | None:
    """`address` made absolute, without its fragment; None where it cannot be asked."""
    try:
        url = urldefrag(urljoin(base, address.strip().replace(" ", "%20"))).url
    except ValueError:  # brackets that hold no address
        return None
    return url if len(url) <= _MAX_URL and is_web_address(url) else None


def _type(node: etree._Element) -> str:
    return (node.get("type") or "").split(";")[0].strip().lower()


def _candidate(node: etree._Element, base: str, reason: Reason, title: str | None) -> Candidate | None:
    url = _joined(base, node.get("href")) if node.get("href") else None
    return Candidate(url, reason, one_line(without_controls(title or ""))[:_MAX_WORDS] or None) if url else None


def _linked(tree: etree._Element, base: str, url: str) -> Iterator[Candidate | None]:
    """Links whose text or address says feed, those within the site first."""
    found = []
    for node in tree.iter("a"):
        text = one_line("".join(node.itertext()))[:_MAX_WORDS] or node.get("title") or node.get("aria-label") or ""
        candidate = _candidate(node, base, Reason.LINKED, text)
        if candidate and candidate.url != urldefrag(url).url and _says_feed(candidate):
            found.append(candidate)
    return iter(sorted(found, key=lambda candidate: not _is_within(candidate.url, url)))


def _says_feed(candidate: Candidate) -> bool:
    parts = urlsplit(candidate.url)
    words = {*_words(unquote(parts.path)), *_words(unquote(parts.query)), *_words(candidate.title or "")}
    return bool(words & _knowledge().link_words)


def _is_within(address: str, url: str) -> bool:
    """Whether one of the two hosts is the other's, or lies under it."""
    one, other = (f".{(urlsplit(link).hostname or '').removeprefix('www.')}" for link in (address, url))
    return one.endswith(other) or other.endswith(one)


def _site_name(tree: etree._Element) -> str | None:
    for node in tree.iter("meta"):
        if "og:site_name" in ((node.get("property") or "").lower(), (node.get("name") or "").lower()):
            return one_line(without_controls(node.get("content") or ""))[:_MAX_WORDS] or None
    return None


def _language(tree: etree._Element) -> str | None:
    return next((node.get("lang") for node in tree.iter("html")), None)


def _distinct(candidates: Iterable[Candidate | None], most: int) -> tuple[Candidate, ...]:
    distinct: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate is not None:
            distinct.setdefault(candidate.url, candidate)
    return tuple(list(distinct.values())[:most])
