"""Two versions of an incident to the words that say what the newer one changed, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from extractors.resolution.beliefs import short_for
from extractors.resolution.incident_tolls import BOUNDS, MEASURES
from warehouse.records import Cell, IncidentVersion

# What belongs to a version and is no fact of its incident, or follows from one.
_OF_THE_VERSION = frozenset(
    {
        "incident_id",
        "version",
        "known_at",
        "learned_at",
        "event_id",
        "change",
        "reports",
        "confidence",
        "cells",
        "recorded_at",
        "replaced_at",
        "decision_id",
    }
)
# A version is made when one of these changes; the others follow, or are no news, as one more copy of a known text.
FACTS = tuple(field.name for field in fields(IncidentVersion) if field.name not in _OF_THE_VERSION)

# What a change is called, the column it is read from, and the cell that answers for it.
_NAMED = (
    ("type", "sub_event_type", "sub_event_type"),
    ("status", "status", "status"),
    ("day", "happened_first", "happened"),
    ("place", "place_name", "place"),
    ("perpetrator", "perpetrator", "perpetrator"),
    ("claimed by", "claimed_by", "claimed_by"),
    ("target", "target", "target"),
    ("weapon", "weapon", "weapon"),
)
# Said only where the place is called as before.
_OF_THE_PLACE = (("admin1", "admin1", "admin1"), ("country", "country", "country"))


def says_something_new(previous: IncidentVersion, version: IncidentVersion) -> bool:
    """Whether `version` differs from `previous` in a fact, in who denies it, or in its number of sources."""
    return any(getattr(previous, name) != getattr(version, name) for name in FACTS) or (
        _value(previous, "denied_by") != _value(version, "denied_by")
    )


def changes_between(previous: IncidentVersion, version: IncidentVersion) -> tuple[str, ...]:
    """`killed 32 → 37 (later count)`, `claimed by Al-Shabaab`: what `version` has otherwise than `previous`."""
    return (*_facts(previous, version), *_tolls(previous, version), *_denials(previous, version))


def _facts(previous: IncidentVersion, version: IncidentVersion) -> Iterator[str]:
    named = _NAMED if previous.place_name != version.place_name else (*_NAMED, *_OF_THE_PLACE)
    for name, column, cell in named:
        old, new = getattr(previous, column), getattr(version, column)
        if old is None and new is not None:
            yield f"{name} {new}"
        elif old != new:
            yield f"{name} {old} → {new or 'unknown'}{_by_rule(version, cell)}"


def _tolls(previous: IncidentVersion, version: IncidentVersion) -> Iterator[str]:
    for measure in MEASURES:
        old, new = _figure(previous, measure), _figure(version, measure)
        if old == new:
            continue
        is_best_as_before = getattr(previous, f"{measure}_best") == getattr(version, f"{measure}_best") is not None
        if not old:
            yield f"{measure} {new}"
        elif is_best_as_before:
            yield f"{measure} now {new}"
        else:
            yield f"{measure} {old} → {new or 'unknown'}{_by_rule(version, f'{measure}_best')}"


def _denials(previous: IncidentVersion, version: IncidentVersion) -> Iterator[str]:
    old, new = _value(previous, "denied_by"), _value(version, "denied_by")
    if old != new:
        yield f"denied by {new}" if new else "denied by nobody any longer"


def _figure(version: IncidentVersion, measure: str) -> str:
    """`37`, `37 (32-37)` where sources differ, `24+` with a lower bound alone, empty where nobody says."""
    low, best, high = (getattr(version, f"{measure}_{bound}") for bound in BOUNDS)
    if high is None:
        return f"{low}+" if low is not None else ""
    if best is None:
        return f"{low}-{high}" if low is not None else f"up to {high}"
    return f"{best} ({low}-{high})" if low != high else str(best)


def _by_rule(version: IncidentVersion, name: str) -> str:
    cell = _cell(version, name)
    short = short_for(cell.rule) if cell is not None else ""
    return f" ({short})" if short else ""


def _value(version: IncidentVersion, name: str) -> str | None:
    cell = _cell(version, name)
    return cell.value if cell is not None else None


def _cell(version: IncidentVersion, name: str) -> Cell | None:
    return next((cell for cell in version.cells if cell.cell == name), None)
