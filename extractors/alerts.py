"""Incidents to alerts: one alert for each spike of a watch, however long it lasts and however often it is computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from extractors.ids import stable_id
from extractors.watching.alert_text import message, summary
from extractors.watching.watch_series import METHODS, Judgement, daily_counts, judge, watched
from warehouse.records import Alert, IncidentDay, Watch

# Days judged again in every run: reports of an attack keep arriving for days, and a machine may have been off.
LOOK_BACK_DAYS = 14
# Alarm days with at most this many quiet days between them are one episode: as long as C2's gap, so that the first of
# them is not yet part of the baseline of the second.
QUIET_DAYS_WITHIN = 2

__all__ = ["alerts_for", "message"]

# The record begins with this many incidents: one or two that are dated far back are late reports of old attacks, and
# days that nobody watched would make a quiet baseline.
FIRST_INCIDENTS = 3

Episode = list[tuple[date, Judgement]]


def alerts_for(
    watches: Sequence[Watch], incident_days: Sequence[IncidentDay], known: Sequence[Alert], day: date
) -> list[Alert]:
    """All alerts after the run of `day`: the `known` ones brought up to date, and the new ones; by first day and watch.

    Days are judged from LOOK_BACK_DAYS before `day`, and only where the method's whole baseline lies in the record:
    before the first incidents of any kind nobody was counting. An episode that touches a known alert is that alert:
    its id stays. Known alerts that no judged day concerns any more stay as they were told; they only close.
    """
    past = [incident for incident in incident_days if incident.day <= day.isoformat()]
    alerts = {alert.alert_id: _aged(alert, day) for alert in known}
    begins = sorted(incident.day for incident in past)[FIRST_INCIDENTS - 1 : FIRST_INCIDENTS]
    for watch in watches if begins else ():
        mine = [incident for incident in past if watched(watch, incident)]
        for episode in _episodes(_alarms(watch, mine, date.fromisoformat(begins[0]), day)):
            alert = _alert(watch, mine, episode, _touched(watch, episode, alerts.values()), day)
            alerts[alert.alert_id] = alert
    return sorted(alerts.values(), key=lambda alert: (alert.opened_day, alert.watch))


def _alarms(watch: Watch, mine: Sequence[IncidentDay], start: date, day: date) -> Iterator[tuple[date, Judgement]]:
    counts = daily_counts(mine)
    first = max(day - timedelta(days=LOOK_BACK_DAYS), start + timedelta(days=METHODS[watch.method].days - 1))
    for back in reversed(range((day - first).days + 1)):
        judged = day - timedelta(days=back)
        judgement = judge(watch, counts, judged)
        if judgement.is_alarm:
            yield judged, judgement


def _episodes(alarms: Iterable[tuple[date, Judgement]]) -> list[Episode]:
    found = list(alarms)
    if not found:
        return []
    episodes = [[found[0]]]
    for (before, _), alarm in pairwise(found):
        if _is_close(before, alarm[0]):
            episodes[-1].append(alarm)
        else:
            episodes.append([alarm])
    return episodes


def _is_close(earlier: date, later: date) -> bool:
    return (later - earlier).days <= QUIET_DAYS_WITHIN + 1


def _touched(watch: Watch, episode: Episode, known: Iterable[Alert]) -> Alert | None:
    """The known alert of this watch that the episode continues or overlaps; the oldest of several."""
    first, last = episode[0][0], episode[-1][0]
    touching = [
        alert
        for alert in known
        if alert.watch == watch.name
        and _is_close(date.fromisoformat(alert.last_day), first)
        and _is_close(last, date.fromisoformat(alert.opened_day))
    ]
    return min(touching, key=lambda alert: alert.opened_day, default=None)


def _alert(watch: Watch, mine: Sequence[IncidentDay], episode: Episode, before: Alert | None, day: date) -> Alert:
    """The alert of `episode`, which is `before` if that is given: what its first day expected then is kept."""
    first, last = episode[0][0].isoformat(), episode[-1][0].isoformat()
    expected, score = episode[0][1].expected, max(judgement.score for _, judgement in episode)
    if before is not None:
        expected = before.expected if before.opened_day < first else expected
        score = max(score, before.score) if before.opened_day < first else score
        first, last = min(first, before.opened_day), max(last, before.last_day)
    behind = sorted((i for i in mine if first <= i.day <= last), key=lambda i: (i.day, i.incident_id))
    return _aged(
        Alert(
            alert_id=before.alert_id if before else stable_id("alert", watch.name, first),
            watch=watch.name,
            method=watch.method,
            opened_day=first,
            last_day=last,
            state="open",
            observed=len(behind),
            expected=round(expected, 4),
            score=round(score, 4),
            summary=summary(watch, behind, first, last, expected),
            incident_ids=tuple(incident.incident_id for incident in behind),
        ),
        day,
    )


def _aged(alert: Alert, day: date) -> Alert:
    """The alert with its state on `day`: open while another alarm day would still belong to it."""
    is_over = (day - date.fromisoformat(alert.last_day)).days > QUIET_DAYS_WITHIN + 1
    return replace(alert, state="closed" if is_over else "open")
