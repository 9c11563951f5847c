"""A page, or an entry's own text, becomes an article: the only module that knows trafilatura."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

import trafilatura
from htmldate import find_date
from trafilatura.settings import Document

from extractors.agencies import agencies_in
from extractors.clusters import exact_cluster
from extractors.ids import stable_id
from extractors.languages import language_of
from extractors.links import site_of
from extractors.pages.article_text import MIN_TEASERS, asks_consent, is_list, sentences_of, story
from extractors.pages.page_access import FULL, NO_MARKS, access_of
from extractors.pages.page_blocks import drop_blocks
from extractors.pages.page_facts import PageFacts, page_facts
from extractors.pages.page_paragraphs import with_missing_paragraphs
from extractors.pages.page_publication import Publication, publication
from extractors.pages.page_source import PageReason, page_source, printable
from extractors.pages.page_told_dates import NO_DATES, ToldDates
from extractors.pages.page_versions import canonical_of
from extractors.pages.repeated_lines import Line, lines_of, without_repeated
from extractors.plain_text import one_line, plain_text
from warehouse.records import Article, Entry, Feed, Page

EXTRACTOR = f"tocsin-articles/1 trafilatura/{trafilatura.__version__}"
# A text with fewer letters than this says nothing that a headline does not.
MIN_LETTERS = 60
# A feed's summary may be one sentence, as of a news flash; fewer letters are a category or "read more".
MIN_FEED_LETTERS = 20
# Fewer than these on a page that asks for consent are more of the question.
WALL_LETTERS = 120
# A page that gives less than this share of what the feed gives is a teaser before a wall.
FEED_SHARE = 0.6
# A page that shows less than this share of the body in its JSON-LD builds its text in the reader's browser.
SHOWN_SHARE = 0.5

# trafilatura takes time by the square of the paragraphs, 2 s for 30,000 and 35 s for 80,000; its second opinion by
# justext 25 s for 14,000 short blocks. The largest of the 126 news pages that were at hand had 4,098 elements.
MAX_ELEMENTS = 30_000
MAX_FOR_SECOND_OPINION = 8_000

# These libraries log what they cannot read as warnings and errors; for us that is an outcome with a reason.
for _name in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer", "py3langid"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class MarkupError(Exception):
    """Markup that cannot be read; `reason` is from the closed list."""

    def __init__(self, reason: PageReason) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PageReading:
    """The article of a page, or the reason why there is none; `lines` are its text's before any was taken out."""

    article: Article | None
    reason: PageReason | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class PageText:
    """What could be read of a page, before it belongs to an entry."""

    text: str
    title: str | None = None
    dates: ToldDates = NO_DATES
    authors: tuple[str, ...] = ()
    language: str | None = None
    canonical: str | None = None
    access: str = FULL
    agency: str | None = None
    reason: PageReason | None = None
    site: str | None = None


def read_page(
    page: Page, entry: Entry, feed: Feed, now: datetime, repeated: frozenset[str] = frozenset()
) -> PageReading:
    """Give the article of a page, its cluster not yet compared with others, or the reason why there is none.

    `repeated` are the ids of the lines that stand in many of the publisher's articles: they are no text.
    """
    read = page_text(page.body, page.content_type, page.final_url, now, feed.language)
    if read.reason is not None:
        return PageReading(None, read.reason)
    text, lines = without_repeated(read.text, repeated), lines_of(read.text)
    if not _has_letters(text, MIN_LETTERS):
        return PageReading(None, PageReason.NO_TEXT, lines)
    offered = story(plain_text(entry.summary or ""))
    if len(text) < FEED_SHARE * len(offered):
        return PageReading(None, PageReason.FEED_SAYS_MORE, lines)
    url = canonical_of(page.final_url, read.canonical)
    when = publication(read.dates, page.final_url, entry.published_at, feed.country, page.fetched_at)
    title = read.title or one_line(plain_text(entry.title or "")) or None
    article = _article(entry, feed, now, url, replace(read, text=text, title=title), when, "page")
    return PageReading(article, None, lines)


def article_from_feed(entry: Entry, feed: Feed, now: datetime) -> Article | None:
    """Give the article that the feed itself carries (HTML becomes plain text), or None where it has too few words."""
    title = one_line(plain_text(entry.title or "")) or None
    said = plain_text(entry.summary or "")
    text = story(said, (title,) if title else ())
    if not _has_letters(text, MIN_FEED_LETTERS):
        return None
    url = canonical_of(entry.link, None) if entry.link else f"urn:tocsin:{entry.entry_id}"
    language = language_of(text, feed.language)
    when = publication(NO_DATES, None, entry.published_at, feed.country, now)
    access, agency = access_of(NO_MARKS, said, text), agencies_in((), said)
    read = PageText(text, title, language=language, access=access, agency=agency)
    return _article(entry, feed, now, url, read, when, "feed")


def page_line(name: str, body: bytes) -> dict[str, Any]:
    """Give the line of `tocsin article`: what could be read of a page, and a `reason` where its text is empty.

    `site` is the domain that the page says it is at, else the name that it gives itself.
    """
    read = page_text(body, None, None, None, None)
    line: dict[str, Any] = {
        "page": name,
        "title": read.title,
        "published": publication(read.dates, read.canonical, None, None, None).written(),
        "authors": list(read.authors),
        "language": read.language,
        "site": read.site,
        "text": read.text,
    }
    return line if read.reason is None else {**line, "reason": str(read.reason)}


