"""Reports that joined an incident to how often they are right, by the probability that they were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.resolution.in_memory import InMemory
from flows.bench_incidents.reading import Labelled

# Nine joins of ten are given more than this.
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Band:
    """The joins that were given a probability from `least` on: how many, what they were given, and what is right."""

    least: float
    joins: int
    given: float
    right: float


def bands(told: Iterable[Labelled], world: InMemory) -> list[Band]:
    """The joins given less than nine in ten, and the surer ones; a band that has none is left out.

    A join is right where most of the other labelled reports of its incident have its label.
    """
    joins = list(_joins({one.report.event_id: one.incident for one in told if one.incident is not None}, world))
    found = []
    for least, most in ((0.0, _SURE), (_SURE, 2.0)):
        some = [(given, is_right) for given, is_right in joins if least <= given < most]
        if some:
            given, right = (sum(column) / len(some) for column in zip(*some, strict=True))
            found.append(Band(least, len(some), given, right))
    return found


def _joins(labels: dict[str, str], world: InMemory) -> Iterator[tuple[float, bool]]:
    """The probability of each join of a labelled report, and whether it is right."""
    for members in world.members.values():
        of = Counter(labels[event] for event in members if event in labels)
        for event, row in members.items():
            if row.probability is not None and event in labels:
                others = of - Counter([labels[event]])
                yield row.probability, bool(others) and others[labels[event]] == max(others.values())
