"""Farrington flexible against R's farringtonFlexible over 200 series, by hand, and on series that break methods."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from extractors.watching.arrays import Counts, Floats
from extractors.watching.farrington import DAILY, WEEKLY, FarringtonOptions, farrington, forecasts
from extractors.watching.reweighted import Forecast
from tests.extractors.reference import Expected, expected, known, series

# R's numbers are written to eight digits, which is how far the two agree.
ROUNDING = 1e-7
WEEKS = 5 * 52 + 3
SHORT = FarringtonOptions(years=1, half_window=1, seasons=1, excluded=1)


@dataclass(frozen=True, slots=True)
class Configuration:
    """What make_expected.R asked of R under a name."""

    counts: Counts
    options: FarringtonOptions
    alpha: float
    last: int


def configurations() -> dict[str, Configuration]:
    weekly, original = (
        known(series("weekly"), 52),
        FarringtonOptions(seasons=1, excluded=3, trend_level=0.05, threshold="delta"),
    )
    tested = replace(WEEKLY, trend_level=0.05, threshold="delta")
    daily = replace(WEEKLY, years=3, half_window=10, excluded=60, over=28)
    return {
        "noufaily": Configuration(weekly, WEEKLY, 0.01, 52),
        "original": Configuration(weekly, original, 0.05, 52),
        "exposed": Configuration(Counts(series("counts"), series("exposure"), 52), tested, 0.01, 26),
        "daily": Configuration(known(series("years"), 365), daily, 0.05, 30),
    }


CONFIGURATIONS = configurations()


def answered(theirs: Expected) -> NDArray[np.bool_]:
    """Where R has an answer: not where its steps run out, as they may on a baseline that is all zero."""
    return np.isfinite(theirs.alarm)


def upper(forecast: Forecast, cells: tuple[Floats, Floats], asked: Configuration) -> Floats:
    """The highest count that is no alarm, of cells of which something is said."""
    mean, dispersion, error = forecast.mean[cells], forecast.dispersion[cells], forecast.error[cells]
    if asked.options.threshold == "delta":
        deviation = np.sqrt(4 / 9 * mean ** (1 / 3) * (dispersion + mean * error**2))
        return (mean ** (2 / 3) + stats.norm.isf(asked.alpha) * deviation) ** 1.5
    size = mean / np.maximum(dispersion - 1, 1e-300)
    wide = stats.nbinom.ppf(1 - asked.alpha, size, 1 / dispersion)
    return np.where(dispersion > 1, wide, stats.poisson.ppf(1 - asked.alpha, mean))


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_alarms_are_those_of_r(name: str) -> None:
    asked, theirs = CONFIGURATIONS[name], expected("farrington", configuration=name)
    judged = farrington(asked.counts, asked.options, asked.last)
    ours = judged.chance[theirs.series, theirs.column] <= asked.alpha
    says = answered(theirs)
    assert len(theirs.series) == len(asked.counts.observed) * asked.last
    assert theirs.alarm[says].sum() >= 15
    assert np.array_equal(ours[says], theirs.alarm[says] == 1)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_r_gives_no_answer_only_after_years_of_nothing(name: str) -> None:
    theirs = expected("farrington", configuration=name)
    silent = ~answered(theirs)
    observed = CONFIGURATIONS[name].counts.observed
    for row, column in zip(theirs.series[silent], theirs.column[silent], strict=True):
        assert not observed[row, column - WEEKS : column - 26].any()


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_bounds_and_expected_counts_are_those_of_r(name: str) -> None:
    asked, theirs = CONFIGURATIONS[name], expected("farrington", configuration=name)
    forecast = forecasts(asked.counts, asked.options, asked.last)
    cells = theirs.series, theirs.column
    says = np.isfinite(theirs.upper)
    assert np.array_equal(np.isfinite(forecast.mean[cells])[answered(theirs)], says[answered(theirs)])
    assert np.allclose(forecast.mean[cells][says], theirs.expected[says], rtol=ROUNDING, atol=1e-10)
    said = theirs.series[says], theirs.column[says]
    assert np.allclose(upper(forecast, said, asked), theirs.upper[says], rtol=ROUNDING, atol=1e-10)


def test_a_steady_count_is_expected_and_twice_it_is_a_poissons_chance() -> None:
    observed = np.full((1, WEEKS + 1), 10.0)
    observed[0, -1] = 20
    judged = farrington(known(observed, 52))
    # Of a Poisson distribution of mean 10, tables give 0.996546 for 19 and fewer.
    assert judged.expected[0, -1] == pytest.approx(10)
    assert judged.chance[0, -1] == pytest.approx(0.003454, abs=1e-6)
    assert judged.score[0, -1] == pytest.approx(math.sqrt(10), rel=1e-6)
    assert judged.since[0, -1] == WEEKS


def test_the_season_of_now_is_what_it_was_in_other_years() -> None:
    observed = np.full((1, WEEKS + 1), 2.0)
    for year in range(1, 6):
        observed[0, WEEKS - 52 * year - 3 : WEEKS - 52 * year + 4] = 9
    assert farrington(known(observed, 52), replace(WEEKLY, fewest=0)).expected[0, -1] == pytest.approx(9)


def test_the_weeks_just_before_do_not_count() -> None:
    observed = np.full((1, WEEKS + 1), 4.0)
    observed[0, -27:-1] = 50
    assert farrington(known(observed, 52)).expected[0, -1] == pytest.approx(4)


def test_a_falling_trend_is_followed_and_a_rising_one_not_beyond_what_was_seen() -> None:
    time = np.arange(WEEKS + 1) - WEEKS
    falling, rising = (40 * np.exp(slope * time) for slope in (-0.004, 0.004))
    judged = farrington(known(np.array([falling, rising]), 52))
    assert judged.expected[0, -1] == pytest.approx(40, rel=1e-6)
    # The last baseline week is 27 back; no trend leads above it, and without one the season's mean is expected.
    of_now = [rising[WEEKS - 52 * year - 3 : WEEKS - 52 * year + 4].mean() for year in range(1, 6)]
    assert judged.expected[1, -1] < rising[-28]
    assert judged.expected[1, -1] == pytest.approx(np.mean(of_now), rel=1e-3)


def test_a_trend_of_fewer_than_three_years_is_no_trend() -> None:
    time = np.arange(WEEKS + 1) - WEEKS
    falling = known(40 * np.exp(-0.004 * time)[None, :], 52)
    two = replace(WEEKLY, years=2, half_window=1, seasons=1, excluded=1)
    weeks = [40 * math.exp(0.004 * (52 * year + back)) for year in (1, 2) for back in (-1, 0, 1)]
    assert farrington(falling, two).expected[0, -1] == pytest.approx(np.mean(weeks))


def test_what_stood_out_in_the_past_weighs_less() -> None:
    observed = np.full((1, WEEKS + 1), 10.0)
    observed[0, WEEKS - 52] = 60
    # The plain mean of the 35 weeks of the season would be 11.43.
    assert 10 < farrington(known(observed, 52)).expected[0, -1] < 10.4


def test_three_weeks_by_hand() -> None:
    # The weeks 51 to 53 back hold 3, 4 and 8: mean 5, dispersion (4 + 1 + 9) / 5 / 2 = 1.4; 10 is 5 / sqrt(7) above.
    observed = np.zeros((1, 60))
    observed[0, [59 - 53, 59 - 52, 59 - 51, 59]] = 3, 4, 8, 10
    judged = farrington(known(observed, 52), SHORT)
    assert judged.expected[0, 59] == pytest.approx(5)
    assert judged.score[0, 59] == pytest.approx(5 / math.sqrt(7), rel=1e-5)
    assert judged.chance[0, 59] == pytest.approx(stats.nbinom.sf(9, 5 / 0.4, 1 / 1.4), rel=1e-4)


def test_few_cases_of_late_are_not_judged() -> None:
    observed = np.full((2, WEEKS + 1), 0.2)
    observed[:, -4:] = [[0, 1, 0, 3], [0, 1, 0, 4]]
    judged = farrington(known(observed, 52))
    assert judged.chance[0, -1] == 1 and np.isnan(judged.expected[0, -1])
    assert judged.chance[1, -1] < 0.001


def test_half_of_the_exposure_has_half_of_the_count() -> None:
    exposure = np.random.default_rng(1).uniform(0.3, 1, (1, WEEKS + 1))
    exposure[0, -1] = 0.5
    judged = farrington(Counts(20 * exposure, exposure, 52))
    assert judged.expected[0, -1] == pytest.approx(10)


def test_an_outage_is_no_calm_and_no_spike() -> None:
    observed, exposure = np.full((2, WEEKS + 1), 6.0), np.ones((2, WEEKS + 1))
    exposure[0, 100:110], observed[0, 100:110] = 0, 0
    exposure[1, 100:110], observed[1, 100:110] = 0, 999
    judged = farrington(Counts(observed, exposure, 52))
    assert judged.expected[:, -1] == pytest.approx([6, 6])
    out = Counts(observed, np.where(np.arange(WEEKS + 1) == WEEKS, 0.0, 1.0) * exposure, 52)
    assert np.isnan(farrington(out).expected[:, -1]).all()
    assert (farrington(out).chance[:, -1] == 1).all()


def test_a_series_shorter_than_its_baseline_is_not_judged() -> None:
    for shape in ((0, 0), (0, 300), (2, 0), (2, 1), (2, 100), (2, WEEKS)):
        judged = farrington(known(np.full(shape, 9.0), 52))
        assert judged.chance.shape == shape
        assert np.isnan(judged.expected).all() and (judged.chance == 1).all()
    assert np.isfinite(farrington(known(np.full((2, WEEKS + 1), 9.0), 52)).expected[:, -1]).all()


def test_a_series_that_begins_within_the_columns_is_as_short_as_it_is() -> None:
    exposure = np.ones((2, WEEKS + 20))
    exposure[0, :30] = 0
    exposure[1, :10] = 0
    judged = farrington(Counts(np.full((2, WEEKS + 20), 9.0), exposure, 52))
    assert np.isnan(judged.expected[0]).all()
    assert np.flatnonzero(np.isfinite(judged.expected[1])).tolist() == list(range(WEEKS + 10, WEEKS + 20))


def test_of_a_baseline_three_fifths_must_be_known() -> None:
    # 237 weeks, of which 142.2 are three fifths: of the oldest but one on, 94 may be unknown and 95 may not.
    exposure = np.ones((2, WEEKS + 1))
    exposure[0, 1:95] = 0
    exposure[1, 1:96] = 0
    judged = farrington(Counts(np.full((2, WEEKS + 1), 9.0), exposure, 52))
    assert judged.expected[0, -1] == pytest.approx(9)
    assert np.isnan(judged.expected[1, -1])


def test_after_years_of_nothing_none_is_expected_and_any_is_an_alarm() -> None:
    observed = np.zeros((3, WEEKS + 1))
    observed[1:, -1] = 4, 12
    judged = farrington(known(observed, 52))
    assert judged.chance[:2, -1].tolist() == [1, 1]
    assert judged.expected[2, -1] == pytest.approx(0, abs=1e-8)
    assert judged.chance[2, -1] < 1e-8


def test_one_huge_week_is_an_alarm_and_later_next_to_nothing() -> None:
    observed = np.full((1, WEEKS + 101), 10.0)
    observed[0, WEEKS] = 1000
    judged = farrington(known(observed, 52), replace(WEEKLY, fewest=0))
    assert judged.chance[0, WEEKS] < 1e-100
    assert judged.expected[0, -1] == pytest.approx(10, abs=0.2)
    assert judged.chance[0, -1] > 0.3


@pytest.mark.parametrize("usual", [1.0, 10.0])
@pytest.mark.parametrize("huge", [1e5, 1e6, 1e7])
def test_a_dispersion_that_makes_all_counts_rare_makes_none_an_alarm(usual: float, huge: float) -> None:
    observed = np.full((1, WEEKS + 1), usual)
    observed[0, 100], observed[0, -1] = huge, 2 * usual
    weekly, options = known(observed, 52), replace(WEEKLY, fewest=0)
    forecast = forecasts(weekly, options)
    size = forecast.mean[0, -1] / (forecast.dispersion[0, -1] - 1)
    assert stats.nbinom.sf(2 * usual - 1, size, 1 / forecast.dispersion[0, -1]) < 0.01
    assert farrington(weekly, options).chance[0, -1] == 1


def test_days_are_judged_by_the_year_of_365_days_and_a_quarter() -> None:
    # Three years back is 1,096 days (1,095.75), two 731 (730.5), one 365: a day in each with 9 is what is expected.
    options = FarringtonOptions(years=3, half_window=0, seasons=2, excluded=100, fewest=0, trend_level=0.05)
    observed = np.full((1, 1097), 1.0)
    observed[0, [1096 - 1096, 1096 - 731, 1096 - 365]] = 9
    assert farrington(known(observed), options).expected[0, -1] == pytest.approx(9)


def test_the_daily_options_judge_days() -> None:
    days = known(np.full((1, 1826 + 24 + 1), 3.0))
    judged = farrington(days, DAILY)
    assert np.flatnonzero(np.isfinite(judged.expected[0])).tolist() == [1826 + 24]
    assert judged.expected[0, -1] == pytest.approx(3)


def test_only_the_last_columns_are_judged_where_asked_and_as_ever() -> None:
    weekly = known(series("weekly")[:30, -320:], 52)
    all_of_it, some = farrington(weekly), farrington(weekly, last=20)
    assert np.isnan(some.expected[:, :-20]).all() and (some.chance[:, :-20] == 1).all()
    for whole, part in ((all_of_it.expected, some.expected), (all_of_it.chance, some.chance)):
        assert np.allclose(whole[:, -20:], part[:, -20:], rtol=1e-9, equal_nan=True)
    assert np.isnan(farrington(weekly, last=0).expected).all()
    assert np.allclose(farrington(weekly, last=9999).chance, all_of_it.chance, rtol=1e-9)


def test_a_series_is_judged_alike_in_any_company() -> None:
    weekly = series("weekly")[:, -290:]
    together = farrington(known(weekly, 52)).chance
    alone = np.concatenate([farrington(known(row[None, :], 52)).chance for row in weekly[::40]])
    assert np.allclose(together[::40], alone, rtol=1e-9)


def test_plug_in_chances_are_nearer_to_what_they_say() -> None:
    # 15,000 weeks of mean 1 and dispersion 2 without any outbreak: 15 would be at the level of 0.001.
    calm = known(np.random.default_rng(7).negative_binomial(1.0, 0.5, (300, 316)).astype(float), 52)
    alarms = {
        threshold: int((farrington(calm, replace(WEEKLY, fewest=0, threshold=threshold), 50).chance <= 0.001).sum())
        for threshold in ("nbPlugin", "delta")
    }
    assert 15 < 2 * alarms["nbPlugin"] < alarms["delta"]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (FarringtonOptions(half_window=24), "9 seasons and one of 49 columns do not fit a year of 52 columns"),
        (
            FarringtonOptions(half_window=26, seasons=1),
            "0 seasons and one of 53 columns do not fit a year of 52 columns",
        ),
        (FarringtonOptions(years=1, excluded=80), "a baseline of 1 years less 80 columns is empty"),
        (FarringtonOptions(years=0), "a baseline of 0 years less 26 columns is empty"),
    ],
)
def test_options_that_do_not_fit_the_year_are_said_in_one_line(options: FarringtonOptions, line: str) -> None:
    with pytest.raises(ValueError, match=f"^{line}$"):
        farrington(known(np.ones((1, 400)), 52), options)
