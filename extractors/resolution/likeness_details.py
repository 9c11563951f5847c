"""Two portraits to their details: named, each with how much of it there is, as the weights of likeness take them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, log2

from extractors.resolution.incident_tolls import Figure
from extractors.resolution.lineage import is_one_line
from extractors.resolution.portraits import Portrait

# Two figures this near are one count taken at two times; a small number is near another by chance.
NEAR_RATIO = 1.35
SMALL_TOLL = 5
# Beyond e^4, 55 times, two figures are no more unlike than at it.
_MOST_APART = 4.0
# Texts of fewer rare words share none by chance.
_WORDS_TO_SHARE = 8


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail of two portraits: `name` is that of its weight, `amount` times the weight its part of the score.

    `said` tells it in words, for who asks why two reports are one incident.
    """

    name: str
    amount: float
    said: str


def details(report: Portrait, incident: Portrait) -> Iterator[Detail]:
    """What the details of two portraits say of being one attack, apart from kind, place and day."""
    yield from _reality(report, incident)
    yield from _actors(report, incident)
    yield from _toll(report.killed, incident.killed, "killed")
    yield from _toll(report.injured, incident.injured, "injured")
    yield from _harm(report, incident)
    yield from _names(report, incident)
    yield from _overlap(report.people, incident.people, "people", "both hit ")
    yield from _overlap(report.property, incident.property, "property", "both hit ")
    yield from _overlap(report.weapons, incident.weapons, "weapon", "weapon in both: ")
    yield from _words(report, incident)
    if report.agencies & incident.agencies and not report.texts & incident.texts:
        yield Detail("agency_same", 1.0, f"both after {', '.join(sorted(report.agencies & incident.agencies))}")


def contradicts_reality(report: Portrait, incident: Portrait) -> bool:
    """A bomb that went off is not the one that was found before."""
    statuses = {report.agreed.status.value, incident.agreed.status.value}
    return "occurred" in statuses and bool(statuses & {"foiled", "attempted"})


def contradicts_actors(report: Portrait, incident: Portrait) -> bool:
    """Whether both name who did it, and nobody of the one belongs to anybody of the other.

    Of a fight one outlet names one side and another the other.
    """
    if not report.actors or not incident.actors or _is_fight(report, incident):
        return False
    return not _shares_actor(report, incident)


def contradicts_property(report: Portrait, incident: Portrait) -> bool:
    """A bank is not a school; what people were hit overlaps in most attacks and says less."""
    return bool(report.property and incident.property) and not report.property & incident.property


def shares_toll(report: Portrait, incident: Portrait) -> bool:
    """Whether both give one figure of the killed, of more than one, or figures as near as two counts of one attack."""
    return any(
        (a == b and a > 1) or (min(a, b) > SMALL_TOLL and max(a, b) <= min(a, b) * NEAR_RATIO)
        for a, b in _pairs(report.killed, incident.killed)
    )


def toll_ratio(told: Sequence[Figure], known: Sequence[Figure]) -> float:
    """How many times the one the other is, of one more than each so that none and one compare, in the best of pairs."""
    return min((max(a + 1, b + 1) / min(a + 1, b + 1) for a, b in _pairs(told, known)), default=1.0)


def _reality(report: Portrait, incident: Portrait) -> Iterator[Detail]:
    if contradicts_reality(report, incident):
        yield Detail("status_apart", 1.0, "one happened, the other was foiled")


def _actors(report: Portrait, incident: Portrait) -> Iterator[Detail]:
    if not report.actors or not incident.actors:
        return
    if _shares_actor(report, incident):
        yield Detail("actor_same", 1.0, "the same actor")
    elif contradicts_actors(report, incident):
        certain = report.is_actor_certain and incident.is_actor_certain
        yield Detail("actor_apart" if certain else "suspect_apart", 1.0, "other actors")


def _is_fight(report: Portrait, incident: Portrait) -> bool:
    return report.agreed.kind.report.event.event_type == incident.agreed.kind.report.event.event_type == "Battles"


