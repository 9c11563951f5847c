"""An alert and the incidents behind it to plain sentences: the summary of a list, and the message of a channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from extractors.watching.watch_series import METHODS
from models.places.countries import name_of
from warehouse.records import Alert, IncidentDay, Watch

# A message is read on a phone: more incidents are counted, not listed.
MOST_LISTED = 15
MOST_LINKS = 3


def summary(watch: Watch, behind: Sequence[IncidentDay], first: str, last: str, expected: float) -> str:
    """`6 incidents in Balochistan on 26 August 2024, 0.3 a day expected (7 days to 23 August); 60 killed`.

    `first` and `last` are the ISO days of the spike, `expected` the incidents a day of its first day's baseline.
    """
    method = METHODS[watch.method]
    opened = date.fromisoformat(first)
    baseline_last = opened - timedelta(days=method.gap + 1)
    noun = "incident" if len(behind) == 1 else "incidents"
    told = (
        f"{len(behind)} {noun}{_what(watch)}{_by(watch, behind)}{_where(watch)} {days_in_words(first, last)}, "
        f"{round(expected, 1):g} a day expected ({method.baseline} days to {baseline_last.day} {baseline_last:%B})"
    )
    killed = [incident.killed_best for incident in behind if incident.killed_best is not None]
    return f"{told}; {sum(killed)} killed" if killed else told


def days_in_words(first: str, last: str) -> str:
    """`on 26 August 2024`, `from 26 to 28 August 2024`, `from 30 August to 2 September 2024`."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if start == end:
        return f"on {_day(end)}"
    if (start.year, start.month) == (end.year, end.month):
        return f"from {start.day} to {_day(end)}"
    return f"from {_day(start) if start.year != end.year else f'{start.day} {start:%B}'} to {_day(end)}"


def message(alert: Alert, days: Sequence[IncidentDay]) -> tuple[str, str]:
    """The title and the body to send of `alert`: its sentence, then each of the `days` behind it with links."""
    by_id = {incident.incident_id: incident for incident in days}
    behind = [by_id[incident_id] for incident_id in alert.incident_ids if incident_id in by_id]
    noun = "incident" if alert.observed == 1 else "incidents"
    over = " (over)" if alert.state == "closed" else ""
    title = f"{alert.watch}: {alert.observed} {noun} {days_in_words(alert.opened_day, alert.last_day)}{over}"
    lines = [f"{alert.summary}.", f"Score {alert.score:.1f} by {alert.method}.", ""]
    # The deadliest first: they are what an officer acts on.
    ranked = sorted(behind, key=lambda incident: (-(incident.killed_best or 0), incident.day, incident.incident_id))
    for incident in ranked[:MOST_LISTED]:
        lines += _incident_lines(incident)
    left = alert.observed - min(len(ranked), MOST_LISTED)
    if left > 0:
        lines.append(f"and {left} more")
    lines.append(f"Alert {alert.alert_id}; more about an incident: tocsin incident ID")
    return title, "\n".join(lines)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _what(watch: Watch) -> str:
    return f" of type {watch.event_type}" if watch.event_type else ""


def _by(watch: Watch, behind: Sequence[IncidentDay]) -> str:
    if watch.actor is None:
        return ""
    named = (i.perpetrator for i in behind if i.perpetrator and i.perpetrator_key == watch.actor)
    return f" by {next(named, watch.actor)}"


def _where(watch: Watch) -> str:
    areas = [watch.admin1] if watch.admin1 else [name_of(watch.country) or watch.country] if watch.country else []
    if watch.radius_km is not None:
        areas.insert(0, f"{watch.radius_km:g} km of {watch.lat:g}, {watch.lon:g}")
        return f" within {' in '.join(area for area in areas if area)}"
    return f" in {areas[0]}" if areas else " world-wide"


def _incident_lines(incident: IncidentDay) -> list[str]:
    country = name_of(incident.country) or incident.country
    where = ", ".join(dict.fromkeys(part for part in (incident.place_name, incident.admin1, country) if part))
    day = date.fromisoformat(incident.day)
    by = f" by {incident.perpetrator}" if incident.perpetrator else ""
    killed = f", {incident.killed_best} killed" if incident.killed_best is not None else ""
    links = [f"  {publisher}: {url}" for publisher, url in incident.articles[:MOST_LINKS]]
    more = len(incident.articles) - MOST_LINKS
    if more > 0:
        links.append(f"  and {more} more report{'s' if more > 1 else ''}")
    what = f"{incident.sub_event_type}{by}{killed} [{incident.incident_id}]"
    return [f"- {day.day} {day:%B}, {where or 'place unknown'}: {what}", *links]
