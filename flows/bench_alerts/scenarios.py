"""The 42 published scenarios to simulated weekly counts, each series with an outbreak in its last 49 weeks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from extractors.watching.arrays import Floats, Ints

Bools = NDArray[np.bool_]

WEEKS = 624
YEAR = 52
# Past outbreaks begin within the five years before the judged weeks, the current one within these.
JUDGED = 49
_PAST_FROM = 312
_PAST = 4
_PAST_SIZES = (2, 3, 5, 10)
_CURRENT_SIZES = 10
# The public code of a later study by the same authors draws a size again until it is an outbreak of at least two.
_FEWEST_CASES = 2
_SPREAD = 0.5


@dataclass(frozen=True, slots=True)
class Scenario:
    """Weekly counts of mean exp(theta + beta t + annual waves), t = 1 to 624, and of variance phi times the mean.

    `season` is the number of waves: 0 for none, 1 for an annual one, 2 for an annual and a half-yearly one, each with
    the coefficients `gamma1` of its cosine and `gamma2` of its sine. `cluster` numbers the seven sets of parameters.
    """

    cluster: int
    theta: float
    beta: float
    gamma1: float
    gamma2: float
    phi: float
    season: int

    @property
    def means(self) -> Floats:
        """The expected count of each week; shape (624,)."""
        week = np.arange(1, WEEKS + 1)
        waves = [2 * np.pi * wave * week / YEAR for wave in range(1, self.season + 1)]
        told = [self.gamma1 * np.cos(angle) + self.gamma2 * np.sin(angle) for angle in waves]
        return np.asarray(np.exp(self.theta + self.beta * week + sum(told)), dtype=np.float64)


# Noufaily et al., "An improved algorithm for outbreak detection in multiple surveillance systems", Statistics in
# Medicine 32 (2013), section 3: theta, beta, gamma1, gamma2, phi. The paper itself was not at hand: the seven rows were
# written from memory and agree in every figure with two public replications of the study, which write them alike. That
# the variance is phi times the mean, that an outbreak's size goes by the standard deviation of its first week and that
# its cases spread by a lognormal(0, 0.5) is as in public code of the authors' later study (Bioinformatics 35, 2019).
# Less sure, from memory and one replication: outbreaks of 2, 3, 5 or 10 deviations in the past and of 1 to 10 now, as
# in Bedubourg and Le Strat, PLoS ONE 12 (2017).
_CLUSTERS = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)
SCENARIOS = tuple(
    Scenario(number, theta, beta * trend, gamma1, gamma2, phi, season)
    for (number, (theta, beta, gamma1, gamma2, phi)), trend, season in product(
        enumerate(_CLUSTERS, start=1), (0, 1), (0, 1, 2)
    )
)


@dataclass(frozen=True, slots=True)
class Simulated:
    """Series of 624 weekly counts, one row each, and where their outbreaks are.

    `counts` has the shape (series, weeks), `in_outbreak` too: the weeks from the first case to the last of an
    outbreak, past or current. `scenario` is the index into SCENARIOS and `size` the current outbreak's size in
    standard deviations of its first week; `start` and `end` are the columns of its first and last case, -1 where all
    its cases came after the last week.
    """

    counts: Floats
    in_outbreak: Bools
    scenario: Ints
    size: Ints
    start: Ints
    end: Ints


def simulate(replicates: int, seed: int) -> Simulated:
    """`replicates` series of each scenario; the same seed gives the same series."""
    rng = np.random.default_rng(seed)
    scenario = np.repeat(np.arange(len(SCENARIOS)), replicates)
    turn = np.tile(np.arange(replicates), len(SCENARIOS))
    means = np.array([one.means for one in SCENARIOS])[scenario]
    phi = np.array([one.phi for one in SCENARIOS])[scenario][:, None]
    counts = _baseline(rng, means, phi)
    deviations = np.sqrt(phi * means)
    in_outbreak = np.zeros(counts.shape, dtype=np.bool_)
    # Every current size meets every past one, equally often in multiples of 40 replicates.
    past = np.array(_PAST_SIZES)[turn // _CURRENT_SIZES % len(_PAST_SIZES)]
    for _ in range(_PAST):
        begins = rng.integers(_PAST_FROM, WEEKS - JUDGED, size=len(counts))
        _add_outbreak(rng, counts, in_outbreak, begins, past * _at(deviations, begins))
    size = 1 + turn % _CURRENT_SIZES
    begins = rng.integers(WEEKS - JUDGED, WEEKS, size=len(counts))
    start, end = _add_outbreak(rng, counts, in_outbreak, begins, size * _at(deviations, begins))
    return Simulated(counts, in_outbreak, scenario, size, start, end)


def _baseline(rng: np.random.Generator, means: Floats, phi: Floats) -> Floats:
    over = np.maximum(phi, 1 + 1e-9) - 1
    rates = np.where(phi > 1, rng.standard_gamma(means / over) * over, means)
    return rng.poisson(rates).astype(np.float64)


def _at(rows: Floats, columns: Ints) -> Floats:
    return np.asarray(rows[np.arange(len(rows)), columns])


def _add_outbreak(
    rng: np.random.Generator,
    counts: Floats,
    in_outbreak: Bools,
    begins: Ints,
    expected: Floats,
) -> tuple[Ints, Ints]:
    """Add one outbreak to each row of `counts` and mark its weeks; gives the columns of its first and last case."""
    cases = rng.poisson(expected)
    while np.any(few := cases < _FEWEST_CASES):
        cases[few] = rng.poisson(expected[few])
    rows = np.repeat(np.arange(len(counts)), cases)
    weeks = np.repeat(begins, cases) + np.floor(rng.lognormal(0, _SPREAD, size=len(rows))).astype(np.int64)
    seen = weeks < counts.shape[1]
    rows, weeks = rows[seen], weeks[seen]
    np.add.at(counts, (rows, weeks), 1)
    start = np.full(len(counts), counts.shape[1])
    end = np.full(len(counts), -1)
    np.minimum.at(start, rows, weeks)
    np.maximum.at(end, rows, weeks)
    columns = np.arange(counts.shape[1])
    in_outbreak |= (columns >= start[:, None]) & (columns <= end[:, None])
    return np.where(end < 0, -1, start), end
