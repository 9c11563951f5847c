"""The bytes of a feed to its entries, each with its identity, link, date and the feed's own text."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from extractors.feeds.any_feed import looks_like_html, read_any
from extractors.feeds.declarations import rooted
from extractors.feeds.feed_bytes import feed_bytes, unpacked
from extractors.feeds.feed_dates import FUTURE, UNDATED, believed, read_date
from extractors.feeds.feed_hints import FeedHints, read_hints
from extractors.feeds.sitemap import read_sitemap, sitemap_kind
from extractors.feeds.told import Channel, FeedProblem, Markup, ToldEntry, ToldFeed, Words
from extractors.ids import stable_id
from extractors.links import canonical_link, same_page
from extractors.plain_text import one_line, plain_text, without_code, without_controls
from warehouse.records import Discard, Entry, Feed

__all__ = ["FUTURE", "UNDATED", "DiscardReason", "FeedHints", "FeedProblem", "FeedReading", "read_feed"]

# Of a longer text, only the beginning would be shown and read; feeds that carry more are broken or hostile.
MAX_SUMMARY = 200_000
MAX_TITLE = 1_000
_SUBJECT_WIDTH = 200
# How far into a body the root element is looked for.
_HEAD_BYTES = 4_096
# A guid without any sign of an address, and the scheme of one.
_BARE = re.compile(r"[A-Za-z0-9_~-]+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


class DiscardReason(StrEnum):
    """Why an entry could not be kept."""

    NO_IDENTITY = "no_link_no_guid"
    TWICE_IN_FEED = "twice_in_feed"
    UNREADABLE = "unreadable_entry"
    UNDATED_PAGE = "undated_page_of_sitemap"


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What one body of a feed gave; `problem` is None for a sound feed, `hints` is how it wants to be polled."""

    entries: tuple[Entry, ...]
    discards: tuple[Discard, ...]
    problem: FeedProblem | None
    hints: FeedHints = field(default_factory=FeedHints)


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry before its identity: what the feed says of it, in our terms."""

    guid: str | None
    link: str | None
    title: str | None
    summary: str | None
    published_at: datetime | None
    date_note: str | None


def _text(words: Words) -> str:
    """The plain text of a title, a summary or a content element, by its markup."""
    is_plain = words.markup is Markup.PLAIN or (words.markup is Markup.GUESS and not looks_like_html(words.text))
    if not is_plain:
        return plain_text(words.text)
    text = without_controls(html.unescape(words.text)).strip()  # publishers escape twice under any declared type
    return without_code(text)


def _summary(texts: Iterable[Words]) -> str | None:
    """The longest of the texts that the entry carries; no text grows as its markup goes."""
    longest = ""
    for words in sorted(texts, key=lambda words: -len(words.text)):
        if len(words.text) <= len(longest):
            break
        longest = max(longest, _text(words), key=len)
    return longest[:MAX_SUMMARY] or None


def _link(links: Iterable[str], base: str) -> str | None:
    """The first address of the article itself; the guid of an RSS entry counts where the feed calls it a permalink."""
    return next((link for told in links if (link := canonical_link(told, base))), None)


def _moment(dates: Iterable[str], feed: Feed) -> datetime | None:
    return next((moment for words in dates if (moment := read_date(words, feed.country))), None)


def _found(entry: ToldEntry, feed: Feed, base: str, now: datetime) -> _Found:
    published_at, date_note = believed(_moment(entry.dates, feed), now)
    title = one_line(_text(entry.title))[:MAX_TITLE] if entry.title else None
    guid = one_line(without_controls(entry.guid)) if entry.guid else None
    return _Found(guid or None, _link(entry.links, base), title or None, _summary(entry.texts), published_at, date_note)


def _names_page(guid: str, link: str | None, base: str) -> bool:
    """Whether the guid is the link in other words: with another scheme, a version behind `#`, relative to the feed."""
    if link is None or (_BARE.fullmatch(guid) and guid not in link):
        return False
    if (scheme := _SCHEME.match(guid)) and scheme[1].lower() not in ("http", "https"):
        return False
    page = canonical_link(guid, base)
    return page == link or same_page(page, link)


def _identity(found: _Found, base: str, guid_links: Mapping[str, set[str | None]]) -> tuple[str, ...] | None:
    """What makes the entry the same one at the next poll.

    The guid, but: a guid that is the link with a version behind `#` is the link, and a guid that several links of one
    feed share names none of them, so each is told apart by guid and link.
    """
    if found.guid is None or _names_page(found.guid, found.link, base):
        return None if found.link is None else (found.link,)
    if len(guid_links[found.guid]) > 1:
        return found.guid, found.link or ""
    return (found.guid,)


def _kept(founds: Iterable[_Found], feed: Feed, base: str, now: datetime) -> tuple[list[Entry], list[Discard]]:
    founds = list(founds)
    guid_links: dict[str, set[str | None]] = defaultdict(set)
    for found in founds:
        if found.guid is not None:
            guid_links[found.guid].add(found.link)
    entries: dict[str, Entry] = {}
    discards = []
    for place, found in enumerate(founds, 1):
        identity = _identity(found, base, guid_links)
        subject = (found.link or found.guid or found.title or f"entry {place}")[:_SUBJECT_WIDTH]
        if identity is None:
            discards.append(Discard(feed.feed_id, subject, DiscardReason.NO_IDENTITY))
            continue
        entry_id = stable_id("entry", feed.feed_id, *identity)
        if entry_id in entries:
            discards.append(Discard(feed.feed_id, subject, DiscardReason.TWICE_IN_FEED))
            continue
        entries[entry_id] = Entry(
            entry_id,
            feed.feed_id,
            found.guid,
            found.link,
            found.title,
            found.summary,
            found.published_at,
            found.date_note,
            now,
        )
    return list(entries.values()), discards


def _no_feed(body: bytes) -> FeedProblem:
    """What a body is that holds nothing of a feed."""
    head = body[:_HEAD_BYTES].lower()
    return FeedProblem.HTML_PAGE if b"<html" in head or b"<!doctype html" in head else FeedProblem.NOT_A_FEED


def _base(channel: Channel, final_url: str) -> str:
    """What relative links count from: in Atom where the feed was found (RFC 4287, 2), in RSS the site it names."""
    if channel.is_atom:
        return final_url
    return canonical_link(channel.link or "", final_url) or final_url


def _told(xml: bytes) -> ToldFeed | FeedProblem | None:
    """What the document says, by the first reader that knows its kind; None where none does."""
    match sitemap_kind(xml):
        case "sitemapindex":
            return FeedProblem.SITEMAP_INDEX
        case "urlset":
            return read_sitemap(xml)
        case _:
            return read_any(xml)


def _entries(
    told: ToldFeed, feed: Feed, final_url: str, now: datetime
) -> tuple[tuple[Entry, ...], tuple[Discard, ...]]:
    base = _base(told.channel, final_url)
    founds: list[_Found] = []
    discards = [
        Discard(feed.feed_id, (page or "page")[:_SUBJECT_WIDTH], DiscardReason.UNDATED_PAGE) for page in told.undated
    ]
    for place, entry in enumerate(told.entries, 1):
        try:
            found = None if entry is None else _found(entry, feed, base, now)
        except (TypeError, ValueError, RecursionError):
            found = None
        if found is None:
            discards.append(Discard(feed.feed_id, f"entry {place}", DiscardReason.UNREADABLE))
        else:
            founds.append(found)
    entries, not_kept = _kept(founds, feed, base, now)
    return tuple(entries), (*discards, *not_kept)


def read_feed(feed: Feed, body: bytes, content_type: str | None, final_url: str, now: datetime) -> FeedReading:
    """Read RSS, Atom, CDF or a sitemap; what can be read of a broken one is read, and `problem` says what was wrong.

    `content_type` is the response's header and may name the encoding; relative links count from `final_url`, in RSS
    from the site that it names. An entry that cannot be kept, or comes twice, is a counted discard. A date in the
    future is not believed, an undated entry stays undated. A feed that declares entities which read other files or
    grow without bound is refused whole. Never raises for what a feed holds.
    """
    content = unpacked(body)
    if content is None:
        return FeedReading((), (), FeedProblem.TOO_LARGE)
    served = feed_bytes(content, content_type)
    if not served.xml:
        return FeedReading((), (), FeedProblem.EMPTY)
    document = rooted(served.xml)
    if document is None:
        return FeedReading((), (), FeedProblem.DECLARES_ENTITIES)
    told = _told(document.xml)
    if told is None or isinstance(told, FeedProblem):
        return FeedReading((), (), told or _no_feed(served.xml))
    entries, discards = _entries(told, feed, final_url, now)
    problem = None if told.entries else FeedProblem.NO_ENTRIES
    if not (told.is_sound and document.is_sound) or served.had_forbidden:
        problem = FeedProblem.MALFORMED
    if not served.encoding_told:
        problem = FeedProblem.WRONG_ENCODING
    return FeedReading(entries, discards, problem, read_hints(told.channel, document.xml, final_url))
