"""Two versions of an incident to the words that say what the newer one changed, and why."""

from __future__ import annotations

from dataclasses import fields

from warehouse.records import IncidentVersion, Report

# A version is made when one of these changes; the others follow, or are no news, as one more copy of a known text.
FACTS = tuple(
    field.name
    for field in fields(IncidentVersion)
    if field.name
    not in {"incident_id", "version", "known_at", "learned_at", "event_id", "change", "reports", "confidence", "cells"}
)

_NAMED = {
    "type": "sub_event_type",
    "status": "status",
    "day": "happened_first",
    "place": "place_name",
    "perpetrator": "perpetrator",
    "claimed by": "claimed_by",
    "target": "target",
    "weapon": "weapon",
}


def says_something_new(previous: IncidentVersion, version: IncidentVersion) -> bool:
    """Whether `version` differs from `previous` in a fact, or rests on one more independent text."""
    return any(getattr(previous, name) != getattr(version, name) for name in FACTS)


def change_between(previous: IncidentVersion | None, version: IncidentVersion, report: Report) -> str:
    """`killed 32 → 37, claimed by Al-Shabaab, after report by X`; for a first version, who founded it."""
    if previous is None:
        return f"first report, by {report.publisher}"
    changes = [change for change in (_named(previous, version, name) for name in _NAMED) if change]
    changes += [
        change for change in (_counted(previous, version, m) for m in ("killed", "injured", "abducted")) if change
    ]
    if report.event.status == "denied":
        changes.append(
            "denied by " + (", ".join(a.name or a.span.text for a in report.event.perpetrators) or "somebody")
        )
    if not changes:
        return f"confirmed by {report.publisher}"
    return f"{', '.join(changes)}, after report by {report.publisher}"


def _named(previous: IncidentVersion, version: IncidentVersion, name: str) -> str | None:
    old, new = getattr(previous, _NAMED[name]), getattr(version, _NAMED[name])
    if old == new:
        return None
    return f"{name} {new or 'unknown'}" if old is None else f"{name} {old} → {new or 'unknown'}"


def _counted(previous: IncidentVersion, version: IncidentVersion, measure: str) -> str | None:
    old, new = _figure(previous, measure), _figure(version, measure)
    if old == new:
        return None
    if old and getattr(previous, f"{measure}_best") == getattr(version, f"{measure}_best") is not None:
        return f"{measure} now {new}"
    return f"{measure} {new}" if not old else f"{measure} {old} → {new}"


def _figure(version: IncidentVersion, measure: str) -> str:
    """`37`, `37 (32-37)` where outlets differ, `24+` with a lower bound alone, empty where nobody says."""
    low, best, high = (getattr(version, f"{measure}_{bound}") for bound in ("low", "best", "high"))
    if high is None:
        return f"{low}+" if low is not None else ""
    if best is None:
        return f"{low}-{high}" if low is not None else f"up to {high}"
    return f"{best} ({low}-{high})" if low != high else str(best)
