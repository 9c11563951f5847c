"""Words for stretches of time, as quarters, ranges and the last so many days, to their first and last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from models.dates.day_pattern import any_of, day_word, month_word, vocabulary, year_word
from models.dates.stretch import Days

MONTHS = 12
# `the deadliest attack in two years`, `the first time in a month`: a comparison, nothing was counted over that time.
_COMPARES = re.compile(r"\b(?:\w+est|first|second|third|only|most|worst|time|month|year)\W+(?:\w+\W+){0,3}$", re.I)
# So many characters before a lapse may make it a comparison.
_BEFORE = 50

Reading = Callable[["re.Match[str]", date | None], Days | None]


def periods_in(text: str, published: date | None) -> list[Days]:
    """Quarters, halves, first months of a year and ranges, in order.

    Without a year the last one that had begun by the day of publication is meant; left out where that is unknown.
    """
    found = (_READERS[match.lastgroup or ""](match, published) for match in _period_pattern().finditer(text))
    return [days for days in found if days is not None]


def lapses_in(text: str, published: date | None) -> list[Days]:
    """`in the past two weeks`, `in two days`: so many days, weeks, months or years up to the day of publication.

    That day is the last of them. None where it is unknown, and none for a comparison (`deadliest in two years`).
    """
    if published is None:
        return []
    matches = _lapse_pattern().finditer(text)
    return [
        _lapse(m, published) for m in matches if not _COMPARES.search(text[max(0, m.start() - _BEFORE) : m.start()])
    ]


@cache
def _period_pattern() -> re.Pattern[str]:
    ordinal, number = any_of(vocabulary()["ordinals"]), any_of(vocabulary()["numbers"])
    month, day, year = month_word(), day_word(), year_word()
    whose = rf"(?:\s+(?:of\s+)?(?:(?i:the\s+(?:current\s+)?year|this\s+year|last\s+year)|{year}))"
    day_of = rf"(?:{day}\s+(?:of\s+)?{month}|{month}\s+{day})"
    joined = r"\s+(?:and|to|until|till|through)\s+(?:the\s+end\s+of\s+)?"
    kinds = {
        "quarter": rf"(?i:{ordinal})\s+quarter{whose}?|Q[1-4]\s+(?:of\s+)?{year}",
        "half": rf"(?i:{ordinal})\s+half{whose}|H[12]\s+(?:of\s+)?{year}",
        "months": rf"(?i:first\s+(?:{number}|\d\d?)\s+months){whose}",
        "outset": rf"(?i:beginning|start){whose}",
        "day_range": rf"(?i:between|from)\s+{day_of}(?:,?\s+{year})?{joined}{day_of}(?:,?\s+{year})?",
        "month_range": rf"(?i:between|from)\s+{month}(?:\s+{year})?{joined}{month}{whose}?",
    }
    return re.compile("|".join(rf"(?P<{kind}>(?<![\w-])(?:{pattern})(?!\w))" for kind, pattern in kinds.items()))


@cache
def _lapse_pattern() -> re.Pattern[str]:
    number = rf"(?:{any_of(vocabulary()['numbers'])}|\d\d?)"
    past = rf"(?:the\s+)?(?:(?:past|previous|preceding)\s+(?:{number}\s+)?|last\s+{number}\s+)"
    unit = r"(?:day|week|month|year)s?\b(?!['’])"
    words = rf"(?:{past}|(?:in|over|within)\s+(?:just\s+)?{number}\s+){unit}"
    return re.compile(rf"(?<![\w-]){words}", re.IGNORECASE)


def _quarter(match: re.Match[str], published: date | None) -> Days | None:
    words = match[0].lower()
    if words == "last quarter" and published is not None:
        ended = published.year * 4 + (published.month - 1) // 3 - 1
        return _months(match, ended // 4, ended % 4 * 3 + 1, 3)
    number = int(words[1]) if words[0] == "q" else vocabulary()["ordinals"][words.split()[0]]
    return _months(match, _year(words, published, number * 3 - 2), number * 3 - 2, 3)


def _half(match: re.Match[str], published: date | None) -> Days | None:
    words = match[0].lower()
    number = int(words[1]) if words[0] == "h" else min(vocabulary()["ordinals"][words.split()[0]], 2)
    return _months(match, _year(words, published, number * 6 - 5), number * 6 - 5, 6)


def _first_months(match: re.Match[str], published: date | None) -> Days | None:
    spelt = match[0].lower().split()[1]
    count = int(spelt) if spelt.isdigit() else vocabulary()["numbers"].get(spelt, 0)
    return _months(match, _year(match[0].lower(), published, 1), 1, count) if 0 < count <= MONTHS else None


def _outset(match: re.Match[str], published: date | None) -> Days | None:
    return _months(match, _year(match[0].lower(), published, 1), 1, 1)


def _month_range(match: re.Match[str], published: date | None) -> Days | None:
    first, last = (vocabulary()["months"][word.lower()] for word in _named_months(match[0]))
    year = _year(match[0].lower(), published, last)
    count = (last - first) % MONTHS + 1
    return _months(match, year - (first > last) if year else None, first, count)


def _day_range(match: re.Match[str], published: date | None) -> Days | None:
    months = [vocabulary()["months"][word.lower()] for word in _named_months(match[0])]
    days = [int(number) for number in re.findall(r"(?<!\d)\d\d?(?!\d)", match[0])]
    year = _year(match[0].lower(), published, months[-1])
    if year is None or len(days) != len(months) or len(days) != 2:
        return None
    try:
        first, last = date(year - (months[0] > months[1]), months[0], days[0]), date(year, months[1], days[1])
    except ValueError:
        return None
    return Days(match.start(), match.end(), first.isoformat(), last.isoformat(), "day") if first < last else None


def _lapse(match: re.Match[str], published: date) -> Days:
    words = match[0].lower().split()
    unit = words[-1].rstrip("s")
    spelt = " ".join(w for w in words[:-1] if w.isdigit() or w in vocabulary()["numbers"])
    count = int(spelt) if spelt.isdigit() else vocabulary()["numbers"].get(spelt, 2 if "couple" in words else 1)
    if unit in ("day", "week"):
        first = published - timedelta(days=count * (7 if unit == "week" else 1) - 1)
    else:
        first = months_before(published, count * (MONTHS if unit == "year" else 1)) + timedelta(days=1)
    return Days(match.start(), match.end(), first.isoformat(), published.isoformat(), unit)


def months_before(day: date, count: int) -> date:
    """The day so many months before, the last of its month where that has none of its number."""
    months = day.year * MONTHS + day.month - 1 - count
    year, month = months // MONTHS, months % MONTHS + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _months(match: re.Match[str], year: int | None, first: int, count: int) -> Days | None:
    """The whole months from `first` of `year` on; longer than one, they are named as coarsely as a year."""
    if year is None:
        return None
    end = year * MONTHS + first - 1 + count - 1
    last = date(end // MONTHS, end % MONTHS + 1, monthrange(end // MONTHS, end % MONTHS + 1)[1])
    precision = "month" if count == 1 else "year"
    return Days(match.start(), match.end(), date(year, first, 1).isoformat(), last.isoformat(), precision)


def _year(words: str, published: date | None, month: int) -> int | None:
    """The year that the words give; without one the last in which this month had begun by publication."""
    given = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", words)
    if given:
        return int(given[-1])
    if published is None:
        return None
    if "last year" in " ".join(words.split()):
        return published.year - 1
    return published.year if " year" in words or month <= published.month else published.year - 1


def _named_months(words: str) -> list[str]:
    return [word for word in re.findall(r"[A-Z][A-Za-z]+", words) if word.lower() in vocabulary()["months"]]


_READERS: dict[str, Reading] = {
    "quarter": _quarter,
    "half": _half,
    "months": _first_months,
    "outset": _outset,
    "day_range": _day_range,
    "month_range": _month_range,
}
