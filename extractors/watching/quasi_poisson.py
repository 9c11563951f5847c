"""Counts of the past to regressions on season and trend: quasi-Poisson models, many fitted at once.

The log of a cell's mean is its offset + the level of its season + slope * time; its variance is dispersion * mean. The
fit is by iteratively reweighted least squares (McCullagh and Nelder, "Generalized Linear Models", 1989), started and
stopped as R's glm does, so that a fit without a finite solution ends where R's ends. There is one factor and one slope:
a step solves no matrix, it is a regression on time within seasons.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.watching.arrays import Floats, Ints

Bools = NDArray[np.bool_]

# Of R's glm: what is added to a count for the first mean, the relative change of deviance that ends a fit, the steps it
# is given, the least mean.
_START = 0.1
_CONVERGED = 1e-8
_MOST_STEPS = 25
_LEAST_LOG = math.log(np.finfo(np.float64).eps)
# Where a trend runs away, its means and their squares stay numbers.
_GREATEST_LOG = 300.0
# Times that differ within seasons by no more than what rounding leaves of their squares are no trend.
_NO_SPREAD = 1e-13


@dataclass(frozen=True, slots=True)
class Baselines:
    """What fits are made from: `observed`, `offset`, `weight` of shape (fits, cells), `time` of shape (cells,).

    Cells are in the order of their seasons, each of which begins at one of `starts`. `offset` is the log of a cell's
    exposure, `weight` 0 where it is not known. `time` is 0 at the moment to be forecast; a model of times that are all
    0 has no trend.
    """

    observed: Floats
    offset: Floats
    weight: Floats
    starts: Ints
    time: Floats

    def of(self, chosen: Ints | Bools) -> Baselines:
        """Those of the chosen fits alone."""
        return replace(self, observed=self.observed[chosen], offset=self.offset[chosen], weight=self.weight[chosen])

    def by_season(self, cells: Floats) -> Floats:
        """The sums of each season."""
        return np.add.reduceat(cells, self.starts, axis=1)

    def by_cell(self, seasons: Floats) -> Floats:
        """What each season has, for each of its cells."""
        return np.repeat(seasons, np.diff(self.starts, append=len(self.time)), axis=1)


@dataclass(frozen=True, slots=True)
class Fits:
    """Models: `mean` and `working` of shape (fits, cells), `level`, `total`, `centre` of (fits, seasons), rest (fits,).

    `working` are the weights of the last step, `total` their sum within each season, `centre` the mean time there and
    `spread` the weighted sum of squared distances from it, 0 where there is no trend. Standard errors follow from
    these, for a dispersion of 1: of `slope` 1 / sqrt(spread).
    """

    level: Floats
    slope: Floats
    mean: Floats
    working: Floats
    total: Floats
    centre: Floats
    spread: Floats
    converged: Bools


class _Step(NamedTuple):
    level: Floats
    slope: Floats
    working: Floats
    total: Floats
    centre: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class _Moving:
    """The fits that have not ended: which they are, where they stand and the deviance there."""

    places: Ints
    baselines: Baselines
    log_observed: Floats
    eta: Floats
    mean: Floats
    deviance: Floats

    def of(self, chosen: Bools) -> _Moving:
        return _Moving(
            places=self.places[chosen],
            baselines=self.baselines.of(chosen),
            log_observed=self.log_observed[chosen],
            eta=self.eta[chosen],
            mean=self.mean[chosen],
            deviance=self.deviance[chosen],
        )


def fit(baselines: Baselines) -> Fits:
    """The models of `baselines` in their order; one that has not converged is as its last step left it."""
    moving = _begun(baselines)
    ended: list[tuple[Ints, Fits]] = []
    for left in reversed(range(_MOST_STEPS)):
        step = _regress(moving)
        before, moving = moving.deviance, _moved(moving, step)
        converged = np.abs(moving.deviance - before) < _CONVERGED * (0.1 + np.abs(moving.deviance))
        ends = converged if left else np.ones_like(converged)
        if ends.any() or not len(ends):
            ended.append((moving.places[ends], _ended(step, moving.mean, converged, ends)))
            moving = moving.of(~ends)
        if not len(moving.places):
            break
    return _in_order(ended)


def mean_of(eta: Floats) -> Floats:
    """The mean of which `eta` is the log."""
    return np.exp(np.clip(eta, _LEAST_LOG, _GREATEST_LOG))


def leverage(baselines: Baselines, fits: Fits) -> Floats:
    """How much each count drew its own mean: the diagonal of the hat matrix, of shape (fits, cells)."""
    distance = baselines.time - baselines.by_cell(fits.centre)
    return fits.working * (baselines.by_cell(_inverse(fits.total)) + distance**2 * _inverse(fits.spread)[:, None])


def freedom(baselines: Baselines, fits: Fits) -> Floats:
    """The known cells less the coefficients."""
    known, levels = np.count_nonzero(baselines.weight, axis=1), np.count_nonzero(fits.total, axis=1)
    return np.asarray(known - levels - (fits.spread > 0), dtype=np.float64)


def dispersion(baselines: Baselines, fits: Fits, weights: Floats) -> Floats:
    """The sum of squared relative residuals by `weights` over the degrees of freedom; Pearson's by `fits.working`."""
    relative = baselines.observed / fits.mean - 1.0
    return _row_sums(weights, relative**2) / freedom(baselines, fits)


