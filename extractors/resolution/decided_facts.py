"""A version of an incident, as reports tell it, to the same with all that people set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from extractors.resolution.decided import TOLLS, UNKNOWN, checked_value, precision_of
from extractors.resolution.decided_places import admin1_set, country_set, place_set
from extractors.resolution.incident_tolls import BOUNDS
from extractors.resolution.nearness import words_of
from extractors.stories.event_kinds import EVENT_TYPES
from models.participants.actor_list import by_key
from warehouse.records import Cell, Decision, DecisionKind, IncidentVersion, Report

_REJECTED = "rejected"
# What contains a place is set after it, so that it is not set back with it; the rest in order of decision.
_FIRST = ("place_name", "country", "admin1")


def decided(version: IncidentVersion, decisions: Sequence[Decision], reports: Sequence[Report]) -> IncidentVersion:
    """`version` with all that `decisions` (oldest first) set; `reports` tell of the places and targets they may mean.

    Of two decisions on one cell the later holds. What is set that no cell can have is passed over.
    """
    for cell, decision in _standing(decisions).items():
        version = _with(version, cell, decision, reports)
    return version


def _standing(decisions: Sequence[Decision]) -> dict[str, Decision]:
    """The decision that holds for each cell, in order of time."""
    found: dict[str, Decision] = {}
    for decision in decisions:
        cell = "status" if decision.kind is DecisionKind.REJECT else decision.cell
        if cell is not None and _is_sound(decision):
            found.pop(cell, None)
            found[cell] = decision
    return {cell: found[cell] for cell in (*(cell for cell in _FIRST if cell in found), *found)}


def _is_sound(decision: Decision) -> bool:
    if decision.kind is DecisionKind.REJECT:
        return True
    try:
        checked_value(decision.cell or "", decision.value or "")
    except ValueError:
        return False
    return True


def _with(version: IncidentVersion, cell: str, decision: Decision, reports: Sequence[Report]) -> IncidentVersion:
    value = _REJECTED if decision.kind is DecisionKind.REJECT else checked_value(cell, decision.value or "")
    known = None if value == UNKNOWN else value
    if cell in TOLLS:
        return _with_toll(version, cell, int(known) if known is not None else None, decision)
    return _with_cell(_with_value(version, cell, known, reports), cell, value, decision)


def _with_value(version: IncidentVersion, cell: str, known: str | None, reports: Sequence[Report]) -> IncidentVersion:
    """The columns that a cell answers for; those that follow from it (the type, an actor's kind) with it."""
    match cell:
        case "place_name":
            return replace(version, **place_set(version, known, reports))
        case "admin1":
            return replace(version, **admin1_set(version, known, reports))
        case "country":
            return replace(version, **country_set(version, known))
        case "happened":
            return _with_days(version, known)
        case "sub_event_type" if known is not None:
            return replace(version, sub_event_type=known, event_type=EVENT_TYPES[known])
        case "status" if known is not None:
            return replace(version, status=known)
        case "perpetrator":
            actor = by_key(known or "")
            key, kind = (actor.key, actor.kind) if actor else (None, None)
            return replace(version, perpetrator=_called(known), perpetrator_key=key, perpetrator_kind=kind)
        case "claimed_by":
            return replace(version, claimed_by=_called(known))
        case "target":
            return replace(version, target=known, target_category=_category(known, reports))
        case _:
            return replace(version, weapon=known)


def _called(actor: str | None) -> str | None:
    listed = by_key(actor or "")
    return listed.name if listed else actor


def _category(target: str | None, reports: Sequence[Report]) -> str | None:
    """The category of the target that is called so in a report; None where none is."""
    told = (t for report in reports for t in report.event.targets)
    return next((t.category for t in told if target and words_of(t.name or t.span.text) == words_of(target)), None)


def _with_days(version: IncidentVersion, known: str | None) -> IncidentVersion:
    if known is None:
        return replace(version, happened_first=None, happened_last=None, happened_precision=None)
    first, _, last = known.partition("..")
    last = last or first
    return replace(version, happened_first=first, happened_last=last, happened_precision=precision_of(first, last))


def _with_toll(version: IncidentVersion, cell: str, number: int | None, decision: Decision) -> IncidentVersion:
    """A bound set; the others give way as far as they must for low <= best <= high."""
    measure, _, bound = cell.rpartition("_")
    told = {name: getattr(version, f"{measure}_{name}") for name in BOUNDS}
    for name, new in _widened(told, bound, number).items():
        if name == bound or new != told[name]:
            column: dict[str, Any] = {f"{measure}_{name}": new}
            version = replace(version, **column)
            version = _with_cell(version, f"{measure}_{name}", UNKNOWN if new is None else str(new), decision)
    return version


def _widened(told: dict[str, int | None], bound: str, number: int | None) -> dict[str, int | None]:
    if number is None:
        return {**told, bound: None}
    at = BOUNDS.index(bound)
    new = dict(told)
    for name in BOUNDS[:at]:
        below = told[name]
        new[name] = below if below is None else min(below, number)
    for name in BOUNDS[at + 1 :]:
        above = told[name]
        new[name] = above if above is None else max(above, number)
    if bound == "best" and told["low"] is None:
        # Nobody says otherwise: it is exact. Beside "at least 24" the upper bound stays open.
        new["low"], new["high"] = number, number if told["high"] is None else new["high"]
    return {**new, bound: number}


def _with_cell(version: IncidentVersion, name: str, value: str, decision: Decision) -> IncidentVersion:
    kept = tuple(cell for cell in version.cells if cell.cell != name)
    return replace(version, cells=(*kept, Cell(name, value, None, None, None, None, "", decision.decision_id)))
