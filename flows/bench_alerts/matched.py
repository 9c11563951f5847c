"""Alarms of a method to what the default method finds at as many false alarms, in each set of parameters by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extractors.watching.arrays import Floats
from extractors.watching.cusum import nb_cusum
from flows.bench_alerts.methods import Alarms, counts_of
from flows.bench_alerts.outcomes import Figures, figures, outcomes, parameters
from flows.bench_alerts.scenarios import JUDGED, Bools, Simulated

_HALVINGS = 12
# Within which the level of the default method is looked for, as multiples of that of the other.
_LOWEST, _HIGHEST = 0.25, 10.0


@dataclass(frozen=True, slots=True)
class Match:
    """On the series of one set of parameters: what another method at a level did, and what the default one did."""

    against: str
    level: float
    group: str
    theirs: Figures
    mine: Figures


def matches(simulated: Simulated, other: Alarms) -> list[Match]:
    """The default method at the highest levels that have no more false alarms than `other` in each set of parameters.

    The levels are chosen on the very series that are compared: this compares what both can do, and says nothing of how
    well a level keeps on other series.
    """
    became = outcomes(simulated, other.alarms)
    sets = parameters(simulated)
    wanted = {name: figures(became, among) for name, among in sets.items()}
    low = np.full(len(simulated.counts), other.level * _LOWEST)
    high = np.full(len(simulated.counts), min(other.level * _HIGHEST, 0.9))
    for _ in range(_HALVINGS):
        level = np.sqrt(low * high)
        mine = outcomes(simulated, _alarms(simulated, level))
        for name, among in sets.items():
            too_many = figures(mine, among).false_alarms > wanted[name].false_alarms
            (high if too_many else low)[among] = level[among]
    mine = outcomes(simulated, _alarms(simulated, low))
    return [Match(other.method, other.level, name, wanted[name], figures(mine, among)) for name, among in sets.items()]


def _alarms(simulated: Simulated, level: Floats) -> Bools:
    chance = nb_cusum(counts_of(simulated), level).chance[:, -JUDGED:]
    return np.asarray(chance <= level[:, None])
