"""A watch to words: what it counts, and how it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.watching.series_words import series_words
from extractors.watching.watch_series import SeriesKey
from warehouse.records import AlarmLevel, Watch


def watch_words(watch: Watch) -> str:
    """`incidents and killed in Borno, Nigeria, by admin2`."""
    what = " and ".join(watch.measures)
    by = f", by {', '.join(watch.by)}" if watch.by else ""
    return f"{what}{series_words(watch, SeriesKey(watch.name, '', '', watch.measures[0]))}{by}"


def judged_words(watch: Watch, level: AlarmLevel | None) -> str:
    """`nb-cusum, alarms at a chance of 1 in 1,000 a day and 3 incidents`; with a budget, what its past says of it."""
    if watch.method == "emergence":
        return f"emergence after {watch.quiet_days} quiet days, {_incidents(watch.minimum)}"
    if watch.budget is None:
        return (
            f"{watch.method}, alarms at a chance of 1 in {1 / watch.chance:,.0f} a day and {_incidents(watch.minimum)}"
        )
    asked = f"{watch.method}, within {_every(watch.budget)}, at least {_incidents(watch.minimum)}"
    if level is None:
        return f"{asked}; the next run chooses the chance"
    if not level.days:
        return f"{asked}: a chance of 1 in {1 / level.chance:,.0f} until there is a past to replay"
    return (
        f"{asked}: a chance of 1 in {1 / level.chance:,.0f}, which gave {_every(level.alarms_a_day)} over the "
        f"{level.days} days before {level.chosen_at:%Y-%m-%d}"
    )


def same_as(watch: Watch, others: Sequence[Watch]) -> list[Watch]:
    """The other watches that count the very same, whatever they are called and however they are judged."""
    return [other for other in others if _counted(other) == _counted(watch)]


def _counted(watch: Watch) -> Watch:
    plain = Watch("")
    return replace(
        watch, name="", method=plain.method, chance=plain.chance, budget=None, minimum=plain.minimum,
        quiet_days=plain.quiet_days,
    )  # fmt: skip


def _incidents(number: int) -> str:
    return "1 incident" if number == 1 else f"{number} incidents"


def _every(rate: float) -> str:
    """Alarms a day to `1 alarm in 30 days`."""
    if rate <= 0:
        return "no alarm"
    return f"1 alarm in {1 / rate:.0f} days" if rate <= 1 else f"{rate:.1f} alarms a day"
