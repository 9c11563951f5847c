"""What waits for resolution, and what has changed or been decided since, to incidents in an open warehouse."""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from extractors.decisions import renewed
from extractors.incidents import resolve, where_reports_lie
from warehouse.records import Decision, Resolution
from warehouse.store import Warehouse

COUNTED = ("reports", "incidents_new", "incidents_changed", "incidents_merged", "set_aside")
# Reports, and incidents, taken up together: some 50 MB of records.
AT_ONCE = 5_000

log = logging.getLogger("tocsin.resolve")


def take_up(warehouse: Warehouse, now: datetime) -> dict[str, int]:
    """Resolve every report that waits, and the incidents that have changed or been decided on since the last time.

    So many at a time as fit the memory; gives counts.
    """
    counts: Counter[str] = Counter()
    lost = warehouse.surroundings.lying_nowhere()
    warehouse.resolutions.save_blocks(where_reports_lie(lost))
    while True:
        waiting, touched = warehouse.surroundings.awaiting(AT_ONCE), warehouse.surroundings.touched(AT_ONCE)
        if not waiting and not touched:
            return {name: counts[name] for name in COUNTED}
        with _without_collecting():
            resolution = resolve(waiting, touched, decisions_now(warehouse), warehouse.surroundings, now)
        warehouse.resolutions.save(resolution)
        _log(resolution)
        counts["reports"] += len(waiting)
        counts["incidents_new"] += resolution.founded
        counts["incidents_changed"] += len(resolution.incidents) - resolution.founded
        counts["incidents_merged"] += len(resolution.forwards)
        counts["set_aside"] += len(resolution.outcomes)
        if len(waiting) < AT_ONCE and len(touched) < AT_ONCE:
            return {name: counts[name] for name in COUNTED}


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Have nobody look for circles meanwhile: records form none, and to look takes an eighth of the time of joining."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _log(resolution: Resolution) -> None:
    for outcome in resolution.outcomes:
        log.info("event=%s fate=%s reason=%s", outcome.subject_id, outcome.fate, outcome.reason)
    for forward in resolution.forwards:
        log.info("incident=%s leads to %s: %s", forward.incident_id, forward.to_incident_id, forward.why)


def decisions_now(warehouse: Warehouse) -> list[Decision]:
    """The decisions that hold, as they are now."""
    return as_of_now(warehouse, warehouse.decisions.standing())


def as_of_now(warehouse: Warehouse, decisions: Sequence[Decision]) -> list[Decision]:
    """Decisions with the ids that their incidents have now and the events that their articles have."""
    events = {anchor.event_id for decision in decisions for anchor in (*decision.anchors, *decision.others)}
    successors = warehouse.decisions.successors(events)
    present = warehouse.decisions.present({*events, *successors.values()})
    leads_to = warehouse.links.leads_to(decision.incident_id for decision in decisions)
    return [
        replace(renewed(d, present, successors), incident_id=leads_to.get(d.incident_id, d.incident_id))
        for d in decisions
    ]
