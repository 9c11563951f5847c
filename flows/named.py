"""What a person types for an incident or a decision to the ones that are meant, merged ids followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.known_then import Beside
from warehouse.records import Alert, Decision, Forward, Incident

if TYPE_CHECKING:  # the command line knows the error below before it knows what it is asked for
    from warehouse.store import Warehouse

# As many ids as fit on a line or two tell what else begins so.
SHOWN = 4
DECISION = "decision-"


class NothingNamed(Exception):
    """The name is of nothing, or of several; the message is one line that says where it was looked for."""


@dataclass(frozen=True, slots=True)
class Named:
    """An incident that was named, and the forwards that led to it where the name is of one that was merged."""

    incident: Incident
    forwards: tuple[Forward, ...]


def named_incident(warehouse: Warehouse, words: str) -> Named:
    """The incident of an id or of its first letters; raises NothingNamed."""
    typed = words.strip().lower()
    ids = warehouse.incidents.ids_like(typed)
    if len(ids) > 1 and typed not in ids:
        raise NothingNamed(f"{_several(words, ids, 'incidents')} in {warehouse.connection.path}; type more of the id")
    forwards = warehouse.links.forwarded(typed if typed in ids else ids[0]) if ids else []
    found = warehouse.incidents.get(forwards[-1].to_incident_id if forwards else ids[0]) if ids else None
    if found is None or not found.versions:
        raise NothingNamed(
            f"no incident '{words}' in {warehouse.connection.path}; "
            'tocsin query "SELECT incident_id FROM incidents" lists them'
        )
    return Named(found, tuple(forwards))


def known_as(warehouse: Warehouse, incident_id: str) -> list[str]:
    """The id of an incident and those of the incidents that were merged into it."""
    return [incident_id, *(forward.incident_id for forward in warehouse.links.led_here(incident_id))]


def beside(warehouse: Warehouse, incident_id: str) -> Beside:
    """What is told of an incident beside its facts."""
    return Beside(
        decisions=tuple(warehouse.decisions.on(known_as(warehouse, incident_id))),
        forwards=tuple(warehouse.links.led_here(incident_id)),
        memberships=tuple(warehouse.links.memberships(incident_id)),
        near=tuple(warehouse.links.near_merges(incident_id)),
        cited=tuple(warehouse.past_readings.cited_by(incident_id)),
    )


def named_decisions(warehouse: Warehouse, words: str | None) -> tuple[str, list[Decision]]:
    """The decision of an id or its first letters, or all those on the incident of one; without words, all there are.

    Gives what they are called with them, in order of time; raises NothingNamed.
    """
    if words is None:
        return "any incident", warehouse.decisions.all()
    typed = words.strip().lower()
    if typed.startswith(DECISION) or not warehouse.incidents.ids_like(typed):
        found = warehouse.decisions.like(typed)
        if len(found) > 1:
            several = _several(words, [decision.decision_id for decision in found], "decisions")
            raise NothingNamed(f"{several} in {warehouse.connection.path}; type more of the id")
        if not found:
            raise NothingNamed(
                f"no decision and no incident '{words}' in {warehouse.connection.path}; "
                "'tocsin incident decisions' lists the decisions"
            )
        return found[0].decision_id, found
    incident_id = named_incident(warehouse, words).incident.incident_id
    return incident_id, warehouse.decisions.on(known_as(warehouse, incident_id))


def named_alert(warehouse: Warehouse, words: str) -> Alert:
    """The alert of an id or of its first letters; raises NothingNamed."""
    typed = words.strip().lower()
    found = warehouse.alerts.like(typed) if typed else []
    exact = [alert for alert in found if alert.alert_id == typed]
    if len(found) > 1 and not exact:
        several = _several(words, [alert.alert_id for alert in found], "alerts")
        raise NothingNamed(f"{several} in {warehouse.connection.path}; type more of the id")
    if not found:
        raise NothingNamed(f"no alert '{words}' in {warehouse.connection.path}; 'tocsin alerts' lists them")
    return (exact or found)[0]


def _several(words: str, ids: Sequence[str], noun: str) -> str:
    more = ", …" if len(ids) > SHOWN else ""
    return f"{len(ids)} {noun} begin with '{words}' ({', '.join(ids[:SHOWN])}{more})"
