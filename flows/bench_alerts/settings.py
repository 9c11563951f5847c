"""Other settings of the default method to what they would find, how often be wrong, and how fast learn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from extractors.watching.arrays import Counts, Floats
from extractors.watching.cusum import DEFAULT, CusumOptions, nb_cusum
from flows.bench_alerts.daily import chances, changed, incidents
from flows.bench_alerts.methods import cusum_alarms, cusum_level
from flows.bench_alerts.outcomes import figures, outcomes
from flows.bench_alerts.scenarios import Simulated

# Shares of false alarms at which settings are compared: about those of Farrington flexible at its two levels.
FALSE_ALARMS = (0.04, 0.011)
# Daily series: one false alarm in 2,000 days; a week of five times as many; shifts to five times and to a fifth.
_FALSE_DAILY = 0.0005
_QUIET, _CHANGED, _DAYS, _FIRST = 1000, 400, 500, 400
_WEEK = 7
_TIMES = 5.0
# What a chance of one in a thousand is worth in the first months.
_CHANCE, _FIRST_DAYS = 0.001, 120
_SEEDS = {"quiet": 401, "burst": 402, "rise": 403, "fall": 404}
_HALVINGS = 8

_BASELINE = {
    "slow": (0.25, 1.0, 2.0),
    "fast": (0.1, 0.2),
    "fast_first": (0.02, 0.3),
    "compared": (0.1, 1.0),
    "season": (0.05, 0.5),
    "worth": (3.0, 30.0),
    "spread": (1.0, 4.0),
    "most": (2.0, 3.5),
    "wide": (5.0, 20.0),
}
# Nearly no shift is no CUSUM: its day is judged by itself.
_SHIFTS = (0.001, 1.0, 2.0, 3.0)
_WARM_UPS = (7.0, 30.0)


@dataclass(frozen=True, slots=True)
class Tried:
    """A setting, and what came of it.

    `found` are the shares of the simulated outbreaks that are found at either share of false alarms, and `bursts` that
    of the bursts in daily series. `rise` and `fall` are the days until what is expected is halfway (on the log scale)
    to the level after a lasting shift, the number of days looked at where that never came. `early` is the share of
    the days of quiet series up to their 120th with a chance of at most one in a thousand.
    """

    setting: str
    found: tuple[float, ...]
    bursts: float
    rise: int
    fall: int
    early: float


def tried(simulated: Simulated) -> Iterator[Tried]:
    """The default first, then each setting changed by itself."""
    yield _try("as it is", DEFAULT, simulated)
    for name, values in _BASELINE.items():
        for value in values:
            baseline = replace(DEFAULT.baseline, **{name: value})
            yield _try(f"{name} {value:g}", replace(DEFAULT, baseline=baseline), simulated)
    for shift in _SHIFTS:
        yield _try(f"shift {shift:g}", replace(DEFAULT, shift=shift), simulated)
    for warm_up in _WARM_UPS:
        yield _try(f"warm_up {warm_up:g}", replace(DEFAULT, warm_up=warm_up), simulated)


def _try(setting: str, options: CusumOptions, simulated: Simulated) -> Tried:
    quiet = incidents(_QUIET, _DAYS, _SEEDS["quiet"])
    early = chances(quiet[:, :_FIRST_DAYS], _CHANCE, options=options)
    return Tried(
        setting=setting,
        found=tuple(_found(simulated, share, options) for share in FALSE_ALARMS),
        bursts=_bursts(quiet, options),
        rise=_halfway(options, _SEEDS["rise"], _TIMES),
        fall=_halfway(options, _SEEDS["fall"], 1 / _TIMES),
        early=float((early <= _CHANCE).mean()),
    )


def _found(simulated: Simulated, share: float, options: CusumOptions) -> float:
    alarms = cusum_alarms(simulated, cusum_level(simulated, share, options), options).alarms
    return figures(outcomes(simulated, alarms), np.ones(len(alarms), dtype=np.bool_)).found


def _bursts(quiet: Floats, options: CusumOptions) -> float:
    """The share of bursts found at the level at which `quiet` has the wanted false alarms."""
    low, high = _FALSE_DAILY / 4, _FALSE_DAILY * 16
    for _ in range(_HALVINGS):
        level = float(np.sqrt(low * high))
        wrong = (chances(quiet, level, options=options)[:, _FIRST_DAYS:] <= level).mean()
        low, high = (low, level) if wrong > _FALSE_DAILY else (level, high)
    burst = changed(_CHANGED, _FIRST + _WEEK, _SEEDS["burst"], first=_FIRST, times=_TIMES)
    return float((chances(burst, low, options=options)[:, _FIRST:] <= low).any(axis=1).mean())


def _halfway(options: CusumOptions, seed: int, times: float) -> int:
    counts = changed(_CHANGED, _DAYS, seed, first=_FIRST, times=times)
    expected = nb_cusum(Counts(counts, np.ones_like(counts)), _CHANCE, options=options).expected
    moved = np.median(np.log(expected[:, _FIRST:] / expected[:, [_FIRST]]), axis=0) / np.log(times)
    return int(np.argmax(moved >= 0.5)) if np.any(moved >= 0.5) else _DAYS - _FIRST
