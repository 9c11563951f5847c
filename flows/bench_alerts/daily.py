"""Rates a day to simulated daily series, and what the chances of the default method are worth on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extractors.watching.arrays import Counts, Floats
from extractors.watching.cusum import DEFAULT, SUPPOSED_DISPERSION, CusumOptions, nb_cusum

# What is held against the chances: series of few a month to many a day, and killed of a few in an attack to hundreds.
_RATES = (0.02, 20.0)
_ATTACKS = (0.05, 3.0)
_KILLED_MEAN, _KILLED_DEVIATION = 3.0, 1.0
CHANCES = (0.01, 0.001, 0.0001)
_AGES = ((14, 30), (30, 120), (120, 730))
_BURST_RATES = (0.1, 5.0)


@dataclass(frozen=True, slots=True)
class Worth:
    """Of the days of series at an age from `first` to `last` days, the `share` whose chance was at most `chance`."""

    series: str
    first: int
    last: int
    chance: float
    share: float


def incidents(series: int, days: int, seed: int) -> Floats:
    """Counts a day of series that stay what they are; shape (series, days).

    The rates are spread evenly over their logarithms; the variance over the mean is from 1 to 1 and the root of the
    rate, as heaps grow with the numbers.
    """
    rng = np.random.default_rng(seed)
    rate = _rates(rng, _RATES, series)
    return heaped(rng, np.repeat(rate[:, None], days, axis=1), 1 + rng.uniform(size=series) * np.sqrt(rate))


def killed(series: int, days: int, seed: int) -> Floats:
    """Killed a day: attacks by chance, each with a lognormal toll; shape (series, days)."""
    rng = np.random.default_rng(seed)
    rate = _rates(rng, _ATTACKS, series)
    attacks = rng.poisson(np.repeat(rate[:, None], days, axis=1))
    rows, columns = (np.repeat(at, attacks[attacks > 0]) for at in np.nonzero(attacks))
    tolls = _KILLED_MEAN * rng.lognormal(-(_KILLED_DEVIATION**2) / 2, _KILLED_DEVIATION, size=len(rows))
    counts = np.zeros(attacks.shape)
    np.add.at(counts, (rows, columns), np.round(tolls))
    return counts


def changed(series: int, days: int, seed: int, *, first: int, times: float) -> Floats:
    """Incidents of which there are `times` as many from the day `first` on; shape (series, days)."""
    rng = np.random.default_rng(seed)
    rate = _rates(rng, _BURST_RATES, series)
    means = np.repeat(rate[:, None], days, axis=1)
    means[:, first:] *= times
    return heaped(rng, means, 1 + 0.5 * np.sqrt(rate))


def heaped(rng: np.random.Generator, means: Floats, dispersion: Floats) -> Floats:
    """Negative binomial counts of `means` (series, days), the variance `dispersion` (series,) times the mean."""
    over = np.maximum(dispersion - 1, 1e-9)[:, None]
    return rng.poisson(rng.standard_gamma(means / over) * over).astype(np.float64)


def chances(
    counts: Floats, alpha: float, *, options: CusumOptions = DEFAULT, dispersion: float = SUPPOSED_DISPERSION
) -> Floats:
    """The chance of each day by the default method, all days wholly known."""
    return nb_cusum(Counts(counts, np.ones_like(counts)), alpha, options=options, dispersion=dispersion).chance


def worth(name: str, counts: Floats, dispersion: float = SUPPOSED_DISPERSION) -> list[Worth]:
    """How often each chance came up in series that stay what they are, by their age."""
    found = {chance: chances(counts, chance, dispersion=dispersion) for chance in CHANCES}
    return [
        Worth(name, first, last, chance, float((found[chance][:, first:last] <= chance).mean()))
        for first, last in _AGES
        for chance in CHANCES
    ]


def _rates(rng: np.random.Generator, between: tuple[float, float], series: int) -> Floats:
    low, high = np.log(between)
    return np.exp(rng.uniform(low, high, size=series))
