"""Counts so far to what is to be expected next: an online Bayesian log-linear model of each series."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from extractors.watching.arrays import Floats

# Annual and half-yearly waves.
_WAVES = 2
# The level before anything is seen: half a count (Jeffreys' prior of a Poisson rate) in half a column.
_PRIOR_SHAPE = 0.5
# No single column moves the odds of the two models by more than e^3.
_MOST_MOVED = 3.0
# Logarithms of rates stay within what a count can be.
_MOST_LOG = 25.0
_LEAST_VARIANCE = 1e-9
_LEAST_MEAN = 1e-12
_LARGEST_SIZE = 1e6


@dataclass(frozen=True, slots=True)
class BaselineOptions:
    """How fast a baseline learns and forgets; what other values cost is measured by `flows.bench_alerts --settings`.

    Levels are remembered for `slow` and for `fast` years: one model for series that stay what they are, and one that
    follows a lasting shift within weeks. The fast one has the weight `fast_first` before anything is seen; the
    forecasts of the last `compared` years decide between them. The coefficients of a season are 0 with the standard
    deviation `season` on the log scale before anything is seen, so that a season shows only after it was seen.

    The dispersion that is supposed of a series is worth `worth` expected counts, and dispersion is remembered for
    `spread` years. A count teaches the level no more than one `most` deviations above what was expected would, so that
    an outbreak hardly enters its own baseline (2.58 as in the weights of Noufaily et al., Statistics in Medicine 32
    (2013)); the dispersion learns from up to `wide` deviations, or heavy tails would never be known for such.
    """

    slow: float = 0.5
    fast: float = 0.15
    fast_first: float = 0.1
    compared: float = 0.3
    season: float = 0.2
    worth: float = 10.0
    spread: float = 2.0
    most: float = 2.58
    wide: float = 10.0


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known of n series before the next column; the arrays are changed in place by `learn`.

    `means` of shape (5, 2, n) and `variances` of shape (5, 5, 2, n) are of the logarithm of the rate: its level and the
    coefficients of its waves, by the slow and by the fast model. `odds` of shape (n,) is the logarithm of the odds that
    the fast one forecasts better. The dispersion (variance over mean) is 1 and `excess` over `counted`, both (n,);
    `supposed` is that of before anything was seen. A year has `year` columns.
    """

    year: float
    supposed: Floats
    means: Floats
    variances: Floats
    odds: Floats
    excess: Floats
    counted: Floats
    last: Floats
    last_exposure: Floats
    options: BaselineOptions = field(default_factory=BaselineOptions)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The next count of each of n series: negative binomial of this `mean` and `size`; and what it was made from.

    `rates` and `spreads` of shape (2, n) are the mean rate and the variance of its logarithm by either model, and
    `lean` of shape (5, 2, n) is the covariance of each coefficient with that logarithm. `uncertain` of shape (n,) is
    the squared coefficient of variation of the rate by both models together.
    """

    mean: Floats
    size: Floats
    rates: Floats
    spreads: Floats
    lean: Floats
    uncertain: Floats


def start(supposed: Floats, year: float, options: BaselineOptions) -> Baseline:
    """What is known of series before their first column; `supposed` is the dispersion of each, of shape (n,)."""
    width, series = 1 + 2 * _WAVES, len(supposed)
    variances = np.zeros((width, width, 2, series))
    variances[0, 0] = 1 / _PRIOR_SHAPE
    for wave in range(1, width):
        variances[wave, wave] = options.season**2
    return Baseline(
        year=year,
        supposed=supposed,
        means=np.zeros((width, 2, series)),
        variances=variances,
        odds=np.full(series, _first_odds(options)),
        excess=options.worth * (supposed - 1),
        counted=np.full(series, options.worth),
        last=np.zeros(series),
        last_exposure=np.zeros(series),
        options=options,
    )


def forecast(known: Baseline, column: int, exposure: Floats) -> Forecast:
    """The count to be expected in `column`, at `exposure` of shape (n,).

    The two models are weighed by how they forecast of late (dynamic model averaging: Raftery, Karny and Ettler,
    Technometrics 52 (2010)).
    """
    angles = 2 * np.pi * np.arange(1, _WAVES + 1) * column / known.year
    waves = np.concatenate(([1.0], np.cos(angles), np.sin(angles)))
    lean = np.tensordot(waves, known.variances, 1)
    spreads = np.maximum(np.tensordot(waves, lean, 1), _LEAST_VARIANCE)
    rates = np.exp(np.clip(np.tensordot(waves, known.means, 1), -_MOST_LOG, _MOST_LOG))
    fast = 1 / (1 + np.exp(-known.odds))
    rate = rates[0] + fast * (rates[1] - rates[0])
    squares = rates * rates * (1 + spreads)
    uncertain = np.maximum((squares[0] + fast * (squares[1] - squares[0])) / (rate * rate) - 1, _LEAST_VARIANCE)
    mean = np.maximum(exposure * rate, _LEAST_MEAN)
    over = dispersion_of(known) - 1 + mean * uncertain
    return Forecast(mean, mean / np.maximum(over, mean / _LARGEST_SIZE), rates, spreads, lean, uncertain)


def learn(known: Baseline, seen: Forecast, observed: Floats, exposure: Floats) -> None:
    """Take in the counts `observed` (n,) at `exposure` (n,), of which `seen` was the forecast; changes `known`.

    Each model's rate is taken for gamma distributed, to which counts and exposure are added, both divided by the
    dispersion (a quasi-likelihood); what that changes in the logarithm of the rate is passed on to the level and the
    waves by linear Bayes (West, Harrison and Migon, "Dynamic generalized linear models and Bayesian forecasting", JASA
    80 (1985)). Where the exposure is 0 nothing is learned. Until the next column the level may move: its variance grows
    by the discount factor of their paper, up to where nothing is known.
    """
    count = np.where(exposure > 0, observed, 0)
    dispersion = dispersion_of(known)
    means = exposure * seen.rates
    most = known.options.most
    # One more than the deviations, since a single count proves nothing.
    highest = means * np.exp(most * np.sqrt(seen.spreads)) + most * np.sqrt(dispersion * means) + 1
    taken = np.minimum(count, highest)
    _move(known, seen, taken / dispersion, exposure / dispersion)
    _weigh(known, (np.maximum(*taken) * np.log(seen.rates) - means) / dispersion)
    _spread(known, seen, count, exposure, dispersion)
    _loosen(known, dispersion_of(known) / dispersion)


def dispersion_of(known: Baseline) -> Floats:
    """Variance over mean of the counts about their expected ones, at least 1; shape (n,)."""
    return np.asarray(1 + np.maximum(known.excess / known.counted, 0))


def _first_odds(options: BaselineOptions) -> float:
    return float(np.log(options.fast_first / (1 - options.fast_first)))


def _kept(years: float, year: float) -> float:
    """What is left of a column in the next one, where the memory is so many years long."""
    return 1 - 1 / max(years * year, 2)


def _move(known: Baseline, seen: Forecast, count: Floats, exposure: Floats) -> None:
    shape = 1 / seen.spreads
    learned = shape + count
    rate = learned / (shape / seen.rates + exposure)
    shrink = (1 - 1 / (learned * seen.spreads)) / seen.spreads
    known.means[...] += seen.lean * (np.log(rate / seen.rates) / seen.spreads)
    known.variances[...] -= seen.lean[:, None] * (seen.lean * shrink)


def _weigh(known: Baseline, told: Floats) -> None:
    """`told` of shape (2, n) is the logarithm of the quasi-likelihood of the column by either model."""
    kept = _kept(known.options.compared, known.year)
    known.odds[...] = kept * known.odds + (1 - kept) * _first_odds(known.options)
    known.odds[...] += np.clip(told[1] - told[0], -_MOST_MOVED, _MOST_MOVED)


def _spread(known: Baseline, seen: Forecast, count: Floats, exposure: Floats, dispersion: Floats) -> None:
    """A ratio estimate: what half the squared differences of successive counts exceed the counts by, over the counts.

    Differences (von Neumann et al., "The mean square successive difference", Annals of Mathematical Statistics 12
    (1941)) leave a shift or an outbreak out but for its first and last day: squared distances from what was expected
    would take each of its days for a sign of heaps, and hide the next. A single count says nothing of heaps, since
    its square is as high as itself.
    """
    options = known.options
    whole = dispersion * seen.mean + seen.mean * seen.mean * seen.uncertain
    taken = np.minimum(count, seen.mean + options.wide * np.sqrt(whole) + 1)
    is_pair = (exposure > 0) & (known.last_exposure > 0)
    rate = seen.mean / np.where(exposure > 0, exposure, 1)
    step = taken - known.last - (exposure - known.last_exposure) * rate
    both = np.where(is_pair, (taken + known.last) / 2, 0)
    kept = _kept(options.spread, known.year)
    known.excess[...] = kept * known.excess + (1 - kept) * options.worth * (known.supposed - 1)
    known.excess[...] += np.where(is_pair, step * step / 2, 0) - both
    known.counted[...] = kept * known.counted + (1 - kept) * options.worth + both
    known.last[...] = taken
    known.last_exposure[...] = exposure


def _loosen(known: Baseline, scale: Floats) -> None:
    """The variance of the level grows by the discount and with the dispersion, up to where nothing is known.

    What the level's past is worth stays a number of columns: else counts that are far off, which raise the dispersion,
    would hardly be learned from, and a series would never be followed to where it went.
    """
    kept = np.array([_kept(known.options.slow, known.year), _kept(known.options.fast, known.year)])
    level = known.variances[0, 0]
    grown = level * scale / kept[:, None]
    shared = np.sqrt(scale * np.minimum(1, 1 / (_PRIOR_SHAPE * grown)))
    known.variances[0, 1:] *= shared
    known.variances[1:, 0] *= shared
    np.minimum(grown, 1 / _PRIOR_SHAPE, out=level)
