"""The reports of one incident to all that they tell of it: what they agree on, with the words behind every cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

from extractors.resolution.beliefs import Rule
from extractors.resolution.consensus import Agreed, Consensus
from extractors.resolution.incident_tolls import BOUNDS, MEASURES, Figure, Measure, SourcedToll, TollSoFar
from extractors.resolution.nearness import label
from extractors.resolution.source_grades import grade_of
from extractors.resolution.sources import Sources, sources_of
from extractors.resolution.votes import Told, Voice
from warehouse.records import ActorMention, Cell, IncidentVersion, Place, Report, Span, Target, When

# How far one source alone is believed, however sure the reading: one read at 0.9 gives 0.72, two that agree 0.92.
SOURCE_TRUST = 0.8
# No number of newspapers makes a machine's reading of them certain.
MOST_CONFIDENT = 0.99


class Account:
    """What reports of one incident tell of it together, added oldest first.

    A report whose news is that an earlier text is an agency's makes all be counted again: some votes were one.
    """

    def __init__(self, incident_id: str, reports: Iterable[Report] = ()) -> None:
        self._incident_id = incident_id
        self._reports: list[Report] = []
        self._start()
        for report in reports:
            self.add(report)

    def add(self, report: Report) -> None:
        """Take in one more report."""
        self._reports.append(report)
        if self._sources.add(report):
            self._recount()
        else:
            self._count(report)

    def version(self) -> IncidentVersion:
        """All that is told by the reports, one or more, as a version that the ledger has still to place.

        It stands at the moment of the newest report, without number, change and decisions.
        """
        tolls = {measure: so_far.toll() for measure, so_far in self._tolls.items()}
        agreed, newest = self._consensus.agreed(), self._reports[-1]
        return IncidentVersion(
            incident_id=self._incident_id,
            version=0,
            known_at=newest.reported_at,
            learned_at=newest.learned_at,
            event_id=newest.event_id,
            change="",
            **_facts(agreed),
            **_numbers(tolls),
            sources=len(self._told_by),
            reports=len(self._reports),
            confidence=confidence(self._surest.values()),
            cells=cells(agreed, tolls),
            recorded_at=newest.learned_at,
        )

    def _start(self) -> None:
        self._sources = Sources()
        self._consensus = Consensus()
        self._tolls = {measure: TollSoFar(measure) for measure in MEASURES}
        self._told_by: set[str] = set()
        self._surest: dict[str, float] = {}
        self._read: set[str] = set()

    def _recount(self) -> None:
        self._start()
        self._sources = sources_of(self._reports)
        for report in self._reports:
            self._count(report)

    def _count(self, report: Report) -> None:
        voice = Voice(report, self._sources.of(report), grade_of(report.event))
        self._told_by.add(voice.source)
        self._consensus.add(voice)
        for so_far in self._tolls.values():
            so_far.add(voice)
        # Denials make nothing surer, and of copies of one text the first is the one that was read.
        if report.event.status != "denied" and report.text_cluster not in self._read:
            self._read.add(report.text_cluster)
            self._surest[voice.source] = max(report.event.confidence, self._surest.get(voice.source, 0.0))


def confidence(surest: Iterable[float]) -> float:
    """How likely an incident is as told, by the surest reading of each source: one minus that all are wrong."""
    return round(min(MOST_CONFIDENT, 1 - prod(1 - SOURCE_TRUST * sure for sure in surest)), 4)


def _facts(agreed: Agreed) -> dict[str, Any]:
    """The columns of what happened, when, where, by whom and to whom."""
    day = agreed.day.value if agreed.day else None
    place = agreed.place.value if agreed.place else None
    actor, claim, target, weapon = agreed.perpetrator, agreed.claim, agreed.target, agreed.weapon
    return {
        "event_type": agreed.kind.report.event.event_type,
        "sub_event_type": agreed.kind.value,
        "status": agreed.status.value,
        "happened_first": day.first if day else None,
        "happened_last": day.last if day else None,
        "happened_precision": day.precision if day else None,
        **where(place),
        "perpetrator": _actor_name(actor.value) if actor else None,
        "perpetrator_key": actor.value.actor if actor else None,
        "perpetrator_kind": actor.value.kind if actor else None,
        "claimed_by": _actor_name(claim.value) if claim else None,
        "target": _target_name(target.value) if target else None,
        "target_category": target.value.category if target else None,
        "weapon": weapon.value.kind if weapon else None,
    }


def where(place: Place | None) -> dict[str, Any]:
    """The columns of a place."""
    names = ("geonameid", "admin1", "admin1_code", "admin2", "country", "lat", "lon")
    return {
        "place_name": label(place) if place else None,
        **{name: getattr(place, name) if place else None for name in names},
        "place_precision": place.precision if place else None,
    }


def _numbers(tolls: Mapping[Measure, SourcedToll]) -> dict[str, Any]:
    """The columns of the tolls: `killed_low`, `killed_best` and so on."""
    return {f"{measure}_{bound}": getattr(told.count, bound) for measure, told in tolls.items() for bound in BOUNDS}


def _actor_name(mention: ActorMention) -> str:
    """What to call an actor: a name, or the words of the report."""
    return mention.name or mention.span.text


def _target_name(target: Target) -> str:
    """What to call whom it hit: a name, or the words of the report."""
    return target.name or target.span.text


def cells(agreed: Agreed, tolls: Mapping[Measure, SourcedToll]) -> tuple[Cell, ...]:
    """Every filled cell with its words and the rule by which it is believed.

    The names: sub_event_type, status, happened, place, perpetrator, claimed_by, denied_by, target, weapon; low, best
    and high of killed, injured and abducted. `sub_event_type` also answers for event_type, `place` for all that is
    known of the place, `perpetrator` and `target` for their kinds.
    """
    kind, status = agreed.kind, agreed.status
    found = [
        _cell("sub_event_type", kind.value, kind, kind.report.event.trigger),
        _cell("status", status.value, status, status.report.event.trigger),
    ]
    if day := agreed.day:
        found.append(_cell("happened", _days(day.value), day, day.value.span))
    if place := agreed.place:
        found.append(_cell("place", _where(place.value), place, place.value.span))
    if actor := agreed.perpetrator:
        found.append(_cell("perpetrator", _actor_name(actor.value), actor, actor.value.span))
    if claim := agreed.claim:
        found.append(_cell("claimed_by", _actor_name(claim.value), claim, claim.value.span))
    if denial := agreed.denial:
        found.append(_denial_cell(denial))
    if target := agreed.target:
        value = f"{_target_name(target.value)} ({target.value.category})"
        found.append(_cell("target", value, target, target.value.span))
    if weapon := agreed.weapon:
        found.append(_cell("weapon", weapon.value.kind, weapon, weapon.value.span))
    return (*found, *_toll_cells(tolls))


def _denial_cell(denial: Told[ActorMention | None]) -> Cell:
    if denial.value is None:
        return _cell("denied_by", "somebody", denial, denial.report.event.trigger)
    return _cell("denied_by", _actor_name(denial.value), denial, denial.value.span)


def _toll_cells(tolls: Mapping[Measure, SourcedToll]) -> list[Cell]:
    found = []
    for measure, told in tolls.items():
        count = told.count
        is_exact = count.low == count.best == count.high
        low, high = (told.best, told.best) if is_exact else (told.low, told.high)
        is_one = len({figure.report.event_id for figure in (low, told.best, high) if figure}) == 1
        bounds: list[tuple[str, int | None, Figure | None, Rule]] = [
            ("low", count.low, low, told.rule if is_one else Rule.LOWEST),
            ("best", count.best, told.best, told.rule),
            ("high", count.high, high, told.rule if is_one else Rule.HIGHEST),
        ]
        for bound, number, figure, rule in bounds:
            if figure is not None and number is not None:
                witness = Told(figure.span, figure.report, rule)
                found.append(_cell(f"{measure}_{bound}", str(number), witness, figure.span.span))
    return found


def _cell(name: str, value: str, told: Told[Any], span: Span) -> Cell:
    return Cell(name, value, told.report.event_id, told.report.article_id, span.start, span.stop, told.rule)


def _days(when: When) -> str:
    return when.first if when.first == when.last else f"{when.first} to {when.last}"


def _where(place: Place) -> str:
    parts = (label(place), place.admin2, place.admin1, place.country)
    return ", ".join(dict.fromkeys(part for part in parts if part))
