"""Counts to whether each is the first of its kind after many quiet days, and how likely that was by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from extractors.watching.arrays import Counts, Floats, Judged
from extractors.watching.counted import each, refuse_wrong

# A rate of which nothing is known is gamma distributed of shape 1 and one day: the rule of succession for single days.
_PRIOR_DAYS = 1.0


def emergence(counts: Counts, quiet_days: ArrayLike) -> Judged:
    """Judge first counts: those with at least `quiet_days` quiet days between them and the last count, or the start.

    Quiet days are exposures summed, so that a day of which half was seen is half a day and an outage is none. The
    chance of `y` counts or more after E quiet days at the exposure e is (e / (E + 1 + e)) ** y: the negative binomial
    predictive distribution of a Poisson rate whose prior is gamma of shape 1 and rate 1. For one count on a whole day
    it is 1 / (E + 2), Laplace's rule of succession (Essai philosophique sur les probabilites, 1814; Gelman et al.,
    Bayesian Data Analysis, 3rd ed. 2013, sections 2.4 and 2.6).

    `quiet_days` is a number or an array of shape (series,). `Judged.score` is the number of quiet days before a first
    count and 0 elsewhere. Any other count, and a count after fewer quiet days, has the chance 1; what was expected is
    NaN except where a count would be a first one. Raises ValueError as `nb_cusum` does, and for `quiet_days` that are
    not above 0.
    """
    refuse_wrong(counts)
    least = each(quiet_days, len(counts.observed))
    if not np.all(least > 0):
        raise ValueError("the quiet days before a first count are a number above 0")
    quiet = _quiet_before(counts)
    would_be = (counts.exposure > 0) & (quiet >= least[:, None])
    is_first = would_be & (counts.observed > 0)
    share = counts.exposure / (quiet + _PRIOR_DAYS + counts.exposure)
    columns = np.arange(counts.observed.shape[1])
    return Judged(
        expected=np.where(would_be, counts.exposure / (quiet + _PRIOR_DAYS), np.nan),
        chance=np.power(share, np.where(is_first, counts.observed, 0)),
        score=np.where(is_first, quiet, 0),
        since=np.broadcast_to(columns, counts.observed.shape).copy(),
    )


def _quiet_before(counts: Counts) -> Floats:
    """The exposure between the last column with a count, or the start, and each column; shape (series, days)."""
    until = np.cumsum(counts.exposure, axis=1)
    counted = np.where((counts.observed > 0) & (counts.exposure > 0), until, 0)
    last = np.zeros_like(until)
    last[:, 1:] = np.maximum.accumulate(counted, axis=1)[:, :-1]
    return np.asarray(until - counts.exposure - last)
