"""The knowledge of compatible kinds is sound: known names, each pair once, every pair of the mission thought of."""

from __future__ import annotations

import tomllib

import pytest

from extractors.resolution.compatible_kinds import KNOWLEDGE, Kinship, kinship, may_sum_up, violence
from extractors.stories.event_kinds import EVENT_TYPES

TOLD = tomllib.loads(KNOWLEDGE.read_text(encoding="utf-8"))
PAIRS = [frozenset(pair) for pair in (*TOLD["close"], *TOLD["possible"])]


def test_every_name_is_acleds() -> None:
    named = {name for pair in PAIRS for name in pair} | set(violence()) | set(TOLD["general"])
    assert named <= set(EVENT_TYPES)


def test_every_pair_stands_once_and_is_of_two() -> None:
    assert len(set(PAIRS)) == len(PAIRS)
    assert all(len(pair) == 2 for pair in PAIRS)


def test_violence_is_the_mission() -> None:
    organised = {"Battles", "Explosions/Remote violence", "Violence against civilians", "Riots"}
    named = {"Excessive force against protesters", "Looting/property destruction"}
    assert set(violence()) == {name for name, kind in EVENT_TYPES.items() if kind in organised} | named


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Attack", "Attack", Kinship.SAME),
        ("Suicide bomb", "Remote explosive/landmine/IED", Kinship.CLOSE),
        ("Attack", "Air/drone strike", Kinship.POSSIBLE),
        ("Suicide bomb", "Violent demonstration", Kinship.NONE),
    ],
)
def test_kinship_is_symmetric(a: str, b: str, expected: Kinship) -> None:
    assert kinship(a, b) is kinship(b, a) is expected


def test_only_a_general_word_sums_up_attacks_of_other_kinds() -> None:
    assert may_sum_up("Attack", "Suicide bomb")
    assert not may_sum_up("Suicide bomb", "Attack")
    assert may_sum_up("Suicide bomb", "Suicide bomb")
