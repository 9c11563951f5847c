"""What two readers found in one article to which event of the one is which of the other."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.resolution.compatible_kinds import Kinship, kinship
from warehouse.records import Event, Report

# How alike two kinds are, the most alike first; kinds of none are of two events.
_KINSHIPS = (Kinship.SAME, Kinship.CLOSE, Kinship.POSSIBLE)


def successions(old: Sequence[Report], new: Sequence[Report]) -> dict[str, str | None]:
    """By the id of each old event the id of the new one in its place, None where there is none; one to one.

    The same trigger is the same event, whatever its kind. Else kinds must be kin, and trigger or evidence overlap: the
    best pair (by trigger, kind, shared evidence) is taken first.
    """
    fits = sorted(
        (fit, before.event_id, after.event_id)
        for before in old
        for after in new
        if (fit := _fit(before.event, after.event)) is not None
    )
    found: dict[str, str | None] = {}
    taken: set[str] = set()
    for _, before_id, after_id in fits:
        if before_id not in found and after_id not in taken:
            found[before_id] = after_id
            taken.add(after_id)
    return {report.event_id: found.get(report.event_id) for report in old}


def _fit(before: Event, after: Event) -> tuple[int, int, int, int] | None:
    """How well two events fit, the least being best; None where they are two."""
    same_trigger = (before.trigger.start, before.trigger.stop) == (after.trigger.start, after.trigger.stop)
    kin = kinship(before.sub_event_type, after.sub_event_type)
    rank = _KINSHIPS.index(kin) if kin in _KINSHIPS else len(_KINSHIPS)
    on_trigger = before.trigger.start < after.trigger.stop and after.trigger.start < before.trigger.stop
    shared = _shared(before.evidence, after.evidence)
    if not same_trigger and (kin is Kinship.NONE or not (on_trigger or shared)):
        return None
    apart = abs(before.trigger.start - after.trigger.start)
    return (0 if same_trigger else 1 if on_trigger else 2), rank, -shared, apart


def _shared(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> int:
    """How many characters two lists of stretches share."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
