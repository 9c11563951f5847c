"""Simulated series and a method's alarms to how often it was wrong, what it found, and how soon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extractors.watching.arrays import Floats, Ints
from flows.bench_alerts.scenarios import JUDGED, SCENARIOS, WEEKS, Bools, Simulated

# Sizes of outbreaks in standard deviations of their first week.
_SIZES = ((1, 3), (4, 6), (7, 10))
_SEASONS = ("no season", "annual season", "half-yearly season")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of each series; all arrays of shape (series,).

    `quiet` counts the judged weeks that are in no outbreak, `wrong` those of them with an alarm. `held` says whether
    there was an outbreak to find, `found` whether a week of it had an alarm. `delay` is how many weeks after its first
    case the first alarm came, and the length of the outbreak where none came.
    """

    quiet: Ints
    wrong: Ints
    held: Bools
    found: Bools
    delay: Floats


@dataclass(frozen=True, slots=True)
class Figures:
    """Of many series together: shares of weeks and of outbreaks, and weeks.

    `delay_found` is the mean of the found outbreaks, `delay` that of all, one that was missed counting as long as it
    lasted, and `median` the median of the latter.
    """

    false_alarms: float
    found: float
    delay_found: float
    delay: float
    median: float


def outcomes(simulated: Simulated, alarms: Bools) -> Outcomes:
    """What became of each series; `alarms` has the shape (series, 49), for the last weeks."""
    columns = np.arange(WEEKS - JUDGED, WEEKS)
    quiet = ~simulated.in_outbreak[:, WEEKS - JUDGED :]
    start, end = simulated.start[:, None], simulated.end[:, None]
    hits = alarms & (columns >= start) & (columns <= end)
    found = np.asarray(hits.any(axis=1))
    first = WEEKS - JUDGED + hits.argmax(axis=1)
    return Outcomes(
        quiet=quiet.sum(axis=1),
        wrong=(alarms & quiet).sum(axis=1),
        held=simulated.end >= 0,
        found=found,
        delay=np.where(found, first, simulated.end + 1).astype(np.float64) - simulated.start,
    )


def figures(all_of: Outcomes, among: Bools) -> Figures:
    """The figures of the series where `among` is true."""
    held = among & all_of.held
    found = held & all_of.found
    return Figures(
        false_alarms=float(all_of.wrong[among].sum() / all_of.quiet[among].sum()),
        found=float(all_of.found[held].mean()),
        delay_found=float(all_of.delay[found].mean()) if found.any() else float("nan"),
        delay=float(all_of.delay[held].mean()),
        median=float(np.median(all_of.delay[held])),
    )


def groups(simulated: Simulated) -> dict[str, Bools]:
    """Which series each named group holds: all, each set of parameters, with a trend or without, by season and size."""
    season = np.array([one.season for one in SCENARIOS])[simulated.scenario]
    has_trend = np.array([one.beta > 0 for one in SCENARIOS])[simulated.scenario]
    size = simulated.size
    named = {"all 42 scenarios": np.ones(len(size), dtype=np.bool_)}
    named |= parameters(simulated)
    named |= {"no trend": ~has_trend, "trend": has_trend}
    named |= {name: season == number for number, name in enumerate(_SEASONS)}
    named |= {f"outbreaks of {low} to {high} deviations": (size >= low) & (size <= high) for low, high in _SIZES}
    return named


def parameters(simulated: Simulated) -> dict[str, Bools]:
    """Which series each of the seven sets of parameters has."""
    cluster = np.array([one.cluster for one in SCENARIOS])[simulated.scenario]
    named = {}
    for number in range(1, int(cluster.max()) + 1):
        mean = simulated.counts[cluster == number].mean()
        named[f"parameters {number} (mean {mean:.3g} a week)"] = cluster == number
    return named


def by_scenario(simulated: Simulated) -> dict[str, Bools]:
    """Which series each scenario has, by its name."""
    named = {}
    for number, one in enumerate(SCENARIOS):
        trend = "trend" if one.beta else "no trend"
        name = f"scenario {number + 1}: parameters {one.cluster}; {trend}; {_SEASONS[one.season]}"
        named[name] = simulated.scenario == number
    return named
