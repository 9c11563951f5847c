"""A page's JSON-LD becomes the object that describes its article, and the strings in it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from lxml.etree import _Element as Element

from extractors.pages.page_source import printable
from extractors.pages.page_words import folded

# schema.org types whose body is news text; matched at the end, so NewsArticle and LiveBlogPosting count.
_ARTICLE_TYPE = re.compile(r"(Article|BlogPosting|Reportage|Report)$")
_MAX_DEPTH = 6  # JSON-LD nests an article in @graph, mainEntity or itemListElement; deeper is something else

Linked = dict[str, Any]


def main_article(tree: Element, shown: Collection[str]) -> Linked:
    """The JSON-LD article whose headline is one of `shown` (folded); else the first; else an empty object."""
    articles = [thing for thing in _things(tree) if _is_article(thing)]
    for thing in articles:
        headline = folded(first_text(thing.get("headline")) or "")
        if headline and any(headline in words or words in headline for words in shown if words):
            return thing
    return articles[0] if articles else {}


def first_text(value: Any) -> str | None:
    """The first string that is not blank in a value that may be a list of them, without what JSON can hide in it.

    JSON writes control characters and half characters as escapes, which no check of the markup sees.
    """
    for part in value if isinstance(value, list) else (value,):
        if isinstance(part, str) and (text := printable(part)).strip():
            return text
    return None


def name_of(value: Any) -> str | None:
    """The name of a person or organisation, given as an object or as a string."""
    return first_text(value.get("name")) if isinstance(value, dict) else first_text(value)


def names_of(value: Any) -> Iterator[str]:
    """The names of one or several."""
    for part in value if isinstance(value, list) else [value]:
        if name := name_of(part):
            yield name


def _things(tree: Element) -> Iterator[Linked]:
    """Every object of the page's JSON-LD, outermost first; scripts that cannot be read are passed over."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            yield from _objects(json.loads((script.text or "").strip().rstrip(";"), strict=False), 0)
        except (ValueError, RecursionError):
            continue


def _objects(value: Any, depth: int) -> Iterator[Linked]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for part in value:
            yield from _objects(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth + 1)


def _is_article(thing: Linked) -> bool:
    kinds = thing.get("@type")
    given = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in given)
