"""The ledger as it was known each day to the alerts that would have been raised, and how often, how well, how soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean, median

from extractors.alerts import alerts_at, looked_at_each
from extractors.drawing.methods import MethodPoint
from extractors.watching.judged_series import LOOK_BACK_DAYS
from extractors.watching.source import SeriesSource
from warehouse.records import Alert, Moments, Watch

# Days that are judged together: their series, as known on each of them, are held in memory at once, some 3 MB for a
# hundred of a year.
_DAYS_AT_FIRST, _MOST_DAYS_AT_ONCE = 7, 28
_SERIES_AT_ONCE = 10_000
# Each day is judged as known at its end.
_DAYS_END = time(23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class KnownEpisode:
    """A spike that is known to have been: alerts of the watch (and series, where given) that touch its days find it."""

    first: date
    last: date
    watch: str | None = None
    series: str | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay gave: the alerts as they ended, each with its `opened_at`, over so many days."""

    method: str
    first: date
    last: date
    alerts: tuple[Alert, ...]

    @property
    def days(self) -> int:
        """The days that were replayed."""
        return (self.last - self.first).days + 1

    @property
    def alarms_a_week(self) -> float:
        """Alerts opened a week."""
        return 7 * len(self.alerts) / self.days


@dataclass(frozen=True, slots=True)
class Scored:
    """A replay against known episodes: how many were found and how late, and how many alerts are `right`: found one.

    `precision` is None without alerts; `delays` are days from an episode's first day to the alert that found it.
    """

    replayed: Replayed
    found: int
    episodes: int
    right: int
    precision: float | None
    delays: tuple[int, ...]

    @property
    def median_delay(self) -> float | None:
        """Days; None where nothing was found."""
        return median(self.delays) if self.delays else None


def replay(
    source: SeriesSource, watches: Sequence[Watch], chosen: Mapping[str, float], first: date, last: date
) -> tuple[Alert, ...]:
    """The alerts that runs at the end of each day from `first` to `last` would have raised, as they ended.

    Each day sees what the world knew then: later reports, mended days and merged incidents come in on their days.
    """
    known: list[Alert] = []
    # What was told before is known: else the first day would open what had long been over.
    day, count = first - timedelta(days=LOOK_BACK_DAYS), _DAYS_AT_FIRST
    while day <= last:
        count = min(count, (last - day).days + 1)
        moments = Moments(datetime.combine(day, _DAYS_END), count=count)
        looked = looked_at_each(source, watches, chosen, moments)
        for number, one in enumerate(looked):
            known = list(alerts_at(source, one, known, moments.first + timedelta(days=number))[0])
        day += timedelta(days=count)
        held = max(1, len(looked[0].judged) + looked[0].silent)
        count = max(1, min(_MOST_DAYS_AT_ONCE, _SERIES_AT_ONCE // held))
    return tuple(alert for alert in known if alert.opened_at.date() >= first)


def replayed_by(
    source: SeriesSource, watches: Sequence[Watch], method: str, chosen: Mapping[str, float], first: date, last: date
) -> Replayed:
    """The replay of watches with this method in the place of their own."""
    judged_so = [replace(watch, method=method) for watch in watches]
    return Replayed(method, first, last, replay(source, judged_so, chosen, first, last))


def scored(replayed: Replayed, episodes: Sequence[KnownEpisode]) -> Scored:
    """The replay against the known episodes of its days."""
    within = [e for e in episodes if e.first <= replayed.last and e.last >= replayed.first]
    finds = {alert.alert_id: [e for e in within if _finds(alert, e)] for alert in replayed.alerts}
    delays = []
    for episode in within:
        opened = [alert.opened_at.date() for alert in replayed.alerts if episode in finds[alert.alert_id]]
        if opened:
            delays.append(max(0, (min(opened) - episode.first).days))
    right = sum(1 for alert in replayed.alerts if finds[alert.alert_id])
    return Scored(
        replayed,
        found=len(delays),
        episodes=len(within),
        right=right,
        precision=right / len(replayed.alerts) if replayed.alerts else None,
        delays=tuple(delays),
    )


def _finds(alert: Alert, episode: KnownEpisode) -> bool:
    return (
        episode.watch in (None, alert.watch)
        and (episode.series is None or alert.series == episode.series or alert.series.startswith(f"{episode.series}/"))
        and date.fromisoformat(alert.opened_day) <= episode.last
        and date.fromisoformat(alert.last_day) >= episode.first
    )


def methods_shown(found: Sequence[Scored]) -> list[MethodPoint]:
    """Replays as points of a chart of methods side by side."""
    return [
        MethodPoint(
            name=one.replayed.method,
            false_alarms=(len(one.replayed.alerts) - one.right) * 7 / one.replayed.days,
            detected=one.found / one.episodes if one.episodes else 0.0,
            median_delay=one.median_delay,
            mean_delay=fmean(one.delays) if one.delays else None,
        )
        for one in found
    ]
