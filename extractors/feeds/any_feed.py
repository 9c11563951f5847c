"""A feed of any dialect, however broken, to what it says: read by feedparser, and only here."""

from __future__ import annotations

import io
from typing import Any

import feedparser

from extractors.feeds.told import Channel, Markup, ToldEntry, ToldFeed, Words

# The bytes are in UTF-8 by then, whatever they declare.
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def _said(entry: dict[str, Any], name: str) -> Any:
    """A field only if the feed itself gave it: feedparser answers for missing ones with others, and warns."""
    return dict.get(entry, name)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _words(content: dict[str, Any] | None) -> Words | None:
    if not content:
        return None
    markup = Markup.PLAIN if content.get("type") == "text/plain" else Markup.HTML
    return Words(str(content.get("value") or ""), markup)


def _links(entry: dict[str, Any]) -> tuple[str, ...]:
    """The entry's own link, then its alternates."""
    links = _said(entry, "links") or ()
    alternates = [link.get("href") for link in links if link.get("rel", "alternate") == "alternate"]
    return tuple(link for link in (_said(entry, "link"), *alternates) if link)


def _told(entry: dict[str, Any]) -> ToldEntry | None:
    """The entry as told; None where feedparser's reading of it holds what no feed can say."""
    try:
        return ToldEntry(
            guid=_said(entry, "id") or None,
            links=_links(entry),
            title=_words(_said(entry, "title_detail")),
            texts=tuple(filter(None, map(_words, (_said(entry, "summary_detail"), *(_said(entry, "content") or ()))))),
            dates=tuple(filter(None, (_string(_said(entry, name)) for name in ("published", "created", "updated")))),
        )
    except (TypeError, ValueError, AttributeError):
        return None


def _channel(parsed: dict[str, Any]) -> Channel:
    channel = parsed["feed"]
    links = _said(channel, "links") or ()
    is_atom = str(parsed.get("version") or "").startswith("atom")
    return Channel(
        link=None if is_atom else _string(_said(channel, "link")),
        is_atom=is_atom,
        ttl=_string(_said(channel, "ttl")),
        update_period=_string(_said(channel, "sy_updateperiod")),
        update_frequency=_string(_said(channel, "sy_updatefrequency")),
        hubs=tuple(str(link.get("href")) for link in links if "hub" in str(link.get("rel")).split()),
    )


def looks_like_html(text: str) -> bool:
    """Whether a text of RSS that does not say so is HTML: it holds a closing tag or an entity, and HTML's alone."""
    return bool(feedparser.api.StrictFeedParser.looks_like_html(text))


def read_any(xml: bytes) -> ToldFeed | None:
    """What a feed in UTF-8 says, as far as it can be read; None where nothing of it is a feed. Never raises."""
    try:
        parsed = feedparser.parse(
            io.BytesIO(xml), response_headers=_HEADERS, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # feedparser's fallback parser raises whatever its input drives it to
        return ToldFeed(Channel(), (), is_sound=False)
    if not parsed["entries"] and not parsed.get("version"):
        return None
    fault = parsed.get("bozo_exception")
    return ToldFeed(_channel(parsed), tuple(map(_told, parsed["entries"])), is_sound=fault is None)
