"""What a person decides to a row, to the incidents resolved anew with it, and to the snapshot that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from extractors.decisions import to_undo
from flows.named import Named, named_decisions, named_incident
from flows.settings import Settings
from flows.take_up import as_of_now, decisions_now, take_up
from warehouse.errors import WarehouseMissing
from warehouse.records import Decision, Forward, Incident
from warehouse.store import Warehouse, open_warehouse

# From the incidents that were named and the decisions that hold to what is decided; raises DecisionRefused.
Make = Callable[[Sequence[Incident], Sequence[Decision]], Sequence[Decision]]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided or undone, with what stood before; the incidents concerned before and after.

    `named` are the incidents as they were named, `forwards` the merged ids that lead to those after.
    """

    decisions: tuple[Decision, ...]
    standing: tuple[Decision, ...]
    named: tuple[Named, ...]
    before: tuple[Incident, ...]
    after: tuple[Incident, ...]
    forwards: tuple[Forward, ...]


def decide(settings: Settings, names: Sequence[str], make: Make, now: datetime) -> Decided:
    """Decide on the incidents of `names`; raises NothingNamed, DecisionRefused or WarehouseError."""
    with _existing(settings) as warehouse:
        named = [named_incident(warehouse, name) for name in names]
        standing = decisions_now(warehouse)
        decisions = make([one.incident for one in named], standing)
        before = _concerned(warehouse, decisions, [])
        warehouse.decisions.save(decisions)
        return _resolved(settings, warehouse, decisions, standing, named, before, now)


def undo(settings: Settings, name: str | None, why: str, now: datetime) -> Decided:
    """Undo the decision of that name, the last one on the incident of it, or without a name the last of all.

    Raises NothingNamed, DecisionRefused or WarehouseError, and writes nothing then.
    """
    with _existing(settings) as warehouse:
        called, found = named_decisions(warehouse, name)
        undone = to_undo(called, found)
        as_they_are = as_of_now(warehouse, undone)
        before = _concerned(warehouse, as_they_are, [])
        warehouse.decisions.undo(as_they_are, now, why)
        return _resolved(settings, warehouse, undone, [], [], before, now)


@contextmanager
def _existing(settings: Settings) -> Iterator[Warehouse]:
    """The warehouse for writing, where there is one: a person decides on what is there."""
    if not settings.warehouse.exists():
        raise WarehouseMissing(settings.warehouse)
    with open_warehouse(settings.warehouse) as warehouse:
        yield warehouse


def _concerned(warehouse: Warehouse, decisions: Sequence[Decision], known: Sequence[Incident]) -> list[Incident]:
    """The incidents that decisions name or whose reports they speak of, and those that have the reports of `known`."""
    spoken_of = [anchor.event_id for decision in decisions for anchor in (*decision.anchors, *decision.others)]
    events = [*spoken_of, *(report.event_id for incident in known for report in incident.reports)]
    ids = {*warehouse.links.holding(events), *(decision.incident_id for decision in decisions)}
    found = (warehouse.incidents.get(incident_id) for incident_id in sorted(ids))
    return [incident for incident in found if incident is not None and incident.versions]


def _resolved(
    settings: Settings,
    warehouse: Warehouse,
    decisions: Sequence[Decision],
    standing: Sequence[Decision],
    named: Sequence[Named],
    before: Sequence[Incident],
    now: datetime,
) -> Decided:
    take_up(warehouse, now)
    after = _concerned(warehouse, as_of_now(warehouse, decisions), before)
    warehouse.series.refresh()
    warehouse.publish_snapshot(settings.snapshot)
    forwards = [forward for incident in after for forward in warehouse.links.led_here(incident.incident_id)]
    return Decided(
        decisions=tuple(decisions),
        standing=tuple(standing),
        named=tuple(named),
        before=tuple(before),
        after=tuple(after),
        forwards=tuple(forwards),
    )
