"""Of many chances only those count that are too small for so many looks."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.watching.discoveries import discoveries


@pytest.mark.parametrize(
    ("chances", "found"),
    [
        # The worked example of Benjamini and Hochberg (1995), 15 chances at 0.05: the four smallest.
        (
            [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
             0.7590, 1.0000],
            4,
        ),
        ([0.05], 1),
        ([0.051], 0),
        ([1.0, 1.0, 1.0], 0),
        # The largest decides: 0.04 is within 2/2 of 0.05, and takes 0.03 with it, which alone is not within 1/2.
        ([0.03, 0.04], 2),
        ([], 0),
    ],
)  # fmt: skip
def test_the_step_up_of_benjamini_and_hochberg(chances: list[float], found: int) -> None:
    assert discoveries(np.array(chances, dtype=float), 0.05).sum() == found


def test_the_order_of_the_series_does_not_matter() -> None:
    chances = np.array([0.5, 0.0001, 0.2, 0.0002])
    assert discoveries(chances, 0.05).tolist() == [False, True, False, True]


def test_among_chances_of_nothing_but_noise_one_family_in_twenty_has_a_discovery() -> None:
    noise = np.random.default_rng(7).random((2_000, 100))
    assert np.mean([discoveries(row, 0.05).any() for row in noise]) == pytest.approx(0.05, abs=0.015)
