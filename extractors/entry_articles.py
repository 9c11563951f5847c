"""An entry, with its fetched page or without one, to its article: from the page, else from the feed's own text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from extractors.articles import article_from_feed, read_page
from extractors.clusters import text_bands
from extractors.pages.repeated_lines import Line
from warehouse.records import Article, Entry, Feed, Page

NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class Taken:
    """The article of an entry, the bands of its text and all lines of its page; and why it is not from the page."""

    article: Article | None
    reason: str | None
    bands: tuple[int, ...] = ()
    lines: tuple[Line, ...] = ()


def take(page: Page, entry: Entry, feed: Feed, now: datetime, repeated: frozenset[str]) -> Taken:
    """The article of an entry whose page was had; `repeated` are the ids of lines that its publisher always has."""
    reading = read_page(page, entry, feed, now, repeated)
    if reading.article is None:
        return take_without_page(entry, feed, now, reading.reason or NO_TEXT)
    return Taken(reading.article, None, text_bands(reading.article.text), reading.lines)


def take_without_page(entry: Entry, feed: Feed, now: datetime, reason: str) -> Taken:
    """The article that the feed itself carries, where it carries one; `reason` is why there is no page."""
    article = article_from_feed(entry, feed, now)
    return Taken(article, reason, () if article is None else text_bands(article.text))