def forecast_variance(fits: Fits) -> Floats:
    """The variance of the log of the mean at time 0 in the last season, for a dispersion of 1."""
    return _inverse(fits.total[:, -1]) + fits.centre[:, -1] ** 2 * _inverse(fits.spread)


def _begun(baselines: Baselines) -> _Moving:
    mean = baselines.observed + _START
    eta, log_observed = np.log(mean), np.log(np.maximum(baselines.observed, 1.0))
    deviance = _deviance(baselines, log_observed, eta, mean)
    return _Moving(np.arange(len(mean)), baselines, log_observed, eta, mean, deviance)


def _regress(moving: _Moving) -> _Step:
    """One step: the weighted least squares of the working response on time within seasons."""
    part = moving.baselines
    working = part.weight * moving.mean
    response = working * (moving.eta - part.offset - 1.0) + part.weight * part.observed
    timed = working * part.time
    total, rise = part.by_season(working), part.by_season(response)
    centre = part.by_season(timed) * _inverse(total)
    squares = _row_sums(timed, part.time)
    spread = squares - _row_sums(total, centre**2)
    spread = np.where(spread > _NO_SPREAD * squares, spread, 0.0)
    slope = (_row_sums(response, part.time) - _row_sums(centre, rise)) * _inverse(spread)
    return _Step(rise * _inverse(total) - slope[:, None] * centre, slope, working, total, centre, spread)


def _moved(moving: _Moving, step: _Step) -> _Moving:
    part = moving.baselines
    eta = part.by_cell(step.level) + step.slope[:, None] * part.time + part.offset
    mean = mean_of(eta)
    return replace(moving, eta=eta, mean=mean, deviance=_deviance(part, moving.log_observed, eta, mean))


def _deviance(part: Baselines, log_observed: Floats, eta: Floats, mean: Floats) -> Floats:
    return 2.0 * _row_sums(part.weight, part.observed * (log_observed - eta) - (part.observed - mean))


def _ended(step: _Step, mean: Floats, converged: Bools, ends: Bools) -> Fits:
    return Fits(
        level=step.level[ends],
        slope=step.slope[ends],
        mean=mean[ends],
        working=step.working[ends],
        total=step.total[ends],
        centre=step.centre[ends],
        spread=step.spread[ends],
        converged=converged[ends],
    )


def _in_order(ended: list[tuple[Ints, Fits]]) -> Fits:
    order = np.argsort(np.concatenate([places for places, _ in ended]))
    return Fits(*(np.concatenate([getattr(part, f.name) for _, part in ended])[order] for f in fields(Fits)))


def _row_sums(rows: Floats, others: Floats) -> Floats:
    """The sum of the products of each row with another, or with the only one."""
    sums: Floats = np.einsum("ij,ij->i" if others.ndim == 2 else "ij,j->i", rows, others)
    return sums


def _inverse(values: Floats) -> Floats:
    """One over each value, 0 where it is 0."""
    return np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)
