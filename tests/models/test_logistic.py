"""A logistic decider's likelihood, worked out by hand, and the one that ships."""

from __future__ import annotations

import math

import pytest

from models.deciders.logistic import Logistic, load


def test_the_odds_are_what_the_weights_add_up_to() -> None:
    decider = Logistic({"up": 2.0, "down": -1.0}, 0.5)
    assert decider.likelihood({"up": 1.0, "down": 0.5}) == pytest.approx(1 / (1 + math.exp(-2.0)))


def test_a_number_too_few_or_too_many_is_told() -> None:
    with pytest.raises(KeyError, match=r"knows \['up'\], the row \['down'\]"):
        Logistic({"up": 2.0}, 0.0).likelihood({"down": 1.0})


def test_what_ships_reads_conflict_as_political_and_crime_as_not() -> None:
    weights = load("political").weights
    assert weights["conflict words"] > 0 > weights["crime words"]
    assert min(weights[name] for name in ("incident", "armed groups", "crowds")) > 0 > weights["words"]
