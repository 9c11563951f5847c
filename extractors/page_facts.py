"""A page's tree becomes what the page says of itself: title, dates, authors, language, address, JSON-LD body."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lxml.etree import _Element as Element

WORDS_FILE = "page_facts.toml"
# schema.org types whose body is news text; matched at the end, so NewsArticle and LiveBlogPosting count.
_ARTICLE_TYPE = re.compile(r"(Article|BlogPosting|Reportage|Report)$")
_MAX_DEPTH = 6  # JSON-LD nests an article in @graph, mainEntity or itemListElement; deeper is something else
_AUTHOR_CLASS = re.compile(r"(?:^|[\s_-])(?:author|byline)(?:[\s_-]*name)?(?:\s|$)", re.IGNORECASE)
_NOT_A_NAME = re.compile(r"https?:|www\.|@|\d{3}|[<>{}=]|\.(?:com|org|net|de)\b", re.IGNORECASE)
_MAX_NAME = 60  # characters; longer is a sentence about the author
_MAX_AUTHORS = 12
_SITE_TAIL = re.compile(r"\s+[-–—|·:»]\s+([^-–—|·»]+)$")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself, best source first; strings are trimmed, nothing is believed yet."""

    title: str | None
    headlines: tuple[str, ...]
    description: str | None
    dates: tuple[str, ...]
    authors: tuple[str, ...]
    site: str | None
    language: str | None
    canonical: str | None
    body: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class FactWords:
    """What page_facts.toml knows: names of meta elements, and the patterns of its words in bylines."""

    dates: tuple[str, ...]
    authors: tuple[str, ...]
    by: re.Pattern[str]
    between: re.Pattern[str]


@cache
def fact_words() -> FactWords:
    """Read page_facts.toml."""
    given = tomllib.loads(files("extractors").joinpath(WORDS_FILE).read_text(encoding="utf-8"))
    by, between = ("|".join(map(re.escape, given[name])) for name in ("by", "and"))
    return FactWords(
        tuple(given["dates"]),
        tuple(given["authors"]),
        re.compile(rf"^(?:{by})\s+", re.IGNORECASE),
        re.compile(rf"\s*(?:[,;|/]|\s(?:{between})\s)\s*", re.IGNORECASE),
    )


def page_facts(tree: Element) -> PageFacts:
    """Read the JSON-LD, meta, microdata and time elements of a page; broken ones are passed over."""
    metas = _metas(tree)
    headings = tuple(words for node in tree.iter("h1") if (words := _words(node)))
    article = _main_article(tree, {_folded(words) for words in (*headings, metas.get("og:title", ""))})
    body = _first_text(article.get("articleBody"))
    return PageFacts(
        title=_title(tree, article, metas, headings),
        headlines=_headlines(article, metas, headings),
        description=_clean(
            metas.get("description") or metas.get("og:description") or _first_text(article.get("description"))
        ),
        dates=tuple(_dates(tree, article, metas)),
        authors=_authors(tree, article, metas),
        site=_clean(metas.get("og:site_name") or _name(article.get("publisher"))),
        language=_language(tree, article),
        canonical=_canonical(tree, metas),
        body=html.unescape(body) if body else None,
        kind="article" if article else metas.get("og:type"),
    )


def _title(tree: Element, article: dict[str, Any], metas: dict[str, str], headings: tuple[str, ...]) -> str | None:
    """The headline that the newsroom wrote: the shared one or JSON-LD's, whichever is not the document's title.

    The document's title is written for search engines; where all agree, or only it is there, it is as good. A name of
    the site at the end is cut off: the heading shown on the page, where it is contained, has none.
    """
    document = next((words for node in tree.iter("title") if (words := _words(node))), None)
    shared, linked = _clean(metas.get("og:title")), _clean(_first_text(article.get("headline")))
    given = [words for words in (shared, linked) if words]
    title = next((words for words in given if not _is_within(words, document)), None)
    title = title or next(iter(given), None) or next(iter(headings), None) or document
    if title is None:
        return None
    shown = next((words for words in headings if len(words) < len(title) and title.startswith(words)), None)
    return shown if shown and len(shown) >= len(title) / 2 else _without_site(title, metas.get("og:site_name"))


def _headlines(article: dict[str, Any], metas: dict[str, str], headings: tuple[str, ...]) -> tuple[str, ...]:
    """Every form of the headline that the page may repeat above its text."""
    given = (metas.get("og:title"), _first_text(article.get("headline")), metas.get("twitter:title"), *headings)
    return tuple(dict.fromkeys(words for form in given if (words := _clean(form))))


def _is_within(words: str, other: str | None) -> bool:
    one, two = _folded(words), _folded(other or "")
    return bool(two) and (one in two or two in one)


