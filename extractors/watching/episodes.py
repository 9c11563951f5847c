"""Spikes of days to episodes, and each episode to the alert that it opens or goes on with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from extractors.ids import stable_id
from extractors.watching.alert_text import days_in_words, summary
from extractors.watching.judged_series import LOOK_BACK_DAYS
from extractors.watching.series_words import series_label, series_words
from extractors.watching.severity import severity_of
from extractors.watching.spikes import Spike
from extractors.watching.uncertainty import uncertainties
from extractors.watching.watch_series import SeriesKey
from warehouse.records import Alert, IncidentDay

# Alarm days with at most this many quiet days between them are one episode: as long as the gap of EARS C2, so that the
# first of them is not yet part of the baseline of the second.
QUIET_DAYS_WITHIN = 2
NO_SPIKE_ANY_MORE = "What is known now is no spike any more"

Episode = tuple[Spike, ...]


def episodes_of(spikes: Iterable[Spike]) -> list[Episode]:
    """The spikes of each series, by day, cut where more than QUIET_DAYS_WITHIN quiet days lie between two."""
    ordered = sorted(spikes, key=lambda spike: (_order(spike.series.key), spike.day.day))
    episodes: list[Episode] = []
    for _, of_series in groupby(ordered, key=lambda spike: _order(spike.series.key)):
        mine = list(of_series)
        cuts = [n for n, (a, b) in enumerate(pairwise(mine), 1) if not _is_close(a.day.day, b.day.since)]
        episodes += [tuple(mine[a:b]) for a, b in pairwise([0, *cuts, len(mine)])]
    return episodes


def _order(key: SeriesKey) -> tuple[str, str, str, str]:
    return key.watch, key.split, key.series, key.measure


def _is_close(earlier: date, later: date) -> bool:
    return (later - earlier).days <= QUIET_DAYS_WITHIN + 1


def told_by(episode: Episode, known: Iterable[Alert]) -> Alert | None:
    """The known alert of this series that the episode continues or overlaps; the oldest of several."""
    key = episode[0].series.key
    first, last = min(spike.day.since for spike in episode), episode[-1].day.day
    touching = [
        alert
        for alert in known
        if (alert.watch, alert.series, alert.measure) == (key.watch, key.series, key.measure)
        and _is_close(date.fromisoformat(alert.last_day), first)
        and _is_close(last, date.fromisoformat(alert.opened_day))
    ]
    return min(touching, key=lambda alert: (alert.opened_day, alert.alert_id), default=None)


def alert_of(
    episode: Episode,
    before: Alert | None,
    behind: Sequence[IncidentDay],
    doubled: Sequence[tuple[str, str, float]],
    now: datetime,
) -> Alert:
    """The alert of `episode` with the incidents `behind` it; `before`, if given, keeps its id and its beginning."""
    series, strongest = episode[0].series, min((spike.day for spike in episode), key=lambda day: day.chance)
    first, last = (day.isoformat() for day in span_of(episode, before))
    over = _is_over(last, now)
    chance = min(strongest.chance, before.chance if before else 1.0)
    # Of a whole day: the hours that are not known yet and feeds that were silent are told apart.
    rate = strongest.expected / strongest.exposure if strongest.exposure else strongest.expected
    tolls = [incident.killed_best for incident in behind if incident.killed_best is not None]
    killed = sum(tolls) if tolls else None
    observed = (killed or 0) if series.key.measure == "killed" else len(behind)
    words = series_words(series.watch, series.key)
    days = days_in_words(first, last, over=over)
    alert = Alert(
        alert_id=before.alert_id
        if before
        else stable_id("alert", *series.key.identity, episode[0].day.day.isoformat()),
        watch=series.key.watch,
        series=series.key.series,
        measure=series.key.measure,
        method=series.watch.method,
        opened_day=first,
        last_day=last,
        state="closed" if over else "open",
        severity=severity_of(chance, killed),
        observed=observed,
        killed=killed,
        expected=round(rate, 4),
        chance=chance,
        score=round(max(spike.day.score for spike in episode), 4),
        summary=summary(words, series.key.measure, observed, killed, days, rate, chance),
        incident_ids=tuple(incident.incident_id for incident in behind),
        uncertain=uncertainties(behind, doubled, [spike.day for spike in episode]),
        also=tuple(dict.fromkeys(_also(key) for spike in episode for key in spike.also)),
        opened_at=before.opened_at if before else now,
        updated_at=now,
        closed_at=(before.closed_at if before and before.closed_at else now) if over else None,
    )
    return before if before and replace(alert, updated_at=before.updated_at) == before else alert


def span_of(episode: Episode, before: Alert | None) -> tuple[date, date]:
    """The first and the last day of an episode, with those that its alert has had so far."""
    first, last = min(spike.day.since for spike in episode), episode[-1].day.day
    if before is None:
        return first, last
    return min(first, date.fromisoformat(before.opened_day)), max(last, date.fromisoformat(before.last_day))


def without_spike(alert: Alert, now: datetime) -> Alert:
    """A known alert of a watched series that no spike concerns any more: closed in its time, or at once if refuted.

    It is refuted where its days were all judged again and none alarms: incidents turned out to be one, or none.
    """
    judged_from = now.date() - timedelta(days=LOOK_BACK_DAYS - 1)
    if _goes_on(alert, now) and date.fromisoformat(alert.opened_day) >= judged_from:
        doubts = tuple(dict.fromkeys((*alert.uncertain, NO_SPIKE_ANY_MORE)))
        return replace(alert, state="closed", closed_at=now, updated_at=now, uncertain=doubts)
    return in_its_time(alert, now)


def in_its_time(alert: Alert, now: datetime) -> Alert:
    """A known alert of which nothing new is known: closed once another alarm would no longer belong to it."""
    if _goes_on(alert, now) and _is_over(alert.last_day, now):
        return replace(alert, state="closed", closed_at=now, updated_at=now)
    return alert


def _goes_on(alert: Alert, now: datetime) -> bool:
    """Whether it is open, and not told later than `now`: after a clock was moved back it stays as it was."""
    return alert.state == "open" and now >= alert.updated_at


def _is_over(last_day: str, now: datetime) -> bool:
    """Whether an alarm on the day of `now` would no longer belong to an episode that ended then."""
    return (now.date() - date.fromisoformat(last_day)).days > QUIET_DAYS_WITHIN + 1


def _also(key: SeriesKey) -> str:
    label = series_label(key.watch, key.series)
    return f"{label} (killed)" if key.measure == "killed" else label
