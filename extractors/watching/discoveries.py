"""Chances of many series to those that are too small to be chance, however many were looked at."""

from __future__ import annotations

import numpy as np

from extractors.watching.arrays import Floats

# One in ten of the alarms of a run may be chance, on average: an alert that is read costs minutes, a spike that is
# missed costs more.
FALSE_DISCOVERY_RATE = 0.1


def discoveries(chances: Floats, rate: float = FALSE_DISCOVERY_RATE) -> np.ndarray:
    """Which of the chances, any number of them, are discoveries at this rate of false ones; booleans of the same shape.

    Method: Benjamini and Hochberg, J R Stat Soc B 57 (1995); it holds for series that rise and fall together, as a
    province and its country do (Benjamini and Yekutieli, Ann Stat 29 (2001)).
    """
    if chances.size == 0:
        return np.zeros(chances.shape, dtype=bool)
    ranked = np.sort(chances, axis=None)
    allowed = rate * np.arange(1, ranked.size + 1) / ranked.size
    within = np.flatnonzero(ranked <= allowed)
    return chances <= ranked[within[-1]] if within.size else np.zeros(chances.shape, dtype=bool)
