"""Two portraits to the probability that they are of one attack, and what speaks for it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import exp
from pathlib import Path

from extractors.resolution.compatible_kinds import Kinship, kinship, may_sum_up
from extractors.resolution.likeness_details import (
    Detail,
    contradicts_actors,
    contradicts_property,
    contradicts_reality,
    details,
    shares_toll,
    toll_ratio,
)
from extractors.resolution.nearness import Nearness, coarseness, label, nearness
from extractors.resolution.portraits import Portrait
from warehouse.records import Report, When

WEIGHTS = Path(__file__).with_name("likeness.toml")

# A figure for a whole province that is much more, or less, than that of one attack in it is of something else.
MOST_AREA_RATIO = 2.0
_AREA_ONLY = {Nearness.IN_DISTRICT, Nearness.IN_PROVINCE, Nearness.IN_COUNTRY, Nearness.UNKNOWN}
_OF_AREA_ONLY_AGAINST = {"status_apart", "actor_apart", "property_apart", "harm_apart"}
# How many details `because` tells, the weightiest first.
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """How surely two portraits are of one attack: `probability`, its logit `score`, and in words what speaks for it.

    `is_pointed` where the toll or a name points at this attack and not just at its place and day.
    """

    score: float
    because: str
    is_pointed: bool

    @property
    def probability(self) -> float:
        """The chance that both are of one attack (calibrated: see `likeness.toml`)."""
        return 1 / (1 + exp(-self.score))


def likeness(report: Portrait, incident: Portrait) -> Likeness | None:
    """How the two fit; None where kind, day or place rule it out, or an area's figure the toll."""
    found = fit(report, incident)
    if found is None:
        return None
    weights = _weights()
    parts = [(weights.get(detail.name, 0.0) * detail.amount, detail) for detail in found]
    for_it = sorted((part for part in parts if part[0] > 0 and part[1].said), key=lambda part: -part[0])
    shares_name = bool(report.names & incident.names)
    return Likeness(
        score=weights["bias"] + sum(part for part, _ in parts),
        because="; ".join(detail.said for _, detail in for_it[:_TOLD]),
        is_pointed=shares_name or shares_toll(report, incident),
    )


def fit(report: Portrait, incident: Portrait) -> list[Detail] | None:
    """All details of the two that the weights take; None where they cannot be of one attack."""
    kind = kinship(report.agreed.kind.value, incident.agreed.kind.value)
    where = nearness(report.place, incident.place)
    day = day_fit(report.when, incident.when)
    if kind is Kinship.NONE or where is Nearness.APART or day is None:
        return None
    found = [*_core(report, incident, kind, where, day), *details(report, incident)]
    if where in _AREA_ONLY and not report.names & incident.names:
        told = (report.killed, incident.killed)
        if not all(told):
            told = (report.injured, incident.injured)
        if toll_ratio(*told) > MOST_AREA_RATIO or any(detail.name in _OF_AREA_ONLY_AGAINST for detail in found):
            return None
    return found


def _core(report: Portrait, incident: Portrait, kind: Kinship, where: Nearness, day: str) -> Iterator[Detail]:
    yield Detail(f"kind_{kind}", 1.0, report.agreed.kind.value if kind is Kinship.SAME else "")
    yield Detail(f"place_{where}", 1.0, label(report.place) if where is Nearness.SAME and report.place else "")
    yield Detail(f"day_{day}", 1.0, report.when.first if day == "same" and report.when else "")
    if day == "next" and not contradicts_actors(report, incident) and report.actors & incident.actors:
        # Where one side strikes every day, that it struck again is no sign that two strikes are one.
        yield Detail("actor_next_day", 1.0, "")


def lies_inside(incident: Portrait, report: Portrait) -> bool:
    """Whether a report of a province or country may mean this incident among others; its toll may be their sum."""
    return (
        coarseness(report.place) >= 3
        and coarseness(incident.place) < coarseness(report.place)
        and nearness(report.place, incident.place) in (Nearness.IN_PROVINCE, Nearness.IN_COUNTRY)
        and may_sum_up(report.agreed.kind.value, incident.agreed.kind.value)
        and day_fit(report.when, incident.when) is not None
        and not contradicts_actors(report, incident)
        and not contradicts_reality(report, incident)
        and not contradicts_property(report, incident)
    )


def copy_key(report: Report) -> tuple[object, ...]:
    """What two copies of one text share where they tell the same event: the same words for it, the same numbers."""
    event = report.event
    return (
        report.text_cluster,
        event.sub_event_type,
        event.status,
        event.timeframe,
        event.trigger.text,
        event.happened.first if event.happened else None,
        event.place.span.text if event.place else None,
        event.killed.count if event.killed else None,
        report.withdrawn_at is None,
    )


def day_fit(a: When | None, b: When | None) -> str | None:
    """How two days fit: `same`, `overlap` (one of them vaguer), `unknown`, `next`; None where further apart.

    "Overnight", "late on Sunday" and time zones move an attack by a day, never by two.
    """
    if a is None or b is None:
        return "unknown"
    gap = max(_day(a.first), _day(b.first)) - min(_day(a.last), _day(b.last))
    if gap <= 0:
        return "same" if (a.first, a.last) == (b.first, b.last) and a.precision == "day" else "overlap"
    return "next" if gap == 1 else None


def _day(day: str) -> int:
    return date.fromisoformat(day).toordinal()


@cache
def _weights() -> dict[str, float]:
    return {name: float(value) for name, value in tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"].items()}


def weight_names() -> Sequence[str]:
    """The names of all weights, as the file has them."""
    return tuple(_weights())
