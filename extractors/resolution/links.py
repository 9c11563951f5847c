"""Reports to which of them are linked, directly or over others, and so are looked at together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from extractors.groups import Groups
from extractors.resolution.blocks import BlockIndex, blocks_of, searches_above
from extractors.resolution.bonds import Bonds
from extractors.resolution.copies import copy_key
from extractors.resolution.likeness import Likeness, likeness
from extractors.resolution.order import order
from extractors.resolution.portraits import Portrait, portrait
from extractors.resolution.tiers import Tier
from warehouse.records import Report

# Two reports are linked from a chance of one in eight on.
LINK = -2.0


class Links:
    """Which of some reports are linked; each pair is compared once."""

    def __init__(self) -> None:
        self._reports: dict[str, Report] = {}
        self._portraits: dict[str, Portrait] = {}
        self._copy_keys: dict[str, tuple[object, ...]] = {}
        self._fits: dict[tuple[str, str], Likeness | None] = {}

    def add(self, reports: Iterable[Report]) -> None:
        """Have these reports among those that are compared."""
        self._reports |= {report.event_id: report for report in reports}

    def portrait(self, event_id: str) -> Portrait:
        """What one report shows."""
        if event_id not in self._portraits:
            self._portraits[event_id] = portrait([self._reports[event_id]])
        return self._portraits[event_id]

    def fit(self, one: str, other: str) -> Likeness | None:
        """How two reports fit."""
        key = (one, other) if order(self._reports[one]) < order(self._reports[other]) else (other, one)
        if key not in self._fits:
            self._fits[key] = likeness(self.portrait(key[0]), self.portrait(key[1]))
        return self._fits[key]

    def are_linked(self, one: str, other: str) -> bool:
        """Whether two reports are to be looked at together."""
        if self._copy_key(one) == self._copy_key(other):
            return True
        found = self.fit(one, other)
        return found is not None and found.score >= LINK

    def among(self, reports: Sequence[Report], tier: Tier) -> dict[str, set[str]]:
        """By event, which others of these reports it is linked to."""
        index = BlockIndex(block for report in reports for block in blocks_of(report, tier))
        linked: dict[str, set[str]] = {report.event_id: set() for report in reports}
        for report in reports:
            for other in index.near(searches_above(report, tier)):
                if other > report.event_id and self.are_linked(report.event_id, other):
                    linked[report.event_id].add(other)
                    linked[other].add(report.event_id)
        return linked

    def _copy_key(self, event_id: str) -> tuple[object, ...]:
        if event_id not in self._copy_keys:
            self._copy_keys[event_id] = copy_key(self._reports[event_id])
        return self._copy_keys[event_id]


def components_of(
    copies: Sequence[Sequence[Report]], tier: Tier, known: Mapping[str, str], bonds: Bonds, links: Links
) -> dict[str, list[Report]]:
    """The first of each copies by component, in order of publication; a component is called after its first event."""
    heads = [same[0] for same in copies]
    groups = Groups()
    _join_known(copies, known, bonds, groups)
    index = BlockIndex(block for head in heads for block in blocks_of(head, tier))
    for head in heads:
        if head.event_id in known:
            continue
        for other in index.near(searches_above(head, tier)):
            if other != head.event_id and links.are_linked(head.event_id, other):
                groups.join(head.event_id, other)
    found: dict[str, list[Report]] = defaultdict(list)
    for head in heads:
        found[groups.head(head.event_id)].append(head)
    return {members[0].event_id: members for members in found.values()}


def _join_known(copies: Sequence[Sequence[Report]], known: Mapping[str, str], bonds: Bonds, groups: Groups) -> None:
    """Have reports together that were so before, or that a person ties."""
    first: dict[tuple[str, str], str] = {}
    for same in copies:
        head = same[0].event_id
        for report in same:
            for name, found in (("known", known), ("bound", bonds.group_of)):
                if report.event_id in found:
                    groups.join(first.setdefault((name, found[report.event_id]), head), head)
