"""Labelled reports to the weights of likeness: what details say is learned, how often attacks coincide is set.

Evidence adds to the odds beforehand (Fellegi and Sunter 1969). The odds beforehand that two reports are of one attack,
as they are of one town and one day, of neighbouring towns, of two days in a row, depend on the war and not on the
stories; they are set in `likeness.toml`. What toll, actors, victims, weapons and wording add is learned: from pairs of
reports of one attack, against pairs of two attacks which are taken for this as if they were of one place and day. It is
a logistic regression around what people thought beforehand (a normal prior, maximum a posteriori by Newton's method;
Bishop 2006, 4.3.3 and 4.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from extractors.resolution.clustering import CORE
from extractors.resolution.likeness import evidence
from extractors.resolution.order import order
from extractors.resolution.portraits import Portrait, portrait
from extractors.resolution.tiers import Tier, tier_of
from flows.bench_incidents.reading import Labelled
from warehouse.records import Report

# How far a weight may lie from what was thought beforehand, as a standard deviation: twice the odds.
SPREAD = 0.7
# So many pairs of two attacks for each of one.
_OF_TWO = 4
_SEED = 6
# Newton's steps: so many at most, none moving a weight further than this, until none is moved by more than that.
_STEPS = 500
_LONGEST = 0.5
_SETTLED = 1e-8
_BIAS = "evidence"

Details = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """The evidence of two portraits and whether both are of one attack."""

    details: Details
    is_one: bool


def pairs_of(reports: Iterable[Labelled]) -> list[Pair]:
    """Reports paired with another of their attack, and with its core; and so many more with ones of other attacks."""
    told = sorted((one for one in reports if _is_sure(one)), key=lambda one: order(one.report))
    by_incident: dict[str, list[Report]] = defaultdict(list)
    for labelled in told:
        by_incident[labelled.incident or ""].append(labelled.report)
    ones = [_pair(one, other, True) for members in by_incident.values() for one, other in _within(members)]
    chance = Random(_SEED)
    names = sorted(by_incident)
    others: list[Pair] = []
    while len(names) > 1 and len(others) < _OF_TWO * len(ones):
        first = chance.choice(names)
        # Half of them of one country, whose attacks are alike.
        near = [name for name in names if name != first and _country(by_incident[name]) == _country(by_incident[first])]
        second = chance.choice(near if near and chance.random() < 0.5 else [name for name in names if name != first])
        shown = portrait([chance.choice(by_incident[first])])
        members = by_incident[second]
        others.append(_pair(shown, portrait(chance.choice([members[:CORE], [chance.choice(members)]])), False))
    return [*ones, *others]


def _is_sure(one: Labelled) -> bool:
    return one.incident is not None and isinstance(tier_of(one.report), Tier)


def _country(members: Sequence[Report]) -> str | None:
    return next((report.event.place.country for report in members if report.event.place is not None), None)


def _within(members: Sequence[Report]) -> Iterator[tuple[Portrait, Portrait]]:
    for number, report in enumerate(members):
        rest = [*members[:number], *members[number + 1 :]]
        for other in rest:
            if other.text_cluster != report.text_cluster:
                yield portrait([report]), portrait([other])
        if len(rest) > 1:
            yield portrait([report]), portrait(rest[:CORE])


def _pair(one: Portrait, other: Portrait, is_one: bool) -> Pair:
    return Pair({detail.name: detail.amount for detail in evidence(one, other)}, is_one)


def learned(pairs: Sequence[Pair], prior: Mapping[str, float]) -> dict[str, float]:
    """The weights by name; what is learned of the odds from the numbers of pairs alone is taken off again."""
    names = list(prior)
    amounts = np.array([[pair.details.get(name, 0.0) for name in names] for pair in pairs])
    answers = np.array([1.0 if pair.is_one else 0.0 for pair in pairs])
    mean = np.array([prior[name] for name in names])
    mean[names.index(_BIAS)] -= np.log(_OF_TWO)
    weights = mean.copy()
    for _ in range(_STEPS):
        step = _step(amounts, answers, mean, weights)
        weights = weights - step * min(1.0, _LONGEST / float(np.abs(step).max()))
        if float(np.abs(step).max()) < _SETTLED:
            break
    weights[names.index(_BIAS)] += np.log(_OF_TWO)
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
