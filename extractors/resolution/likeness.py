"""Two portraits to the probability that they are of one attack: the odds beforehand, and what the details add."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
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
from extractors.resolution.nearness import PROVINCE, Nearness, coarseness, label, nearness
from extractors.resolution.portraits import Portrait
from warehouse.records import When

ODDS = Path(__file__).with_name("likeness.toml")
WEIGHTS = Path(__file__).with_name("likeness_weights.toml")

# A figure for a whole province that is much more, or less, than that of one attack in it is of something else.
MOST_AREA_RATIO = 2.0
_AREA_ONLY = {Nearness.IN_DISTRICT, Nearness.IN_PROVINCE, Nearness.IN_COUNTRY, Nearness.UNKNOWN}
_OF_AREA_ONLY_AGAINST = {"status_apart", "actor_apart", "property_apart", "harm_apart"}
# So many texts that tell two attacks say it all.
_MOST_TEXTS = 3
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
    """How the two fit; None where day, place or kind rule it out, or where an area's details contradict a spot's."""
    day = day_fit(report.when, incident.when)
    if day is None:
        return None
    where = nearness(report.place, incident.place)
    if where is Nearness.APART or (where is not Nearness.SAME and _kinship(report, incident) is Kinship.NONE):
        return None
    odds = coincidence(report, incident, where, day)
    told = list(evidence(report, incident))
    if where in _AREA_ONLY and _is_ruled_out(report, incident, told):
        return None
    weights = knowledge()
    beforehand = [weights[detail.name] * detail.amount for detail in odds]
    parts = [(weights[detail.name] * detail.amount, detail.said) for detail in told]
    for_it = sorted((part for part in parts if part[0] > 0 and part[1]), key=lambda part: -part[0])
    said = [detail.said for detail in odds if detail.said] + [words for _, words in for_it]
    return Likeness(
        score=sum((*beforehand, *(part for part, _ in parts))),
        because="; ".join(said[:_TOLD]),
        is_pointed=bool(report.names & incident.names) or shares_toll(report, incident),
    )


def coincidence(report: Portrait, incident: Portrait, where: Nearness, day: str) -> list[Detail]:
    """How place and day of the two lie, and what else the odds beforehand are of."""
    found = [
        Detail(f"place_{where}", 1.0, f"in {label(report.place)}" if where is Nearness.SAME and report.place else ""),
        Detail(f"day_{day}", 1.0, f"on {report.when.first}" if day == "same" and report.when else ""),
    ]
    if day == "next" and report.actors & incident.actors:
        # Where one side strikes every day, that it struck again is no sign that two strikes are one.
        found.append(Detail("actor_next_day", 1.0, ""))
    if day == "next" and (_tells_beside(report, incident) or _tells_beside(incident, report)):
        found.append(Detail("told_beside", 1.0, ""))
    if shared := report.texts & incident.texts:
        found.append(Detail("told_apart", min(len(shared), _MOST_TEXTS), ""))
        if where is Nearness.NEIGHBOUR or (report.spots and incident.spots and not report.spots & incident.spots):
            found.append(Detail("told_elsewhere", 1.0, ""))
    if "denied" in (report.agreed.status.value, incident.agreed.status.value):
        found.append(Detail("denial", 1.0, ""))
    return found


def _tells_beside(one: Portrait, other: Portrait) -> bool:
    """Whether the texts of the one tell of something else on the day of the other."""
    return other.when is not None and other.when.first == other.when.last and other.when.first in one.other_days


def evidence(report: Portrait, incident: Portrait) -> Iterator[Detail]:
    """What the two tell beside place and day, for or against one attack."""
    kind = _kinship(report, incident)
    yield Detail("evidence", 1.0, "")
    yield Detail(f"kind_{kind}", 1.0, report.agreed.kind.value if kind is Kinship.SAME else "")
    yield from _spots(report, incident)
    yield from details(report, incident)


def _kinship(report: Portrait, incident: Portrait) -> Kinship:
    return kinship(report.agreed.kind.value, incident.agreed.kind.value)


def _is_ruled_out(report: Portrait, incident: Portrait, told: Iterable[Detail]) -> bool:
    """Whether the details of an area deny what place and day allow."""
    if report.names & incident.names:
        return False
    figures = (report.killed, incident.killed)
    if not all(figures):
        figures = (report.injured, incident.injured)
    return toll_ratio(*figures) > MOST_AREA_RATIO or any(detail.name in _OF_AREA_ONLY_AGAINST for detail in told)


def _spots(report: Portrait, incident: Portrait) -> Iterator[Detail]:
    """Streets, mosques or quarters, where both name one."""
    if report.spots and incident.spots:
        shared = report.spots & incident.spots
        found = Detail("spot_same", 1.0, f"the same spot: {' '.join(sorted(shared))}")
        yield found if shared else Detail("spot_apart", 1.0, "other spots")


def lies_inside(incident: Portrait, report: Portrait) -> bool:
    """Whether a report of a province or country may mean this incident among others; its toll may be their sum."""
    return (
        coarseness(report.place) >= PROVINCE
        and coarseness(incident.place) < coarseness(report.place)
        and nearness(report.place, incident.place) in (Nearness.IN_PROVINCE, Nearness.IN_COUNTRY)
        and may_sum_up(report.agreed.kind.value, incident.agreed.kind.value)
        and day_fit(report.when, incident.when) is not None
        and not contradicts_actors(report, incident)
        and not contradicts_reality(report, incident)
        and not contradicts_property(report, incident)
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


@lru_cache
def _day(day: str) -> int:
    return date.fromisoformat(day).toordinal()


@cache
def knowledge() -> dict[str, float]:
    """The odds beforehand and the weights of evidence, by name: parts of the logit."""
    odds = tomllib.loads(ODDS.read_text(encoding="utf-8"))["odds"]
    weights = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return {name: float(value) for name, value in {**odds, **weights}.items()}
