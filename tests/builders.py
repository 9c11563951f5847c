"""Hand-made records for tests: what a test does not state is a plain default, and spans quote a made-up text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from extractors.ids import stable_id
from warehouse.records import (
    ActorMention,
    Alert,
    Count,
    CountedSpan,
    Event,
    Incident,
    IncidentDay,
    Membership,
    Outcome,
    Place,
    Report,
    Resolution,
    Severity,
    Span,
    Target,
    Weapon,
    When,
)

EVENT_TYPES = {
    "Armed clash": "Battles",
    "Attack": "Violence against civilians",
    "Abduction/forced disappearance": "Violence against civilians",
    "Looting/property destruction": "Strategic developments",
    "Arrests": "Strategic developments",
    "Peaceful protest": "Protests",
}


def span(text: str, start: int = 0) -> Span:
    """`text` as if it stood at `start`."""
    return Span(text, start, start + len(text))


def on(first: str, last: str | None = None, precision: str = "day") -> When:
    """The ISO day `first`, or the days to `last`."""
    return When(first, last or first, precision, span(first, 40))


def place(name: str, precision: str = "exact", country: str | None = "PAK", **known: Any) -> Place:
    """A place by name; `known` gives geonameid, admin1, admin2, lat or lon."""
    fields = {"geonameid": None, "admin1": None, "admin2": None, "lat": None, "lon": None, **known}
    return Place(span=span(name, 60), name=name, country=country, precision=precision, **fields)


def actor(
    key: str | None, name: str | None = None, suspected: bool = False, kind: str | None = "Rebel groups"
) -> ActorMention:
    """An actor by key (None for people merely described, whose words are `name`)."""
    words = name or (key or "gunmen").replace("-", " ").title()
    return ActorMention(span(words, 80), key, words if key else None, kind if key else None, suspected)


def target(category: str, form: str = "group", name: str | None = None, effect: str | None = "killed") -> Target:
    """What was hit."""
    return Target(span(name or category, 120), name, category, form, effect, None)


def weapon(kind: str) -> Weapon:
    """With what."""
    return Weapon(span(kind, 140), kind)


def people(best: int | None, low: int | None = None, high: int | None = None) -> CountedSpan:
    """A number of people: exactly `best` unless bounds are given."""
    count = Count(best if low is None else low, best, best if high is None and low is None else high)
    return CountedSpan(count, span(f"{best or low} people", 160))


def event(sub_event_type: str = "Attack", **stated: Any) -> Event:
    """An event that occurred as news; `killed` and `injured` may be plain numbers."""
    for measure in ("killed", "injured", "abducted"):
        if isinstance(stated.get(measure), int):
            stated[measure] = people(stated[measure])
    plain: dict[str, Any] = {
        "event_type": EVENT_TYPES.get(sub_event_type, "Explosions/Remote violence"),
        "sub_event_type": sub_event_type,
        "status": "occurred",
        "timeframe": "current",
        "trigger": span("attacked", 20),
        "happened": None,
        "place": None,
        "perpetrators": (),
        "claimed_by": (),
        "targets": (),
        "weapons": (),
        "killed": None,
        "injured": None,
        "abducted": None,
        "killed_by_side": (),
        "attributed_to": None,
        "confidence": 0.9,
        "evidence": ((0, 200),),
    }
    return Event(**{**plain, **stated})


def report(number: int, at: str, told: Event, publisher: str | None = None, text: str | None = None) -> Report:
    """Report `number`, published at the ISO time `at` in UTC, learned ten minutes later; `text` names its copies."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    article_id = f"article-{number:04}"
    return Report(
        event_id=stable_id("event", str(number)),
        article_id=article_id,
        publisher=publisher or f"Outlet {number}",
        url=f"https://example.org/{number}",
        text_cluster=text or f"text-{number}",
        reported_at=moment,
        learned_at=moment + timedelta(minutes=10),
        event=told,
    )


def resolution(*incidents: Incident, outcomes: Sequence[Outcome] = ()) -> Resolution:
    """Incidents as one resolution gives them, all their reports being of its core."""
    return Resolution(
        incidents=incidents,
        memberships=tuple(
            Membership(
                report.event_id, incident.incident_id, position, "core", incident.incident_id, None, "founded it"
            )
            for incident in incidents
            for position, report in enumerate(incident.reports)
        ),
        blocks=(),
        outcomes=tuple(outcomes),
        forwards=(),
        near=(),
        looked_at=frozenset(incident.incident_id for incident in incidents),
        resolved_at=datetime(2024, 8, 31, 12, tzinfo=UTC),
        founded=len(incidents),
    )


def alert(**stated: Any) -> Alert:
    """An open alert of six incidents in Balochistan on 26 August 2024, unless stated otherwise."""
    plain: dict[str, Any] = {
        "alert_id": "alert-1",
        "watch": "balochistan",
        "series": "",
        "measure": "incidents",
        "method": "nb-cusum",
        "opened_day": "2024-08-26",
        "last_day": "2024-08-26",
        "state": "open",
        "severity": Severity.HIGH,
        "observed": 6,
        "killed": 39,
        "expected": 0.3,
        "chance": 0.00002,
        "score": 11.4,
        "summary": "6 incidents in Balochistan on 26 August 2024",
        "incident_ids": (),
        "uncertain": (),
        "also": (),
        "opened_at": datetime(2024, 8, 26, 9, tzinfo=UTC),
        "updated_at": datetime(2024, 8, 26, 9, tzinfo=UTC),
    }
    return Alert(**{**plain, **stated})


def incident_day(number: int, day: str, **known: Any) -> IncidentDay:
    """An incident as a watch counts it: an attack in Balochistan unless stated otherwise."""
    plain: dict[str, Any] = {
        "incident_id": f"incident-{number:04}",
        "day": day,
        "event_type": "Violence against civilians",
        "sub_event_type": "Attack",
        "country": "PAK",
        "admin1": "Balochistan",
        "admin2": None,
        "place_name": f"Town {number}",
        "place_precision": "exact",
        "lat": None,
        "lon": None,
        "perpetrator": None,
        "perpetrator_key": None,
        "target_category": None,
        "killed_best": None,
        "sources": 1,
        "confidence": 0.8,
        "known_at": datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC),
        "articles": ((f"Outlet {number}", f"https://example.org/{number}"),),
    }
    return IncidentDay(**{**plain, **known})
