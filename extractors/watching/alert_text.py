"""An alert and the incidents behind it to plain sentences: the summary of a list, and the message of a channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import floor, log10

from extractors.watching.series_words import series_label
from models.places.countries import name_of
from warehouse.records import Alert, IncidentDay

# A message is read on a phone: more incidents are counted, not listed.
MOST_LISTED = 15
MOST_LINKS = 3
# Beyond this the model is surely less sure than the number says.
_LONGEST_ODDS = 1_000_000


def summary(words: str, measure: str, observed: int, killed: int | None, days: str, rate: float, chance: float) -> str:
    """`9 incidents in Balochistan since 25 August 2024, 0.7 a day expected, chance under 1 in 10,000; 39 killed`.

    `words` say what the series counts (see `series_words`), `days` when, `rate` is what was to be expected a day.
    """
    noun = "killed" if measure == "killed" else "incident" if observed == 1 else "incidents"
    told = f"{observed} {noun}{words} {days}, {rate_in_words(rate)} a day expected, {odds(chance)}"
    return told if killed is None or measure == "killed" else f"{told}; {killed} killed"


def rate_in_words(rate: float) -> str:
    """`12`, `0.7`, `0.04`, `under 0.01`: two significant digits of a daily rate."""
    return "under 0.01" if rate < 0.01 else f"{rate:.2g}" if rate < 10 else f"{rate:.0f}"


def odds(chance: float) -> str:
    """`chance under 1 in 10,000`: the chance rounded up to 1, 2 or 5 in front."""
    if chance <= 1 / _LONGEST_ODDS:
        return f"chance under 1 in {_LONGEST_ODDS:,}"
    if chance > 0.5:
        return "chance over 1 in 2"
    odds_ = 1 / chance * (1 + 1e-9)  # 1 in 10,000 must not be told as 1 in 5,000 for the last bit of a float
    power = 10 ** floor(log10(odds_))
    return f"chance under 1 in {max(n * power for n in (1, 2, 5) if n * power <= odds_):,}"


def days_in_words(first: str, last: str, *, over: bool) -> str:
    """`on 26 August 2024`, `since 25 August 2024` or, where it is over, `from 25 to 26 August 2024`."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if start == end:
        return f"on {_day(end)}"
    if not over:
        return f"since {_day(start)}"
    if (start.year, start.month) == (end.year, end.month):
        return f"from {start.day} to {_day(end)}"
    return f"from {_day(start) if start.year != end.year else f'{start.day} {start:%B}'} to {_day(end)}"


def message(alert: Alert, days: Sequence[IncidentDay]) -> tuple[str, str]:
    """The title and the body to send of `alert`: its sentence, each of the `days` behind it with links, its doubts."""
    by_id = {incident.incident_id: incident for incident in days}
    behind = [by_id[incident_id] for incident_id in alert.incident_ids if incident_id in by_id]
    over = alert.state == "closed"
    noun = "killed" if alert.measure == "killed" else "incident" if alert.observed == 1 else "incidents"
    label = series_label(alert.watch, alert.series)
    when = days_in_words(alert.opened_day, alert.last_day, over=over)
    title = f"{label}: {alert.observed} {noun} {when}{' (over)' if over else ''}"
    lines = [f"{alert.summary}.", f"Severity {alert.severity}; watch {alert.watch}, by {alert.method}.", ""]
    # The deadliest first: they are what an officer acts on.
    ranked = sorted(behind, key=lambda incident: (-(incident.killed_best or 0), incident.day, incident.incident_id))
    for incident in ranked[:MOST_LISTED]:
        lines += _incident_lines(incident)
    left = len(alert.incident_ids) - min(len(ranked), MOST_LISTED)
    if left > 0:
        lines.append(f"and {left} more")
    if alert.uncertain:
        lines += ["", "Uncertain:", *(f"- {sentence}." for sentence in alert.uncertain)]
    if alert.also:
        lines.append(f"It shows as well in: {'; '.join(alert.also)}.")
    lines.append(f"Alert {alert.alert_id}; more about an incident: tocsin incident ID")
    return title, "\n".join(lines)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


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
