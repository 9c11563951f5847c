"""Reports of one attack to what comparison sees of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.resolution.consensus import Agreed, agree
from extractors.resolution.incident_tolls import Figure, figures
from extractors.resolution.nearness import COUNTRY, SPOT, coarseness, label, words_of
from extractors.resolution.rare_words import rare_in
from warehouse.records import Place, Report, When

_FORCES = {"police", "military", "security_forces"}
_FIGHTERS = {"militants"}


@dataclass(frozen=True, slots=True)
class Portrait:
    """Some reports of one attack as comparison sees them.

    `words` has for each report its text and its rare words, without those of its place and its actors, which are
    compared as such. `spots` are the rare words for a street, a mosque or a quarter beside the name of the town; on
    `other_days` its texts have other events.
    """

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
    words: tuple[tuple[str, frozenset[str]], ...]
    spots: frozenset[str]
    other_days: frozenset[str]
    texts: frozenset[str]
    agencies: frozenset[str]


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
        words=tuple((report.text_cluster, _own_words(report)) for report in reports),
        spots=frozenset(word for report in reports for word in _spot_words(report.event.place)),
        other_days=frozenset(day for report in reports for day in report.other_days),
        texts=frozenset(report.text_cluster for report in reports if _tells_apart(report)),
        agencies=frozenset(report.agency for report in reports if report.agency),
    )


def is_area(report: Portrait) -> bool:
    """Whether it names no spot but a district, a province, a country or nothing."""
    return coarseness(report.place) > SPOT


def is_too_vague(report: Portrait) -> bool:
    """Whether it says so little of where or when that it founds nothing as long as a known incident may be meant."""
    return coarseness(report.place) >= COUNTRY or report.when is None


def _spot_words(place: Place | None) -> Iterator[str]:
    if place is not None:
        town = {*words_of(place.name), *words_of(place.admin1), *words_of(place.admin2)}
        yield from (word for word in rare_in(place.span.text) if word not in town)


def _tells_apart(report: Report) -> bool:
    """Whether what its text tells beside it is another attack: not a denial of it, and not the text in its place."""
    return report.event.status != "denied" and report.withdrawn_at is None


def _own_words(report: Report) -> frozenset[str]:
    return frozenset(report.rare_words) - frozenset(_named_words(report))


def _named_words(report: Report) -> Iterator[str]:
    place = report.event.place
    if place is not None:
        for name in (label(place), place.span.text, place.admin1, place.admin2):
            yield from words_of(name)
    for actor in (*report.event.perpetrators, *report.event.claimed_by):
        yield from words_of(actor.name)
        yield from words_of(actor.span.text)


def _side(category: str) -> str:
    if category in _FORCES:
        return "forces"
    return "fighters" if category in _FIGHTERS else "civilians"
