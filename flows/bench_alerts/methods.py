"""Simulated series to the alarms of each method on their last 49 weeks, at levels that make their errors comparable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from extractors.watching.arrays import Counts, Floats, Judged
from extractors.watching.cusum import DEFAULT, CusumOptions, nb_cusum
from extractors.watching.ears import ears_c1, ears_c2, ears_c3
from extractors.watching.farrington import WEEKLY, farrington
from flows.bench_alerts.outcomes import figures, outcomes
from flows.bench_alerts.scenarios import JUDGED, YEAR, Bools, Simulated

EARS = "EARS"
FARRINGTON = "Farrington flexible"
UNLIMITED = "Farrington flexible without limit"
CUSUM = "negative-binomial CUSUM"
# The usual levels: of C1 and C2 three deviations, of C3 two, of Farrington flexible one in twenty and one in a hundred.
_EARS: tuple[tuple[str, Callable[[Counts], Judged], float], ...] = (
    ("C1", ears_c1, 0.001),
    ("C2", ears_c2, 0.001),
    ("C3", ears_c3, 0.025),
)
FARRINGTON_LEVELS = (0.05, 0.01)
# A level chosen on one set of series may have some more false alarms on another: it is chosen to stay so far below.
_BELOW = 0.9
_HALVINGS = 12


@dataclass(frozen=True, slots=True)
class Alarms:
    """The alarms of a method at a level; `alarms` has the shape (series, 49)."""

    method: str
    level: float
    alarms: Bools


def counts_of(simulated: Simulated) -> Counts:
    """The weekly counts, every week wholly known."""
    return Counts(simulated.counts, np.ones_like(simulated.counts), float(YEAR))


def farrington_chances(simulated: Simulated, *, limited: bool = True) -> Floats:
    """The chances of Farrington flexible; shape (series, 49). Its limit: no alarm under five counts in four weeks."""
    options = WEEKLY if limited else replace(WEEKLY, fewest=0)
    judged: Judged = farrington(counts_of(simulated), options, last=JUDGED)
    return judged.chance[:, -JUDGED:]


def ears_alarms(simulated: Simulated) -> list[Alarms]:
    """Those of C1, C2 and C3 at their usual levels."""
    counts = counts_of(simulated)
    return [
        Alarms(f"{EARS} {name}", level, method(counts).chance[:, -JUDGED:] < level) for name, method, level in _EARS
    ]


def cusum_alarms(simulated: Simulated, level: float, options: CusumOptions = DEFAULT) -> Alarms:
    """Those of the default method."""
    chance = nb_cusum(counts_of(simulated), level, options=options).chance[:, -JUDGED:]
    return Alarms(CUSUM, level, chance <= level)


def cusum_level(simulated: Simulated, false_alarms: float, options: CusumOptions = DEFAULT) -> float:
    """The highest level at which the default method has at most nine tenths of `false_alarms`."""
    everything = np.ones(len(simulated.counts), dtype=np.bool_)
    low, high = false_alarms / 4, min(16 * false_alarms, 0.9)
    for _ in range(_HALVINGS):
        level = float(np.sqrt(low * high))
        reached = figures(outcomes(simulated, cusum_alarms(simulated, level, options).alarms), everything)
        low, high = (low, level) if reached.false_alarms > _BELOW * false_alarms else (level, high)
    return low


def compared(tuning: Simulated, reported: Simulated) -> list[Alarms]:
    """The alarms of every method on `reported`; the level of the default one is chosen on `tuning`."""
    learned = farrington_chances(tuning)
    everything = np.ones(len(tuning.counts), dtype=np.bool_)
    told = {
        FARRINGTON: farrington_chances(reported),
        UNLIMITED: farrington_chances(reported, limited=False),
    }
    contenders = ears_alarms(reported)
    for level in FARRINGTON_LEVELS:
        contenders += [Alarms(name, level, chance <= level) for name, chance in told.items()]
        wrong = figures(outcomes(tuning, learned <= level), everything).false_alarms
        contenders.append(cusum_alarms(reported, cusum_level(tuning, wrong)))
    return contenders
