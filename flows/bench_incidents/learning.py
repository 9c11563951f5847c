"""Labelled reports to the weights of likeness: a logistic regression around what is known beforehand.

The weights that people set (`PRIOR` in the file) are the mean of a normal prior: a detail that few pairs have keeps
about its weight, one that many have is learned. Maximum a posteriori by Newton's method (Bishop 2006, 4.3.3 and 4.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from extractors.resolution.blocks import BlockIndex, block_of, search_above
from extractors.resolution.clustering import CORE, order
from extractors.resolution.likeness import fit
from extractors.resolution.portraits import portrait
from extractors.resolution.tiers import Tier, tier_of
from flows.bench_incidents.reading import Labelled
from warehouse.records import Report

# How far a weight may lie from what was known beforehand, as a standard deviation.
SPREAD = 1.0
_STEPS = 500
_SETTLED = 1e-8
_LONGEST = 0.5

Details = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """The details of two portraits and whether both are of one attack."""

    details: Details
    is_one: bool


def pairs_of(reports: Iterable[Labelled]) -> Iterator[Pair]:
    """Every two reports that would be compared, and every report with the core of each incident that it is near to."""
    told = [
        (one.report, tier, one.incident)
        for one in sorted(reports, key=lambda one: order(one.report))
        if one.incident is not None and isinstance(tier := tier_of(one.report), Tier)
    ]
    index = BlockIndex(block_of(report, tier) for report, tier, _ in told)
    near = {report.event_id: index.near(search_above(report, tier)) for report, tier, _ in told}
    for (one, _, of_one), (other, _, of_other) in combinations(told, 2):
        if one.event_id in near[other.event_id] or other.event_id in near[one.event_id]:
            yield from _pair([one], [other], of_one == of_other)
    cores: dict[str, list[Report]] = defaultdict(list)
    for report, tier, incident in told:
        if tier is Tier.CORE:
            cores[incident].append(report)
    for report, _, incident in told:
        for name, members in cores.items():
            rest = [member for member in members if member.event_id != report.event_id][:CORE]
            if len(rest) > 1 and near[report.event_id] & {member.event_id for member in rest}:
                yield from _pair([report], rest, name == incident)


def _pair(ones: Sequence[Report], others: Sequence[Report], is_one: bool) -> Iterator[Pair]:
    found = fit(portrait(ones), portrait(others))
    if found is not None:
        yield Pair({"bias": 1.0, **{detail.name: detail.amount for detail in found}}, is_one)


def learned(pairs: Sequence[Pair], prior: Mapping[str, float]) -> dict[str, float]:
    """The weights by name; no step goes further than `_LONGEST`, which keeps Newton's method from running away."""
    names = list(prior)
    amounts = np.array([[pair.details.get(name, 0.0) for name in names] for pair in pairs])
    answers = np.array([1.0 if pair.is_one else 0.0 for pair in pairs])
    mean = np.array([prior[name] for name in names])
    weights = mean.copy()
    for _ in range(_STEPS):
        step = _step(amounts, answers, mean, weights)
        weights = weights - step * min(1.0, _LONGEST / float(np.abs(step).max()))
        if float(np.abs(step).max()) < _SETTLED:
            break
    return dict(zip(names, (float(weight) for weight in weights), strict=True))


def _step(
    amounts: NDArray[np.float64],
    answers: NDArray[np.float64],
    mean: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    chance = 1 / (1 + np.exp(-amounts @ weights))
    slope = amounts.T @ (chance - answers) + (weights - mean) / SPREAD**2
    curve = (amounts * (chance * (1 - chance))[:, None]).T @ amounts + np.eye(len(weights)) / SPREAD**2
    return np.asarray(np.linalg.solve(curve, slope))
