"""The nouns between the bytes of a feed and its entries: what a feed says, before any of it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FeedProblem(StrEnum):
    """What is wrong with a whole feed, whether or not entries could be read from it."""

    EMPTY = "empty"
    HTML_PAGE = "html_page_instead_of_feed"
    NOT_A_FEED = "not_a_feed"
    MALFORMED = "malformed_xml"
    WRONG_ENCODING = "wrong_encoding"
    DECLARES_ENTITIES = "declares_entities"
    TOO_LARGE = "too_large_unpacked"
    SITEMAP_INDEX = "sitemap_index"
    NO_ENTRIES = "no_entries"

    @property
    def is_failure(self) -> bool:
        """Whether a body with this problem and without entries is no feed; a sound feed may have nothing to say."""
        return self is not FeedProblem.NO_ENTRIES


class Markup(StrEnum):
    """How a text is to be read; of RSS, which never says so, it has to be guessed."""

    PLAIN = "plain"
    HTML = "html"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a feed, and how it is marked up."""

    text: str
    markup: Markup


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """An entry in the feed's own words: `links` and `dates` in the order in which they are to be believed."""

    guid: str | None
    links: tuple[str, ...]
    title: Words | None
    texts: tuple[Words, ...]
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself: `link` is the site of RSS, `hubs` the targets of `rel=hub`, the rest is its words."""

    link: str | None = None
    is_atom: bool = False
    ttl: str | None = None
    update_period: str | None = None
    update_frequency: str | None = None
    hubs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldFeed:
    """A feed in its own words; None stands for an entry that could not be read, `is_sound` is false for broken XML.

    `undated` are pages that a sitemap lists without a word on when they came.
    """

    channel: Channel
    entries: tuple[ToldEntry | None, ...]
    is_sound: bool = True
    undated: tuple[str, ...] = ()
