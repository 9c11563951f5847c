"""What was counted, and numbers given for its series, to the same, refused in one line where they are none."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from extractors.watching.arrays import Counts, Floats


def refuse_wrong(counts: Counts) -> None:
    """Raises ValueError where the arrays do not belong together or hold what cannot be a count or an exposure.

    What is observed at an exposure of 0 is no count, and may be anything.
    """
    observed, exposure = counts.observed, counts.exposure
    if observed.ndim != 2 or observed.shape != exposure.shape:
        raise ValueError(
            f"counts of shape {observed.shape} with exposures of shape {exposure.shape} are no series of days"
        )
    if not np.all(np.isfinite(exposure)) or np.any(exposure < 0):
        raise ValueError("an exposure is a number from 0")
    seen = observed[exposure > 0]
    if not np.all(np.isfinite(seen)) or np.any(seen < 0) or np.any(seen != np.floor(seen)):
        raise ValueError("a count is a whole number from 0")


def each(value: ArrayLike, series: int) -> Floats:
    """One number for all series, or one for each, as an array of shape (series,); else raises ValueError."""
    numbers = np.asarray(value, dtype=np.float64)
    if numbers.shape not in ((), (series,)):
        raise ValueError(f"{numbers.size} values for {series} series")
    return np.broadcast_to(numbers, (series,))
