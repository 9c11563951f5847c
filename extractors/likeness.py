"""A report and an incident to whether they tell of one attack: the core must fit, and the details must say enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.compatible_kinds import Kinship, kinship, may_sum_up
from extractors.consensus import Agreed, agree
from extractors.incident_tolls import Figure, figures
from extractors.lineage import is_one_line
from extractors.nearness import Nearness, coarseness, nearness, words_of
from warehouse.records import Place, Report, When

# How much the details must say for a report to join, where kind, day and place are all the same: nothing, and they may
# even disagree a little. Each looser fit of the core asks for more; the unit is one point of `_details`.
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

# Tolls rise as bodies are found and seldom fall. Beyond these ratios (of one more than each, so that none and one
# compare) two figures are of two attacks.
MOST_RISE = 6.0
MOST_FALL = 3.0
# A figure for a whole province that is much more, or less, than that of one attack in it is of something else.
MOST_AREA_RATIO = 2.0
# Figures this near are one count taken at two times; a small number is near another by chance.
NEAR_RATIO = 1.35
SMALL_TOLL = 5
POINTED_TOLL = 0.75  # equal and more than one, or near and not small

_FORCES = {"police", "military", "security_forces"}
_FIGHTERS = {"militants"}


@dataclass(frozen=True, slots=True)
class Portrait:
    """Some reports of one attack as comparison sees them."""

    agreed: Agreed
    place: Place | None
    when: When | None
    actors: frozenset[str]
    is_actor_certain: bool
    killed: tuple[Figure, ...]
    injured: tuple[Figure, ...]
    names: frozenset[tuple[str, ...]]
    people: frozenset[str]
    property: frozenset[str]
    weapons: frozenset[str]
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a report fits an incident: `margin` is what the details say beyond the need; negative, it may not join.

    `is_pointed` where the toll or a name points at this incident and not just at its place and day.
    """

    margin: float
    is_pointed: bool


def portrait(reports: Sequence[Report]) -> Portrait:
    """What `reports` (one or more, of one attack, oldest first) show."""
    agreed = agree(reports)
    events = [report.event for report in reports]
    mentions = [m for e in events if e.status != "denied" for m in (*e.perpetrators, *e.claimed_by)]
    targets = [target for e in events for target in e.targets]
    named = [m for m in mentions if m.actor]
    return Portrait(
        agreed=agreed,
        place=agreed.place.value if agreed.place else None,
        when=agreed.day.value if agreed.day else None,
        actors=frozenset(m.actor for m in named if m.actor),
        is_actor_certain=not any(m.suspected for m in named),
        killed=tuple(figures(reports, "killed")),
        injured=tuple(figures(reports, "injured")),
        names=frozenset(words_of(t.name) for t in targets if t.name),
        people=frozenset(_side(t.category) for t in targets if t.form != "property"),
        property=frozenset(t.category for t in targets if t.form == "property"),
        weapons=frozenset(w.kind for e in events for w in e.weapons),
        texts=frozenset(report.text_cluster for report in reports),
    )


def likeness(report: Portrait, incident: Portrait) -> Likeness | None:
    """How the one report of `report` fits `incident`; None where kind, day, place or toll rule it out."""
    kind = kinship(report.agreed.kind.value, incident.agreed.kind.value)
    where = nearness(report.place, incident.place)
    day_cost = _day_cost(report.when, incident.when)
    if kind is Kinship.NONE or where is Nearness.APART or day_cost is None:
        return None
    shares_name = bool(report.names & incident.names)
    most_rise, most_fall = (MOST_AREA_RATIO, MOST_AREA_RATIO) if where in _AREA_ONLY else (MOST_RISE, MOST_FALL)
    if _tolls_contradict(report, incident, most_rise, most_fall) and not shares_name:
        return None
    need = BASE_NEED + _KIND_COST[kind] + _PLACE_COST[where] + day_cost
    if report.agreed.status.value == "denied":
        need += DENIAL
    if report.texts & incident.texts:
        need += TOLD_APART
    details = list(_details(report, incident))
    if day_cost == DAY_APART:
        # Where one side strikes every day, that it struck again is no sign that two strikes are one.
        need += max(0.0, _actors(report, incident))
    if where in _AREA_ONLY and min(details) < 0 and not shares_name:
        return None
    is_pointed = shares_name or _toll_points(report.killed, incident.killed) >= POINTED_TOLL
    return Likeness(sum(details) - need, is_pointed)


def is_area(report: Portrait) -> bool:
    """Whether it names no spot but a district, a province, a country or nothing."""
    return coarseness(report.place) > 1


def is_too_vague(report: Portrait) -> bool:
    """Whether it says so little of where or when that it founds nothing as long as a known incident may be meant."""
    return coarseness(report.place) >= 4 or report.when is None


