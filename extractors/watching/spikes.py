"""Judged series to spikes: alarms that are not chance, each told once at the level that explains it best."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from extractors.watching.discoveries import discoveries
from extractors.watching.judged_series import JudgedDay, JudgedSeries
from extractors.watching.watch_series import SeriesKey
from warehouse.records import IncidentDay

# A narrower series explains a wider one where it has so much of its excess: what is left is within the noise of a
# country that has violence elsewhere, too.
_EXPLAINS = 0.8
# One series lies within another where so many of its incidents do: all but those whose place is told less finely.
_WITHIN = 0.8

Incidents = Callable[[JudgedSeries, date, date], Sequence[IncidentDay]]


@dataclass(frozen=True, slots=True)
class Spike:
    """An alarm of a series on a day, with the incidents behind it; `also` are the series in which it shows as well."""

    series: JudgedSeries
    day: JudgedDay
    incident_ids: frozenset[str]
    also: tuple[SeriesKey, ...] = ()

    @property
    def excess(self) -> float:
        """How much more was counted on the day than expected."""
        return self.day.observed - self.day.expected


def spikes_at(
    judged: Sequence[JudgedSeries], incidents: Incidents, told: Collection[tuple[str, str, str]], silent: int = 0
) -> list[Spike]:
    """The spikes among the series judged at one moment, by day.

    Over all series that are tests the rate of false discoveries is controlled for each day. `incidents` gives those of
    a series between two days. Of nested series the one is told that explains the spike best, but one that is `told`
    already (watch, series and measure) goes on. Of `silent` more tests it is known that they have no alarm.
    """
    found = []
    for back in range(1, 1 + max((len(series.days) for series in judged), default=0)):
        there = [series for series in judged if len(series.days) >= back]
        tested = np.array([series.days[-back].chance for series in there if series.is_test] + [1.0] * silent)
        passes = dict(zip((s.key for s in there if s.is_test), discoveries(tested), strict=False))
        alarms = [series for series in there if passes.get(series.key, True) and _alarms(series, series.days[-back])]
        spikes = [
            Spike(s, day := s.days[-back], frozenset(i.incident_id for i in incidents(s, day.since, day.day)))
            for s in alarms
        ]
        found += _best([spike for spike in spikes if spike.incident_ids], told)
    return sorted(found, key=lambda spike: (spike.day.day, spike.series.key.watch, spike.series.key.series))


def _alarms(series: JudgedSeries, day: JudgedDay) -> bool:
    return day.chance <= series.level and day.observed > 0 and day.incidents >= series.watch.minimum


def _best(spikes: Sequence[Spike], told: Collection[tuple[str, str, str]]) -> list[Spike]:
    """One spike for each group of overlapping ones: the narrowest that explains the widest, the told one first."""
    left, found = list(spikes), []
    while left:
        widest = max(left, key=lambda s: (len(s.incident_ids), s.series.key.measure == "incidents", -s.day.chance))
        group = [spike for spike in left if _is_within(spike, widest)]
        # The widest explains itself, also where its last day lies below what was expected: C3 goes by the days before.
        able = [spike for spike in group if spike is widest or _explains(spike, widest)]
        chosen = min(able, key=lambda spike: _preference(spike, told))
        also = tuple(spike.series.key for spike in left if spike is not chosen and _overlap(spike, chosen))
        found.append(Spike(chosen.series, chosen.day, chosen.incident_ids, also))
        left = [spike for spike in left if spike is not chosen and not _overlap(spike, chosen)]
    return found


def _is_within(inner: Spike, outer: Spike) -> bool:
    return len(inner.incident_ids & outer.incident_ids) >= _WITHIN * len(inner.incident_ids)


def _overlap(a: Spike, b: Spike) -> bool:
    """Whether the one shows the other: one lies within the other."""
    return _is_within(a, b) or _is_within(b, a)


def _explains(spike: Spike, widest: Spike) -> bool:
    """Whether the widest is that spike and little else; deaths explain a rise of incidents only where no other does."""
    if spike.series.key.measure != widest.series.key.measure:
        return len(spike.incident_ids & widest.incident_ids) >= _EXPLAINS * len(widest.incident_ids)
    return spike.excess >= _EXPLAINS * widest.excess


def _preference(spike: Spike, told: Collection[tuple[str, str, str]]) -> tuple[object, ...]:
    """The smallest is told: what is told already, incidents before deaths, a person's own watch, the narrowest."""
    key = spike.series.key
    return (
        key.identity not in told,
        key.measure != "incidents",
        bool(key.split),
        len(spike.incident_ids),
        -key.series.count("/"),
        spike.day.chance,
        key.watch,
        key.series,
    )
