"""A value and a distribution to the chance of a value so high: the upper tails by which methods judge counts."""

from __future__ import annotations

import itertools
import math
from functools import lru_cache

import numpy as np

from extractors.watching.arrays import Floats

# Where the variance exceeds the mean by less than this share, the negative binomial is a Poisson to as many digits,
# while its log gamma terms would lose them.
_POISSON_DISPERSION = 1.0 + 1e-8
_EPSILON = float(np.finfo(np.float64).eps)
_TINY = 1e-300
# Below it the chance left outside Student's t has no digits.
_LEAST_LEVEL = 1e-12


def normal_upper(z: Floats) -> Floats:
    """The chance that a standard normal value exceeds each z."""
    flat = np.ravel(z) / math.sqrt(2.0)
    return 0.5 * np.fromiter(map(math.erfc, flat.tolist()), np.float64, flat.size).reshape(np.shape(z))


def count_upper(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """The chance of each count or a higher one; all arrays of one dimension and one length.

    Counts are whole numbers of variance dispersion * mean (dispersion at least 1): negative binomial, Poisson where
    the dispersion is 1. Where the mean is 0, the chance is 1 of a count of 0 and 0 of any other.
    """
    chance = np.where(count > 0, 0.0, 1.0)
    high = np.flatnonzero((count > mean) & (mean > 0))
    low = np.flatnonzero((count > 0) & (count <= mean))
    chance[high] = _mass(count[high], mean[high], dispersion[high]) * _above(count[high], mean[high], dispersion[high])
    mass = _mass(count[low], mean[low], dispersion[low])
    chance[low] = 1.0 - mass * _below(count[low], mean[low], dispersion[low])
    return np.clip(chance, 0.0, 1.0)


@lru_cache(maxsize=4096)
def t_bound(freedom: int, level: float) -> float:
    """The size that Student's t, of `freedom` degrees, exceeds on either side with chance `level`; inf for none."""
    if level >= 1.0:
        return 0.0
    if level < _LEAST_LEVEL:
        return math.inf
    low, high = 0.0, 1.0
    while _t_outside(high, freedom) > level:
        high *= 2.0
    while (middle := 0.5 * (low + high)) not in (low, high):
        low, high = (middle, high) if _t_outside(middle, freedom) > level else (low, middle)
    return high


def _log_gamma(values: Floats) -> Floats:
    return np.fromiter(map(math.lgamma, values.tolist()), np.float64, values.size)


def _mass(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """The chance of each count itself."""
    log_mass = count * np.log(mean) - mean - _log_gamma(count + 1.0)
    wide = dispersion > _POISSON_DISPERSION
    excess, k = dispersion[wide] - 1.0, count[wide]
    size = mean[wide] / excess
    log_mass[wide] = (
        _log_gamma(size + k)
        - _log_gamma(size)
        - _log_gamma(k + 1.0)
        - size * np.log(dispersion[wide])
        + k * (np.log(excess) - np.log(dispersion[wide]))
    )
    return np.exp(log_mass)


def _above(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """The upper tail as a multiple of the mass of its first count, for counts above the mean.

    The continued fraction of the incomplete beta function (Abramowitz and Stegun 1964, 26.5.8) by the modified method
    of Lentz. Its terms are written in mean and dispersion, in which a dispersion of 1 gives the incomplete gamma
    function, the tail of the Poisson distribution.
    """
    share, rest = (dispersion - 1.0) / dispersion, mean / dispersion
    value = np.ones_like(mean)
    numerator, denominator = np.ones_like(mean), np.zeros_like(mean)
    active = np.arange(len(mean))
    terms = itertools.count(1)
    while len(active):
        step, odd = divmod(next(terms), 2)
        k, s, r = count[active], share[active], rest[active]
        if odd:
            coefficient = -(k + step) * (r + (k + step) * s) / ((k + 2 * step) * (k + 2 * step + 1))
        else:
            coefficient = step * (r - step * s) / ((k + 2 * step - 1) * (k + 2 * step))
        denominator[active] = 1.0 / _not_zero(1.0 + coefficient * denominator[active])
        numerator[active] = _not_zero(1.0 + coefficient / numerator[active])
        change = numerator[active] * denominator[active]
        value[active] *= change
        active = active[np.abs(change - 1.0) > _EPSILON * 4]
    return 1.0 / value


def _below(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """All that lies below each count as a multiple of its mass, for counts above 0 and not above the mean."""
    term, total = np.ones_like(mean), np.zeros_like(mean)
    active, k = np.arange(len(mean)), count.astype(np.float64)
    while len(active):
        k[active] -= 1.0
        j, wide = k[active], dispersion[active]
        term[active] *= wide * (j + 1.0) / (mean[active] + j * (wide - 1.0))
        total[active] += term[active]
        active = active[(j > 0) & (term[active] > _EPSILON * total[active])]
    return total


def _not_zero(values: Floats) -> Floats:
    return np.where(np.abs(values) < _TINY, _TINY, values)


def _t_outside(t: float, freedom: int) -> float:
    """The chance that Student's t lies outside -t to t (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for step in range(2 + odd, freedom + 1, 2):
        total += term
        term *= cosine * cosine * (step - 1) / step
    inside = 2.0 / math.pi * (angle + sine * total) if odd else sine * total
    return 1.0 - inside
