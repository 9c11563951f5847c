"""Counts to whether each is above the week before it: the methods C1, C2 and C3 of EARS.

Hutwagner et al., "The bioterrorism preparedness and response Early Aberration Reporting System (EARS)", J Urban Health
80 (2003), with the sums of C3 as R's package surveillance has them. Where every exposure is 1, an alarm of level alpha,
a chance below it, is one of earsC there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.watching.arrays import Counts, Floats, Judged
from extractors.watching.tails import normal_upper

# Of a day less known than this each count would stand for four or more: it is no count.
LEAST_EXPOSURE = 0.25
# C2 and C3 leave out so many days before the judged one, which a slow rise may have lifted; C3 sums over as many.
_LAG = 2


@dataclass(frozen=True, slots=True)
class EarsOptions:
    """What a day is compared with.

    The baseline is `baseline` columns, of which `fewest` must be known. Its standard deviation is taken for at least
    `least_sigma` (R's minSigma, 0 there): a week without incidents has none, and at 0.5 a single incident after one is
    two deviations, which is no alarm at the level of 0.001, and a second is.
    """

    baseline: int = 7
    fewest: int = 4
    least_sigma: float = 0.5


DEFAULT = EarsOptions()


class Deviations(NamedTuple):
    """By how many deviations (`score`) of `sigma` a count is above `expected`; 0 and NaN where `said` is false."""

    said: NDArray[np.bool_]
    expected: Floats
    sigma: Floats
    score: Floats


def ears_c1(counts: Counts, options: EarsOptions = DEFAULT) -> Judged:
    """Each count against the columns directly before it; `score` is in standard deviations, 0 where nothing is said.

    Nothing is said of a series whose first known column is younger than the baseline. The baseline is of rates, count
    over exposure; a count deviates as a rate does, times the root of its exposure, as in a thinned Poisson process.
    """
    deviations = deviations_of(counts, options, lag=0)
    return _judged(counts, deviations, deviations.score, run=0)


def ears_c2(counts: Counts, options: EarsOptions = DEFAULT) -> Judged:
    """As `ears_c1`, the two columns before the judged one left out of its baseline."""
    deviations = deviations_of(counts, options, lag=_LAG)
    return _judged(counts, deviations, deviations.score, run=0)


def ears_c3(counts: Counts, options: EarsOptions = DEFAULT) -> Judged:
    """By how much the deviations of C2 exceeded one on the two columns before; `score` is their sum.

    As in R's package, whose bound starts from the count itself, that of the judged column adds nothing: it only has to
    be above 0. A column of which nothing is said adds nothing either.
    """
    deviations = deviations_of(counts, options, lag=_LAG)
    excess = np.maximum(deviations.score - 1.0, 0.0)
    total = np.zeros_like(excess)
    for back in range(1, _LAG + 1):
        total[:, back:] += excess[:, :-back]
    # A deviation of 0 leaves R no bound but the count, which nothing exceeds.
    able = deviations.said & (deviations.sigma > 0) & _is_older(counts, options.baseline + 2 * _LAG)
    return _judged(counts, deviations._replace(said=able), np.where(able, total, 0.0), run=_LAG)


def deviations_of(counts: Counts, options: EarsOptions, lag: int) -> Deviations:
    known = counts.exposure >= LEAST_EXPOSURE
    rate = np.divide(counts.observed, counts.exposure, out=np.zeros_like(counts.observed), where=known)
    backs = range(lag + 1, lag + options.baseline + 1)
    number, total, squares = (np.zeros_like(rate) for _ in range(3))
    for back in backs:
        number[:, back:] += known[:, :-back]
        total[:, back:] += rate[:, :-back]
    mean = total / np.maximum(number, 1.0)
    for back in backs:
        squares[:, back:] += known[:, :-back] * (rate[:, :-back] - mean[:, back:]) ** 2
    said = known & (number >= options.fewest) & _is_older(counts, options.baseline + lag)
    expected = np.where(said, mean * counts.exposure, np.nan)
    thinned = np.sqrt(squares / np.maximum(number - 1.0, 1.0) * counts.exposure)
    sigma = np.maximum(thinned, options.least_sigma)
    return Deviations(said, expected, sigma, _score(np.where(said, counts.observed - expected, 0.0), sigma))


def _is_older(counts: Counts, columns: int) -> NDArray[np.bool_]:
    """Where the first known column of the series lies so many columns back or more."""
    begun = np.logical_or.accumulate(counts.exposure >= LEAST_EXPOSURE, axis=1)
    return np.cumsum(begun, axis=1) > columns


def _score(difference: Floats, sigma: Floats) -> Floats:
    """Differences in deviations; without any deviation, every difference is beyond all bounds."""
    beyond = np.where(difference == 0, 0.0, np.copysign(np.inf, difference))
    return np.divide(difference, sigma, out=beyond, where=sigma > 0)


def _judged(counts: Counts, deviations: Deviations, score: Floats, run: int) -> Judged:
    chance = np.ones_like(score)
    counted = deviations.said & (counts.observed > 0)
    chance[counted] = normal_upper(score[counted])
    columns = np.maximum(np.arange(score.shape[1]) - run, 0)
    return Judged(
        expected=np.where(deviations.said, deviations.expected, np.nan),
        chance=chance,
        score=score,
        since=np.broadcast_to(columns, score.shape).copy(),
    )
