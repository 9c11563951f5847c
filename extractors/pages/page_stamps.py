"""A page's visible line of date and time becomes ISO 8601, for the pages that say it only to readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from lxml.etree import _Element as Element

from extractors.feeds.feed_dates import zone_offset
from extractors.pages.page_words import words_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_NUMBER = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAY = re.compile(
    rf"\b(?:{_NUMBER}[\s-]+{_MONTH}|{_MONTH}\s+{_NUMBER})[\s,-]+((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?(?:\s*(?P<half>[ap])\.?m\b\.?)?", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?(?P<sign>[+-])(?P<hours>[01]\d):?(?P<minutes>[0-5]\d)\b")
_NAMED_ZONE = re.compile(r"\b(?!AM\b|PM\b)([A-Z]{2,5})\b")
_STAMP_NAME = re.compile(r"date|time|publish|posted|stamp|byline|meta|info", re.IGNORECASE)
_PUBLISHED = re.compile(r"(?:publish|post)ed", re.IGNORECASE)
# A stamp says a date, perhaps two, and who wrote it; a longer element is a box.
MAX_STAMP = 160


def stamps(tree: Element) -> Iterator[str]:
    """The dates in elements whose class or id says that they hold one, in English words, in the page's order."""
    for node in tree.iter("span", "div", "p", "time", "li", "small"):
        name = f"{node.get('class') or ''} {node.get('id') or ''}"
        if _STAMP_NAME.search(name) and not _is_elsewhere(node):
            words = words_of(node)
            if len(words) <= MAX_STAMP and (read := read_stamp(words)):
                yield read


def read_stamp(words: str) -> str | None:
    """`Published: 3 September 2024, 8.40 pm PKT (updated …)` is `2024-09-03T20:40:00+05:00`; None without a date."""
    if marked := _PUBLISHED.search(words):
        words = words[marked.end() :]
    day = _DAY.search(words)
    if day is None:
        return None
    month = _MONTHS.index((day[2] or day[3]).lower()) + 1
    try:
        moment = datetime(int(day[5]), month, int(day[1] or day[4]))
    except ValueError:
        return None
    other = _DAY.search(words, day.end())
    around = words[: other.start()] if other else words
    time = _TIME.search(around, day.end()) or _TIME.search(around[: day.start()])
    return moment.date().isoformat() if time is None else _timed(moment, time, around[time.end() :])


def _timed(moment: datetime, time: re.Match[str], after: str) -> str:
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"].lower() == "p" else 0)
    moment = moment.replace(hour=hour, minute=int(time["minute"]))
    offset = _offset(after)
    return moment.isoformat() if offset is None else moment.replace(tzinfo=timezone(offset)).isoformat()


def _offset(words: str) -> timedelta | None:
    if numeric := _OFFSET.search(words):
        offset = timedelta(hours=int(numeric["hours"]), minutes=int(numeric["minutes"]))
        return -offset if numeric["sign"] == "-" else offset
    named = _NAMED_ZONE.search(words)
    return zone_offset(named[1], None) if named else None


def _is_elsewhere(node: Element) -> bool:
    return any(parent.tag in ("a", "aside", "footer", "nav", "li") for parent in node.iterancestors())
