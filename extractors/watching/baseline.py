"""Counts so far to what is to be expected next: an online Bayesian log-linear model of each series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extractors.watching.arrays import Floats

# How long a level is remembered, in years: a slow model for series that stay what they are, a fast one that follows a
# lasting shift within weeks. The slow memory loses nothing in the simulated scenarios against longer ones.
_MEMORIES = (0.5, 0.1)
# What the fast model weighs before anything is seen, and for how many years the forecasts of the two are compared.
_FAST_FIRST = 0.1
_COMPARED = 0.3
# No single cell moves the odds of the two models by more than e^3.
_MOST_MOVED = 3.0
# Annual and half-yearly waves; before anything is seen each coefficient is 0 with this standard deviation on the log
# scale, so that a season shows only after it was seen.
_WAVES = 2
_WAVE_DEVIATION = 0.2
# The level before anything is seen: half a count (Jeffreys' prior of a Poisson rate) in half a column.
_PRIOR_SHAPE = 0.5
# Variance over mean before anything is seen, worth so many expected counts, and for how many years it is remembered.
PRIOR_DISPERSION = 1.15
_PRIOR_WORTH = 10.0
_DISPERSION_MEMORY = 2.0
# A count teaches the level no more than one this many deviations above what was expected, so that an outbreak hardly
# enters its own baseline (2.58 as the weights of Noufaily et al. 2013), and one more, since a single count proves
# nothing; the dispersion learns from a wider range, or heavy tails would never be seen as such.
_MOST_DEVIATIONS = 2.58
_WIDE_DEVIATIONS = 20.0
# Logarithms of rates stay within what a count can be.
_MOST_LOG = 25.0
_LEAST_VARIANCE = 1e-9
_LEAST_MEAN = 1e-12
_LARGEST_SIZE = 1e6


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known of n series before the next column; the arrays are changed in place by `learn`.

    `means` of shape (5, 2, n) and `variances` of shape (5, 5, 2, n) are of the logarithm of the rate: its level and the
    coefficients of its waves, by the slow and by the fast model. `odds` of shape (n,) is the logarithm of the odds that
    the fast one forecasts better. The dispersion (variance over mean) is 1 and `excess` over `counted`, both (n,).
    `dispersion` is that of before anything was seen.
    """

    year: float
    means: Floats
    variances: Floats
    odds: Floats
    excess: Floats
    counted: Floats
    dispersion: Floats


@dataclass(frozen=True, slots=True)
class Forecast:
    """The next count of each of n series: negative binomial of this `mean` and `size`; and what it was made from.

    `rates` and `spreads` of shape (2, n) are the mean rate and the variance of its logarithm by either model,
    `waves` of shape (5,) what each coefficient is multiplied by in this column, and `lean` of shape (5, 2, n) the
    covariance of each coefficient with the logarithm of the rate. `uncertain` of shape (n,) is the squared coefficient
    of variation of the mixed rate.
    """

    mean: Floats
    size: Floats
    rates: Floats
    spreads: Floats
    waves: Floats
    lean: Floats
    uncertain: Floats


def start(series: int, year: float, dispersion: Floats) -> Baseline:
    """What is known of `series` series before their first column."""
    width = 1 + 2 * _WAVES
    variances = np.zeros((width, width, 2, series))
    variances[0, 0] = 1 / _PRIOR_SHAPE
    for wave in range(1, width):
        variances[wave, wave] = _WAVE_DEVIATION**2
    return Baseline(
        year=year,
        means=np.zeros((width, 2, series)),
        variances=variances,
        odds=np.full(series, _FIRST_ODDS),
        excess=_PRIOR_WORTH * (dispersion - 1),
        counted=np.full(series, _PRIOR_WORTH),
        dispersion=dispersion,
    )


_FIRST_ODDS = float(np.log(_FAST_FIRST / (1 - _FAST_FIRST)))


def forecast(known: Baseline, column: int, exposure: Floats) -> Forecast:
    """The count to be expected in `column`, at `exposure` of shape (n,).

    The two models are weighed by how they forecast of late (dynamic model averaging: Raftery, Karny and Ettler,
    Technometrics 52 (2010)).
    """
    waves = _waves(column, known.year)
    lean = np.tensordot(waves, known.variances, 1)
    spreads = np.maximum(np.tensordot(waves, lean, 1), _LEAST_VARIANCE)
    rates = np.exp(np.clip(np.tensordot(waves, known.means, 1), -_MOST_LOG, _MOST_LOG))
    fast = 1 / (1 + np.exp(-known.odds))
    slow_rate, fast_rate = rates
    rate = slow_rate + fast * (fast_rate - slow_rate)
    squares = rates * rates * (1 + spreads)
    uncertain = np.maximum((squares[0] + fast * (squares[1] - squares[0])) / (rate * rate) - 1, _LEAST_VARIANCE)
    mean = np.maximum(exposure * rate, _LEAST_MEAN)
    over = dispersion_of(known) - 1
    size = mean / np.maximum(over + mean * uncertain, mean / _LARGEST_SIZE)
    return Forecast(mean, size, rates, spreads, waves, lean, uncertain)


