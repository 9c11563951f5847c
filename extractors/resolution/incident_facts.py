"""The reports of one incident to a version of it: what they agree on, with the words behind every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from extractors.resolution.consensus import Agreed, Told, agree
from extractors.resolution.incident_changes import change_between
from extractors.resolution.incident_tolls import MEASURES, Figure, toll
from extractors.resolution.nearness import label
from warehouse.records import ActorMention, Cell, IncidentVersion, Place, Report, Span, When

# How far one outlet alone is believed, however sure the reading: one read at 0.9 gives 0.72, two that agree 0.92.
SOURCE_TRUST = 0.8
# No number of newspapers makes a machine's reading of them certain.
MOST_CONFIDENT = 0.99


def version_after(
    reports: Sequence[Report], newest: Report, previous: IncidentVersion | None, incident_id: str
) -> IncidentVersion:
    """What is known of the incident from all its `reports`, the last learned being `newest`; follows `previous`."""
    reports = sorted(reports, key=lambda r: (r.reported_at, r.event_id))
    agreed = agree(reports)
    counts = {measure: toll(reports, measure).count for measure in MEASURES}
    day = agreed.day.value if agreed.day else None
    place = agreed.place.value if agreed.place else None
    actor, claim, target, weapon = agreed.perpetrator, agreed.claim, agreed.target, agreed.weapon
    version = IncidentVersion(
        incident_id=incident_id,
        version=previous.version + 1 if previous else 1,
        known_at=max(newest.reported_at, previous.known_at) if previous else newest.reported_at,
        learned_at=newest.learned_at,
        event_id=newest.event_id,
        change="",
        event_type=agreed.kind.report.event.event_type,
        sub_event_type=agreed.kind.value,
        status=agreed.status.value,
        happened_first=day.first if day else None,
        happened_last=day.last if day else None,
        happened_precision=day.precision if day else None,
        place_name=label(place) if place else None,
        geonameid=place.geonameid if place else None,
        admin1=place.admin1 if place else None,
        admin1_code=place.admin1_code if place else None,
        admin2=place.admin2 if place else None,
        country=place.country if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        place_precision=place.precision if place else None,
        perpetrator=_actor_name(actor.value) if actor else None,
        perpetrator_key=actor.value.actor if actor else None,
        perpetrator_kind=actor.value.kind if actor else None,
        claimed_by=_actor_name(claim.value) if claim else None,
        target=(target.value.name or target.value.span.text) if target else None,
        target_category=target.value.category if target else None,
        weapon=weapon.value.kind if weapon else None,
        killed_low=counts["killed"].low,
        killed_best=counts["killed"].best,
        killed_high=counts["killed"].high,
        injured_low=counts["injured"].low,
        injured_best=counts["injured"].best,
        injured_high=counts["injured"].high,
        abducted_low=counts["abducted"].low,
        abducted_best=counts["abducted"].best,
        abducted_high=counts["abducted"].high,
        sources=len({report.text_cluster for report in reports}),
        reports=len(reports),
        confidence=confidence(reports),
        cells=cells(reports, agreed),
        recorded_at=newest.learned_at,
    )
    return replace(version, change=change_between(previous, version, newest))


def confidence(reports: Sequence[Report]) -> float:
    """How likely the incident is as told: one minus the chance that every independent outlet is wrong.

    An outlet is wrong with 1 - 0.8 x the confidence of its surest reading. Copies of one text, and several texts of one
    outlet, count once; denials do not count.
    """
    by_text: dict[str, Report] = {}
    for report in reports:
        if report.event.status != "denied":
            by_text.setdefault(report.text_cluster, report)
    by_outlet: dict[str, float] = {}
    for report in by_text.values():
        by_outlet[report.publisher] = max(report.event.confidence, by_outlet.get(report.publisher, 0.0))
    return round(min(MOST_CONFIDENT, 1 - prod(1 - SOURCE_TRUST * sure for sure in by_outlet.values())), 4)


def cells(reports: Sequence[Report], agreed: Agreed) -> tuple[Cell, ...]:
    """Every filled cell with its words, from `reports` oldest first and what they agree on.

    The names: sub_event_type, status, happened, place, perpetrator, claimed_by, denied_by, target, weapon; low, best
    and high of killed, injured and abducted. `sub_event_type` also answers for event_type, `place` for all that is
    known of the place, `perpetrator` and `target` for their kinds.
    """
    kind, status = agreed.kind, agreed.status
    found = [
        _cell("sub_event_type", kind.value, kind.report, kind.report.event.trigger),
        _cell("status", status.value, status.report, status.report.event.trigger),
    ]
    if day := agreed.day:
        found.append(_cell("happened", _days(day.value), day.report, day.value.span))
    if place := agreed.place:
        found.append(_cell("place", _where(place.value), place.report, place.value.span))
    if actor := agreed.perpetrator:
        found.append(_cell("perpetrator", _actor_name(actor.value), actor.report, actor.value.span))
    if claim := agreed.claim:
        found.append(_cell("claimed_by", _actor_name(claim.value), claim.report, claim.value.span))
    if denial := agreed.denial:
        found.append(_denial_cell(denial))
    if target := agreed.target:
        value = f"{target.value.name or target.value.span.text} ({target.value.category})"
        found.append(_cell("target", value, target.report, target.value.span))
    if weapon := agreed.weapon:
        found.append(_cell("weapon", weapon.value.kind, weapon.report, weapon.value.span))
    return (*found, *_toll_cells(reports))


def _denial_cell(denial: Told[ActorMention | None]) -> Cell:
    if denial.value is None:
        return _cell("denied_by", "somebody", denial.report, denial.report.event.trigger)
    return _cell("denied_by", _actor_name(denial.value), denial.report, denial.value.span)


def _toll_cells(reports: Sequence[Report]) -> list[Cell]:
    found = []
    for measure in MEASURES:
        sourced = toll(reports, measure)
        count = sourced.count
        bounds: list[tuple[str, int | None, Figure | None]] = [
            ("low", count.low, sourced.low),
            ("best", count.best, sourced.best),
            ("high", count.high, sourced.high),
        ]
        for bound, number, figure in bounds:
            if figure is not None and number is not None:
                found.append(_cell(f"{measure}_{bound}", str(number), figure.report, figure.span.span))
    return found


def _cell(name: str, value: str, report: Report, span: Span) -> Cell:
    return Cell(name, value, report.event_id, report.article_id, span.start, span.stop)


def _actor_name(mention: ActorMention) -> str:
    return mention.name or mention.span.text


def _days(when: When) -> str:
    return when.first if when.first == when.last else f"{when.first} to {when.last}"


def _where(place: Place) -> str:
    parts = (label(place), place.admin2, place.admin1, place.country)
    return ", ".join(dict.fromkeys(part for part in parts if part))
