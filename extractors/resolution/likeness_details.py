"""Two portraits to what their details say of being one attack: points for each, below nought where they contradict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.resolution.incident_tolls import Figure
from extractors.resolution.lineage import is_one_line
from extractors.resolution.portraits import Portrait

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


def details(report: Portrait, incident: Portrait) -> Iterator[float]:
    """Points for each detail: positive where it supports that both are one attack, negative where it contradicts."""
    yield reality_points(report, incident)
    yield harm_points(report, incident)
    yield actor_points(report, incident)
    yield toll_points(report.killed, incident.killed)
    yield toll_points(report.injured, incident.injured) / 2
    yield 1.0 if report.names & incident.names else 0.0
    yield _overlap(report.people, incident.people, 0.25, -0.25)
    yield property_points(report, incident)
    yield _overlap(report.weapons, incident.weapons, 0.25, 0.0)


def reality_points(report: Portrait, incident: Portrait) -> float:
    """A bomb that went off is not the one that was found before."""
    statuses = {report.agreed.status.value, incident.agreed.status.value}
    return -1.0 if "occurred" in statuses and statuses & {"foiled", "attempted"} else 0.0


def harm_points(report: Portrait, incident: Portrait) -> float:
    """An attack in which nobody was hurt is not one that killed; who says nothing of harm contradicts neither."""
    for unhurt, hurt in ((report, incident), (incident, report)):
        told = {*_values(unhurt.killed), *_values(unhurt.injured)}
        agrees = (unhurt.killed and 0 in _values(hurt.killed)) or (unhurt.injured and 0 in _values(hurt.injured))
        if told == {0} and {*_values(hurt.killed), *_values(hurt.injured)} - {0} and not agrees:
            return -1.0
    return 0.0


def _values(told: Sequence[Figure]) -> list[int]:
    return [figure.value for figure in told if figure.value is not None]


def actor_points(report: Portrait, incident: Portrait) -> float:
    """Who did it: the same organisation or part of it supports, another contradicts, a suspicion less."""
    # Of a fight one outlet names one side and another the other.
    if report.agreed.kind.report.event.event_type == incident.agreed.kind.report.event.event_type == "Battles":
        return _match_actors(report.actors, incident.actors, 0.0)
    against = -1.0 if report.is_actor_certain and incident.is_actor_certain else -0.25
    return _match_actors(report.actors, incident.actors, against)


def property_points(report: Portrait, incident: Portrait) -> float:
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


def toll_points(told: Sequence[Figure], known: Sequence[Figure]) -> float:
    """The best that any figure of the one says for any figure of the other."""
    pairs = [(a.value, b.value) for a in told for b in known if a.value is not None and b.value is not None]
    return max((_pair_points(a, b) for a, b in pairs), default=0.0)


def _pair_points(a: int, b: int) -> float:
    few, many = sorted((a, b))
    if few == many:
        return 1.5 if many > SMALL_TOLL else 0.75 if many > 1 else 0.25
    return 0.75 if few > SMALL_TOLL and many <= few * NEAR_RATIO else 0.0


def tolls_contradict(report: Portrait, incident: Portrait, most_rise: float, most_fall: float) -> bool:
    """Whether no figure of the one can be of the same attack as any of the other, at the given ratios of late to early.

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
