"""Date words of a text to calendar days, against the day the text was published."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.dates.day_pattern import pattern, vocabulary
from models.dates.easter import feast_day
from models.dates.periods import MONTHS, months_before, periods_in
from models.dates.stretch import Days

# A text dated in one zone may tell of a day that has begun only in another.
AHEAD = timedelta(days=1)
# Years outside are numbers of something else.
YEARS = (1900, 2100)
# A year that stands in no date is taken for longer ago than a leap day needs.
_LEAP = 2000

# What a match needs but the words shown go without.
_LED = re.compile(r"(?:(?:over |at )?the )?", re.IGNORECASE)


def days_in(text: str, published: date | None, month_first: bool = False) -> list[Days]:
    """Every date in the text in order, without overlap; left out is what needs a day of publication that is unknown.

    A weekday is the last one up to the day of publication, which may be that day; a day and month without a year are
    the last such day. `month_first` reads `11/12/2013` as the twelfth of November.
    """
    periods = [replace(read, bound=_is_bound(text, read.start, read.start)) for read in periods_in(text, published)]
    taken = {at for read in periods for at in range(read.start, read.stop)}
    found: list[Days] = periods
    named: date | None = None
    for match in pattern().finditer(text):
        if not taken.isdisjoint(range(match.start(), match.end())):
            continue
        read = _READERS[match.lastgroup or ""](match, _Ground(published, named, month_first))
        if read is not None:
            start = read.start + len(_LED.match(text, read.start, read.stop)[0])  # type: ignore[index]
            found.append(replace(read, start=start, bound=_is_bound(text, match.start(), read.start)))
            if read.precision == "day" and not read.last.startswith("-"):
                named = date.fromisoformat(read.last)
    return sorted(found, key=lambda read: read.start)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a reading stands on: the day of publication, the day named last, the order of numeric dates."""

    published: date | None
    named: date | None
    month_first: bool


Reading = Callable[["re.Match[str]", _Ground], Days | None]


def _is_bound(text: str, start: int, named: int) -> bool:
    """Whether `since`, `until`, `before` or the like stands before the date or opens its match."""
    led = text[max(0, start - 12) : named].lower().split()
    words = vocabulary()["context"]["bounds"]
    return bool(led) and (led[-1] in words or " ".join(led[-2:]) in words)


def _iso(match: re.Match[str], ground: _Ground) -> Days | None:
    return _span(match, _date(*map(int, match[0].split("-"))))


def _numeric(match: re.Match[str], ground: _Ground) -> Days | None:
    first, second, year = map(int, re.split(r"[/.]", match[0]))
    month, day = (first, second) if (ground.month_first and first <= 12) or second > 12 else (second, first)
    return _span(match, _date(year, month, day))


def _day_and_month(match: re.Match[str], ground: _Ground) -> Days | None:
    words = match[0]
    month = _month(_month_words(words)[0])
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    year = numbers.pop() if numbers[-1] > 31 else _year_beside(words, ground.published)
    if len(numbers) > 1 and numbers[1] <= numbers[0]:
        return None
    ends = [_day_of(year, month, number, ground) for number in (numbers[0], numbers[-1])]
    return _span(match, ends[0], ends[-1]) if all(ends) else None


def _year_beside(words: str, published: date | None) -> int | None:
    """The year of `6 June last year`."""
    if published is None or not words.lower().endswith("year"):
        return None
    return published.year - ("last" in words.lower().split())


def _month_year(match: re.Match[str], ground: _Ground) -> Days | None:
    return _whole_month(match, int(match[0][-4:]), _month(_month_words(match[0])[0]))


def _bare_month(match: re.Match[str], ground: _Ground) -> Days | None:
    month, word = _month(_month_words(match[0])[-1]), match[0].split()[0].lower()
    if ground.published is None:
        return None if word in ("last", "next", "this") else _whole_month(match, None, month)
    year = ground.published.year
    if word == "next":
        year += month <= ground.published.month
    elif month > ground.published.month or (word == "last" and month == ground.published.month):
        year -= 1
    return _whole_month(match, year, month)


def _year(match: re.Match[str], ground: _Ground) -> Days | None:
    year = match[0][-4:]
    start = match.end() - 4
    return Days(start, match.end(), f"{year}-01-01", f"{year}-12-31", "year")


def _feast(match: re.Match[str], ground: _Ground) -> Days | None:
    month, day = vocabulary()["feasts"][match[0].lower()]
    return _span(match, _day_of(None, month, day, ground))


def _easter_feast(match: re.Match[str], ground: _Ground) -> Days | None:
    year = int(match[0][-4:]) if match[0][-4:].isdigit() else _year_beside(match[0], ground.published)
    return _span(match, feast_day(match[0], year, ground.published))


def _weekday(match: re.Match[str], ground: _Ground) -> Days | None:
    lists = vocabulary()
    words = [word.lower() for word in re.findall(r"[A-Za-z]+", match[0])]
    weekday = next(lists["weekdays"][word] for word in words if word in lists["weekdays"])
    before = match.string[max(0, match.start() - 12) : match.start()].lower().split()
    after = match.string[match.end() : match.end() + 14].lower().strip()
    if (before and before[-1] in lists["context"]["names_before"]) or after.startswith(
        tuple(lists["context"]["names_after"])
    ):
        return None
    if ground.published is None or (before and before[-1] in lists["context"]["some_before"]):
        return None
    back = (ground.published.weekday() - weekday) % 7
    if words[0] == "next":
        return _span(match, ground.published + timedelta(days=(7 - back) or 7))
    if words[0] == "last" and back == 0:
        back = 7
    return _span(match, ground.published - timedelta(days=back))


