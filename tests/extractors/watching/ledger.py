"""A ledger in memory: incidents with when they were known, and the days that feeds covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil

from models.places.distance import great_circle_km
from warehouse.records import CountChange, FeedStart, IncidentDay, Moments, Selection


@dataclass
class Ledger:
    """Incidents, each known from its `known_at` on (or until a moment in `until`), told by the feeds in `told_by`.

    The record begins on the first day that `feeds` cover, without feeds on `begins`. Unless stated otherwise all is
    known within an hour of the day's beginning (`delays` are hours and numbers of incidents) and the week has no
    rhythm.
    """

    known: list[IncidentDay]
    begins: date | None = None
    ends: date | None = None
    told_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    feeds: dict[str, set[date]] = field(default_factory=dict)
    starts: list[FeedStart] = field(default_factory=list)
    until: dict[str, datetime] = field(default_factory=dict)
    pairs: list[tuple[str, str, float]] = field(default_factory=list)
    delays: list[tuple[int, int]] = field(default_factory=lambda: [(0, 1_000_000)])
    week: dict[int, int] = field(default_factory=dict)

    def actors(self) -> list[tuple[str | None, str | None]]:
        return sorted({(i.perpetrator_key, i.perpetrator) for i in self.known if i.perpetrator}, key=str)

    def areas(self) -> list[tuple[str | None, str]]:
        return sorted({(i.country, i.admin1) for i in self.known if i.admin1}, key=str)

    def first_day(self) -> date | None:
        covered = [day for days in self.feeds.values() for day in days]
        counted = [date.fromisoformat(i.day) for i in self.known]
        return min(covered, default=self.begins or min(counted, default=None))

    def last_day(self) -> date | None:
        covered = [day for days in self.feeds.values() for day in days]
        return max(covered, default=self.ends)

    def feed_starts(self) -> list[FeedStart]:
        return self.starts

    def covered(self, first: date, last: date) -> list[tuple[str, date]]:
        return [(feed, day) for feed, days in self.feeds.items() for day in sorted(days) if first <= day <= last]

    def changes(
        self, selection: Selection, split: str, settled: Mapping[str, date], first: date, last: date, moments: Moments
    ) -> list[CountChange]:
        found: Counter[tuple[str, date, int]] = Counter()
        killed: Counter[tuple[str, date, int]] = Counter()
        for incident in self._selected(selection, first, last):
            day, value = date.fromisoformat(incident.day), value_of(split, incident)
            new = self._is_told_by_new_feeds_alone(incident, settled)
            ends = self.until.get(incident.incident_id)
            begins_at = _number(incident.known_at, moments)
            ends_at = moments.count if ends is None else _number(ends, moments)
            if value is None or new or begins_at >= min(ends_at, moments.count):
                continue
            for moment, sign in ((begins_at, 1), (ends_at, -1)):
                if moment < moments.count:
                    found[value, day, moment] += sign
                    killed[value, day, moment] += sign * (incident.killed_best or 0)
        return [CountChange(*at, number, killed[at]) for at, number in sorted(found.items()) if number or killed[at]]

    def feed_sets(self, selection: Selection, first: date, last: date) -> list[tuple[tuple[str, ...], int]]:
        sets = Counter(self.told_by.get(i.incident_id, ()) for i in self._selected(selection, first, last))
        return sorted(sets.items())

    def lags(self, first: date, last: date) -> list[tuple[int, int]]:
        return self.delays

    def weekdays(self, first: date, last: date) -> dict[int, int]:
        return self.week

    def incidents(
        self,
        selection: Selection,
        split: str,
        series: str,
        settled: Mapping[str, date],
        first: date,
        last: date,
        known_by: datetime,
    ) -> list[IncidentDay]:
        return [
            incident
            for incident in self._selected(selection, first, last)
            if value_of(split, incident) == series
            and not self._is_told_by_new_feeds_alone(incident, settled)
            and incident.known_at <= known_by < self.until.get(incident.incident_id, known_by + timedelta(1))
        ]

    def _is_told_by_new_feeds_alone(self, incident: IncidentDay, settled: Mapping[str, date]) -> bool:
        told = self.told_by.get(incident.incident_id, ())
        day = date.fromisoformat(incident.day)
        return bool(told) and all(feed in settled and settled[feed] > day for feed in told)

    def doubled(self, incident_ids: Sequence[str]) -> list[tuple[str, str, float]]:
        return [pair for pair in self.pairs if pair[0] in incident_ids and pair[1] in incident_ids]

    def _selected(self, selection: Selection, first: date, last: date) -> Iterator[IncidentDay]:
        for incident in sorted(self.known, key=lambda i: (i.day, i.incident_id)):
            if first <= date.fromisoformat(incident.day) <= last and meets(selection, incident):
                yield incident


def meets(selection: Selection, incident: IncidentDay) -> bool:
    """Whether the incident meets every condition of the selection."""
    actor = incident.perpetrator_key or incident.perpetrator
    return (
        selection.country in (None, incident.country)
        and (selection.areas is None or incident.admin1 in selection.areas)
        and (selection.actors is None or actor in selection.actors)
        and selection.event_type in (None, incident.event_type, incident.sub_event_type)
        and selection.target in (None, incident.target_category)
        and (selection.radius_km is None or _is_within(selection, incident))
    )


def _is_within(circle: Selection, incident: IncidentDay) -> bool:
    if incident.place_precision not in ("exact", "near") or incident.lat is None or incident.lon is None:
        return False
    assert circle.lat is not None and circle.lon is not None and circle.radius_km is not None
    return great_circle_km(circle.lat, circle.lon, incident.lat, incident.lon) <= circle.radius_km


def value_of(split: str, incident: IncidentDay) -> str | None:
    """The value of a split, None where the incident has none."""
    values = {
        "": "",
        "country": incident.country,
        "admin1": _joined(incident.country, incident.admin1),
        "admin2": _joined(incident.country, incident.admin1, incident.admin2),
        "actor": incident.perpetrator_key,
        "event_type": incident.sub_event_type,
        "target": incident.target_category,
    }
    parts = [values[part] for part in split.split(" x ")]
    return None if None in parts else " · ".join(part for part in parts if part is not None)


def _joined(*parts: str | None) -> str | None:
    return None if None in parts else "/".join(part for part in parts if part is not None)


def _number(moment: datetime, moments: Moments) -> int:
    return max(0, ceil((moment - moments.first).total_seconds() / moments.step_s))
