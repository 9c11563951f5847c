"""Numbers and days to the few round marks of an axis."""

from __future__ import annotations

import math
from datetime import date, timedelta

_STEPS_OF_DAYS = (1, 2, 7, 14)
_STEPS_OF_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


def round_marks(highest: float, most: int, *, whole: bool) -> list[float]:
    """Marks from 0 to at least `highest`, at most so many above 0, a step being 1, 2 or 5 times a power of ten."""
    if not highest > 0 or not math.isfinite(highest):
        highest = 1.0
    magnitude = 10.0 ** math.floor(math.log10(highest / most))
    step = next(size * magnitude for size in (1, 2, 5, 10) if size * magnitude * most >= highest * (1 - 1e-9))
    if whole:
        step = max(step, 1.0)
    return [step * mark for mark in range(math.ceil(highest / step - 1e-9) + 1)]


def day_marks(first: date, last: date, most: int) -> list[date]:
    """At most so many days, evenly apart and the last among them; of longer spans, firsts of months or of years."""
    span = (last - first).days
    for step in _STEPS_OF_DAYS:
        if span < step * most:
            return [last - timedelta(days=back * step) for back in range(span // step, -1, -1)]
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    for step in _STEPS_OF_MONTHS:
        marks = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
        if len(marks) <= most:
            return marks
    return marks[:: -(-len(marks) // most)]


def round_below(value: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is at most `value`, which is above 0."""
    magnitude = 10.0 ** math.floor(math.log10(value))
    return max(size * magnitude for size in (1, 2, 5) if size * magnitude <= value * (1 + 1e-9))
