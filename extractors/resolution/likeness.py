"""A report and an incident to whether they tell of one attack: the core must fit, and the details must say enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extractors.resolution.compatible_kinds import Kinship, kinship, may_sum_up
from extractors.resolution.likeness_details import (
    MOST_AREA_RATIO,
    MOST_FALL,
    MOST_RISE,
    POINTED_TOLL,
    actor_points,
    details,
    property_points,
    reality_points,
    toll_points,
    tolls_contradict,
)
from extractors.resolution.nearness import Nearness, coarseness, nearness
from extractors.resolution.portraits import Portrait
from warehouse.records import Report, When

# How much the details must say for a report to join, where kind, day and place are all the same: nothing, and they may
# even disagree a little. Each looser fit of the core asks for more; the unit is one point of `details`.
# Chosen in the middle of a plateau: over copies of annotated incidents with cells dropped, blurred or shifted by a day,
# a quarter point more or less on any of these changes B-cubed F by about 0.01, save that a stricter base splits more.
BASE_NEED = -0.75
SLIGHTLY_LOOSE = 0.5  # fits, less exactly: nothing may contradict then
LOOSE = 1.75  # could easily be another attack: asks for an equal toll and an actor, or a name in common
DAY_APART = 1.25  # asks for an equal toll of several, or a target and a weapon in common; who did it says nothing then
DENIAL = -0.75  # a denial names no more of an attack than it must, and changes none of its facts
TOLD_APART = 2.25  # one text that tells two events means two, unless the details say strongly that they are one

_KIND_COST = {Kinship.SAME: 0.0, Kinship.CLOSE: SLIGHTLY_LOOSE, Kinship.POSSIBLE: 0.75}
_PLACE_COST = {
    Nearness.SAME: 0.0,
    Nearness.IN_DISTRICT: SLIGHTLY_LOOSE,
    Nearness.IN_PROVINCE: SLIGHTLY_LOOSE,
    Nearness.NEIGHBOUR: LOOSE,
    Nearness.IN_COUNTRY: LOOSE,
    Nearness.UNKNOWN: LOOSE,
}
_AREA_ONLY = {Nearness.IN_DISTRICT, Nearness.IN_PROVINCE, Nearness.IN_COUNTRY, Nearness.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a report fits an incident: `margin` is what the details say beyond the need; negative, it may not join.

    `is_pointed` where the toll or a name points at this incident and not just at its place and day.
    """

    margin: float
    is_pointed: bool


def likeness(report: Portrait, incident: Portrait) -> Likeness | None:
    """How the one report of `report` fits `incident`; None where kind, day, place or toll rule it out."""
    kind = kinship(report.agreed.kind.value, incident.agreed.kind.value)
    where = nearness(report.place, incident.place)
    day_cost = _day_cost(report.when, incident.when)
    if kind is Kinship.NONE or where is Nearness.APART or day_cost is None:
        return None
    shares_name = bool(report.names & incident.names)
    most_rise, most_fall = (MOST_AREA_RATIO, MOST_AREA_RATIO) if where in _AREA_ONLY else (MOST_RISE, MOST_FALL)
    if tolls_contradict(report, incident, most_rise, most_fall) and not shares_name:
        return None
    need = BASE_NEED + _KIND_COST[kind] + _PLACE_COST[where] + day_cost
    if report.agreed.status.value == "denied":
        need += DENIAL
    if report.texts & incident.texts:
        need += TOLD_APART
    said = list(details(report, incident))
    if day_cost == DAY_APART:
        # Where one side strikes every day, that it struck again is no sign that two strikes are one.
        need += max(0.0, actor_points(report, incident))
    if where in _AREA_ONLY and min(said) < 0 and not shares_name:
        return None
    is_pointed = shares_name or toll_points(report.killed, incident.killed) >= POINTED_TOLL
    return Likeness(sum(said) - need, is_pointed)


def lies_inside(incident: Portrait, report: Portrait) -> bool:
    """Whether a report of a province or country may mean this incident among others; its toll may be their sum."""
    return (
        coarseness(report.place) >= 3
        and coarseness(incident.place) < coarseness(report.place)
        and nearness(report.place, incident.place) in (Nearness.IN_PROVINCE, Nearness.IN_COUNTRY)
        and may_sum_up(report.agreed.kind.value, incident.agreed.kind.value)
        and _day_cost(report.when, incident.when) is not None
        and min(actor_points(report, incident), reality_points(report, incident), property_points(report, incident))
        >= 0
    )


def is_same_event(a: Report, b: Report) -> bool:
    """Whether two copies of one text tell the same event: the same words for it and the same numbers."""
    return (
        a.text_cluster == b.text_cluster
        and a.event.sub_event_type == b.event.sub_event_type
        and a.event.trigger.text == b.event.trigger.text
        and _told_facts(a) == _told_facts(b)
    )


def _told_facts(report: Report) -> tuple[object, ...]:
    event = report.event
    return (
        event.happened.first if event.happened else None,
        event.place.span.text if event.place else None,
        event.killed.count if event.killed else None,
    )


def _day_cost(a: When | None, b: When | None) -> float | None:
    """What it costs that the days fit as they do; None where they lie further apart than a night."""
    if a is None or b is None:
        return SLIGHTLY_LOOSE
    gap = max(_day(a.first), _day(b.first)) - min(_day(a.last), _day(b.last))
    if gap <= 0:
        return 0.0 if a.precision == b.precision == "day" else SLIGHTLY_LOOSE
    # "Overnight", "late on Sunday" and time zones move an attack by a day, never by two.
    return DAY_APART if gap == 1 else None


def _day(day: str) -> int:
    return date.fromisoformat(day).toordinal()
