"""Series of counts and what a method says of them, as arrays: one row a series, one column a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, all arrays of shape (series, days); columns are successive days (or weeks), the newest last.

    `observed` are counts. `exposure` is the share of what happens that can have been counted there, 1 for a day that is
    wholly known: the expected count is the rate times the exposure. It is 0 where nobody was looking (before the series
    begins, in an outage): such a cell is no count of 0 but no count. `year` is the number of columns in a year
    (365.25 for days, 52 for weeks).
    """

    observed: Floats
    exposure: Floats
    year: float = 365.25


@dataclass(frozen=True, slots=True)
class Judged:
    """What a method says of each cell of Counts; arrays of shape (series, days).

    `expected` is the count to be expected there (rate times exposure) where nothing has changed, NaN where the method
    cannot say. `chance` is how likely a count, or a run of counts, as high as this is by chance (1 where the method
    cannot say or nothing was counted). `score` is the method's own statistic, in its own unit, higher for more unusual.
    `since` is the column in which the run that is judged began: the cell's own for a method that judges days singly.
    """

    expected: Floats
    chance: Floats
    score: Floats
    since: Ints
