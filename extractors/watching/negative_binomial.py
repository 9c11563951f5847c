"""Counts and what was expected to how likely counts as high are: tails of the negative binomial distribution."""

from __future__ import annotations

import numpy as np

from extractors.watching.arrays import Floats

# Stirling's series is taken at arguments of at least this, where the first term that is left out is under 3e-11.
_SHIFT = 7
_HALF_LOG_TWO_PI = 0.5 * np.log(2 * np.pi)
# The continued fraction needs of the order of the square root of the count: a hundred steps reach counts of thousands,
# and what has not settled by the last step is right to a few digits.
_MOST_STEPS = 400
# So many steps between two looks at which elements have settled.
_STEPS_AT_ONCE = 3
_SETTLED = 1e-10


def upper_tail(observed: Floats, mean: Floats, size: Floats) -> Floats:
    """The probability of a count of `observed` or more, element by element.

    The distribution has the mean `mean` and the variance mean + mean^2 / size; `mean` and `size` are above 0. It is the
    regularised incomplete beta function of (observed, size) at mean / (mean + size), here by its continued fraction
    (Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.5.24 and 26.5.8), on the side where that
    converges fast. It is 1 for a count of 0.
    """
    tail = np.ones(np.shape(observed))
    at = np.nonzero(observed > 0)
    count, mean, size = observed[at], mean[at], size[at]
    share = mean / (mean + size)
    # Above the mean the tail is what converges, below it what the tail leaves.
    below = share > (count + 1) / (count + size + 2)
    first, second = np.where(below, size, count), np.where(below, count, size)
    log_front = count * np.log(share) - size * np.log1p(mean / size) - _log_beta(count, size)
    part = np.exp(log_front) / first * _fraction(first, second, np.where(below, 1 - share, share))
    tail[at] = np.clip(np.where(below, 1 - part, part), 0, 1)
    return tail


def log_gamma(number: Floats) -> Floats:
    """The logarithm of the gamma function of positive numbers, by Stirling's series; absolute error under 1e-10."""
    product = number.copy()
    for step in range(1, _SHIFT):
        product *= number + step
    high = number + _SHIFT
    inverse = 1 / high
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
    return np.asarray((high - 0.5) * np.log(high) - high + _HALF_LOG_TWO_PI + series - np.log(product))


def _log_beta(first: Floats, second: Floats) -> Floats:
    return log_gamma(first) + log_gamma(second) - log_gamma(first + second)


def _fraction(first: Floats, second: Floats, at: Floats) -> Floats:
    """The continued fraction of the incomplete beta function, by Lentz's method, each element until it settles.

    Where `at` is below (first + 1) / (first + second + 2) every denominator is above 0.
    """
    value = np.empty_like(at)
    where = np.arange(len(at))
    d = 1 / (1 - (first + second) * at / (first + 1))
    going = [first, second, at, np.ones_like(at), d, d]
    step = 0
    while len(where) and step < _MOST_STEPS:
        for _ in range(_STEPS_AT_ONCE):
            step += 1
            going, change = _next(step, going)
        value[where] = going[-1]
        unsettled = np.abs(change - 1) > _SETTLED
        where, going = where[unsettled], [one[unsettled] for one in going]
    return value


def _next(m: int, going: list[Floats]) -> tuple[list[Floats], Floats]:
    """The fraction two terms further, and by what factor the second of them changed it."""
    a, b, x, c, d, value = going
    middle = a + 2 * m
    scaled = x / middle
    even = m * (b - m) * scaled / (middle - 1)
    odd = (a + m) * (a + b + m) * scaled / (middle + 1)
    d = 1 / (1 + even * d)
    c = 1 + even / c
    value = value * d * c
    d = 1 / (1 - odd * d)
    c = 1 - odd / c
    change = d * c
    return [a, b, x, c, d, value * change], change
