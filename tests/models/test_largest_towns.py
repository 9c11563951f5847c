"""The towns of a window, from the gazetteer as it is."""

from __future__ import annotations

import pytest

from models.places.gazetteer import Gazetteer
from models.places.largest_towns import largest_towns


@pytest.mark.usefixtures("gazetteer")
def test_the_largest_come_first_and_lie_in_the_window() -> None:
    towns = largest_towns(24.0, 32.0, 60.0, 71.0, 3)
    assert [(town.name, town.country) for town in towns] == [
        ("Karachi", "PAK"),
        ("Hyderabad", "PAK"),
        ("Quetta", "PAK"),
    ]


@pytest.mark.usefixtures("gazetteer")
@pytest.mark.parametrize(("west", "east", "turn"), [(176.0, 183.0, 0.0), (-184.0, -177.0, -360.0)])
def test_a_window_over_the_antimeridian_has_the_towns_of_both_sides(west: float, east: float, turn: float) -> None:
    found = {town.name: town for town in largest_towns(-20.0, -15.0, west, east, 200)}
    assert found["Suva"].lon == pytest.approx(178.43 + turn, abs=0.02)
    assert found["Tubou"].lon == pytest.approx(181.19 + turn, abs=0.02)


def test_a_window_without_towns_has_none(gazetteer: Gazetteer) -> None:
    assert gazetteer.count() > 0
    assert largest_towns(-60.0, -59.0, -140.0, -139.0, 10) == []
