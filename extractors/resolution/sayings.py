"""A report to what it says, as a key that two copies of one text share wherever their words stand."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from extractors.resolution.source_grades import grade_of, grade_of_count
from warehouse.records import ActorMention, CountedSpan, Event, Place, Report, Target, When


def saying_of(report: Report) -> Hashable:
    """What `report` says and by whose word: one more report with the same key changes no fact of its incident."""
    return report.text_cluster, report.agency, _said(report.event)


def _said(event: Event) -> Hashable:
    return (
        event.sub_event_type,
        event.status,
        event.timeframe,
        grade_of(event),
        _when(event.happened),
        _place(event.place),
        tuple(map(_actor, event.perpetrators)),
        tuple(map(_actor, event.claimed_by)),
        tuple(map(_target, event.targets)),
        tuple(weapon.kind for weapon in event.weapons),
        tuple(_count(event, counted) for counted in (event.killed, event.injured, event.abducted)),
    )


def _when(when: When | None) -> Hashable:
    return when and (when.first, when.last, when.precision)


def _place(place: Place | None) -> Hashable:
    known: Any = place
    names = ("name", "geonameid", "admin1", "admin1_code", "admin2", "country", "lat", "lon", "precision")
    return place and (place.span.text, *(getattr(known, name) for name in names))


def _actor(actor: ActorMention) -> Hashable:
    return actor.actor, actor.name or actor.span.text, actor.kind, actor.suspected


def _target(target: Target) -> Hashable:
    return target.category, target.form, target.effect, target.count, target.name or target.span.text


def _count(event: Event, counted: CountedSpan | None) -> Hashable:
    return counted and (counted.count, grade_of_count(event, counted))
