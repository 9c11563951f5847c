"""A page's tree, and its address, become the dates that they tell, each with where it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element as Element

from extractors.dates.worded_dates import stamp_words
from extractors.pages.page_linked import Linked, first_text
from extractors.pages.page_stamps import is_elsewhere, stamps
from extractors.pages.page_words import words_of

WORDS_FILE = "page_told_dates.toml"
# More dates than a page tells of itself are those of a list.
MAX_DATES = 40
# `/2024/08/30/`, `/2024-08-30-`, `/2024/aug/30/`, `/20240830`: year, month and day of an address, nothing longer.
_ADDRESS_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<between>[/_.-]?)(?P<month>\d{1,2}|[a-z]{3,9})(?P=between)(?P<day>\d{1,2})(?!\d)",
    re.IGNORECASE,
)


class DateSource(StrEnum):
    """Where a date of an article stands, the surest first."""

    JSON_LD = "json_ld"
    META = "meta"
    MARKUP = "markup"
    VISIBLE = "visible"
    FEED = "feed"
    URL = "url"


@dataclass(frozen=True, slots=True)
class ToldDate:
    """A date in the words of its source; nothing is believed yet."""

    source: DateSource
    words: str


@dataclass(frozen=True, slots=True)
class ToldDates:
    """The dates of publication and of later changes that a page tells, best source first; `guessed` is in no place
    that is meant for one."""

    published: tuple[ToldDate, ...] = ()
    updated: tuple[str, ...] = ()
    guessed: str | None = None


NO_DATES = ToldDates()


@cache
def _names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    given = tomllib.loads(files("extractors.pages").joinpath(WORDS_FILE).read_text(encoding="utf-8"))
    return tuple(given["published"]), tuple(given["updated"])


def told_dates(tree: Element, article: Linked, metas: Mapping[str, str]) -> ToldDates:
    """Every date that the page tells of itself: `article` is its JSON-LD object, `metas` its meta elements."""
    published, updated = _names()
    shown = tuple(stamps(tree))
    told = [ToldDate(DateSource.JSON_LD, words) for words in _linked(article, "datePublished")]
    told += (ToldDate(DateSource.META, metas[name]) for name in published if name in metas)
    told += (ToldDate(DateSource.MARKUP, words) for words in _marked(tree, "datePublished"))
    # The day on which a draft was begun, often months before: only where nothing says more.
    told += (ToldDate(DateSource.JSON_LD, words) for words in _linked(article, "dateCreated") if not told)
    told += (ToldDate(DateSource.MARKUP, words) for words in _first_time(tree))
    told += (ToldDate(DateSource.VISIBLE, stamp.words) for stamp in shown if not stamp.is_update)
    later = [*_linked(article, "dateModified"), *(metas[name] for name in updated if name in metas)]
    later += (*_marked(tree, "dateModified"), *(stamp.words for stamp in shown if stamp.is_update))
    return ToldDates(tuple(told[:MAX_DATES]), tuple(later[:MAX_DATES]))


def _linked(article: Linked, key: str) -> Iterator[str]:
    if found := first_text(article.get(key)):
        yield found


def _marked(tree: Element, name: str) -> Iterator[str]:
    """What the elements of a microdata property hold."""
    for node in tree.iter():
        if isinstance(node.tag, str) and node.tag != "meta" and name in (node.get("itemprop") or "").split():
            yield node.get("datetime") or node.get("content") or words_of(node)


def _first_time(tree: Element) -> Iterator[str]:
    """The first time element of the page's own."""
    for node in tree.iter("time"):
        if (moment := node.get("datetime")) and not is_elsewhere(node):
            yield moment
            return


def day_of_address(url: str | None) -> date | None:
    """The day in the path of an address, where it tells one in full."""
    try:
        path = unquote(urlsplit(url or "").path)
    except ValueError:
        return None
    for match in _ADDRESS_DAY.finditer(path):
        month = _month(match["month"])
        if not match["between"] and not (match["month"].isdigit() and len(match["month"] + match["day"]) == 4):
            continue
        try:
            return date(int(match["year"]), month, int(match["day"]))
        except ValueError:
            continue
    return None


def _month(word: str) -> int:
    return int(word) if word.isdigit() else stamp_words().months.get(word.casefold(), 0)
