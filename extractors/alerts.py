"""Incidents to alerts: one alert for each spike of a series, however long it lasts and however often it is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from extractors.watching.alert_text import message
from extractors.watching.episodes import alert_of, episodes_of, in_its_time, span_of, told_by, without_spike
from extractors.watching.judged_series import LOOK_BACK_DAYS, JudgedSeries, judged_at_each, level_of
from extractors.watching.methods import METHODS
from extractors.watching.source import SeriesSource
from extractors.watching.spikes import Spike, spikes_at
from extractors.watching.watch_series import Ground, WatchSeries, ground_of, only, series_of, stirring
from warehouse.records import Alert, IncidentDay, Moments, SeriesDay, Watch

__all__ = ["CHARTED_DAYS", "METHODS", "Alerting", "Looked", "alerts_at", "alerts_for", "looked_at_each", "message"]


# A chart shows so many days up to the alert: enough to see what is usual.
CHARTED_DAYS = 60


@dataclass(frozen=True, slots=True)
class Alerting:
    """All alerts after a run, the known ones brought up to date, and what was said of the days that were judged.

    `before` are more days of the series that alarm, for those of which no run has said anything.
    """

    alerts: tuple[Alert, ...]
    days: tuple[SeriesDay, ...]
    before: tuple[SeriesDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """The series of the `watches` of these names as judged at one moment.

    Of `silent` more tests it is known that nothing alarms.
    """

    watches: frozenset[str]
    judged: tuple[JudgedSeries, ...]
    silent: int = 0


def alerts_for(
    source: SeriesSource, watches: Sequence[Watch], chosen: Mapping[str, float], known: Sequence[Alert], now: datetime
) -> Alerting:
    """The alerts of a run at `now`; `chosen` are the chances at which watches with a budget alarm, by their names.

    Days are judged again for LOOK_BACK_DAYS. An episode that touches a known alert is that alert: its id stays. What
    was counted is what the world knew at `now`, so that any past moment gives the alerts of then.
    """
    grounds = [
        (method, mine, ground)
        for method, mine in _by_method(watches)
        if (ground := _ground(source, Moments(now), method)) is not None
    ]
    judged: list[JudgedSeries] = []
    counted: dict[str, tuple[WatchSeries, Ground]] = {}
    for method, mine, ground in grounds:
        series = [series_of(source, watch, ground) for watch in mine]
        counted |= {each.watch.name: (each, ground) for each in series}
        judged += judged_at_each(series, ground, [level_of(watch, chosen) for watch in mine], method)[0]
    alerts, spikes = alerts_at(source, Looked(_names(watches), tuple(judged)), known, now)
    alarmed = {spike.series.key: spike.series for spike in spikes}.values()
    before = [_before(told, *counted[told.key.watch]) for told in alarmed]
    return Alerting(alerts, tuple(_series_days(judged, spikes, now)), tuple(_series_days(before, [], now)))


def _before(told: JudgedSeries, series: WatchSeries, ground: Ground) -> JudgedSeries:
    """A series that alarms, with the CHARTED_DAYS that its chart shows."""
    alone = only(series, told.key)
    return judged_at_each([alone], ground, [told.level], told.watch.method, CHARTED_DAYS)[0][0]


def looked_at_each(
    source: SeriesSource, watches: Sequence[Watch], chosen: Mapping[str, float], moments: Moments
) -> list[Looked]:
    """What runs at these moments would have to decide on: the series of all watches that stir, as judged at each."""
    judged: list[list[JudgedSeries]] = [[] for _ in range(moments.count)]
    silent = 0
    for method, mine in _by_method(watches):
        ground = _ground(source, moments, method)
        if ground is None:
            continue
        found = [series_of(source, watch, ground) for watch in mine]
        days = LOOK_BACK_DAYS + (moments.count * moments.step_s) // 86_400
        series = [stirring(each, days) for each in found]
        if METHODS[method].is_test:
            pairs = zip(found, series, strict=True)
            silent += sum((len(a.values) - len(b.values)) * len(a.watch.measures) for a, b in pairs)
        levels = [level_of(watch, chosen) for watch in mine]
        for number, each in enumerate(judged_at_each(series, ground, levels, method)):
            judged[number] += each
    return [Looked(_names(watches), tuple(each), silent) for each in judged]


def _ground(source: SeriesSource, moments: Moments, method: str) -> Ground | None:
    """What watches of a method share; where days are counted and no rates tested, each weekday is a day like any."""
    ground = ground_of(source, moments, METHODS[method].history_days + LOOK_BACK_DAYS)
    if ground is None or METHODS[method].is_test:
        return ground
    return replace(ground, rhythm=np.ones_like(ground.rhythm))


def _names(watches: Sequence[Watch]) -> frozenset[str]:
    return frozenset(watch.name for watch in watches)


def _by_method(watches: Sequence[Watch]) -> Iterator[tuple[str, list[Watch]]]:
    """The watches by their methods: those of one are judged on common ground."""
    for method in dict.fromkeys(watch.method for watch in watches):
        yield method, [watch for watch in watches if watch.method == method]


def alerts_at(
    source: SeriesSource, looked: Looked, known: Sequence[Alert], now: datetime
) -> tuple[tuple[Alert, ...], list[Spike]]:
    """The alerts that the series as judged at `now` give, with the `known` ones, and the spikes; see `alerts_for`."""

    def incidents(series: JudgedSeries, first: date, last: date) -> list[IncidentDay]:
        return source.incidents(series.selection, series.key.split, series.key.series, series.settled, first, last, now)

    told = {(alert.watch, alert.series, alert.measure) for alert in known if alert.state == "open"}
    spikes = spikes_at(looked.judged, incidents, told, looked.silent)
    alerts = {alert.alert_id: alert for alert in known}
    touched = set()
    for episode in episodes_of(spikes):
        before = told_by(episode, alerts.values())
        if before is not None and now < before.updated_at:  # told by a clock that was ahead: what it said stays
            touched.add(before.alert_id)
            continue
        behind = incidents(episode[0].series, *span_of(episode, before))
        doubled = source.doubled([incident.incident_id for incident in behind])
        alert = alert_of(episode, before, behind, doubled, now)
        alerts[alert.alert_id] = alert
        touched.add(alert.alert_id)
    # One that is told at a wider level now is not refuted.
    elsewhere = {key.identity for spike in spikes for key in spike.also}
    for alert in [alert for alert in alerts.values() if alert.alert_id not in touched]:
        is_known = alert.watch in looked.watches and (alert.watch, alert.series, alert.measure) not in elsewhere
        alerts[alert.alert_id] = without_spike(alert, now) if is_known else in_its_time(alert, now)
    ordered = sorted(alerts.values(), key=lambda alert: (alert.opened_day, alert.watch, alert.series, alert.alert_id))
    return tuple(ordered), spikes


def _series_days(judged: Sequence[JudgedSeries], spikes: Sequence[Spike], now: datetime) -> list[SeriesDay]:
    alarms = {(spike.series.key, spike.day.day) for spike in spikes}
    return [
        SeriesDay(
            watch=series.key.watch,
            series=series.key.series,
            measure=series.key.measure,
            day=day.day.isoformat(),
            observed=day.observed,
            expected=None if day.expected != day.expected else day.expected,
            exposure=day.exposure,
            chance=day.chance,
            score=day.score,
            is_alarm=(series.key, day.day) in alarms,
            judged_at=now,
        )
        for series in judged
        for day in series.days
    ]
