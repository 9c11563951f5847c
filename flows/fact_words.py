"""A version of an incident to the words of its facts."""

from __future__ import annotations

from datetime import UTC, datetime

from extractors.resolution.incident_tolls import BOUNDS, MEASURES
from warehouse.records import Incident, IncidentVersion


def moment(at: datetime) -> str:
    """The minute in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}Z"


def day(at: datetime) -> str:
    """The day in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d}"


def days(version: IncidentVersion) -> str:
    """The day, or the first and the last one."""
    if version.happened_first is None:
        return "day unknown"
    if version.happened_last == version.happened_first:
        return version.happened_first
    return f"{version.happened_first} to {version.happened_last}"


def where(version: IncidentVersion) -> str:
    """The place, its province and its country, each once."""
    parts = (version.place_name, version.admin1, version.country)
    return ", ".join(dict.fromkeys(part for part in parts if part)) or "place unknown"


def figure(version: IncidentVersion, measure: str) -> str:
    """`37`, `37 (32 to 37)`, `at least 32`; empty where nobody says."""
    low, best, high = (getattr(version, f"{measure}_{bound}") for bound in BOUNDS)
    if best is None:
        if high is None:
            return "" if low is None else f"{low} or more"
        return f"up to {high}" if low is None else f"{low} to {high}"
    if low == best == high:
        return str(best)
    if high is None:
        return f"at least {low}" if low == best else f"{best} (at least {low})"
    return f"{best} ({low} to {high})"


def heading(version: IncidentVersion) -> str:
    """What, when and where, in one line."""
    return f"{version.sub_event_type} · {days(version)} · {where(version)}"


def facts(incident: Incident) -> dict[str, str]:
    """What is believed of an incident now, by what it is called; a fact that nobody tells is empty."""
    version = incident.versions[-1]
    told: dict[str, str | None] = {
        "type": version.sub_event_type,
        "status": version.status,
        "day": days(version),
        "place": where(version),
        "perpetrator": version.perpetrator,
        "claimed by": version.claimed_by,
        "target": version.target,
        "weapon": version.weapon,
        **{measure: figure(version, measure) for measure in MEASURES},
        "independent sources": str(version.sources),
        "reports": str(len(incident.reports)),
    }
    return {name: value or "" for name, value in told.items()}
