"""Records of a crawl's archive (Common Crawl's CC-NEWS) to pages with an entry and a feed of their own, or why not."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from courlan import extract_domain

from extractors.feeds_file import make_feed
from extractors.ids import stable_id
from extractors.languages import language_code
from extractors.links import canonical_link
from extractors.pages.page_source import page_source
from extractors.plain_text import one_line
from extractors.source_country import country_of_source
from extractors.warc_members import Fault, Member
from extractors.warc_records import RecordError, WebRecord, body_of_answer, record_head
from warehouse.records import Entry, Feed, Page

_OK = 200
_SCHEME = "archive"
_HTML = ("text/html", "application/xhtml+xml")
_MARKUP = re.compile(rb"\s*<(?:!doctype html|html)", re.IGNORECASE)
_META = re.compile(r"<meta\b[^>]{0,1000}>", re.IGNORECASE)
_SITE_NAME = re.compile(r"""(?:property|name)\s*=\s*["']?og:site_name\b""", re.IGNORECASE)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HOST = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_]\w+)*")
# Longer is a slogan, and no name to show in a column.
_MAX_NAME = 60


class RecordFate(StrEnum):
    """What became of a record of an archive; the other fates are why a page gave no article (`PageReason`)."""

    ARTICLE = "article"
    KNOWN = "known"
    NO_RESPONSE = "no_response"
    OTHER_STATUS = "other_status"
    NOT_HTML = "not_html"
    OTHER_HOST = "other_host"
    OTHER_DAY = "other_day"
    OTHER_LANGUAGE = "other_language"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    # Reading the page went beyond the limits of time and memory, or failed by a fault of ours.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages to take: of these hosts and languages (empty: all), crawled from `first` to `last` (UTC days)."""

    hosts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page of an archive to take an article from, with the entry and the feed that stand for it."""

    page: Page
    entry: Entry
    feed: Feed


def wanted_key(wanted: Wanted) -> str:
    """The wish in one line, the same for the same wish."""
    hosts, languages = (",".join(sorted(set(names))) for names in (wanted.hosts, wanted.languages))
    return f"hosts={hosts} languages={languages} from={wanted.first or ''} to={wanted.last or ''}"


def candidate_of(member: Member, wanted: Wanted, publishers: Mapping[str, Feed]) -> Candidate | RecordFate:
    """The page of a record of the archive, or what becomes of the record without one.

    Two clocks: a page became known when it was crawled (WARC-Date), so that past days have a baseline; when it was
    published, the page itself says. `publishers` are the feeds that tell the publisher of each host.
    """
    if member.fault is not None:
        return RecordFate.TOO_LARGE if member.fault is Fault.TOO_LARGE else RecordFate.UNREADABLE
    try:
        head = record_head(member.block)
        return _fate_by_head(head, wanted) or _candidate(head, member.block, publishers)
    except RecordError:
        return RecordFate.UNREADABLE


def _fate_by_head(head: WebRecord, wanted: Wanted) -> RecordFate | None:
    if head.kind != "response" or not (head.url or "").lower().startswith(("http:", "https:")):
        return RecordFate.NO_RESPONSE
    if head.date is None or head.status is None:
        return RecordFate.UNREADABLE
    if head.status != _OK:
        return RecordFate.OTHER_STATUS
    kind = (head.content_type or "").partition(";")[0].strip().lower()
    if kind and kind not in _HTML:
        return RecordFate.NOT_HTML
    if wanted.hosts and not _is_of(host_of(head.url), wanted.hosts):
        return RecordFate.OTHER_HOST
    day = head.date.astimezone(UTC).date()
    if (wanted.first and day < wanted.first) or (wanted.last and day > wanted.last):
        return RecordFate.OTHER_DAY
    return None


def _candidate(head: WebRecord, block: bytes, publishers: Mapping[str, Feed]) -> Candidate | RecordFate:
    assert head.url is not None and head.date is not None
    link = canonical_link(head.url, "")
    if link is None:
        return RecordFate.UNREADABLE
    body = body_of_answer(block)
    if not head.content_type and not _MARKUP.match(body):
        return RecordFate.NOT_HTML
    page = Page(head.url, head.url, _OK, head.content_type, body, head.date)
    feed = archive_feed(host_of(link), publishers)
    return Candidate(page, _entry(feed, link, head.date), feed)


def _entry(feed: Feed, link: str, crawled_at: datetime) -> Entry:
    entry_id = stable_id("entry", feed.feed_id, link)
    return Entry(entry_id, feed.feed_id, None, link, None, None, None, "undated", crawled_at)


def host_of(url: str | None) -> str:
    """The host of a URL without `www.`; empty where there is none."""
    try:
        return (urlsplit(url or "").hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""


def named_host(words: str) -> str | None:
    """The host that a person names, alone (`paper.example`) or in an address; None where it can be none."""
    host = host_of(canonical_link(words if "://" in words else f"https://{words}", ""))
    return host if _HOST.fullmatch(host) else None


def named_language(words: str) -> str | None:
    """The code of the language that a person names by one (`en`, `eng`, `en-GB`); None where it is none or several."""
    return language_code(words) if _LANGUAGE.fullmatch(words) else None


def _is_of(host: str, wanted: Iterable[str]) -> bool:
    """Whether `host` is one of the wanted, or below one."""
    return any(host == name or host.endswith(f".{name}") for name in wanted)


def archive_feed(host: str, publishers: Mapping[str, Feed]) -> Feed:
    """The feed that stands for all pages of a host that no feed led to; no poll asks for it.

    Its publisher is the one that feeds give the host, as one outlet is one source, or else the host.
    """
    address = f"{_SCHEME}://{host}/"
    own = publishers.get(host)
    if own is None:
        return make_feed(address, host, country_of_source(host))
    return make_feed(address, own.publisher, own.country or country_of_source(host), own.language)


def publishers_of(feeds: Iterable[Feed]) -> dict[str, Feed]:
    """The feed that tells the publisher of each host: its own, or that of the registered domain which it is.

    Hosts whose feeds have several publishers are left out. Hosts below a domain may be anybody's. What a page said of
    its site before gives way to a list of feeds.
    """
    named: dict[bool, dict[str, dict[str, Feed]]] = {True: {}, False: {}}
    for feed in feeds:
        host = host_of(feed.url)
        is_ours = feed.url.startswith(f"{_SCHEME}:")
        for name in {host} if is_ours else {host, _domain(host)}:
            named[is_ours].setdefault(name, {}).setdefault(feed.publisher, feed)
    found = {**named[True], **named[False]}
    return {host: next(iter(feeds.values())) for host, feeds in found.items() if host and len(feeds) == 1}


def _domain(host: str) -> str:
    """The registered domain by the public suffix list; the host itself where it has none."""
    try:
        return extract_domain(f"https://{host}/") or host
    except ValueError:
        return host


def named_by_page(feed: Feed, page: Page) -> Feed:
    """A feed whose publisher is no more than its host, with the name that the page gives its site."""
    name = site_name(page)
    return feed if name is None or feed.publisher != host_of(feed.url) else make_feed(feed.url, name, feed.country)


def site_name(page: Page) -> str | None:
    """The name that the page gives its site (Open Graph), or None."""
    metas = _META.findall(page_source(page.body, page.content_type).markup)
    contents = (_CONTENT.search(meta) for meta in metas if _SITE_NAME.search(meta))
    names = (one_line(html.unescape(found[1] or found[2] or "")) for found in contents if found)
    return next((name for name in names if 0 < len(name) <= _MAX_NAME), None)