def _shares_actor(report: Portrait, incident: Portrait) -> bool:
    return any(is_one_line(a, b) for a in report.actors for b in incident.actors)


def _toll(told: Sequence[Figure], known: Sequence[Figure], measure: str) -> Iterator[Detail]:
    pairs = _pairs(told, known)
    if not pairs:
        return
    few, many = min((sorted(pair) for pair in pairs), key=lambda pair: ((pair[1] + 1) / (pair[0] + 1), -pair[1]))
    if few == many:
        size = "many" if many > SMALL_TOLL else "some" if many > 1 else "one" if many else "none"
        yield Detail(f"{measure}_equal_{size}", 1.0, f"{many} {measure} in both")
    elif few > SMALL_TOLL and many <= few * NEAR_RATIO:
        yield Detail(f"{measure}_near", 1.0, f"{few} and {many} {measure}")
    else:
        ratio = (many + 1) / (few + 1)
        yield Detail(f"{measure}_apart", min(log(ratio), _MOST_APART), f"{few} and {many} {measure}")
        if _falls(told, known):
            yield Detail(f"{measure}_falls", min(log(ratio), _MOST_APART), f"{measure}: the later figure is lower")


def _pairs(told: Sequence[Figure], known: Sequence[Figure]) -> list[tuple[int, int]]:
    return [(a.value, b.value) for a in told for b in known if a.value is not None and b.value is not None]


def _falls(told: Sequence[Figure], known: Sequence[Figure]) -> bool:
    """Whether every later figure is lower than every earlier one: tolls rise as bodies are found and seldom fall."""
    ordered = sorted(
        (figure for figure in (*told, *known) if figure.value is not None), key=lambda figure: figure.report.reported_at
    )
    first, last = ordered[0], ordered[-1]
    return (last.value or 0) < (first.value or 0) and (first in told) != (last in told)


def _harm(report: Portrait, incident: Portrait) -> Iterator[Detail]:
    """An attack in which nobody was hurt is not one that killed; who says nothing of harm contradicts neither."""
    for unhurt, hurt in ((report, incident), (incident, report)):
        told = {*_values(unhurt.killed), *_values(unhurt.injured)}
        agrees = (unhurt.killed and 0 in _values(hurt.killed)) or (unhurt.injured and 0 in _values(hurt.injured))
        if told == {0} and {*_values(hurt.killed), *_values(hurt.injured)} - {0} and not agrees:
            yield Detail("harm_apart", 1.0, "nobody was hurt in one of them")
            return


def _values(told: Sequence[Figure]) -> list[int]:
    return [figure.value for figure in told if figure.value is not None]


def _names(report: Portrait, incident: Portrait) -> Iterator[Detail]:
    shared = report.names & incident.names
    if shared:
        yield Detail("name_same", 1.0, f"both name {', '.join(sorted(' '.join(name).title() for name in shared))}")


def _overlap(a: frozenset[str], b: frozenset[str], name: str, lead: str) -> Iterator[Detail]:
    if not a or not b:
        return
    if shared := sorted(a & b):
        yield Detail(f"{name}_same", 1.0, lead + " and ".join(shared).replace("_", " "))
    else:
        yield Detail(f"{name}_apart", 1.0, f"other {name}")


def _words(report: Portrait, incident: Portrait) -> Iterator[Detail]:
    """The rare words that two texts share, of those with most in common: the many texts of an incident are no one text.

    One text about two attacks shares its words with itself, which says nothing.
    """
    pairs = [
        (ours & theirs, min(len(ours), len(theirs)))
        for text, ours in report.words
        for other, theirs in incident.words
        if text != other
    ]
    shared, least = max(pairs, key=lambda pair: (len(pair[0]), -pair[1]), default=(frozenset(), 0))
    if shared:
        yield Detail("words", log2(1 + len(shared)), f"words in common: {', '.join(sorted(shared)[:5])}")
    elif least >= _WORDS_TO_SHARE:
        yield Detail("words_none", 1.0, "no rare word in common")