def lies_inside(incident: Portrait, report: Portrait) -> bool:
    """Whether a report of a province or country may mean this incident among others; its toll may be their sum."""
    return (
        coarseness(report.place) >= 3
        and coarseness(incident.place) < coarseness(report.place)
        and nearness(report.place, incident.place) in (Nearness.IN_PROVINCE, Nearness.IN_COUNTRY)
        and may_sum_up(report.agreed.kind.value, incident.agreed.kind.value)
        and _day_cost(report.when, incident.when) is not None
        and min(_actors(report, incident), _reality(report, incident), _property(report, incident)) >= 0
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


def _side(category: str) -> str:
    if category in _FORCES:
        return "forces"
    return "fighters" if category in _FIGHTERS else "civilians"


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


def _details(report: Portrait, incident: Portrait) -> Iterable[float]:
    """Points for each detail: positive where it supports that both are one attack, negative where it contradicts."""
    yield _reality(report, incident)
    yield _harm(report, incident)
    yield _actors(report, incident)
    yield _toll_points(report.killed, incident.killed)
    yield _toll_points(report.injured, incident.injured) / 2
    yield 1.0 if report.names & incident.names else 0.0
    yield _overlap(report.people, incident.people, 0.25, -0.25)
    yield _property(report, incident)
    yield _overlap(report.weapons, incident.weapons, 0.25, 0.0)


def _reality(report: Portrait, incident: Portrait) -> float:
    """A bomb that went off is not the one that was found before."""
    statuses = {report.agreed.status.value, incident.agreed.status.value}
    return -1.0 if "occurred" in statuses and statuses & {"foiled", "attempted"} else 0.0


def _harm(report: Portrait, incident: Portrait) -> float:
    """An attack in which nobody was hurt is not one that killed; who says nothing of harm contradicts neither."""
    for unhurt, hurt in ((report, incident), (incident, report)):
        told = {*_values(unhurt.killed), *_values(unhurt.injured)}
        agrees = (unhurt.killed and 0 in _values(hurt.killed)) or (unhurt.injured and 0 in _values(hurt.injured))
        if told == {0} and {*_values(hurt.killed), *_values(hurt.injured)} - {0} and not agrees:
            return -1.0
    return 0.0


def _values(told: Sequence[Figure]) -> list[int]:
    return [figure.value for figure in told if figure.value is not None]


def _actors(report: Portrait, incident: Portrait) -> float:
    # Of a fight one outlet names one side and another the other.
    if report.agreed.kind.report.event.event_type == incident.agreed.kind.report.event.event_type == "Battles":
        return _match_actors(report.actors, incident.actors, 0.0)
    # Accusations differ while nobody has claimed; a suspicion contradicts less.
    against = -1.0 if report.is_actor_certain and incident.is_actor_certain else -0.25
    return _match_actors(report.actors, incident.actors, against)


def _property(report: Portrait, incident: Portrait) -> float:
    """A bank is not a school; what people were hit overlaps in most attacks and says less."""
    return _overlap(report.property, incident.property, 0.5, -1.0)


def _match_actors(a: frozenset[str], b: frozenset[str], apart: float) -> float:
    if not a or not b:
        return 0.0
    return 0.5 if any(is_one_line(left, right) for left in a for right in b) else apart


def _overlap(a: frozenset[str], b: frozenset[str], same: float, apart: float) -> float:
    if not a or not b:
        return 0.0
    return same if a & b else apart


def _toll_points(told: Sequence[Figure], known: Sequence[Figure]) -> float:
    """The best that any figure of the one says for any figure of the other."""
    pairs = [(a.value, b.value) for a in told for b in known if a.value is not None and b.value is not None]
    return max((_pair_points(a, b) for a, b in pairs), default=0.0)


def _pair_points(a: int, b: int) -> float:
    few, many = sorted((a, b))
    if few == many:
        return 1.5 if many > SMALL_TOLL else 0.75 if many > 1 else 0.25
    return 0.75 if few > SMALL_TOLL and many <= few * NEAR_RATIO else 0.0


def _tolls_contradict(report: Portrait, incident: Portrait, most_rise: float, most_fall: float) -> bool:
    """Whether no figure of the one can be of the same attack as any of the other.

    The injured count only where not both tell of the killed: outlets often count some of them, as those of one nation.
    """
    told, known = (report.killed, incident.killed)
    if not (told and known):
        told, known = (report.injured, incident.injured)
    pairs = [sorted((a, b), key=lambda f: f.report.reported_at) for a in told for b in known]
    return bool(pairs) and not any(_can_be_one(early.value, late.value, most_rise, most_fall) for early, late in pairs)


def _can_be_one(early: int | None, late: int | None, most_rise: float, most_fall: float) -> bool:
    if early is None or late is None:
        return True
    return late + 1 <= (early + 1) * most_rise and early + 1 <= (late + 1) * most_fall
