"""Counts of many series to how unusual each day is, by itself and as the end of a run: a negative-binomial CUSUM."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from extractors.watching.arrays import Counts, Floats, Ints, Judged
from extractors.watching.baseline import Baseline, BaselineOptions, Forecast, forecast, learn
from extractors.watching.baseline import start as know_nothing
from extractors.watching.counted import each, refuse_wrong
from extractors.watching.negative_binomial import log_gamma, upper_tail

# The day by itself and the run of days are two looks: the smaller chance counts double (Bonferroni).
_LOOKS = 2
# Of incidents a day; chosen by what is asked of a series of three in 43 days, where four on one day are to be an alarm
# at one in 2,000 (test_cusum.py), and by the false alarms of the first months (`flows.bench_alerts`).
SUPPOSED_DISPERSION = 1.15


@dataclass(frozen=True, slots=True)
class CusumOptions:
    """How a run is judged; what other values cost is measured by `flows.bench_alerts --settings`.

    A run is held against a mean `shift` standard deviations of a day higher. A series is judged after `warm_up` columns
    of whole exposure: until then the level is a guess.
    """

    shift: float = 1.5
    warm_up: float = 14.0
    baseline: BaselineOptions = field(default_factory=BaselineOptions)


DEFAULT = CusumOptions()


@dataclass(frozen=True, slots=True)
class Watched:
    """What the method knows of n series after their first `column` columns: enough to go on without them.

    `observed` is the exposure so far, `run` the CUSUM, `since` the column in which it left 0 and `counted` the counts
    since then, all of shape (n,); where the run is 0, `since` says nothing.
    """

    column: int
    baseline: Baseline
    observed: Floats
    run: Floats
    since: Ints
    counted: Floats
    options: CusumOptions


def nb_cusum(
    counts: Counts,
    alpha: ArrayLike,
    *,
    fewest: ArrayLike = 1,
    dispersion: ArrayLike = SUPPOSED_DISPERSION,
    options: CusumOptions = DEFAULT,
) -> Judged:
    """Judge every cell of `counts`: a cell is an alarm where its chance is at most `alpha`.

    What is to be expected comes from an online Bayesian baseline (`baseline.py`), by which the next count is negative
    binomial. A day is looked at twice. By itself: the chance of as many counts or more. As the end of a run: the CUSUM
    C = max(0, C + log ratio) of the likelihood ratio of a higher mean, which starts anew after an alarm. Where nothing
    has changed the ratio has the expected value 1, so that exp(-C) bounds the chance that a run as unusual ends on that
    day (Ville's inequality, backwards in time), and C reaches h no more often than once in exp(h) days (Lorden,
    "Procedures for reacting to a change in distribution", Annals of Mathematical Statistics 42, 1971). `Judged.chance`
    is twice the smaller of the two, at most 1: one at most `alpha` comes on no more than the share `alpha` of the days
    of a series that keeps to its baseline. `Judged.score` is C, `Judged.since` the column in which the run began where
    the run is more unusual than the day.

    `alpha`, `fewest` and `dispersion` are numbers or arrays of shape (series,). Days and runs of fewer than `fewest`
    counts have the chance 1, as have days without any. `dispersion` is the ratio of variance to mean that is supposed
    before anything is seen: more for numbers that come in heaps, as the killed do. Expected is NaN where the exposure
    is 0 and until the series is judged.

    Raises ValueError, with one line, for counts that are not whole numbers from 0, exposures below 0, shapes that do
    not fit, and an `alpha` that is not between 0 and 1.
    """
    known = start(len(counts.observed), counts.year, dispersion=dispersion, options=options)
    return advance(known, counts, alpha, fewest=fewest)[1]


def start(
    series: int,
    year: float = 365.25,
    *,
    dispersion: ArrayLike = SUPPOSED_DISPERSION,
    options: CusumOptions = DEFAULT,
) -> Watched:
    """What is known of `series` series before their first column; the options as in `nb_cusum`."""
    supposed = each(dispersion, series)
    if not np.all(supposed >= 1):
        raise ValueError("the dispersion of a series is a number from 1")
    return Watched(
        column=0,
        baseline=know_nothing(supposed, year, options.baseline),
        observed=np.zeros(series),
        run=np.zeros(series),
        since=np.zeros(series, dtype=np.int64),
        counted=np.zeros(series),
        options=options,
    )


def advance(watched: Watched, counts: Counts, alpha: ArrayLike, *, fewest: ArrayLike = 1) -> tuple[Watched, Judged]:
    """Judge the columns that follow those `watched` has seen; gives what is known after them, and the judgement.

    The same as judging all columns at once. `Judged.since` counts columns from the first that was ever seen. `watched`
    is left as it was. Raises ValueError as `nb_cusum` does.
    """
    series, columns = _shape(watched, counts)
    most, least = _chances(alpha, series), each(fewest, series)
    # The columns are gone through one by one: each lies together.
    observed = np.ascontiguousarray(counts.observed.T, dtype=np.float64)
    exposure = np.ascontiguousarray(counts.exposure.T, dtype=np.float64)
    after = replace(deepcopy(watched), column=watched.column + columns)
    expected, chance, score = np.empty((3, columns, series))
    since = np.empty((columns, series), dtype=np.int64)
    for at in range(columns):
        seen = forecast(after.baseline, watched.column + at, exposure[at])
        row = _judge(after, watched.column + at, seen, observed[at], exposure[at], least)
        expected[at], chance[at], score[at], since[at] = row.expected, row.chance, row.score, row.since
        # A run that was told begins anew.
        after.run[row.chance <= most] = 0
        learn(after.baseline, seen, observed[at], exposure[at])
    return after, Judged(expected.T, chance.T, score.T, since.T)


def _judge(after: Watched, column: int, seen: Forecast, observed: Floats, exposure: Floats, least: Floats) -> Judged:
    """Take one column into the run of `after`, whose arrays change; gives what is said of it, in arrays of (n,)."""
    is_judged = (exposure > 0) & (after.observed >= after.options.warm_up)
    count = np.where(is_judged, observed, 0)
    is_new = after.run <= 0
    after.since[is_new] = column
    after.counted[is_new] = 0
    after.run[...] = np.maximum(after.run + np.where(is_judged, _log_ratio(count, seen, after.options.shift), 0), 0)
    after.counted[...] += count
    after.observed[...] += exposure
    by_day = np.where(count >= least, upper_tail(count, seen.mean, seen.size), 1)
    by_run = np.where(after.counted >= least, np.exp(-after.run), 1)
    return Judged(
        expected=np.where(is_judged, seen.mean, np.nan),
        chance=np.where(count > 0, np.minimum(_LOOKS * np.minimum(by_day, by_run), 1), 1),
        score=after.run.copy(),
        since=np.where(by_run < by_day, after.since, column),
    )


def _log_ratio(count: Floats, seen: Forecast, shift: float) -> Floats:
    """The logarithm of the likelihood ratio of a higher mean; both negative binomials are of one dispersion.

    With one size, the other choice, counts of low series would say next to nothing: where the expected are few the size
    is small, so that one count makes many likely by either distribution.
    """
    times = 1 + shift * np.sqrt(1 / seen.mean + 1 / seen.size)
    ratio = (1 - times) * seen.size * np.log1p(seen.mean / seen.size)
    at = np.nonzero(count > 0)
    counted, size, higher = count[at], seen.size[at], times[at] * seen.size[at]
    ratio[at] += log_gamma(counted + higher) - log_gamma(higher) - log_gamma(counted + size) + log_gamma(size)
    return np.asarray(ratio)


def _shape(watched: Watched, counts: Counts) -> tuple[int, int]:
    """The shape of `counts`; raises ValueError where they are none, or do not follow on `watched`."""
    refuse_wrong(counts)
    series, columns = counts.observed.shape
    if series != len(watched.run):
        raise ValueError(f"{series} series cannot follow on {len(watched.run)}")
    if counts.year != watched.baseline.year:
        raise ValueError(f"a year of {counts.year:g} columns cannot follow on one of {watched.baseline.year:g}")
    return series, columns


def _chances(alpha: ArrayLike, series: int) -> Floats:
    most = each(alpha, series)
    if not np.all((most > 0) & (most < 1)):
        raise ValueError("the chance at which a series alarms lies between 0 and 1")
    return most
