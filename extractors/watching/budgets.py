"""A budget of false alarms to the chance at which a watch alarms: chosen by replaying its own past."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from extractors.watching.replay import replayed_by
from extractors.watching.source import SeriesSource
from warehouse.records import AlarmLevel, Watch

# Chances a day, from a tenth down to one in ten million, three to a power of ten.
LEVELS = tuple(round(factor * 10.0**-power, 12) for power in range(1, 8) for factor in (1, 0.5, 0.2))
# A year of the past, less the days that are still coming in.
_REPLAYED_DAYS = 365
# With a shorter past than this nothing can be said of one alarm a month.
LEAST_DAYS = 90
# A level is chosen anew after this many days.
RENEWED_AFTER_DAYS = 28


def is_due(level: AlarmLevel | None, watch: Watch, now: datetime) -> bool:
    """Whether a watch with a budget needs its level chosen (again)."""
    if watch.budget is None:
        return False
    if level is None or (level.budget, level.method) != (watch.budget, watch.method):
        return True
    return abs(now - level.chosen_at) >= timedelta(days=RENEWED_AFTER_DAYS)


def chosen_level(source: SeriesSource, watch: Watch, now: datetime) -> AlarmLevel | None:
    """The largest chance at which the watch, replayed over the last year, keeps within its budget; None without one.

    With less than LEAST_DAYS of past, the budget itself is the chance: that of one series, if the method's chances are
    right.
    """
    if watch.budget is None:
        return None
    yesterday, begins = now.astimezone(UTC).date() - timedelta(days=1), source.first_day()
    # Days after the record are not quiet ones: nobody was looking.
    last = min(yesterday, source.last_day() or yesterday)
    first = max(begins or last, last - timedelta(days=_REPLAYED_DAYS - 1))
    days = (last - first).days + 1
    if days < LEAST_DAYS:
        return AlarmLevel(watch.name, watch.method, watch.budget, min(watch.budget, LEVELS[0]), 0.0, 0, now)
    # The more is let through, the more alarms: the first level that keeps within the budget lies by halving.
    low, high = 0, len(LEVELS) - 1
    rates: dict[int, float] = {}
    while low < high:
        middle = (low + high) // 2
        rates[middle] = _alarms_a_day(source, watch, LEVELS[middle], first, last)
        low, high = (low, middle) if rates[middle] <= watch.budget else (middle + 1, high)
    rate = rates[low] if low in rates else _alarms_a_day(source, watch, LEVELS[low], first, last)
    return AlarmLevel(watch.name, watch.method, watch.budget, LEVELS[low], rate, days, now)


def _alarms_a_day(source: SeriesSource, watch: Watch, level: float, first: date, last: date) -> float:
    return replayed_by(source, [watch], watch.method, {watch.name: level}, first, last).alarms_a_week / 7
