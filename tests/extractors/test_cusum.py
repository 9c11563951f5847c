"""A day and a run of days have the chances that likelihood ratios give them, and no more false alarms than they say."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import nbinom

from extractors.watching.arrays import Counts, Floats, Judged
from extractors.watching.baseline import forecast, learn
from extractors.watching.baseline import start as baseline_of
from extractors.watching.cusum import DEFAULT, SUPPOSED_DISPERSION, advance, nb_cusum, start

ALPHA = 0.001
WARM_UP = 14
SMALL = st.integers(0, 12).map(float)


def counts_of(observed: Floats, exposure: Floats | None = None, year: float = 365.25) -> Counts:
    return Counts(observed, np.ones_like(observed) if exposure is None else exposure, year)


def judged(observed: list[float], alpha: float = ALPHA) -> Judged:
    return nb_cusum(counts_of(np.array([observed], dtype=float)), alpha)


def poisson(rate: float, series: int, days: int, seed: int) -> Floats:
    return np.random.default_rng(seed).poisson(rate, size=(series, days)).astype(float)


def by_hand(observed: list[float], alpha: float) -> list[tuple[float, float, int]]:
    """Chance, run and where it began, from the ratio of two negative binomials and their tails, day by day."""
    baseline = baseline_of(np.array([SUPPOSED_DISPERSION]), 365.25, DEFAULT.baseline)
    run, since, told, one = 0.0, 0, [], np.ones(1)
    for day, count in enumerate(observed):
        seen = forecast(baseline, day, one)
        mean, size = float(seen.mean[0]), float(seen.size[0])
        chance, began = 1.0, day
        if day >= WARM_UP:
            # A mean 1.5 standard deviations higher, of as many times the size: the dispersion stays what it is.
            times = 1 + 1.5 * math.sqrt(mean + mean**2 / size) / mean
            share = size / (size + mean)
            ratio = nbinom.pmf(count, times * size, share) / nbinom.pmf(count, size, share)
            since = since if run > 0 else day
            run = max(0.0, run + math.log(ratio))
            by_day, by_run = float(nbinom.sf(count - 1, size, size / (size + mean))), math.exp(-run)
            chance = min(1.0, 2 * min(by_day, by_run)) if count > 0 else 1.0
            began = since if by_run < (by_day if count > 0 else 1.0) else day
        told.append((chance, run, began))
        run = 0.0 if chance <= alpha else run
        learn(baseline, seen, one * count, one)
    return told


def test_the_run_of_some_days_is_what_the_ratios_add_up_to() -> None:
    observed = [0, 1, 0, 2, 1, 0, 1, 1, 0, 0, 2, 1, 0, 1, 1, 0, 3, 2, 0, 0, 3, 4, 3, 5, 0, 1, 4, 9, 1, 0, 2]
    found, expected = judged(observed, 0.02), by_hand(observed, 0.02)
    assert found.chance[0] == pytest.approx([chance for chance, _, _ in expected], rel=1e-6)
    assert found.score[0] == pytest.approx([run for _, run, _ in expected], rel=1e-6, abs=1e-9)
    assert list(found.since[0]) == [began for _, _, began in expected]
    # The days hold a run that is told, and what comes after it begins anew.
    alarms = np.flatnonzero(found.chance[0] <= 0.02)
    assert len(alarms) > 1


def test_four_incidents_on_one_day_after_three_in_six_weeks_are_an_alarm_and_two_are_none() -> None:
    for days in ([3, 20, 33], [5, 15, 40], [1, 2, 3], [29, 30, 41]):
        quiet = np.zeros(43)
        quiet[days] = 1
        assert judged([*quiet, 4]).chance[0, -1] < 3e-4
        assert judged([*quiet, 2]).chance[0, -1] > 1e-3


def test_a_run_of_days_is_told_from_its_first_day() -> None:
    # One a day on average, then four a day, each of which comes by chance on one day in fifty.
    found = judged([*[1.0, 0.0, 2.0, 1.0, 1.0] * 40, *[4.0] * 6])
    alarms = np.flatnonzero(found.chance[0] <= ALPHA)
    assert list(alarms) == [204]
    assert found.since[0, 204] == 200
    assert found.chance[0, 200] > 0.02


def test_an_outbreak_of_ten_times_as_many_stays_one_for_a_week() -> None:
    found = judged([*[1.0, 0.0, 2.0, 1.0, 1.0] * 40, *[10.0] * 7, 1.0])
    assert np.all(found.chance[0, 200:207] < 2 * ALPHA)
    # A mean of what was seen would have come to 5.5 within the same weeks.
    assert found.expected[0, 207] < 3.5


@pytest.mark.parametrize("times", [0.2, 5.0])
def test_a_lasting_shift_is_followed_within_weeks(times: float) -> None:
    before, after = poisson(3, 60, 300, 1), poisson(3 * times, 60, 60, 2)
    found = nb_cusum(counts_of(np.hstack([before, after])), ALPHA)
    moved = np.median(np.log(found.expected[:, -1] / found.expected[:, 299])) / math.log(times)
    assert moved > 0.6


def test_a_run_goes_on_over_an_outage_and_the_outage_says_nothing() -> None:
    observed = np.array([[1.0, 0.0, 2.0, 1.0, 1.0] * 20 + [3.0] * 3 + [0.0] * 10 + [3.0] * 3])
    exposure = np.ones_like(observed)
    exposure[:, 103:113] = 0
    found = nb_cusum(counts_of(observed, exposure), 1e-9)
    assert np.all(found.chance[0, 103:113] == 1)
    assert np.all(np.isnan(found.expected[0, 103:113]))
    assert np.all(found.score[0, 103:113] == found.score[0, 102])
    assert found.since[0, 115] == 100


def test_what_is_seen_where_nobody_looked_is_no_count() -> None:
    observed = poisson(2, 1, 80, 3)
    exposure = np.ones_like(observed)
    exposure[:, 40:50] = 0
    other = observed.copy()
    other[:, 40:50] = 99.5
    assert_alike(nb_cusum(counts_of(observed, exposure), ALPHA), nb_cusum(counts_of(other, exposure), ALPHA))


def test_a_share_of_a_day_has_a_share_of_its_counts() -> None:
    rng = np.random.default_rng(4)
    exposure = np.tile([1.0, 0.5, 0.05], 100)[None, :].repeat(50, axis=0)
    found = nb_cusum(counts_of(rng.poisson(8 * exposure).astype(float), exposure), ALPHA)
    expected = found.expected[:, -3:].mean(axis=0)
    assert expected == pytest.approx([8.0, 4.0, 0.4], rel=0.1)
    assert np.mean(found.chance <= 0.01) <= 0.01


def test_the_weeks_before_a_series_is_observed_are_nothing() -> None:
    observed = poisson(2, 1, 100, 5)
    late = np.hstack([np.zeros((1, 50)), observed])
    exposure = np.hstack([np.zeros((1, 50)), np.ones((1, 100))])
    plain = replace(DEFAULT, baseline=replace(DEFAULT.baseline, season=0.0))
    found = nb_cusum(counts_of(late, exposure), ALPHA, options=plain)
    alone = nb_cusum(counts_of(observed), ALPHA, options=plain)
    assert found.chance[0, 50:] == pytest.approx(alone.chance[0])
    assert np.all(np.isnan(found.expected[0, : 50 + WARM_UP]))
    assert not np.any(np.isnan(found.expected[0, 50 + WARM_UP :]))


def test_fewer_than_the_fewest_are_no_alarm_by_day_or_by_run() -> None:
    quiet = [0.0] * 1500
    observed = np.array([[*quiet, 1.0, 0.0, 1.0]] * 3)
    found = nb_cusum(counts_of(observed), 0.01, fewest=np.array([1, 2, 3]))
    assert list(found.chance[:, 1500] <= 0.01) == [True, False, False]
    assert list(found.chance[:, 1502] <= 0.01) == [True, True, False]


def test_each_series_begins_anew_after_its_own_alarms() -> None:
    observed = np.array([[1.0, 0.0, 2.0, 1.0, 1.0] * 20 + [3.0] * 8] * 2)
    found = nb_cusum(counts_of(observed), np.array([0.01, 1e-9]))
    for row, alpha in ((0, 0.01), (1, 1e-9)):
        alone = nb_cusum(counts_of(observed[:1]), alpha)
        assert_alike(Judged(*(getattr(found, field.name)[row : row + 1] for field in fields(Judged))), alone)
    assert found.score[0, -1] < found.score[1, -1]


def test_killed_of_whom_heaps_are_supposed_need_more_for_an_alarm() -> None:
    observed = np.zeros((2, 61))
    observed[:, [10, 30]] = 2
    observed[:, 60] = 9
    found = nb_cusum(counts_of(observed), ALPHA, dispersion=np.array([1.15, 5.0]))
    assert found.chance[0, 60] < ALPHA < found.chance[1, 60]


@pytest.mark.parametrize(
    ("name", "observed"),
    [
        ("nothing ever", np.zeros((2, 400))),
        ("as many each day", np.full((2, 400), 7.0)),
        ("a million each day", np.full((2, 400), 1e6)),
        ("shorter than the warm-up", np.full((2, 5), 3.0)),
    ],
)
def test_what_never_changes_is_never_an_alarm(name: str, observed: Floats) -> None:
    assert np.all(nb_cusum(counts_of(observed), 0.05).chance[:, WARM_UP:] > 0.05), name


@pytest.mark.parametrize("day", [0, 5, 30, 399])
def test_one_huge_day_is_an_alarm_and_nothing_after_it(day: int) -> None:
    observed = poisson(5, 3, 400, 6)
    observed[:, day] = 1e6
    found = nb_cusum(counts_of(observed), ALPHA)
    assert np.all((found.chance[:, day] == 0) == (day >= WARM_UP))
    assert np.all(found.chance[:, day + 1 :] > ALPHA)
    if day < 300:
        assert found.expected[:, 399] == pytest.approx([5, 5, 5], rel=0.35)


@pytest.mark.parametrize("shape", [(0, 10), (3, 0), (0, 0), (2, 1)])
def test_of_nothing_nothing_is_said(shape: tuple[int, int]) -> None:
    found = nb_cusum(counts_of(np.zeros(shape)), ALPHA)
    assert all(getattr(found, field.name).shape == shape for field in fields(Judged))
    assert np.all(found.chance == 1)


@settings(max_examples=40, deadline=None)
@given(observed=arrays(float, (3, 40), elements=SMALL), more=st.integers(1, 30), day=st.integers(0, 39))
def test_more_on_a_day_is_never_more_likely(observed: Floats, more: int, day: int) -> None:
    raised = observed.copy()
    raised[:, day] += more
    before, after = (nb_cusum(counts_of(counts), ALPHA).chance[:, day] for counts in (observed, raised))
    assert np.all(after <= before * (1 + 1e-9))


@settings(max_examples=40, deadline=None)
@given(
    observed=arrays(float, (3, 40), elements=SMALL),
    exposure=arrays(float, (3, 40), elements=st.sampled_from([0.0, 0.05, 0.7, 1.0, 1.4])),
    cut=st.integers(0, 40),
)
def test_in_two_parts_it_is_the_same(observed: Floats, exposure: Floats, cut: int) -> None:
    whole = nb_cusum(counts_of(observed, exposure, 52), 0.05)
    begun, first = advance(start(3, 52), counts_of(observed[:, :cut], exposure[:, :cut], 52), 0.05)
    again, second = advance(begun, counts_of(observed[:, cut:], exposure[:, cut:], 52), 0.05)
    together = (np.hstack([getattr(part, field.name) for part in (first, second)]) for field in fields(Judged))
    assert_alike(whole, Judged(*together))
    assert (begun.column, again.column) == (cut, 40)


def test_going_on_leaves_what_was_known() -> None:
    observed = poisson(3, 2, 30, 7)
    begun, _ = advance(start(2), counts_of(observed[:, :20]), ALPHA)
    once, twice = (advance(begun, counts_of(observed[:, 20:]), ALPHA)[1] for _ in range(2))
    assert_alike(once, twice)


@settings(max_examples=40, deadline=None)
@given(observed=arrays(float, (4, 30), elements=SMALL), order=st.permutations(range(4)))
def test_series_do_not_know_of_each_other(observed: Floats, order: list[int]) -> None:
    found, turned = nb_cusum(counts_of(observed), 0.02), nb_cusum(counts_of(observed[order]), 0.02)
    assert_alike(Judged(*(getattr(found, field.name)[order] for field in fields(Judged))), turned)


@pytest.mark.parametrize(("rate", "dispersion"), [(0.05, 1.0), (0.5, 1.2), (3.0, 2.0), (20.0, 4.0)])
def test_where_nothing_changes_a_chance_comes_no_more_often_than_it_says(rate: float, dispersion: float) -> None:
    rng = np.random.default_rng(8)
    series, days, first = 500, 300, 30
    over = max(dispersion - 1, 1e-9)
    observed = rng.poisson(rng.standard_gamma(rate / over, size=(series, days)) * over).astype(float)
    for alpha in (0.05, 0.01, 0.001):
        alarms = nb_cusum(counts_of(observed), alpha).chance[:, first:] <= alpha
        # Three standard errors of a share of as many days.
        assert np.mean(alarms) <= alpha + 3 * math.sqrt(alpha / alarms.size)


@pytest.mark.parametrize(
    ("observed", "exposure", "alpha", "line"),
    [
        ([[0.5]], [[1.0]], ALPHA, "a count is a whole number from 0"),
        ([[-1.0]], [[1.0]], ALPHA, "a count is a whole number from 0"),
        ([[np.nan]], [[1.0]], ALPHA, "a count is a whole number from 0"),
        ([[1.0]], [[-1.0]], ALPHA, "an exposure is a number from 0"),
        ([[1.0]], [[np.nan]], ALPHA, "an exposure is a number from 0"),
        ([[1.0, 2.0]], [[1.0]], ALPHA, "are no series of days"),
        ([1.0], [1.0], ALPHA, "are no series of days"),
        ([[1.0]], [[1.0]], 0.0, "lies between 0 and 1"),
        ([[1.0]], [[1.0]], 1.0, "lies between 0 and 1"),
        ([[1.0]], [[1.0]], np.nan, "lies between 0 and 1"),
        ([[1.0]], [[1.0]], [0.1, 0.2], "2 values for 1 series"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_one_line(
    observed: list[list[float]], exposure: list[list[float]], alpha: float, line: str
) -> None:
    with pytest.raises(ValueError, match=line):
        nb_cusum(Counts(np.array(observed), np.array(exposure)), alpha)


def test_what_does_not_follow_is_refused_in_one_line() -> None:
    with pytest.raises(ValueError, match="3 series cannot follow on 2"):
        advance(start(2), counts_of(np.zeros((3, 1))), ALPHA)
    with pytest.raises(ValueError, match="a year of 52 columns cannot follow on one of 365"):
        advance(start(2), counts_of(np.zeros((2, 1)), year=52), ALPHA)
    with pytest.raises(ValueError, match="the dispersion of a series is a number from 1"):
        start(2, dispersion=0.5)


def assert_alike(found: Judged, expected: Judged) -> None:
    for field in fields(Judged):
        np.testing.assert_allclose(
            getattr(found, field.name), getattr(expected, field.name), rtol=1e-9, atol=1e-12, err_msg=field.name
        )