def cleaned_line(line: dict[str, Any], repeated: frozenset[str]) -> dict[str, Any]:
    """Give a page's line without the lines that its site repeats, whose ids are `repeated`."""
    text = without_repeated(line["text"], repeated)
    if "reason" in line or _has_letters(text, MIN_LETTERS):
        return {**line, "text": text}
    return {**line, "text": "", "reason": str(PageReason.NO_TEXT)}


def page_text(
    body: bytes, content_type: str | None, url: str | None, now: datetime | None, language: str | None
) -> PageText:
    """Read a page's bytes; `now` refuses later dates, `language` is the feed's hint. Raises nothing: see `reason`."""
    source = page_source(body, content_type)
    if source.reason is not None:
        return PageText("", reason=source.reason)
    try:
        tree = _parsed(source.markup)
        # lxml makes an element's Python object anew at each look unless somebody holds it, which took a third of the
        # time of all looks at the tree.
        elements = _elements(tree)
        facts = page_facts(tree)
        dates = _dates(tree, facts, url, now)
        text, raw = _text(tree, facts, len(elements))
    except MarkupError as error:
        return PageText("", reason=error.reason)
    when = publication(dates, url or facts.canonical, None, None, now)
    reason = _reason(text, when, facts, source.markup)
    return PageText(
        text if reason is None else "",
        facts.title,
        dates,
        facts.authors,
        language_of(text, facts.language, language) if reason is None else facts.language,
        facts.canonical,
        access_of(facts.access, raw, text),
        agencies_in(facts.authors, raw),
        reason,
        (site_of(facts.canonical) if facts.canonical else None) or facts.site,
    )


def _reason(text: str, when: Publication, facts: PageFacts, markup: str) -> PageReason | None:
    """Why a page with this text is no article, or None."""
    if not _has_letters(text, WALL_LETTERS) and facts.kind != "article" and asks_consent(plain_text(markup)):
        return PageReason.CONSENT_WALL
    if not _has_letters(text, MIN_LETTERS):
        return PageReason.NO_TEXT
    if facts.kind != "article" and when.moment is None and facts.teasers >= MIN_TEASERS and is_list(text):
        return PageReason.NOT_AN_ARTICLE
    return None


def _text(tree: Any, facts: PageFacts, elements: int) -> tuple[str, str]:
    """The story on a page, and the text that it is what is left of; `tree` loses its foreign blocks on the way.

    JSON-LD's body has no paragraphs and often holds captions and boxes: it is the text only where the page shows less
    than half of it.
    """
    drop_blocks(tree, facts.descriptions)
    extracted = _extracted(tree, elements > MAX_FOR_SECOND_OPINION)
    raw = printable(with_missing_paragraphs(extracted, tree)) if extracted else ""
    body = plain_text(facts.body) if facts.body else ""
    shown, told = (sentences_of(story(words, facts.headlines, facts.authors)) for words in (raw, body))
    return (shown, raw) if len(shown) >= SHOWN_SHARE * len(told) else (told, body)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn whatever a foreign library raises on markup from anywhere into MarkupError, with the cause."""
    try:
        yield
    except Exception as error:
        raise MarkupError(PageReason.UNREADABLE) from error


def _parsed(markup: str) -> Any:
    with _translated():
        tree = trafilatura.load_html(markup)
    if tree is None:
        raise MarkupError(PageReason.NOT_HTML)
    return tree


def _elements(tree: Any) -> list[Any]:
    elements = list(islice(tree.iter(), MAX_ELEMENTS + 1))
    if len(elements) > MAX_ELEMENTS:
        raise MarkupError(PageReason.TOO_LARGE)
    return elements


def _extracted(tree: Any, is_long: bool) -> str | None:
    with _translated():
        document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False, fast=is_long)
    return document.text if isinstance(document, Document) else None


def _dates(tree: Any, facts: PageFacts, url: str | None, now: datetime | None) -> ToldDates:
    """The dates that the page tells; where neither they nor its address can be believed, the day htmldate finds.

    It looks for one in the markup: days in running words are what the story tells.
    """
    if publication(facts.dates, url or facts.canonical, None, None, now).moment is not None:
        return facts.dates
    latest = None if now is None else now.date().isoformat()
    with _translated():
        day = find_date(tree, url=url, extensive_search=False, original_date=True, max_date=latest)
    return replace(facts.dates, guessed=day)


def _has_letters(text: str, least: int) -> bool:
    """Whether a text has at least so many letters; no more are looked at."""
    return next(islice(filter(str.isalpha, text), least - 1, None), None) is not None


def _article(
    entry: Entry, feed: Feed, now: datetime, url: str, read: PageText, when: Publication, origin: str
) -> Article:
    return Article(
        article_id=stable_id("article", url),
        entry_id=entry.entry_id,
        feed_id=feed.feed_id,
        url=url,
        title=read.title,
        text=read.text,
        authors=read.authors,
        published_at=when.moment,
        language=read.language,
        publisher=feed.publisher,
        publisher_country=feed.country,
        origin=origin,
        text_cluster=exact_cluster(read.text),
        first_seen_at=now,
        extractor=EXTRACTOR,
        updated_at=when.updated,
        published_zone=when.zone,
        published_from=when.source,
        access=read.access,
        agency=read.agency,
    )


__all__ = ["EXTRACTOR", "PageReading", "PageText", "article_from_feed", "cleaned_line"]
__all__ += ["page_line", "page_text", "read_page"]
