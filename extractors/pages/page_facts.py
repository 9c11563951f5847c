"""A page's tree becomes what the page says of itself: title, dates, authors, language, address, JSON-LD body."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml.etree import _Element as Element

from extractors.languages import language_code
from extractors.pages.page_access import AccessMarks, access_marks
from extractors.pages.page_linked import Linked, first_text, main_article, name_of, names_of
from extractors.pages.page_titles import Titles, headline
from extractors.pages.page_told_dates import ToldDates, told_dates
from extractors.pages.page_words import clean, folded, words_of

WORDS_FILE = "page_facts.toml"
_AUTHOR_CLASS = re.compile(r"(?:^|[\s_-])(?:author|byline)(?:[\s_-]*name)?(?:\s|$)", re.IGNORECASE)
_NOT_A_NAME = re.compile(r"https?:|www\.|^/|@|\d{3}|[<>{}=]|\.(?:com|org|net|de)\b", re.IGNORECASE)
_MAX_NAME = 60  # characters; longer is a sentence about the author
_MAX_AUTHORS = 12
_MAX_TITLE = 600  # characters; the longest of 126 headlines has 151
_MAX_HEADINGS = 40


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself, best source first; strings are trimmed, nothing is believed yet.

    `kind` is `article` or the page's og:type; `teasers` counts the headings that link to other pages.
    """

    title: str | None
    headlines: tuple[str, ...]
    descriptions: tuple[str, ...]
    dates: ToldDates
    access: AccessMarks
    authors: tuple[str, ...]
    site: str | None
    language: str | None
    canonical: str | None
    body: str | None
    kind: str | None
    teasers: int


@dataclass(frozen=True, slots=True)
class FactWords:
    """What page_facts.toml knows: names of meta elements, and the patterns of its words in bylines."""

    authors: tuple[str, ...]
    sites: tuple[str, ...]
    by: re.Pattern[str]
    between: re.Pattern[str]


@cache
def fact_words() -> FactWords:
    """Read page_facts.toml."""
    given = tomllib.loads(files("extractors.pages").joinpath(WORDS_FILE).read_text(encoding="utf-8"))
    by, between = ("|".join(map(re.escape, given[name])) for name in ("by", "and"))
    return FactWords(
        tuple(given["authors"]),
        tuple(given["sites"]),
        re.compile(rf"^(?:{by})\s+", re.IGNORECASE),
        re.compile(rf"\s*(?:[,;|/]|\s(?:{between})\s)\s*", re.IGNORECASE),
    )


def page_facts(tree: Element) -> PageFacts:
    """Read the JSON-LD, meta, microdata and time elements of a page; broken ones are passed over."""
    metas = _metas(tree)
    headings = tuple(words for node in tree.iter("h1") if (words := words_of(node)))
    article = main_article(tree, {folded(words) for words in (*headings, metas.get("og:title", ""))})
    body = first_text(article.get("articleBody"))
    return PageFacts(
        title=headline(_titles(tree, article, metas, headings)),
        headlines=_headlines(article, metas, headings),
        descriptions=_descriptions(article, metas),
        dates=told_dates(tree, article, metas),
        access=access_marks(tree, article, metas),
        authors=_authors(tree, article, metas),
        site=clean(metas.get("og:site_name") or name_of(article.get("publisher"))),
        language=_language(tree, article),
        canonical=_canonical(tree, metas),
        body=html.unescape(body) if body else None,
        kind="article" if article else metas.get("og:type"),
        teasers=sum(_is_linked(node) for node in tree.iter("h2", "h3", "h4")),
    )


def _titles(tree: Element, article: Linked, metas: dict[str, str], headings: tuple[str, ...]) -> Titles:
    document = next((words for node in tree.iter("title") if (words := words_of(node))), None)
    sites = (metas.get(name) for name in fact_words().sites)
    return Titles(
        shared=_title(metas.get("og:title")),
        linked=_title(first_text(article.get("headline"))),
        named=_title(first_text(article.get("name"))),
        alternative=_title(first_text(article.get("alternativeHeadline"))),
        tweeted=_title(metas.get("twitter:title")),
        meta=_title(metas.get("title")),
        shown=tuple(title for words in headings[:_MAX_HEADINGS] if (title := _title(words))),
        document=_title(document),
        sites=tuple(site for site in (*sites, name_of(article.get("publisher"))) if site),
    )


def _title(given: str | None) -> str:
    """One line, or nothing where it is longer than any headline."""
    return (clean(given) or "") if given and len(given) <= _MAX_TITLE else ""


def _descriptions(article: Linked, metas: dict[str, str]) -> tuple[str, ...]:
    """Every form in which the page describes itself to others."""
    given = (metas.get("description"), metas.get("og:description"), metas.get("twitter:description"))
    return tuple(
        dict.fromkeys(words for form in (*given, first_text(article.get("description"))) if (words := clean(form)))
    )


def _headlines(article: Linked, metas: dict[str, str], headings: tuple[str, ...]) -> tuple[str, ...]:
    """Every form of the headline that the page may repeat above its text."""
    given = (metas.get("og:title"), first_text(article.get("headline")), metas.get("twitter:title"), *headings)
    return tuple(dict.fromkeys(words for form in given if (words := clean(form))))


def _is_linked(heading: Element) -> bool:
    """Whether a heading is the link to another page: front pages are made of them."""
    return next(heading.iter("a"), None) is not None or any(above.tag == "a" for above in heading.iterancestors())


def _metas(tree: Element) -> dict[str, str]:
    """Every meta element's name, property or itemprop (lower case) to its first content."""
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        content = (node.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            if content and (name := node.get(attribute)):
                found.setdefault(name.strip().lower(), content)
    return found


def _authors(tree: Element, article: Linked, metas: dict[str, str]) -> tuple[str, ...]:
    """The names in JSON-LD, meta elements or the byline, whichever first gives others than the site's own."""
    site = folded(metas.get("og:site_name") or name_of(article.get("publisher")) or "")
    house: tuple[str, ...] = ()
    given_by_meta = ([metas[name]] for name in fact_words().authors if name in metas)
    for given in (names_of(article.get("author")), *given_by_meta, _bylines(tree)):
        names = tuple(dict.fromkeys(_names(given)))[:_MAX_AUTHORS]
        if any(folded(name) != site for name in names):
            return names
        house = house or names
    return house


def _bylines(tree: Element) -> Iterator[str]:
    for node in tree.iter("a", "span", "p", "div", "address"):
        marks = node.get("rel") == "author" or "author" in (node.get("itemprop") or "")
        if marks or _AUTHOR_CLASS.search(node.get("class") or ""):
            words = words_of(node)
            if 0 < len(words) <= _MAX_NAME:
                yield words
                return


def _names(given: Iterable[str]) -> Iterator[str]:
    for words in given:
        if _NOT_A_NAME.search(words):
            continue
        for part in fact_words().between.split(clean(words) or ""):
            name = fact_words().by.sub("", part).strip(" .")
            if 1 < len(name) <= _MAX_NAME:
                yield name


def _language(tree: Element, article: Linked) -> str | None:
    """The code of the language that the page declares."""
    root = next(tree.iter("html"), tree)
    given = (first_text(article.get("inLanguage")), root.get("lang"), root.get("xml:lang"))
    return next(filter(None, map(language_code, given)), None)


def _canonical(tree: Element, metas: dict[str, str]) -> str | None:
    for node in tree.iter("link"):
        if "canonical" in (node.get("rel") or "").lower().split() and (address := (node.get("href") or "").strip()):
            return address
    return metas.get("og:url")
