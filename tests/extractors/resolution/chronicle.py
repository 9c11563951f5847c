"""Reports in some order to what resolution makes of them, in memory: what the tests of resolution look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from extractors.decisions import renewed
from extractors.incidents import resolve
from extractors.resolution.bonds import Bonds, bonds_of
from extractors.resolution.in_memory import InMemory
from tests.builders import actor, event, on, place
from warehouse.records import Decision, Event, Incident, IncidentVersion, Leaver, Report, Resolution

NOW = datetime(2024, 9, 30, 12, tzinfo=UTC)
MUSAKHAIL = place("Musakhail", admin1="Balochistan", admin2="Musakhail", lat=30.86, lon=69.82, geonameid=1)
KALAT = place("Kalat", admin1="Balochistan", admin2="Kalat", lat=29.03, lon=66.59, geonameid=2)
QUETTA = place("Quetta", admin1="Balochistan", admin2="Quetta", lat=30.18, lon=67.0, geonameid=3)
# Ten kilometres north of Quetta.
KUCHLAK = place("Kuchlak", admin1="Balochistan", admin2="Quetta", lat=30.27, lon=66.97, geonameid=6)
QUETTA_DISTRICT = place("Quetta District", "admin2", admin1="Balochistan", admin2="Quetta", lat=30.2, lon=66.9)
BALOCHISTAN = place("Balochistan", "admin1", admin1="Balochistan", lat=28.5, lon=65.5, geonameid=4)
PAKISTAN = place("Pakistan", "country", lat=30.0, lon=70.0, geonameid=5)
MONDAY = on("2024-08-26")
BLA = actor("balochistan-liberation-army")
TTP = actor("tehrik-i-taliban-pakistan")
ARMY = actor("military-forces-of-pakistan", kind="State forces")


def attack(where: Any = MUSAKHAIL, kind: str = "Attack", day: Any = MONDAY, **stated: Any) -> Event:
    """An attack in Musakhail on Monday 26 August unless stated otherwise."""
    return event(kind, place=where, happened=day, **stated)


@dataclass
class Chronicle:
    """What was resolved so far: `world` holds it as a warehouse would, `last` is the last resolution."""

    world: InMemory = field(default_factory=InMemory)
    decisions: list[Decision] = field(default_factory=list)
    last: Resolution | None = None
    _decided: set[str] = field(default_factory=set)
    _became: dict[str, str] = field(default_factory=dict)

    def tell(self, *reports: Report, touched: Collection[str] = ()) -> Chronicle:
        """Resolve new reports, and what was decided since the last time."""
        self._resolve(reports, touched)
        return self

    def read_again(self, found: Mapping[str, Report | None], at: datetime = NOW) -> Chronicle:
        """Put other reports (or none) in the place of earlier ones, by event id, as a new reader does."""
        leavers = [
            Leaver(old, self.world.home[old], new.event_id if new else None, at)
            for old, new in found.items()
            if old in self.world.home
        ]
        self._became |= {old: new.event_id for old, new in found.items() if new is not None}
        touched = {leaver.incident_id for leaver in leavers}
        aside = [old for old in found if old not in self.world.home]
        self.world.forget(leavers)
        for old in aside:
            self.world.drop(old)
        self._resolve([new for new in found.values() if new is not None], touched)
        return self

    def change(self, *reports: Report) -> Chronicle:
        """Have reports that are known as they are now: withdrawn, or found to be a copy."""
        touched = {self.world.home[report.event_id] for report in reports if report.event_id in self.world.home}
        aside = [report for report in reports if report.event_id not in self.world.home]
        for report in reports:
            self.world.renew(report)
        self._resolve(aside, touched)
        return self

    def decide(self, *decisions: Decision) -> Chronicle:
        """Have decisions hold, and resolve what they speak of."""
        self.decisions += decisions
        return self._look_again(decisions)

    def undo(self, decision: Decision) -> Chronicle:
        """Have a decision hold no longer."""
        self.decisions.remove(decision)
        return self._look_again([decision])

    def over(self) -> Chronicle:
        """All that is known now, told at once in a new world under the decisions that hold."""
        return Chronicle(decisions=list(self.decisions), _became=self._became).tell(*self.world.told.values())

    @property
    def bonds(self) -> Bonds:
        """What the decisions that hold tie and keep apart."""
        return bonds_of(self._now(self.decisions, self.world.told))

    def _look_again(self, decisions: Iterable[Decision]) -> Chronicle:
        events = {a.event_id for d in self._now(decisions, self.world.told) for a in (*d.anchors, *d.others)}
        touched = {self.world.home[event] for event in events if event in self.world.home}
        self._resolve(self.world.reports(sorted(events - self.world.home.keys())), touched)
        return self

    def _now(self, decisions: Iterable[Decision], present: Collection[str]) -> list[Decision]:
        told = [renewed(decision, present, self._became) for decision in decisions]
        return [replace(decision, incident_id=self.current(decision.incident_id)) for decision in told]

    def _resolve(self, reports: Iterable[Report], touched: Collection[str]) -> None:
        fresh = list(reports)
        present = {*self.world.told, *(report.event_id for report in fresh)}
        self.last = resolve(fresh, touched, self._now(self.decisions, present), self.world, NOW)
        self.world.take_in(fresh, self.last)

    def current(self, incident_id: str) -> str:
        """The incident that an id leads to."""
        while incident_id in self.world.leads_to:
            incident_id = self.world.leads_to[incident_id]
        return incident_id

    @property
    def incidents(self) -> list[Incident]:
        """The incidents that have reports, the first founded first."""
        living = [incident for name, incident in self.world.found.items() if self.world.members.get(name)]
        return sorted(living, key=lambda incident: (incident.founded_at, incident.incident_id))

    @property
    def groups(self) -> set[frozenset[int]]:
        """The numbers of the reports of each incident."""
        return {frozenset(number(report) for report in incident.reports) for incident in self.incidents}

    @property
    def reasons(self) -> dict[int, str]:
        """Why reports are in no incident, by their number."""
        return {number(self.world.told[event]): reason for event, reason in self.world.reasons.items()}

    @property
    def facts(self) -> dict[frozenset[str], tuple[IncidentVersion, ...]]:
        """The history of each incident by its events, apart from ids, numbers and the clock of the machine."""
        return {
            frozenset(report.event_id for report in incident.reports): tuple(map(_timeless, incident.versions))
            for incident in self.incidents
        }

    @property
    def near(self) -> set[frozenset[frozenset[str]]]:
        """The pairs of incidents that are nearly one, by their events."""
        return {
            frozenset(frozenset(self.world.members[name]) for name in (pair.incident_id, pair.other_id))
            for pair in self.world.near_merges
        }


def number(report: Report) -> int:
    """The number that a test gave a report."""
    return int(report.article_id.removeprefix("article-"))


def told(*reports: Report, decisions: Sequence[Decision] = ()) -> Chronicle:
    """What becomes of reports that come at once."""
    return Chronicle(decisions=list(decisions)).tell(*reports)


def _timeless(version: IncidentVersion) -> IncidentVersion:
    return replace(version, incident_id="", version=0, recorded_at=version.known_at, replaced_at=None)
