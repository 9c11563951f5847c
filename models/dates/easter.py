"""`Palm Sunday`, `Easter Monday last year` to their day, by the western Easter and by the eastern."""

from __future__ import annotations

from datetime import date, timedelta

from models.dates.day_pattern import vocabulary

# How far the Julian calendar runs behind from 1900 to 2099.
_JULIAN = timedelta(days=13)
# Without a year the feast is that of the news; of a longer time ago the two Easters leave it open.
_NEWS = timedelta(days=7)


def feast_day(words: str, year: int | None, published: date | None) -> date | None:
    """The day of the feast that the words begin with: of the two Easters that of the week, or that where both agree."""
    feasts = vocabulary()["easter_feasts"]
    said = " ".join(words.lower().split())
    after = timedelta(days=feasts[max(filter(said.startswith, feasts), key=len)])
    if year is not None:
        days = _of_both(year, after)
        return days[0] if len(days) == 1 else None
    if published is None:
        return None
    recent = [day for day in _of_both(published.year, after) if timedelta(0) <= published - day <= _NEWS]
    return recent[-1] if recent else None


def _of_both(year: int, after: timedelta) -> list[date]:
    return sorted({western_easter(year) + after, eastern_easter(year) + after})


def western_easter(year: int) -> date:
    """Easter Sunday by the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    skipped = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - skipped + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    days = epact + weekday - 7 * late + 114
    return date(year, days // 31, days % 31 + 1)


def eastern_easter(year: int) -> date:
    """Easter Sunday of the Orthodox churches, as a day of the Gregorian calendar (Meeus, the same chapter)."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    days = moon + weekday + 114
    return date(year, days // 31, days % 31 + 1) + _JULIAN
