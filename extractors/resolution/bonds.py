"""What people decided on who belongs together to bonds: events that are one incident, and groups that never are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from warehouse.records import Anchor, Decision, DecisionKind


@dataclass(frozen=True, slots=True)
class Bonds:
    """`group_of` has by event id the group that it is in; two groups of a pair in `apart` are never one incident."""

    group_of: Mapping[str, str]
    apart: frozenset[frozenset[str]]

    def may_be_one(self, groups: Iterable[str], others: Iterable[str]) -> bool:
        """Whether no group of the one may not be with a group of the other."""
        theirs = tuple(others)
        return not any(frozenset((a, b)) in self.apart for a in groups for b in theirs if a != b)

    def groups(self, event_ids: Iterable[str]) -> set[str]:
        """The groups that these events are in."""
        return {self.group_of[event] for event in event_ids if event in self.group_of}

    def tied(self, event_ids: Iterable[str]) -> set[str]:
        """The events that people tied to these, and these where they are."""
        return self._of(self.groups(event_ids))

    def spoken_of(self, event_ids: Iterable[str]) -> set[str]:
        """The events that people tied to these or keep apart from them, over others too."""
        found: set[str] = set()
        groups = self.groups(event_ids)
        while not groups <= found:
            found |= groups
            groups = {group for pair in self.apart if pair & found for group in pair}
        return self._of(found)

    def _of(self, groups: Collection[str]) -> set[str]:
        return {event for event, group in self.group_of.items() if group in groups} if groups else set()


NO_BONDS = Bonds({}, frozenset())


def bonds_of(decisions: Iterable[Decision]) -> Bonds:
    """The bonds of standing merges and splits: where two speak of the same events, the later holds."""
    group_of: dict[str, str] = {}
    apart: set[frozenset[str]] = set()
    ordered = sorted(decisions, key=lambda decision: (decision.decided_at, decision.decision_id))
    for decision in ordered:
        if decision.kind is DecisionKind.MERGE:
            _tie(decision, group_of, apart)
        elif decision.kind is DecisionKind.SPLIT:
            _part(decision, group_of, apart)
    return Bonds(group_of, frozenset(apart))


def _ids(anchors: Sequence[Anchor]) -> list[str]:
    return [anchor.event_id for anchor in anchors]


def _tie(decision: Decision, group_of: dict[str, str], apart: set[frozenset[str]]) -> None:
    """All of both, and whatever they were tied to before, become one group, which keeps apart from what they did."""
    events = _ids((*decision.anchors, *decision.others))
    old = {group_of[event] for event in events if event in group_of}
    for event, group in list(group_of.items()):
        if group in old:
            group_of[event] = decision.decision_id
    group_of.update(dict.fromkeys(events, decision.decision_id))
    for pair in [pair for pair in apart if pair & old]:
        apart.discard(pair)
        rest = pair - old
        if rest:
            apart.add(rest | {decision.decision_id})


def _part(decision: Decision, group_of: dict[str, str], apart: set[frozenset[str]]) -> None:
    """What is taken out and what stays become two groups; each keeps apart from what its events did before."""
    taken, stays = f"{decision.decision_id} out", f"{decision.decision_id} rest"
    for group, events in ((taken, _ids(decision.anchors)), (stays, _ids(decision.others))):
        for old in {group_of[event] for event in events if event in group_of}:
            apart |= {frozenset((*(pair - {old}), group)) for pair in list(apart) if old in pair}
        group_of.update(dict.fromkeys(events, group))
    apart.add(frozenset((taken, stays)))
