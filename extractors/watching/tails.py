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
# Below it the fraction of the lower tail would go on for long, and its sum ends soon.
_WIDE = 2.0
# A mean and a size above which tails would take ever longer and the distribution is as good as normal.
_NEARLY_NORMAL = 1e7
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
    judged = (count > 0) & (mean > 0)
    # Which fraction ends soon: x < (a + 1) / (a + b + 2) for the incomplete beta function, in these terms.
    high, wide = count > mean + dispersion - 2.0, dispersion >= _WIDE
    normal = np.minimum(mean, _size(mean, dispersion)) > _NEARLY_NORMAL
    for these, tail in (
        (normal, _normal),
        (~normal & high, _above),
        (~normal & ~high & wide, _not_below),
        (~normal & ~high & ~wide, _not_summed),
    ):
        chosen = np.flatnonzero(judged & these)
        chance[chosen] = tail(count[chosen], mean[chosen], dispersion[chosen])
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


def _size(mean: Floats, dispersion: Floats) -> Floats:
    """The size of the negative binomial, which has no bound as it becomes a Poisson."""
    return np.divide(mean, dispersion - 1.0, out=np.full_like(mean, np.inf), where=dispersion > _POISSON_DISPERSION)


def _mass(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """The chance of each count itself."""
    log_mass = count * np.log(mean) - mean - _log_gamma(count + 1.0)
    wide = dispersion > _POISSON_DISPERSION
    k, size, log_dispersion = count[wide], _size(mean, dispersion)[wide], np.log(dispersion[wide])
    combinations = _log_gamma(size + k) - _log_gamma(size) - _log_gamma(k + 1.0)
    log_mass[wide] = combinations - size * log_dispersion + k * (np.log(dispersion[wide] - 1.0) - log_dispersion)
    return np.exp(log_mass)


def _normal(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    return normal_upper((count - 0.5 - mean) / np.sqrt(dispersion * mean))


def _above(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """The upper tail, for high counts.

    Written in mean and dispersion, the fraction of the incomplete beta function becomes that of the incomplete gamma
    function, the tail of the Poisson distribution, where the dispersion is 1.
    """
    fraction = _beta_fraction(count, (dispersion - 1.0) / dispersion, mean / dispersion)
    return _mass(count, mean, dispersion) / fraction


def _not_below(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """One less the lower tail by the incomplete beta function, for low counts widely dispersed."""
    size = mean / (dispersion - 1.0)
    fraction = _beta_fraction(size, 1.0 / dispersion, count / dispersion)
    return 1.0 - _mass(count, mean, dispersion) * count / size / fraction


def _not_summed(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """One less the sum of all lower counts' chances, from the highest on, for counts that are not above the mean."""
    term, total = _mass(count, mean, dispersion), np.zeros_like(mean)
    active, k = np.arange(len(mean)), count.astype(np.float64)
    while len(active):
        k[active] -= 1.0
        j, spread = k[active], dispersion[active]
        term[active] *= spread * (j + 1.0) / (mean[active] + j * (spread - 1.0))
        total[active] += term[active]
        active = active[(j > 0) & (term[active] > _EPSILON * total[active])]
    return 1.0 - total


def _beta_fraction(a: Floats, x: Floats, bx: Floats) -> Floats:
    """What divides x^a (1 - x)^b / (a B(a, b)) in the incomplete beta function of a and b at x, by b times x.

    The continued fraction of Abramowitz and Stegun (1964, 26.5.8) by the modified method of Lentz.
    """
    value, numerator, denominator = np.ones_like(x), np.ones_like(x), np.zeros_like(x)
    active, terms = np.arange(len(a)), itertools.count(1)
    while len(active):
        step, odd = divmod(next(terms), 2)
        k, s, r = a[active], x[active], bx[active]
        if odd:
            coefficient = -(k + step) * (r + (k + step) * s) / ((k + 2 * step) * (k + 2 * step + 1))
        else:
            coefficient = step * (r - step * s) / ((k + 2 * step - 1) * (k + 2 * step))
        denominator[active] = 1.0 / _not_zero(1.0 + coefficient * denominator[active])
        numerator[active] = _not_zero(1.0 + coefficient / numerator[active])
        change = numerator[active] * denominator[active]
        value[active] *= change
        active = active[np.abs(change - 1.0) > _EPSILON * 4]
    return value


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
