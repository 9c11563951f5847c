"""A first count after quiet days has the chance of the rule of succession; any other count says nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.watching.arrays import Counts, Judged
from extractors.watching.emergence import emergence


def judged(observed: list[float], exposure: list[float] | None = None, quiet_days: float = 30) -> Judged:
    counts = np.array([observed], dtype=float)
    return emergence(Counts(counts, np.array([exposure]) if exposure else np.ones_like(counts)), quiet_days)


def test_the_first_after_98_quiet_days_has_a_chance_of_one_in_100() -> None:
    found = judged([0] * 98 + [1])
    assert found.chance[0, 98] == pytest.approx(1 / 100)
    assert found.expected[0, 98] == pytest.approx(1 / 99)
    assert found.score[0, 98] == 98
    assert found.since[0, 98] == 98


def test_each_count_more_is_as_unlikely_again() -> None:
    assert judged([0] * 98 + [3]).chance[0, 98] == pytest.approx(1e-6)


def test_the_second_day_is_no_emergence() -> None:
    found = judged([0] * 98 + [1, 5])
    assert found.chance[0, 99] == 1
    assert np.isnan(found.expected[0, 99])


def test_quiet_begins_anew_after_a_count() -> None:
    found = judged([0] * 40 + [1] + [0] * 29 + [1] + [0] * 30 + [1])
    assert found.chance[0, 40] == pytest.approx(1 / 42)
    assert found.chance[0, 70] == 1
    assert found.chance[0, 101] == pytest.approx(1 / 32)


def test_days_that_were_not_watched_are_not_quiet() -> None:
    # 20 quiet days, an outage of 20, and 20 quiet days.
    exposure = [1.0] * 20 + [0.0] * 20 + [1.0] * 21
    observed = [0.0] * 60 + [1.0]
    assert judged(observed, exposure, quiet_days=41).chance[0, 60] == 1
    assert judged(observed, exposure, quiet_days=40).chance[0, 60] == pytest.approx(1 / 42)


def test_half_a_day_is_half_as_quiet_and_half_as_likely() -> None:
    exposure = [0.5] * 61
    assert judged([0.0] * 60 + [1.0], exposure).chance[0, 60] == pytest.approx(0.5 / 31.5)


def test_what_is_seen_where_nobody_looked_is_no_count() -> None:
    exposure = [1.0] * 40 + [0.0] + [1.0] * 10
    found = judged([0.0] * 40 + [3.0] + [0.0] * 9 + [1.0], exposure)
    assert found.chance[0, 40] == 1
    assert found.score[0, 50] == 49


def test_each_series_has_its_own_quiet_days() -> None:
    observed = np.zeros((2, 41))
    observed[:, 40] = 1
    found = emergence(Counts(observed, np.ones_like(observed)), [40, 41])
    assert found.chance[:, 40] == pytest.approx([1 / 42, 1.0])


@pytest.mark.parametrize("shape", [(0, 5), (3, 0), (0, 0), (2, 1)])
def test_of_nothing_nothing_is_said(shape: tuple[int, int]) -> None:
    found = emergence(Counts(np.zeros(shape), np.ones(shape)), 5)
    assert found.chance.shape == shape
    assert np.all(found.chance == 1)


def test_a_huge_count_is_no_warning() -> None:
    assert judged([0.0] * 40 + [1e6]).chance[0, 40] == 0


@given(days=st.integers(30, 400), count=st.integers(1, 50))
def test_more_is_less_likely_and_so_is_longer_quiet(days: int, count: int) -> None:
    now = judged([0.0] * days + [count]).chance[0, days]
    assert judged([0.0] * days + [count + 1]).chance[0, days] < now
    assert judged([0.0] * (days + 1) + [count]).chance[0, days + 1] < now


@pytest.mark.parametrize(
    ("observed", "exposure", "quiet_days", "line"),
    [
        ([[0.5]], [[1.0]], 3, "a count is a whole number from 0"),
        ([[-1.0]], [[1.0]], 3, "a count is a whole number from 0"),
        ([[np.nan]], [[1.0]], 3, "a count is a whole number from 0"),
        ([[1.0]], [[-1.0]], 3, "an exposure is a number from 0"),
        ([[1.0]], [[np.inf]], 3, "an exposure is a number from 0"),
        ([[1.0, 2.0]], [[1.0]], 3, "are no series of days"),
        ([1.0], [1.0], 3, "are no series of days"),
        ([[1.0]], [[1.0]], 0, "a number above 0"),
        ([[1.0]], [[1.0]], [3, 4], "2 values for 1 series"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_one_line(
    observed: list[list[float]], exposure: list[list[float]], quiet_days: float, line: str
) -> None:
    with pytest.raises(ValueError, match=line):
        emergence(Counts(np.array(observed), np.array(exposure)), quiet_days)
