"""A baseline learns by the conjugate rule, follows what lasts, and hardly learns from an outbreak."""

from __future__ import annotations

import math

import numpy as np
import pytest

from extractors.watching.baseline import Baseline, BaselineOptions, dispersion_of, forecast, learn, start

YEAR = 365.25
ONE = np.ones(1)
# Without waves and with one model alone, what is learned is a gamma distribution that forgets.
ONE_MODEL = BaselineOptions(season=0.0, fast=0.5)


def known(dispersion: float = 1.0, options: BaselineOptions = ONE_MODEL) -> Baseline:
    return start(np.array([dispersion]), YEAR, options)


def taught(counts: list[float], exposures: list[float] | None = None, options: BaselineOptions = ONE_MODEL) -> Baseline:
    baseline = known(options=options)
    for column, count in enumerate(counts):
        exposure = ONE * (exposures[column] if exposures else 1.0)
        learn(baseline, forecast(baseline, column, exposure), ONE * count, exposure)
    return baseline


def rate(baseline: Baseline, column: int) -> float:
    return float(forecast(baseline, column, ONE).mean[0])


def test_before_anything_is_seen_the_rate_is_half_a_count_in_half_a_column() -> None:
    first = forecast(known(), 0, ONE)
    assert first.mean == pytest.approx(1.0)
    # Gamma of shape 1/2: the predictive size.
    assert first.size == pytest.approx(0.5)


def test_one_column_adds_its_count_and_its_exposure() -> None:
    # Shape 0.5 + 3, rate 0.5 + 1.
    assert rate(taught([3]), 1) == pytest.approx(3.5 / 1.5)
    # Half a day: shape 0.5 + 3, rate 0.5 + 0.5.
    assert rate(taught([3], [0.5]), 1) == pytest.approx(3.5)


def test_the_second_column_adds_to_what_the_discount_left_of_the_first() -> None:
    left = 1 - 1 / (0.5 * YEAR)
    assert rate(taught([3, 1]), 2) == pytest.approx((left * 3.5 + 1) / (left * 1.5 + 1))


def test_quiet_columns_are_all_remembered_while_nothing_ever_happened() -> None:
    # The shape stays the half count that is known of nothing, and each column adds to the rate; a little less than one,
    # since the first guess was far too high, which is counted as dispersion.
    assert rate(taught([0] * 40), 40) == pytest.approx(0.5 / 40.5, rel=0.03)


def test_overdispersed_counts_are_worth_less() -> None:
    baseline = known(dispersion=2.0)
    learn(baseline, forecast(baseline, 0, ONE), ONE * 3, ONE)
    assert rate(baseline, 1) == pytest.approx((0.5 + 3 / 2) / (0.5 + 1 / 2))


def test_waves_take_their_share_of_what_is_learned() -> None:
    # At column 0 the cosines are 1 and the sines 0: variance 2 + 2 * 0.2 ** 2 of the logarithm of the rate.
    baseline = known(options=BaselineOptions())
    variance = 2 + 2 * 0.2**2
    learn(baseline, forecast(baseline, 0, ONE), ONE * 3, ONE)
    move = math.log((1 / variance + 3) / (1 / variance + 1))
    assert baseline.means[0, :, 0] == pytest.approx(2 / variance * move)
    assert baseline.means[1, :, 0] == pytest.approx(0.04 / variance * move)
    assert baseline.means[3, :, 0] == pytest.approx(0.0)


def test_nothing_is_learned_where_nobody_looked() -> None:
    seen = taught([3, 1, 2])
    before, dispersion = rate(seen, 3), dispersion_of(seen)
    for column in range(3, 30):
        nothing = forecast(seen, column, ONE * 0)
        learn(seen, nothing, ONE * 50, ONE * 0)
    assert rate(seen, 30) == pytest.approx(before)
    assert dispersion_of(seen) == pytest.approx(dispersion)
    # But the level may have moved: less is known of it.
    assert forecast(seen, 30, ONE).size < forecast(taught([3, 1, 2]), 3, ONE).size


def test_a_season_is_known_after_three_years() -> None:
    rng = np.random.default_rng(11)
    weeks = np.arange(4 * 52)
    means = 20 * np.exp(0.6 * np.cos(2 * np.pi * weeks / 52))
    counts = rng.poisson(np.repeat(means[:, None], 40, axis=1)).astype(float)
    baseline = start(np.ones(40), 52.0, BaselineOptions())
    errors = []
    for week, count in enumerate(counts):
        seen = forecast(baseline, week, np.ones(40))
        errors.append(abs(np.log(np.median(seen.mean) / means[week])))
        learn(baseline, seen, count, np.ones(40))
    # Without a season the error would be up to 0.6 and 0.38 on average.
    assert max(errors[-52:]) < 0.15


def test_dispersion_is_what_squared_differences_exceed_the_counts_by() -> None:
    # Half of 4 ** 2 exceeds half of 4 + 0 by 6, over 2 counts and the 10 that the supposed dispersion of 1 is worth.
    assert dispersion_of(taught([4, 0])) == pytest.approx(1 + 6 / 12)
    # A single count differs from none by as much as it is.
    assert dispersion_of(taught([1, 0])) == pytest.approx(1.0)
    assert dispersion_of(taught([0] * 40 + [1, 0])) == pytest.approx(1.0)


def test_an_outage_between_two_counts_makes_them_no_pair() -> None:
    assert dispersion_of(taught([4, 9, 0], [1.0, 0.0, 1.0])) == pytest.approx(1.0)


def test_a_week_of_an_outbreak_is_no_more_of_a_heap_than_its_first_day() -> None:
    quiet = [2.0, 0.0] * 100
    # Each pair of days has a half square of 2 and a mean of 1.
    assert dispersion_of(taught(quiet)) == pytest.approx(2.0, abs=0.1)
    first = float(dispersion_of(taught([*quiet, 8.0]))[0])
    assert first > 2.05
    assert dispersion_of(taught([*quiet, *[8.0] * 7])) < first


@pytest.mark.parametrize("dispersion", [1.0, 3.0, 10.0])
def test_the_dispersion_is_found(dispersion: float) -> None:
    rng = np.random.default_rng(5)
    mean, series = 8.0, 60
    over = max(dispersion - 1, 1e-9)
    counts = rng.poisson(rng.standard_gamma(mean / over, size=(700, series)) * over).astype(float)
    baseline = start(np.full(series, 1.15), YEAR, BaselineOptions())
    for column, count in enumerate(counts):
        learn(baseline, forecast(baseline, column, np.ones(series)), count, np.ones(series))
    assert np.mean(dispersion_of(baseline)) == pytest.approx(dispersion, rel=0.1)