def _relative(match: re.Match[str], ground: _Ground) -> Days | None:
    if ground.published is None:
        return None
    first, last = vocabulary()["relative"][" ".join(match[0].lower().split())]
    return _span(match, ground.published + timedelta(days=first), ground.published + timedelta(days=last))


def _anaphoric(match: re.Match[str], ground: _Ground) -> Days | None:
    if ground.named is None:
        return None
    return _span(match, ground.named + timedelta(days=vocabulary()["anaphoric"][" ".join(match[0].lower().split())]))


def _ago(match: re.Match[str], ground: _Ground) -> Days | None:
    """`three days ago` is a day; of weeks, months and years only about that time."""
    words = match[0].lower().split()
    *number, unit, word = words[:-1] if words[-1] == "today" else words
    base = ground.published if word == "ago" else ground.named
    if base is None:
        return None
    spelt = " ".join(number)
    count = int(spelt) if spelt.isdigit() else vocabulary()["numbers"][spelt]
    if unit.startswith("day"):
        return _span(match, base - timedelta(days=count))
    if words[-1] == "today":
        if unit.startswith("week"):
            return _span(match, base - timedelta(weeks=count))
        return _span(match, months_before(base, count * (MONTHS if unit.startswith("year") else 1)))
    if unit.startswith("week"):
        return _week(match, base - timedelta(weeks=count))
    if unit.startswith("month"):
        months = base.year * 12 + base.month - 1 - count
        return _whole_month(match, months // 12, months % 12 + 1)
    return Days(match.start(), match.end(), f"{base.year - count}-01-01", f"{base.year - count}-12-31", "year")


def _weekend(match: re.Match[str], ground: _Ground) -> Days | None:
    """The last Saturday and Sunday that have begun; the coming ones are told with other words."""
    if ground.published is None:
        return None
    saturday = ground.published - timedelta(days=(ground.published.weekday() - 5) % 7)
    return Days(match.start(), match.end(), saturday.isoformat(), (saturday + timedelta(days=1)).isoformat(), "week")


def _period(match: re.Match[str], ground: _Ground) -> Days | None:
    """`last week`, `this month`: calendar weeks from Monday, months and years."""
    if ground.published is None:
        return None
    words = match[0].lower().split()
    shift = {"last": -1, "next": 1}.get(words[0], 0)
    if words[-1] == "week":
        return _week(match, ground.published + timedelta(weeks=shift))
    if words[-1] == "month":
        months = ground.published.year * 12 + ground.published.month - 1 + shift
        return _whole_month(match, months // 12, months % 12 + 1)
    year = ground.published.year + shift
    return Days(match.start(), match.end(), f"{year}-01-01", f"{year}-12-31", "year")


def _week(match: re.Match[str], day: date) -> Days:
    monday = day - timedelta(days=day.weekday())
    return Days(match.start(), match.end(), monday.isoformat(), (monday + timedelta(days=6)).isoformat(), "week")


def _whole_month(match: re.Match[str], year: int | None, month: int) -> Days:
    last = monthrange(year or _LEAP, month)[1]
    prefix = f"{year:04}" if year else "-"
    led = match[0].lower().startswith(("last", "next", "this"))
    named = [] if led else _month_words(match[0])
    start = match.start() + (match[0].index(named[-1]) if named else 0)
    return Days(start, match.end(), f"{prefix}-{month:02}-01", f"{prefix}-{month:02}-{last:02}", "month")


def _day_of(year: int | None, month: int, day: int, ground: _Ground) -> date | str | None:
    """The day; without a year the last such day up to publication, or `--MM-DD` where that is unknown."""
    if year is not None:
        return _date(year, month, day)
    if ground.published is None:
        return f"--{month:02}-{day:02}" if _date(_LEAP, month, day) else None
    years = (ground.published.year + 1 - back for back in range(10))
    past = (found for found in (_date(year, month, day) for year in years) if found)
    return next((found for found in past if found <= ground.published + AHEAD), None)


def _date(year: int, month: int, day: int) -> date | None:
    if not YEARS[0] <= year <= YEARS[1] or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _span(match: re.Match[str], first: date | str | None, last: date | str | None = None) -> Days | None:
    if first is None:
        return None
    # `Monday (26 August)` ends with the bracket that it opened.
    closed = "(" in match[0] and match.string[match.end() : match.end() + 1] == ")"
    return Days(match.start(), match.end() + closed, str(first), str(last if last is not None else first), "day")


def _month_words(words: str) -> list[str]:
    return [word for word in re.findall(r"[A-Z][A-Za-z]+", words) if word.lower() in vocabulary()["months"]]


def _month(word: str) -> int:
    return int(vocabulary()["months"][word.lower()])


_READERS: dict[str, Reading] = {
    "iso": _iso,
    "numeric": _numeric,
    "day_month": _day_and_month,
    "month_day": _day_and_month,
    "month_year": _month_year,
    "feast": _feast,
    "easter_feast": _easter_feast,
    "month": _bare_month,
    "weekday": _weekday,
    "relative": _relative,
    "anaphoric": _anaphoric,
    "ago": _ago,
    "weekend": _weekend,
    "period": _period,
    "year": _year,
    "last_year": _year,
}
