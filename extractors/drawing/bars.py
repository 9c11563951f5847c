"""Days of a series to the bars of a chart: days, or where there are too many to see, spans of 7 or 30."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from warehouse.records import SeriesDay

# Below this share of what can have been known a day's number says little.
WELL_KNOWN = 0.7
# A bar of less than some three pixels cannot be told from its neighbour.
MOST_BARS = 210
SPANS = (1, 7, 30)


@dataclass(frozen=True, slots=True)
class Bar:
    """What was counted in the days from `first` to `last`, and what was expected in them, None where nobody can say."""

    first: date
    last: date
    observed: float
    expected: float | None
    is_alarm: bool
    is_well_known: bool


def bars(days: Sequence[SeriesDay]) -> tuple[int, list[Bar]]:
    """How many days a bar has, and the bars in order of time, the last ending with the last day.

    A day that the series lacks is not well known; a bar of several days is where on average they are, and is an alarm
    where one of them is.
    """
    by_day = {date.fromisoformat(day.day): day for day in days}
    if not by_day:
        return SPANS[0], []
    first, last = min(by_day), max(by_day)
    count = (last - first).days + 1
    span = next((span for span in SPANS if count <= span * MOST_BARS), SPANS[-1])
    starts = range(-(-count // span) - 1, -1, -1)
    ends = [last - timedelta(days=back * span) for back in starts]
    return span, [_bar(by_day, end - timedelta(days=span - 1), end) for end in ends]


def _bar(by_day: dict[date, SeriesDay], first: date, last: date) -> Bar:
    span = (last - first).days + 1
    within = (first + timedelta(days=onward) for onward in range(span))
    found = [by_day[day] for day in within if day in by_day]
    expected = [day.expected for day in found if day.expected is not None]
    return Bar(
        first,
        last,
        sum(day.observed for day in found),
        sum(expected) if expected and len(expected) == len(found) else None,
        any(day.is_alarm for day in found),
        sum(day.exposure for day in found) >= WELL_KNOWN * span,
    )
