"""Dates as they are written for readers, in the words of many languages, become ISO 8601."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files

from extractors.dates.zones import zone_offset

WORDS_FILE = "worded_dates.toml"
_OF = r"(?:\s+(?:de|del|di|da|of|э))?"
_WORD = r"([^\s\d.,;:|()/·–—-]+(?:\s[^\s\d.,;:|()/·–—-]+)?)\.?"
_NUMBER = r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?"
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_NAMED = re.compile(
    rf"(?<!\d){_NUMBER}{_OF}[\s-]*{_WORD}{_OF}[\s,-]+{_YEAR}|{_WORD}\s+{_NUMBER}[\s,]+{_YEAR}", re.IGNORECASE
)
_YEAR_FIRST = re.compile(rf"(?<!\d){_YEAR}\s?([-/.年년])\s?(\d{{1,2}})\s?[-/.月월]\s?(\d{{1,2}})(?!\d)[日일]?")
_DAY_FIRST = re.compile(rf"(?<![\d.])(\d{{1,2}})([./-])(\d{{1,2}})\2{_YEAR}")
_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3])\s?(?:[:.h]|時|时|시\s?)(?P<minute>[0-5]\d)(?!\d)(?::(?P<second>[0-5]\d))?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?(?P<sign>[+-])(?P<hours>[01]?\d)(?::?(?P<minutes>[0-5]\d))?\b")
_NAMED_ZONE = re.compile(r"\b(?!AM\b|PM\b)([A-Z]{2,5})\b")
# A stamp says a date, perhaps two, and who wrote it; what is longer is a text.
MAX_STAMP = 160
# A label behind the last date stands right behind it: `2024/9/3 10:12 更新`.
_LABEL_BEHIND = 12
# Between a time and the word for its half of the day, on either side.
_HALF_NEAR = 5


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as a reader sees it, in ISO 8601; `is_update` where the page says that it is that of a later change."""

    words: str
    is_update: bool = False


@dataclass(frozen=True, slots=True)
class StampWords:
    """What worded_dates.toml knows."""

    months: dict[str, int]
    published: re.Pattern[str]
    updated: re.Pattern[str]
    afternoon: re.Pattern[str]
    morning: re.Pattern[str]


@cache
def stamp_words() -> StampWords:
    """Read worded_dates.toml."""
    given = tomllib.loads(files("extractors.dates").joinpath(WORDS_FILE).read_text(encoding="utf-8"))
    months = {word: month["number"] for month in given["months"] for word in month["words"]}
    labels = (_any_of(given[name]) for name in ("published", "updated", "afternoon", "morning"))
    return StampWords(months, *labels)


def _any_of(words: list[str]) -> re.Pattern[str]:
    """The words, not within others of the Latin letters; scripts without spaces may have them anywhere."""
    alternatives = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<![A-Za-z])(?:{alternatives})(?![A-Za-z])", re.IGNORECASE)


def read_stamp(words: str) -> str | None:
    """`Published: 3 September 2024, 8.40 pm PKT (updated …)` is `2024-09-03T20:40:00+05:00`; None without a date.

    Where there are several, the first that is of the publication.
    """
    return next((stamp.words for stamp in read_stamps(words) if not stamp.is_update), None)


def read_stamps(words: str) -> list[Stamp]:
    """Every date in the words, with its time if one is told: behind it, else before the first."""
    words = _ascii_digits(words[:MAX_STAMP])
    days = list(_days(words))
    found = []
    for place, (start, stop, day) in enumerate(days):
        begin = days[place - 1][1] if place else 0
        end = days[place + 1][0] if place + 1 < len(days) else len(words)
        behind = words[stop:end]
        time = _TIME.search(behind)
        around = behind
        if time is None and place == 0:
            around = words[begin:start]
            time = _TIME.search(around)
        told = day.isoformat() if time is None else _timed(day, time, around)
        found.append(Stamp(told, _is_update(words[begin:start], behind if end == len(words) else "")))
    return found


def _ascii_digits(words: str) -> str:
    """The words with the decimal digits of all scripts (Arabic, Persian, Devanagari, Bengali) as 0 to 9."""
    return "".join(str(int(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in words)


def _is_update(before: str, behind: str) -> bool:
    known = stamp_words()
    updated, published = (_last(pattern, before) for pattern in (known.updated, known.published))
    if updated or published:
        return updated > published
    time = _TIME.search(behind)
    return known.updated.search(behind[time.end() if time else 0 :][:_LABEL_BEHIND]) is not None


def _last(pattern: re.Pattern[str], words: str) -> int:
    return max((match.end() for match in pattern.finditer(words)), default=0)


def _days(words: str) -> Iterator[tuple[int, int, date]]:
    """Where each date of the words stands, in order; one that day and month may both begin (03/09/2024) is none."""
    place = 0
    while True:
        matches = [m for pattern in (_NAMED, _YEAR_FIRST, _DAY_FIRST) if (m := pattern.search(words, place))]
        if not matches:
            return
        match = min(matches, key=lambda found: found.start())
        if day := _day(match):
            yield match.start(), match.end(), day
            place = match.end()
        else:
            place = match.start() + 1


def _day(match: re.Match[str]) -> date | None:
    if match.re is _NAMED:
        number, word, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        month = _month(word)
    elif match.re is _YEAR_FIRST:
        year, month, number = match[1], int(match[3]), match[4]
    else:
        number, month, year = match[1], int(match[3]), match[4]
        first = int(number)
        if match[2] != "." and first != month and max(first, month) <= 12:
            return None
        if match[2] != "." and month > 12:
            number, month = str(month), first
    try:
        return date(int(year), month, int(number))
    except ValueError:
        return None


def _month(word: str) -> int:
    """The number of the month that the word, or its first or last part, names; 0 if none."""
    word = word.casefold().rstrip(".")
    parts = word.split()
    months = stamp_words().months
    return next((months[form] for form in (word, parts[0], parts[-1]) if form in months), 0)


def _timed(day: date, time: re.Match[str], around: str) -> str:
    hour, after = int(time["hour"]), around[time.end() :]
    near = f"{around[max(0, time.start() - _HALF_NEAR) : time.start()]} {after.lstrip()[:_HALF_NEAR]}"
    known = stamp_words()
    if hour <= 12 and (known.afternoon.search(near) or known.morning.search(near)):
        hour = hour % 12 + (12 if known.afternoon.search(near) else 0)
    moment = datetime(day.year, day.month, day.day, hour, int(time["minute"]), int(time["second"] or 0))
    offset = _offset(after)
    return moment.isoformat() if offset is None else moment.replace(tzinfo=timezone(offset)).isoformat()


def _offset(words: str) -> timedelta | None:
    if numeric := _OFFSET.search(words):
        offset = timedelta(hours=int(numeric["hours"]), minutes=int(numeric["minutes"] or 0))
        return -offset if numeric["sign"] == "-" else offset
    named = _NAMED_ZONE.search(words)
    return zone_offset(named[1], None) if named else None
