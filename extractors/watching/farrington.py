"""Counts to whether each is above what the same season of past years leads to expect: Farrington flexible.

Noufaily et al., "An improved algorithm for outbreak detection in multiple surveillance systems", Statistics in Medicine
32 (2013), as R's package surveillance implements it and Salmon, Schumacher and Höhle, Journal of Statistical Software
70(10) (2016), describe it. Where every exposure is 1 the alarms are those of farringtonFlexible with time counted in
columns; where it is not, they are those of its population offset.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from extractors.watching.arrays import Counts, Floats, Ints, Judged
from extractors.watching.quasi_poisson import Baselines, Bools
from extractors.watching.reweighted import Forecast, forecast
from extractors.watching.tails import count_upper, normal_upper

# As in R, fewer years have no trend.
_FEWEST_TREND_YEARS = 3
# Three of five years: with less of its baseline known, a cell is not judged.
_LEAST_KNOWN = 0.6
# Of the power that makes counts nearly normal (Farrington et al., J R Stat Soc A 159, 1996), and of its variance.
_POWER = 2.0 / 3.0
_POWER_VARIANCE = 4.0 / 9.0
# How much rarer than in a Poisson distribution counts may be; also the level at which alarms are compared with R's.
_DEGENERATE = 0.01
# As many baselines as stay in a processor's cache.
_FITS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class FarringtonOptions:
    """What is compared with what; spans are in columns, the defaults those of Noufaily et al. (2013) for weeks.

    The baseline is `years` years, less the last `excluded` columns, which an outbreak may already have raised. The
    `half_window` columns on either side of the same time in each year are one season, those between are shared among
    `seasons` - 1 others; a single season leaves out those between. A count of the baseline whose residual is above
    `outlying` weighs less. A trend stays if its p is below `trend_level` and it leads no higher than what has been
    seen. Counts are judged where the last `over` columns hold at least `fewest`.

    `threshold` names the distribution of a new count: "nbPlugin" is negative binomial about the expected count, "delta"
    takes its power 2/3 for normal and allows for the error of the expected count. The first is the default since its
    chances are nearer to what they say: at the level of 0.001 the second has more than twice its false alarms of low
    overdispersed counts (test_farrington.py).
    """

    years: int = 5
    half_window: int = 3
    seasons: int = 10
    excluded: int = 26
    outlying: float = 2.58
    trend_level: float = 1.0
    fewest: int = 5
    over: int = 4
    threshold: Literal["nbPlugin", "delta"] = "nbPlugin"


WEEKLY = FarringtonOptions()
# The same spans in days.
DAILY = FarringtonOptions(half_window=24, excluded=182, over=28)


@dataclass(frozen=True, slots=True)
class _Past:
    """How far back the columns lie that are the baseline of another, in the order of their seasons.

    Seasons begin at `starts`; the last is that of the judged column. `reach` is how far back the oldest column lies.
    """

    back: Ints
    starts: Ints
    reach: int


def farrington(counts: Counts, options: FarringtonOptions = WEEKLY, last: int | None = None) -> Judged:
    """The judgement of `counts`, or only of its `last` columns; an alarm of level alpha is a chance not above it.

    Nothing is said of a series whose first known column is younger than the baseline, nor where less than three fifths
    of the baseline is known, nor where the exposure is 0. `score` is the distance from the expected count in standard
    deviations, 0 where nothing is said. Raises ValueError where the options do not fit the year.
    """
    expected = forecasts(counts, options, last)
    said = np.nonzero(np.isfinite(expected.mean))
    observed, mean, dispersion = counts.observed[said], expected.mean[said], expected.dispersion[said]
    score, chance = np.zeros_like(expected.mean), np.ones_like(expected.mean)
    score[said] = (observed - mean) / np.sqrt(dispersion * mean)
    if options.threshold == "delta":
        chance[said] = _power_upper(observed, mean, dispersion, expected.error[said])
    else:
        chance[said] = _plug_in_upper(observed, mean, dispersion)
    columns = np.broadcast_to(np.arange(counts.observed.shape[1]), counts.observed.shape)
    return Judged(expected=expected.mean, chance=chance, score=score, since=columns.copy())


def forecasts(counts: Counts, options: FarringtonOptions = WEEKLY, last: int | None = None) -> Forecast:
    """What is expected, in arrays of shape (series, columns), NaN where nothing is said; else as `farrington`."""
    expected = Forecast(*(np.full(counts.observed.shape, np.nan) for _ in range(3)))
    past = _past(options, counts.year)
    series, column = _candidates(counts, options, past, last)
    for start in range(0, len(series), _FITS_AT_ONCE):
        cells = series[start : start + _FITS_AT_ONCE], column[start : start + _FITS_AT_ONCE]
        baselines = _baselines(counts, options, past, cells)
        enough = _is_known_enough(baselines)
        chosen = cells[0][enough], cells[1][enough]
        said = forecast(baselines.of(enough), counts.exposure[chosen], options.outlying, options.trend_level)
        expected.mean[chosen], expected.error[chosen] = said.mean, said.error
        expected.dispersion[chosen] = said.dispersion
    return expected


def _past(options: FarringtonOptions, year: float) -> _Past:
    """The columns of the baseline, by how far back: each year's season about its own time, the others between."""
    turns = [math.floor(turn * year + 0.5) for turn in range(options.years + 1)]
    width, now = options.half_window, options.seasons - 1
    reach = turns[-1] + width
    season = np.full(reach + 1, -1)
    season[: width + 1] = now
    for near, far in pairwise(turns):
        season[far - width : far + width + 1] = now
        if far - near - (2 * width + 1) < now:
            raise ValueError(f"{now} seasons and one of {2 * width + 1} columns do not fit a year of {year:g} columns")
        between = np.arange(far - width - 1, near + width, -1)
        for number, block in enumerate(np.array_split(between, now) if now else []):
            season[block] = number
    season[: options.excluded + 1] = -1
    if not np.any(season == now):
        raise ValueError(f"a baseline of {options.years} years less {options.excluded} columns is empty")
    back = np.argsort(season, kind="stable")[np.count_nonzero(season < 0) :]
    return _Past(back, np.unique(season[back], return_index=True)[1], reach)