def _without_site(title: str, site: str | None) -> str:
    """`Blast kills 3 - The Namibian` without the site's name."""
    match = _SITE_TAIL.search(title)
    return title[: match.start()] if match and site and _folded(match[1]) == _folded(site) else title


def _words(node: Element) -> str:
    return _clean("".join(node.itertext())) or ""


def _clean(words: str | None) -> str | None:
    """One line of plain text, entities that were escaped twice resolved; None where nothing is left."""
    return _SPACE.sub(" ", html.unescape(words)).strip() or None if words else None


def _folded(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())


def _metas(tree: Element) -> dict[str, str]:
    """Every meta element's name, property or itemprop (lower case) to its first content."""
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        content = (node.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            if content and (name := node.get(attribute)):
                found.setdefault(name.strip().lower(), content)
    return found


def _first_text(value: Any) -> str | None:
    if isinstance(value, list):
        return next((text for part in value if (text := _first_text(part))), None)
    return value if isinstance(value, str) and value.strip() else None


def _name(value: Any) -> str | None:
    return _first_text(value.get("name")) if isinstance(value, dict) else _first_text(value)


def _linked(tree: Element) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD, outermost first."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            yield from _objects(json.loads((script.text or "").strip().rstrip(";"), strict=False), 0)
        except (ValueError, RecursionError):
            continue


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for part in value:
            yield from _objects(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth + 1)


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    return any(isinstance(k, str) and _ARTICLE_TYPE.search(k) for k in (kinds if isinstance(kinds, list) else [kinds]))


def _main_article(tree: Element, shown: set[str]) -> dict[str, Any]:
    """The JSON-LD article whose headline the page shows; else the first; else an empty object."""
    articles = [thing for thing in _linked(tree) if _is_article(thing)]
    for thing in articles:
        headline = _folded(_first_text(thing.get("headline")) or "")
        if headline and any(headline in words or words in headline for words in shown if words):
            return thing
    return articles[0] if articles else {}


def _dates(tree: Element, article: dict[str, Any], metas: dict[str, str]) -> Iterator[str]:
    if found := _first_text(article.get("datePublished")):
        yield found
    yield from (metas[name] for name in fact_words().dates if name in metas)
    for node in tree.iter():
        if isinstance(node.tag, str) and "datePublished" in (node.get("itemprop") or ""):
            yield node.get("datetime") or node.get("content") or _words(node)
    if found := _first_text(article.get("dateCreated")):
        yield found
    for node in tree.iter("time"):
        if (moment := node.get("datetime")) and not _inside_link(node):
            yield moment
            return


def _inside_link(node: Element) -> bool:
    """A time inside a link, an aside or a footer is another page's."""
    return any(parent.tag in ("a", "aside", "footer", "nav", "li") for parent in node.iterancestors())


def _authors(tree: Element, article: dict[str, Any], metas: dict[str, str]) -> tuple[str, ...]:
    found = tuple(_names(_linked_authors(article.get("author"))))
    if not found:
        found = tuple(_names(metas[name] for name in fact_words().authors if name in metas))
    if not found:
        found = tuple(_names(_bylines(tree)))
    return tuple(dict.fromkeys(found))[:_MAX_AUTHORS]


def _linked_authors(value: Any) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        if name := _name(part):
            yield name


def _bylines(tree: Element) -> Iterator[str]:
    for node in tree.iter("a", "span", "p", "div", "address"):
        marks = node.get("rel") == "author" or "author" in (node.get("itemprop") or "")
        if marks or _AUTHOR_CLASS.search(node.get("class") or ""):
            words = _words(node)
            if 0 < len(words) <= _MAX_NAME:
                yield words
                return


def _names(values: Any) -> Iterator[str]:
    for value in values:
        for part in fact_words().between.split(_clean(value) or ""):
            name = fact_words().by.sub("", part).strip(" .")
            if 1 < len(name) <= _MAX_NAME and not _NOT_A_NAME.search(name):
                yield name


def _language(tree: Element, article: dict[str, Any]) -> str | None:
    """The ISO 639-1 code that the page declares."""
    root = next(tree.iter("html"), tree)
    declared = _first_text(article.get("inLanguage")) or root.get("lang") or root.get("xml:lang") or ""
    code = re.match(r"[A-Za-z]{2}(?![A-Za-z])", declared)
    return code[0].lower() if code else None


def _canonical(tree: Element, metas: dict[str, str]) -> str | None:
    for node in tree.iter("link"):
        if "canonical" in (node.get("rel") or "").lower().split() and (address := (node.get("href") or "").strip()):
            return address
    return metas.get("og:url")
