"""JSON lines to texts to read, and readings to JSON lines, as `tocsin extract` takes and gives them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from extractors.plain_text import one_line, without_controls
from extractors.source_country import country_of_source
from models.places.countries import by_alpha3
from warehouse.records import ActorMention, Count, CountedSpan, Event, Place, Reading, Span, Target, Toll, Weapon, When

_PLACE = ("name", "geonameid", "admin1", "admin1_code", "admin2", "country", "lat", "lon", "precision", "role", "why")
_FIELDS = ("title", "published", "publisher_country", "domain", "url")
_BYTE_ORDER_MARK = "\ufeff"
# Printed news begins in the 17th century; and a text speaks of days and years before and after its own.
EARLIEST_YEAR = 1600
LATEST_YEAR = 2200


class InputError(ValueError):
    """A line cannot be read as input; the message says what is wrong and what it should be."""


@dataclass(frozen=True, slots=True)
class InputLine:
    """A text to read; `published` is an ISO date or date-time, `publisher_country` ISO 3166 alpha-3.

    Where the line names no country, the top-level domain of its `domain` or `url` may. `note` says in one line what of
    the input could not be used.
    """

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    publisher_country: str | None = None
    note: str | None = None


def parse_input(line: str) -> InputLine:
    """One line of input; raises InputError, whose message is one line, when a field is missing or of the wrong kind."""
    try:
        fields = json.loads(line.removeprefix(_BYTE_ORDER_MARK))
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep, or a number too long"
        raise InputError(f"not JSON ({reason}); each line is one object with id and text") from error
    if not isinstance(fields, dict):
        kind = "null" if fields is None else type(fields).__name__
        raise InputError(f"a JSON {kind}, not an object with id and text")
    for name in ("id", "text"):
        if not isinstance(fields.get(name), str):
            raise InputError(f"'{name}' is {'missing' if name not in fields else 'not a string'}")
    for name in _FIELDS:
        if not isinstance(fields.get(name), str | None):
            raise InputError(f"'{name}' is not a string or null")
    published, no_time = _time(fields.get("published") or None)
    country, no_country = _country(fields.get("publisher_country") or None)
    note = "; ".join(part for part in (no_time, no_country) if part) or None
    country = country or country_of_source(fields.get("domain")) or country_of_source(fields.get("url"))
    return InputLine(fields["id"], fields["text"], fields.get("title"), published, country, note)


def _time(published: str | None) -> tuple[str | None, str | None]:
    """A time that can be read, or none and why: relative dates in the text then stay unknown."""
    if published is None:
        return None, None
    try:
        is_time = EARLIEST_YEAR <= datetime.fromisoformat(published).year <= LATEST_YEAR
    except ValueError:
        is_time = False
    if is_time:
        return published, None
    return None, f"'published' is {_quoted(published)}, not an ISO date or date-time as 2024-12-16; read without it"


def _country(code: str | None) -> tuple[str | None, str | None]:
    """A code that is a country's, or none and why: countries then decide nothing about places."""
    if code is None or by_alpha3(code):
        return code, None
    return None, f"'publisher_country' is {_quoted(code)}, not an ISO 3166 alpha-3 code as PAK; read without it"


def _quoted(value: str) -> str:
    return f"'{one_line(without_controls(value))[:40]}'"


def record_line(id: str, reading: Reading) -> dict[str, Any]:
    """The reading as a JSON object of the extraction record."""
    return {
        "id": id,
        "relevant": reading.relevant,
        "language": reading.language,
        "reason": reading.reason,
        "events": [_event(event) for event in reading.events],
        "tolls": [_toll(toll) for toll in reading.tolls],
        "places": [_place(place) for place in reading.places],
        "actors": [_actor(actor) for actor in reading.actors],
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "status": event.status,
        "timeframe": event.timeframe,
        "trigger": _span(event.trigger),
        "happened": _when(event.happened),
        "place": _place(event.place),
        "perpetrators": [{**_actor(actor), "form": _form(actor)} for actor in event.perpetrators],
        "claimed_by": [_actor(actor) for actor in event.claimed_by],
        "targets": [_target(target) for target in event.targets],
        "weapons": [_weapon(weapon) for weapon in event.weapons],
        "killed": _counted(event.killed),
        "injured": _counted(event.injured),
        "abducted": _counted(event.abducted),
        "killed_by_side": dict(event.killed_by_side),
        "attributed_to": _span(event.attributed_to),
        "confidence": event.confidence,
        "evidence": [list(sentence) for sentence in event.evidence],
    }


def _toll(toll: Toll) -> dict[str, Any]:
    return {
        "measure": toll.measure,
        "count": asdict(toll.count),
        "period": asdict(toll.period) if toll.period else None,
        "place": _place(toll.place),
        "change_percent": toll.change_percent,
        "compared_with": asdict(toll.compared_with) if toll.compared_with else None,
        "attributed_to": _span(toll.attributed_to),
        "evidence": [list(sentence) for sentence in toll.evidence],
    }


def _span(span: Span | None) -> dict[str, Any] | None:
    return asdict(span) if span is not None else None


def _flat(span: Span, **fields: Any) -> dict[str, Any]:
    """The words' own fields first, then what they mean."""
    return {**asdict(span), **fields}


def _when(when: When | None) -> dict[str, Any] | None:
    if when is None:
        return None
    return {"first": when.first, "last": when.last, "precision": when.precision, **asdict(when.span)}


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return _flat(place.span, **{name: getattr(place, name) for name in _PLACE})


def _actor(actor: ActorMention) -> dict[str, Any]:
    return _flat(actor.span, actor=actor.actor, name=actor.name, kind=actor.kind, suspected=actor.suspected)


def _form(actor: ActorMention) -> str:
    """Only an organization has a name or a key."""
    return "organization" if actor.actor or actor.name else "people"


def _target(target: Target) -> dict[str, Any]:
    return _flat(
        target.span,
        name=target.name,
        category=target.category,
        form=target.form,
        effect=target.effect,
        count=_count(target.count),
    )


def _weapon(weapon: Weapon) -> dict[str, Any]:
    return _flat(weapon.span, kind=weapon.kind)


def _count(count: Count | None) -> dict[str, Any] | None:
    return asdict(count) if count is not None else None


def _counted(counted: CountedSpan | None) -> dict[str, Any] | None:
    if counted is None:
        return None
    return {**asdict(counted.count), **asdict(counted.span)}
