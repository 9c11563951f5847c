"""C1, C2 and C3 against R's earsC over 200 series, by hand, and on series that break methods."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pytest

from extractors.watching.arrays import Counts, Judged
from extractors.watching.ears import EarsOptions, deviations_of, ears_c1, ears_c2, ears_c3
from tests.extractors.reference import expected, known, series

Method = Callable[..., Judged]
METHODS: dict[str, Method] = {"C1": ears_c1, "C2": ears_c2, "C3": ears_c3}
ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
LAG = {"C1": 0, "C2": 2, "C3": 2}
# R's bounds are written to six digits.
ROUNDING = 5e-6


def counts(*days: float, exposure: list[float] | None = None) -> Counts:
    return Counts(np.array([days], dtype=float), np.array([exposure or [1.0] * len(days)], dtype=float))


def last(judged: Judged) -> tuple[float, float, float, int]:
    """What is said of the last day of the only series: expected, chance, score, since."""
    return judged.expected[0, -1], judged.chance[0, -1], judged.score[0, -1], int(judged.since[0, -1])


@pytest.mark.parametrize("least_sigma", ["0", "0.5"])
@pytest.mark.parametrize("method", METHODS)
def test_alarms_are_those_of_r(method: str, least_sigma: str) -> None:
    theirs = expected("ears", method=method, min_sigma=least_sigma)
    judged = METHODS[method](known(series("daily")), EarsOptions(least_sigma=float(least_sigma)))
    ours = judged.chance[theirs.series, theirs.column] < ALPHA[method]
    says = np.isfinite(theirs.alarm)
    assert len(np.unique(theirs.series)) == 200
    assert theirs.alarm[says].sum() > 250
    assert np.array_equal(ours[says], theirs.alarm[says] == 1)
    # Without a least deviation R's C3 divides 0 by 0 where a count equals a week without any; all else it answers.
    assert says.all() or (method, least_sigma) == ("C3", "0")


@pytest.mark.parametrize("least_sigma", ["0", "0.5"])
@pytest.mark.parametrize("method", METHODS)
def test_bounds_are_those_of_r(method: str, least_sigma: str) -> None:
    theirs = expected("ears", method=method, min_sigma=least_sigma)
    cells, options = (theirs.series, theirs.column), EarsOptions(least_sigma=float(least_sigma))
    daily = known(series("daily"))
    deviations = deviations_of(daily, options, LAG[method])
    bound, sigma = NormalDist().inv_cdf(1 - ALPHA[method]), deviations.sigma[cells]
    if method == "C3":
        past = np.where(sigma > 0, ears_c3(daily, options).score[cells], 0.0)
        ours = np.maximum(0.0, daily.observed[cells] + sigma * (bound - past))
    else:
        ours = deviations.expected[cells] + bound * sigma
    says = np.isfinite(theirs.upper)
    assert np.allclose(ours[says], theirs.upper[says], rtol=ROUNDING, atol=1e-12)


def test_c1_by_hand() -> None:
    # Mean 4, squared distances 9 + 4 + 1 + 0 + 1 + 4 + 9 = 28, deviation sqrt(28 / 6) = 2.1602; 7 / 2.1602 = 3.2404.
    expects, chance, score, since = last(ears_c1(counts(1, 2, 3, 4, 5, 6, 7, 11)))
    assert (expects, since) == (4.0, 7)
    assert score == pytest.approx(3.2404, abs=1e-4)
    assert chance == pytest.approx(0.000597, abs=1e-6)


def test_c2_leaves_out_the_two_days_before() -> None:
    expects, _, score, since = last(ears_c2(counts(1, 2, 3, 4, 5, 6, 7, 900, 900, 11)))
    assert (expects, since) == (4.0, 9)
    assert score == pytest.approx(3.2404, abs=1e-4)


def test_c3_adds_what_the_two_days_before_had_above_one_deviation() -> None:
    # Weeks of 2 with a deviation of 1: the days of 5 and 6 are 3 and 4 deviations up, 2 and 3 above one.
    judged = ears_c3(counts(*[2] * 9, 5, 6, 1), EarsOptions(least_sigma=1.0))
    expects, chance, score, since = last(judged)
    assert (expects, score, since) == (2.0, 5.0, 9)
    assert chance == pytest.approx(2.8665e-7, rel=1e-4)


@pytest.mark.parametrize(("method", "first"), [("C1", 7), ("C2", 9), ("C3", 11)])
def test_nothing_is_said_before_the_baseline_is_full(method: str, first: int) -> None:
    judged = METHODS[method](counts(*[3] * 6, 50, 60, 70, 80, 90, 100))
    assert np.isnan(judged.expected[0, :first]).all()
    assert (judged.chance[0, :first] == 1).all()
    assert (judged.score[0, :first] == 0).all()
    assert np.isfinite(judged.expected[0, first:]).all()


@pytest.mark.parametrize("method", METHODS.values())
@pytest.mark.parametrize("shape", [(0, 0), (0, 30), (3, 0), (3, 1), (3, 7)])
def test_a_series_shorter_than_the_baseline_is_not_judged(method: Method, shape: tuple[int, int]) -> None:
    judged = method(known(np.ones(shape)))
    assert judged.chance.shape == shape
    assert np.isnan(judged.expected).all()
    assert (judged.chance == 1).all()


@pytest.mark.parametrize("method", METHODS.values())
def test_what_never_changes_is_no_alarm(method: Method) -> None:
    for value in (0.0, 3.0):
        judged = method(known(np.full((1, 40), value)))
        assert judged.expected[0, -1] == value
        assert judged.chance[0, -1] == (0.5 if value else 1.0)


def test_after_a_week_of_nothing_one_is_no_alarm_and_two_are() -> None:
    # At least half an incident is a deviation: one is two of them (0.0228), two are four (0.0000317).
    assert last(ears_c1(counts(*[0] * 7, 1)))[1:3] == (pytest.approx(0.02275, abs=1e-5), 2.0)
    assert last(ears_c1(counts(*[0] * 7, 2)))[1:3] == (pytest.approx(3.167e-5, abs=1e-8), 4.0)


def test_without_a_least_deviation_any_rise_above_a_constant_is_beyond_chance() -> None:
    bare = EarsOptions(least_sigma=0.0)
    assert last(ears_c1(counts(*[4] * 7, 5), bare))[1:3] == (0.0, np.inf)
    assert last(ears_c1(counts(*[4] * 7, 4), bare))[1:3] == (0.5, 0.0)


def test_one_huge_day_alarms_and_then_hides_what_follows() -> None:
    judged = ears_c1(counts(*[1] * 7, 1_000_000, 9))
    assert judged.chance[0, 7] == 0.0
    assert judged.expected[0, 8] == pytest.approx((6 + 1_000_000) / 7)
    assert judged.chance[0, 8] > 0.5


def test_a_day_half_known_is_held_against_half_the_rate() -> None:
    # Rates of 10, of which a day half known shows 5: a rise to 8 is 3 above, and at least half a count is a deviation.
    half = last(ears_c1(counts(*[10] * 7, 8, exposure=[1] * 7 + [0.5])))
    assert (half[0], half[2]) == (5.0, 6.0)


def test_the_deviation_of_a_rate_shrinks_with_the_root_of_the_exposure() -> None:
    # The deviation 2.1602 of 1 to 7, at a quarter 1.0801; expected 1, and 5 is 4 above it.
    quarter = last(ears_c1(counts(1, 2, 3, 4, 5, 6, 7, 5, exposure=[1] * 7 + [0.25])))
    assert quarter[0] == 1.0
    assert quarter[2] == pytest.approx(4 / 1.0801, rel=1e-4)


def test_counts_half_known_in_the_baseline_are_rates() -> None:
    assert last(ears_c1(counts(*[5] * 7, 10, exposure=[0.5] * 7 + [1])))[:3] == (10.0, 0.5, 0.0)


def test_a_day_hardly_known_is_no_count() -> None:
    days = [2.0] * 10 + [2, 99, 0, 2, 3]
    gaps = [1.0] * 10 + [1, 0.0, 0.2, 1, 1]
    judged = ears_c1(counts(*days, exposure=gaps))
    assert np.isnan(judged.expected[0, 11:13]).all()
    assert (judged.chance[0, 11:13] == 1).all()
    assert judged.expected[0, 14] == 2.0


def test_four_days_of_the_week_must_be_known() -> None:
    def gapped(unknown: int) -> float:
        exposure = [1.0] * 7 + [0.0] * unknown + [1.0] * (8 - unknown)
        return float(ears_c1(counts(*[2] * 15, exposure=exposure)).expected[0, 14])

    assert gapped(3) == 2.0
    assert np.isnan(gapped(4))


@pytest.mark.parametrize(("method", "first"), [("C1", 7), ("C2", 9), ("C3", 11)])
def test_a_series_that_begins_later_is_judged_later(method: str, first: int) -> None:
    exposure = [0.0] * 20 + [1.0] * 20
    judged = METHODS[method](counts(*[0] * 20, *[4] * 20, exposure=exposure))
    assert np.isnan(judged.expected[0, : 20 + first]).all()
    assert (judged.expected[0, 20 + first :] == 4).all()