def _candidates(counts: Counts, options: FarringtonOptions, past: _Past, last: int | None) -> tuple[Ints, Ints]:
    """The series and columns of the cells to judge: as old as the baseline, known, with cases enough of late."""
    known = counts.exposure > 0
    columns = known.shape[1]
    old = np.cumsum(np.logical_or.accumulate(known, axis=1), axis=1) > past.reach
    asked = np.arange(columns) >= (0 if last is None else columns - last)
    summed = np.cumsum(np.where(known, counts.observed, 0.0), axis=1)
    recent = summed.copy()
    recent[:, options.over :] -= summed[:, : -options.over]
    series, column = np.nonzero(known & asked & old & (recent >= options.fewest))
    return series, column


def _baselines(counts: Counts, options: FarringtonOptions, past: _Past, cells: tuple[Ints, Ints]) -> Baselines:
    where = cells[0][:, None], cells[1][:, None] - past.back
    exposure = counts.exposure[where]
    known = exposure > 0
    trended = options.years >= _FEWEST_TREND_YEARS
    return Baselines(
        observed=np.where(known, counts.observed[where], 0.0),
        offset=np.log(np.where(known, exposure, 1.0)),
        weight=known.astype(np.float64),
        starts=past.starts,
        time=-past.back / past.reach if trended else np.zeros(len(past.back)),
    )


def _is_known_enough(baselines: Baselines) -> Bools:
    known = baselines.weight > 0
    of_now = known[:, baselines.starts[-1] :]
    # One more than the levels and the slope.
    determined = np.count_nonzero(known, axis=1) >= len(baselines.starts) + 2
    return np.asarray((known.mean(axis=1) >= _LEAST_KNOWN) & determined & of_now.any(axis=1))


def _plug_in_upper(observed: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """The negative binomial chance of a count so high, 1 where that distribution is no measure of counts.

    One huge count in the baseline can leave a dispersion by which nearly every column would hold 0, and any count would
    be rare. That is so where a count above the log of the expected one (above 0, if up to 1 is expected) is less than a
    hundredth as likely as in a Poisson distribution. R's package compares the log by mistake for the expected count, so
    that it has no alarm of the level of 0.01 there either if more than 1 is expected.
    """
    chance = count_upper(observed, mean, dispersion)
    rare = np.flatnonzero(chance <= _DEGENERATE)
    above_log = np.floor(np.log(np.maximum(mean[rare], 1.0))) + 1.0
    usual = np.where(mean[rare] > 1, 1.0, -np.expm1(-mean[rare]))
    chance[rare[count_upper(above_log, mean[rare], dispersion[rare]) <= _DEGENERATE * usual]] = 1.0
    return chance


def _power_upper(observed: Floats, mean: Floats, dispersion: Floats, error: Floats) -> Floats:
    """The chance of a count so high if its power is normal, of a variance that the error of the mean adds to."""
    variance = _POWER_VARIANCE * mean ** (1.0 / 3.0) * (dispersion + mean * error**2)
    chance = normal_upper((observed**_POWER - mean**_POWER) / np.sqrt(variance))
    return np.where(observed > 0, chance, 1.0)
