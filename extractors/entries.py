"""The bytes of a feed to its entries, each with its identity, link, date and the feed's own text."""

from __future__ import annotations

import html
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import feedparser

from extractors.feeds.feed_bytes import without_forbidden
from extractors.feeds.feed_dates import FUTURE, UNDATED, believed, read_date
from extractors.feeds.feed_hints import FeedHints, read_hints
from extractors.ids import stable_id
from extractors.links import canonical_link, same_page
from extractors.plain_text import one_line, plain_text, without_controls
from warehouse.records import Discard, Entry, Feed

__all__ = ["FUTURE", "UNDATED", "DiscardReason", "FeedHints", "FeedProblem", "FeedReading", "read_feed"]

# Of a longer text, only the beginning would be shown and read; feeds that carry more are broken or hostile.
MAX_SUMMARY = 200_000
MAX_TITLE = 1_000
_SUBJECT_WIDTH = 200
# How far into a body the root element is looked for.
_HEAD_BYTES = 4_096


class FeedProblem(StrEnum):
    """What is wrong with a whole feed, whether or not entries could be read from it."""

    EMPTY = "empty"
    HTML_PAGE = "html_page_instead_of_feed"
    NOT_A_FEED = "not_a_feed"
    MALFORMED = "malformed_xml"
    WRONG_ENCODING = "wrong_encoding"
    NO_ENTRIES = "no_entries"

    @property
    def is_failure(self) -> bool:
        """Whether a body with this problem and without entries is no feed; a sound feed may have nothing to say."""
        return self is not FeedProblem.NO_ENTRIES


class DiscardReason(StrEnum):
    """Why an entry could not be kept."""

    NO_IDENTITY = "no_link_no_guid"
    TWICE_IN_FEED = "twice_in_feed"
    UNREADABLE = "unreadable_entry"


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


def _said(entry: dict[str, Any], name: str) -> Any:
    """A field only if the feed itself gave it: feedparser answers for missing ones with others, and warns."""
    return dict.get(entry, name)


def _text(content: Mapping[str, Any] | None) -> str:
    """The plain text of a title, a summary or a content element, by its declared type."""
    value = str((content or {}).get("value") or "")
    if (content or {}).get("type") == "text/plain":
        return without_controls(html.unescape(value)).strip()  # publishers escape twice under any declared type
    return plain_text(value)


def _summary(entry: dict[str, Any]) -> str | None:
    """The longest of the texts that the entry carries."""
    texts = [_text(_said(entry, "summary_detail")), *(_text(content) for content in _said(entry, "content") or ())]
    return max(texts, key=len)[:MAX_SUMMARY] or None


def _link(entry: dict[str, Any], base: str) -> str | None:
    """The first address of the article itself; the guid of an RSS entry counts where the feed calls it a permalink."""
    links = _said(entry, "links") or ()
    alternates = [link.get("href") for link in links if link.get("rel", "alternate") == "alternate"]
    for candidate in (_said(entry, "link"), *alternates):
        if candidate and (link := canonical_link(candidate, base)):
            return link
    return None


def _moment(entry: dict[str, Any], feed: Feed) -> datetime | None:
    for name in ("published", "created", "updated"):
        words = _said(entry, name)
        if words and (moment := read_date(words, feed.country)):
            return moment
    return None


def _found(entry: dict[str, Any], feed: Feed, base: str, now: datetime) -> _Found:
    published_at, date_note = believed(_moment(entry, feed), now)
    title = one_line(_text(_said(entry, "title_detail")))[:MAX_TITLE] or None
    guid = one_line(without_controls(_said(entry, "id") or "")) or None
    return _Found(guid, _link(entry, base), title, _summary(entry), published_at, date_note)


def _identity(found: _Found, base: str, guid_links: Mapping[str, set[str | None]]) -> tuple[str, ...] | None:
    """What makes the entry the same one at the next poll.

    The guid, but: a guid that is the link with a version behind `#` is the link, and a guid that several links of one
    feed share names none of them, so each is told apart by guid and link.
    """
    if found.guid is None or same_page(canonical_link(found.guid, base), found.link):
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


def _problem(body: bytes, parsed: Mapping[str, Any]) -> FeedProblem | None:
    """What is wrong with the feed as a whole, the gravest first."""
    head = body[:_HEAD_BYTES].lower()
    if not parsed["entries"] and not parsed.get("version"):
        is_page = b"<html" in head or b"<!doctype html" in head
        return FeedProblem.HTML_PAGE if is_page else FeedProblem.NOT_A_FEED
    fault = parsed.get("bozo_exception")
    if isinstance(fault, feedparser.CharacterEncodingOverride | feedparser.CharacterEncodingUnknown):
        return FeedProblem.WRONG_ENCODING
    if fault is not None and not isinstance(fault, feedparser.NonXMLContentType):
        return FeedProblem.MALFORMED
    return None if parsed["entries"] else FeedProblem.NO_ENTRIES


def _base(parsed: Mapping[str, Any], final_url: str) -> str:
    """What relative links count from: in Atom where the feed was found (RFC 4287, 2), in RSS the site it names."""
    if str(parsed.get("version") or "").startswith("atom"):
        return final_url
    return canonical_link(str(dict.get(parsed["feed"], "link") or ""), final_url) or final_url


def read_feed(feed: Feed, body: bytes, content_type: str | None, final_url: str, now: datetime) -> FeedReading:
    """Read RSS 0.9x, 1.0, 2.0 or Atom; what can be read of a broken feed is read, and `problem` says what was wrong.

    `content_type` is the response's header and may name the encoding; relative links count from `final_url`, in RSS
    from the site that it names. An entry that cannot be kept, or comes twice, is a counted discard. A date in the
    future is not believed, an undated entry stays undated. Never raises for what a feed holds.
    """
    if not body.strip(b"\x00\t\r\n "):
        return FeedReading((), (), FeedProblem.EMPTY)
    sound = without_forbidden(body)
    headers = {"content-type": content_type or "application/xml"}
    try:
        parsed = feedparser.parse(
            io.BytesIO(sound), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # feedparser's fallback parser raises whatever its input drives it to
        return FeedReading((), (), FeedProblem.MALFORMED)
    base = _base(parsed, final_url)
    founds, discards = [], []
    for place, entry in enumerate(parsed["entries"], 1):
        try:
            founds.append(_found(entry, feed, base, now))
        except (TypeError, ValueError, AttributeError, RecursionError):
            discards.append(Discard(feed.feed_id, f"entry {place}", DiscardReason.UNREADABLE))
    entries, not_kept = _kept(founds, feed, base, now)
    problem = _problem(body, parsed) or (None if sound == body else FeedProblem.MALFORMED)
    return FeedReading(tuple(entries), (*discards, *not_kept), problem, read_hints(parsed["feed"], sound, final_url))