def learn(known: Baseline, seen: Forecast, observed: Floats, exposure: Floats) -> None:
    """Take in the counts `observed` (n,) at `exposure` (n,), of which `seen` was the forecast; changes `known`.

    Each model's rate is taken for gamma distributed, to which counts and exposure are added, both divided by the
    dispersion (a quasi-likelihood); what that changes in the logarithm of the rate is passed on to the level and the
    waves by linear Bayes (West, Harrison and Migon, "Dynamic generalized linear models and Bayesian forecasting", JASA
    80 (1985)). Where the exposure is 0 nothing is learned. Until the next column the level may move: its variance grows
    by the discount factor of their paper, up to where nothing is known.
    """
    dispersion = dispersion_of(known)
    means = exposure * seen.rates
    most = means * np.exp(_MOST_DEVIATIONS * np.sqrt(seen.spreads))
    most += _MOST_DEVIATIONS * np.sqrt(dispersion * means) + 1
    counted = np.minimum(np.where(exposure > 0, observed, 0), most)
    _move(known, seen, counted / dispersion, exposure / dispersion)
    _weigh(known, seen, counted, means, dispersion)
    _spread(known, seen, np.where(exposure > 0, observed, 0), dispersion)
    _loosen(known, dispersion_of(known) / dispersion)


def dispersion_of(known: Baseline) -> Floats:
    """Variance over mean of the counts about their expected ones, at least 1; shape (n,)."""
    return np.asarray(1 + np.maximum(known.excess / known.counted, 0))


def _discounts(year: float) -> Floats:
    return np.array([1 - 1 / max(memory * year, 2) for memory in _MEMORIES])


def _waves(column: int, year: float) -> Floats:
    angles = 2 * np.pi * np.arange(1, _WAVES + 1) * column / year
    return np.concatenate(([1.0], np.cos(angles), np.sin(angles)))


def _move(known: Baseline, seen: Forecast, counted: Floats, exposed: Floats) -> None:
    shape = 1 / seen.spreads
    learned = shape + counted
    rate = learned / (shape / seen.rates + exposed)
    move = np.log(rate / seen.rates) / seen.spreads
    shrink = (1 - 1 / (learned * seen.spreads)) / seen.spreads
    known.means[...] += seen.lean * move
    known.variances[...] -= seen.lean[:, None] * (seen.lean * shrink)


def _weigh(known: Baseline, seen: Forecast, counted: Floats, means: Floats, dispersion: Floats) -> None:
    told = (np.maximum.reduce(counted) * np.log(seen.rates) - means) / dispersion
    kept = 1 - 1 / (_COMPARED * known.year)
    known.odds[...] = kept * known.odds + (1 - kept) * _FIRST_ODDS
    known.odds[...] += np.clip(told[1] - told[0], -_MOST_MOVED, _MOST_MOVED)


def _spread(known: Baseline, seen: Forecast, observed: Floats, dispersion: Floats) -> None:
    """A ratio estimate: what squared residuals exceed the counts by, over expected counts.

    It counts by how far the rate is known. A single count where hardly any was expected says nothing of heaps, however
    little was expected: its square is as high as itself.
    """
    by_chance = dispersion * seen.mean
    whole = by_chance + seen.mean * seen.mean * seen.uncertain
    sure = by_chance / whole
    residual = np.minimum(observed - seen.mean, _WIDE_DEVIATIONS * np.sqrt(whole) + 1)
    kept = 1 - 1 / (_DISPERSION_MEMORY * known.year)
    known.excess[...] = kept * known.excess + (1 - kept) * _PRIOR_WORTH * (known.dispersion - 1)
    known.excess[...] += sure * (sure * residual * residual - seen.mean - residual)
    known.counted[...] = kept * known.counted + (1 - kept) * _PRIOR_WORTH + sure * seen.mean


def _loosen(known: Baseline, scale: Floats) -> None:
    """The variance of the level grows by the discount and with the dispersion, up to where nothing is known.

    What the level's past is worth stays a number of columns: else counts that are far off, which raise the dispersion,
    would hardly be learned from, and a high series would never be followed to where it went.
    """
    level = known.variances[0, 0]
    grown = level * scale / _discounts(known.year)[:, None]
    shared = np.sqrt(scale * np.minimum(1, 1 / (_PRIOR_SHAPE * grown)))
    known.variances[0, 1:] *= shared
    known.variances[1:, 0] *= shared
    np.minimum(grown, 1 / _PRIOR_SHAPE, out=level)
