"""Baselines to forecasts: regressions in which counts that stand out weigh less and a trend must earn its place.

The steps are those of Noufaily et al., Statistics in Medicine 32 (2013), as R's package surveillance takes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from extractors.watching.arrays import Floats
from extractors.watching.quasi_poisson import (
    Baselines,
    Bools,
    Fits,
    dispersion,
    fit,
    forecast_variance,
    freedom,
    leverage,
    mean_of,
)
from extractors.watching.tails import t_bound

# A count that alone makes its mean (leverage 1) has no residual.
_NO_RESIDUAL = 1e-14


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected, in arrays of one shape.

    `mean` is the expected count, `dispersion` the variance of counts over it, `error` the standard error of its log.
    """

    mean: Floats
    dispersion: Floats
    error: Floats


@dataclass(frozen=True, slots=True)
class _Models:
    """Reweighted models. `scale` is the dispersion by which R's package takes their standard errors."""

    weighted: Baselines
    fits: Fits
    dispersion: Floats
    scale: Floats
    converged: Bools


def forecast(baselines: Baselines, exposure: Floats, outlying: float, trend_level: float) -> Forecast:
    """The last season at time 0, of so much exposure: by a model with trend where that converges and holds, or without.

    A count whose standardised residual is above `outlying` weighs less. A trend holds that differs from none at
    `trend_level` and leads to no more than the highest count. A model without trend is taken as its last step left it:
    the level of a season without any count has no end to its fall (R's package gives up there if the steps run out).
    """
    models = _reweighted(baselines, outlying)
    said = _said(models, exposure)
    flat = np.flatnonzero(~_trend_holds(models, said, trend_level))
    if len(flat):
        without = replace(baselines.of(flat), time=np.zeros_like(baselines.time))
        level = _said(_reweighted(without, outlying), exposure[flat])
        said.mean[flat], said.dispersion[flat], said.error[flat] = level.mean, level.dispersion, level.error
    return said


def _reweighted(baselines: Baselines, outlying: float) -> _Models:
    first = fit(baselines)
    excess = np.maximum(dispersion(baselines, first, first.working), 1.0)
    weighted = replace(baselines, weight=_less_for_outliers(baselines, first, excess, outlying))
    second = fit(weighted)
    return _Models(
        weighted=weighted,
        fits=second,
        dispersion=np.maximum(dispersion(weighted, second, second.working), 1.0),
        # The package overwrites the working weights of the model before R derives its standard errors from them.
        scale=dispersion(weighted, second, weighted.weight),
        converged=first.converged,
    )


def _less_for_outliers(baselines: Baselines, fits: Fits, excess: Floats, outlying: float) -> Floats:
    """Weights, 1 on average of known cells: where a standardised Anscombe residual stands out, less by its square."""
    root = np.cbrt(fits.mean)
    raw = 1.5 * (np.cbrt(baselines.observed) ** 2 / np.sqrt(root) - np.sqrt(fits.mean))
    left = 1.0 - leverage(baselines, fits)
    residual = raw / np.sqrt(excess[:, None] * np.where(left > _NO_RESIDUAL, left, np.inf))
    weight = np.where(residual > outlying, np.maximum(residual, outlying) ** -2.0, 1.0) * (baselines.weight > 0)
    weight *= (np.count_nonzero(weight, axis=1) / weight.sum(axis=1))[:, None]
    return weight


def _said(models: _Models, exposure: Floats) -> Forecast:
    error = np.sqrt(models.scale * forecast_variance(models.fits))
    return Forecast(exposure * mean_of(models.fits.level[:, -1]), models.dispersion, error)


def _trend_holds(models: _Models, said: Forecast, trend_level: float) -> Bools:
    """Where the trend may stay; there is none to be taken away where all known times of each season are one."""
    fits, known = models.fits, models.weighted.weight > 0
    degrees, which = np.unique(freedom(models.weighted, fits), return_inverse=True)
    bound = np.array([t_bound(int(each), trend_level) for each in degrees])[which]
    significant = fits.slope**2 * fits.spread > bound**2 * models.scale
    highest = np.max(models.weighted.observed, axis=1, where=known, initial=0.0)
    holds: Bools = models.converged & ((fits.spread == 0) | (significant & (said.mean <= highest)))
    return holds
