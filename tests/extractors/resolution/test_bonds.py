"""Of what people decided on who belongs together, the later holds."""

from __future__ import annotations

from datetime import timedelta

from extractors.resolution.bonds import NO_BONDS, Bonds, bonds_of
from tests.extractors.resolution.chronicle import NOW
from warehouse.records import Anchor, Decision, DecisionKind


def decision(kind: DecisionKind, minute: int, some: str, others: str) -> Decision:
    """A decision on events of one letter each."""
    mine, yours = (tuple(Anchor(letter, f"article-{letter}") for letter in events) for events in (some, others))
    at = NOW + timedelta(minutes=minute)
    return Decision(f"decision-{minute}", kind, "incident-1", "why", at, anchors=mine, others=yours)


def merge(minute: int, some: str, others: str) -> Decision:
    return decision(DecisionKind.MERGE, minute, some, others)


def split(minute: int, some: str, others: str) -> Decision:
    return decision(DecisionKind.SPLIT, minute, some, others)


def groups(bonds: Bonds) -> set[str]:
    """The events of each group, as words."""
    return {"".join(sorted(e for e, g in bonds.group_of.items() if g == group)) for group in bonds.group_of.values()}


def may_be_one(bonds: Bonds, one: str, other: str) -> bool:
    return bonds.may_be_one(bonds.groups(one), bonds.groups(other))


def test_a_merge_ties_both_sides() -> None:
    assert groups(bonds_of([merge(1, "ab", "c")])) == {"abc"}


def test_merges_that_share_an_event_tie_all() -> None:
    assert groups(bonds_of([merge(1, "a", "b"), merge(2, "b", "c"), merge(3, "d", "e")])) == {"abc", "de"}


def test_a_split_keeps_apart() -> None:
    bonds = bonds_of([split(1, "a", "bc")])
    assert groups(bonds) == {"a", "bc"}
    assert not may_be_one(bonds, "a", "b") and not may_be_one(bonds, "c", "a")
    assert may_be_one(bonds, "a", "x") and may_be_one(bonds, "b", "c")


def test_the_later_of_two_holds_in_whatever_order_they_are_given() -> None:
    told = [merge(1, "a", "b"), split(2, "a", "b"), merge(3, "a", "b")]
    for upto, expected in ((2, {"a", "b"}), (3, {"ab"})):
        assert groups(bonds_of(told[:upto])) == groups(bonds_of(reversed(told[:upto]))) == expected


def test_what_is_merged_with_a_part_stays_apart_from_the_other() -> None:
    bonds = bonds_of([split(1, "a", "b"), merge(2, "a", "c")])
    assert groups(bonds) == {"ac", "b"}
    assert not may_be_one(bonds, "c", "b")


def test_a_second_split_keeps_what_the_first_took_apart() -> None:
    bonds = bonds_of([split(1, "a", "bc"), split(2, "b", "c")])
    assert groups(bonds) == {"a", "b", "c"}
    assert not any(may_be_one(bonds, one, other) for one, other in ("ab", "ac", "bc"))


def test_what_people_spoke_of_is_all_that_is_tied_or_kept_apart_over_others_too() -> None:
    bonds = bonds_of([split(1, "a", "b"), merge(2, "b", "c"), merge(3, "x", "y")])
    assert bonds.spoken_of("c") == {"a", "b", "c"}
    assert bonds.tied("c") == {"b", "c"}
    assert bonds.spoken_of("z") == NO_BONDS.spoken_of("a") == set()


def test_other_decisions_tie_nothing() -> None:
    assert bonds_of([decision(DecisionKind.REJECT, 1, "ab", "")]) == NO_BONDS
