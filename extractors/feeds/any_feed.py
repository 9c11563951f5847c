"""A feed of any dialect, however broken, to what it says: read by feedparser, and only here."""

from __future__ import annotations

import io
from typing import Any
from xml.sax import SAXException, make_parser
from xml.sax.handler import feature_external_ges, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, InputSource

import feedparser

from extractors.feeds.told import Channel, Markup, ToldEntry, ToldFeed, Words

# No dialect has elements with more than a dozen; feedparser looks each up from the first, which thousands make slow.
_MAX_ATTRIBUTES = 50


class _OnlyWhatIsAsked:
    """Without what feedparser makes of authors and dates, whose patterns a hostile text keeps busy for hours."""

    resolve_relative_uris = False
    sanitize_html = False
    pop: Any

    def _sync_author_detail(self, key: str = "author") -> None:
        """Leave the author as told."""

    def _end_published(self) -> None:
        self.pop("published")

    def _end_updated(self) -> None:
        self.pop("updated")

    def _end_created(self) -> None:
        self.pop("created")

    def _end_expirationdate(self) -> None:
        self.pop("expired")

    _end_issued = _end_pubdate = _end_published
    _end_modified = _end_lastbuilddate = _end_updated


class _Strict(_OnlyWhatIsAsked, feedparser.api.StrictFeedParser):  # type: ignore[misc]
    """feedparser's reading of well-formed XML."""

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:
        few = attrs if len(attrs) <= _MAX_ATTRIBUTES else AttributesNSImpl({}, {})
        super().startElementNS(name, qname, few)


class _Loose(_OnlyWhatIsAsked, feedparser.api.LooseFeedParser):  # type: ignore[misc]
    """feedparser's reading of what is not."""


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


def _own_words(entry: dict[str, Any], name: str) -> Words | None:
    """The entry's title or summary; feedparser tells the details of one deeper within, as of a picture, for its own."""
    words = _words(_said(entry, f"{name}_detail"))
    own = _string(_said(entry, name))
    return words if words is None or own is None or own == words.text else Words(own, Markup.GUESS)


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
            title=_own_words(entry, "title"),
            texts=tuple(filter(None, (_own_words(entry, "summary"), *map(_words, _said(entry, "content") or ())))),
            dates=tuple(filter(None, (_string(_said(entry, name)) for name in ("published", "created", "updated")))),
        )
    except (TypeError, ValueError, AttributeError):
        return None


def _channel(parser: Any) -> Channel:
    channel = parser.feeddata
    links = _said(channel, "links") or ()
    is_atom = parser.version.startswith("atom")
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
    return ("<" in text or "&" in text) and bool(_Strict.looks_like_html(text))


def _read_strictly(xml: bytes) -> Any:
    """The feed as a parser that has read it; raises SAXException for XML that is not well-formed."""
    parser = _Strict("", None, "utf-8")
    reader = make_parser()
    reader.setFeature(feature_namespaces, True)
    reader.setFeature(feature_external_ges, False)
    reader.setContentHandler(parser)
    reader.setErrorHandler(parser)
    source = InputSource()
    source.setByteStream(io.BytesIO(xml))
    source.setEncoding("utf-8")
    reader.parse(source)
    return parser


def _read_loosely(xml: bytes) -> Any:
    parser = _Loose("", None, "utf-8", {})
    parser.feed(xml.decode("utf-8", "replace"))
    return parser


def read_any(xml: bytes) -> ToldFeed | None:
    """What a feed in UTF-8 says, as far as it can be read; None where nothing of it is a feed. Never raises.

    Entities must have been written out: `feedparser.parse` without its handling of encodings and document types.
    """
    is_sound = True
    try:
        try:
            parser = _read_strictly(xml)
        except SAXException:
            is_sound = False
            parser = _read_loosely(xml)
    except Exception:  # feedparser's fallback parser raises whatever its input drives it to
        return ToldFeed(Channel(), (), is_sound=False)
    if not parser.entries and not parser.version:
        return None
    return ToldFeed(_channel(parser), tuple(map(_told, parser.entries)), is_sound)
