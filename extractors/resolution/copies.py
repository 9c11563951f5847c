"""Reports to those of them that are copies: of one text in several articles, and of the same event in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from extractors.resolution.bonds import NO_BONDS, Bonds
from extractors.resolution.order import order
from warehouse.records import Report


def with_copies(reports: Iterable[Report], bonds: Bonds = NO_BONDS) -> list[list[Report]]:
    """The reports, copies of one text that tell the same event in one list, the earliest first.

    Copies that people have put into several groups are apart; the first of each stands for those that nobody spoke of.
    """
    same: dict[tuple[object, ...], list[Report]] = defaultdict(list)
    for report in sorted(reports, key=order):
        same[copy_key(report)].append(report)
    return sorted((part for copies in same.values() for part in _parts(copies, bonds)), key=lambda part: order(part[0]))


def _parts(copies: Sequence[Report], bonds: Bonds) -> Iterable[list[Report]]:
    parts: dict[str | None, list[Report]] = defaultdict(list)
    for report in copies:
        parts[bonds.group_of.get(report.event_id)].append(report)
    free = parts.pop(None, [])
    if not parts:
        return [free]
    next(iter(parts.values())).extend(free)
    return parts.values()


def copy_key(report: Report) -> tuple[object, ...]:
    """What two copies of one text share where they tell the same event: the same words for it, the same numbers.

    By the words for the day and the place: "today" is another day in each copy, and which Hyderabad is meant is judged
    by the country of the outlet.
    """
    event = report.event
    return (
        report.text_cluster,
        event.sub_event_type,
        event.status,
        event.timeframe,
        event.trigger.text,
        event.happened.span.text if event.happened else None,
        event.place.span.text if event.place else None,
        event.killed.count if event.killed else None,
        report.withdrawn_at is None,
    )
