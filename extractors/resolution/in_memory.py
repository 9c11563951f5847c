"""What earlier resolutions gave, held in memory: the surroundings of the next one, as a warehouse keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from extractors.resolution.blocks import BlockIndex
from warehouse.records import Block, Incident, Known, Leaver, Membership, NearMerge, Report, Resolution


class InMemory:
    """Reports, incidents and memberships after the resolutions that were taken in."""

    def __init__(self) -> None:
        self.told: dict[str, Report] = {}
        self.found: dict[str, Incident] = {}
        self.members: dict[str, dict[str, Membership]] = {}
        self.home: dict[str, str] = {}
        self.reasons: dict[str, str] = {}
        self.leads_to: dict[str, str] = {}
        self.near_merges: list[NearMerge] = []
        self._blocks: dict[str, list[Block]] = {}
        self._leavers: dict[str, list[Leaver]] = {}
        self._past: dict[str, Report] = {}
        self._former: dict[str, list[str]] = {}

    def take_in(self, reports: Iterable[Report], resolution: Resolution) -> None:
        """Keep what became of `reports`."""
        self.told |= {report.event_id: report for report in reports}
        blocks: dict[str, list[Block]] = defaultdict(list)
        for block in resolution.blocks:
            blocks[block.event_id].append(block)
        self._blocks |= blocks
        for outcome in resolution.outcomes:
            self._leave(outcome.subject_id)
            self.reasons[outcome.subject_id] = outcome.reason or ""
        for forward in resolution.forwards:
            self.leads_to[forward.incident_id] = forward.to_incident_id
            self.found[forward.incident_id] = replace(self.found[forward.incident_id], reports=(), versions=())
            self.members.pop(forward.incident_id, None)
            self._leavers.pop(forward.incident_id, None)
        for incident in resolution.incidents:
            self.found[incident.incident_id] = incident
            self.leads_to.pop(incident.incident_id, None)
            self.members[incident.incident_id] = {}
            self._leavers.pop(incident.incident_id, None)
        for row in resolution.memberships:
            self._leave(row.event_id)
            self.reasons.pop(row.event_id, None)
            self.members.setdefault(row.incident_id, {})[row.event_id] = row
            self.home[row.event_id] = row.incident_id
        self.near_merges = [*self._still_near(resolution), *resolution.near]

    def _still_near(self, resolution: Resolution) -> Iterator[NearMerge]:
        leads_to = {forward.incident_id: forward.to_incident_id for forward in resolution.forwards}
        for pair in self.near_merges:
            if not {pair.incident_id, pair.other_id} & resolution.looked_at:
                one, other = sorted(leads_to.get(name, name) for name in (pair.incident_id, pair.other_id))
                yield replace(pair, incident_id=one, other_id=other)

    def forget(self, leavers: Iterable[Leaver]) -> None:
        """Take reports out of their incidents, as a new reading does."""
        for leaver in leavers:
            self._past[leaver.event_id] = self.told[leaver.event_id]
            if leaver.successor_id:
                before = [leaver.event_id, *self._former.get(leaver.event_id, ())]
                self._former[leaver.successor_id] = before
            self.drop(leaver.event_id)
            self._leavers.setdefault(leaver.incident_id, []).append(leaver)

    def drop(self, event_id: str) -> None:
        """Have a report no longer, as where a new reading does not find it."""
        self._leave(event_id)
        self.told.pop(event_id, None)
        self.reasons.pop(event_id, None)
        self._blocks.pop(event_id, None)

    def renew(self, report: Report) -> None:
        """Have a report as it is now; its incident, or itself where it has none, is to be looked at again."""
        self.told[report.event_id] = report

    def _leave(self, event_id: str) -> None:
        home = self.home.pop(event_id, None)
        if home is not None:
            self.members.get(home, {}).pop(event_id, None)

    def near(self, searches: Sequence[Block], tiers: Collection[str]) -> Mapping[str, frozenset[str]]:
        """By the event of each search, the reports of these tiers whose block shares a key and a day with it."""
        index = BlockIndex(block for blocks in self._blocks.values() for block in blocks if block.tier in tiers)
        found: dict[str, set[str]] = defaultdict(set)
        for search in searches:
            found[search.event_id] |= index.near([search])
        return {event: frozenset(others) for event, others in found.items()}

    def reports(self, event_ids: Iterable[str]) -> list[Report]:
        """These reports, whether they are in an incident or were left aside."""
        return [self.told[event] for event in event_ids if event in self.told]

    def incidents_with(self, event_ids: Iterable[str]) -> list[Known]:
        """The incidents that these reports are in."""
        return self.incidents({self.home[event] for event in event_ids if event in self.home})

    def incidents_in(self, components: Iterable[str]) -> list[Known]:
        """The incidents with a report of these components."""
        wanted = set(components)
        return self.incidents(
            name for name, rows in self.members.items() if any(row.component in wanted for row in rows.values())
        )

    def incidents(self, incident_ids: Iterable[str]) -> list[Known]:
        """These incidents."""
        return [self._known(name) for name in sorted(incident_ids) if name in self.found]

    def _known(self, name: str) -> Known:
        rows = sorted(self.members.get(name, {}).values(), key=lambda row: row.position)
        reports = tuple(self.told[row.event_id] for row in rows)
        leavers = tuple(self._leavers.get(name, ()))
        return Known(name, self.found[name].founded_at, reports, tuple(rows), leavers)

    def ledgers(self, incident_ids: Iterable[str]) -> list[Incident]:
        """These incidents with the versions that stand."""
        return [self.found[name] for name in incident_ids if name in self.found]

    def living(self, incident_ids: Iterable[str]) -> frozenset[str]:
        """Which of these ids are of incidents that have reports."""
        return frozenset(name for name in incident_ids if self.members.get(name))

    def closed(self, incident_ids: Iterable[str]) -> frozenset[str]:
        """Which of these ids are of incidents that have no reports any more."""
        return frozenset(name for name in incident_ids if name in self.found and not self.members.get(name))

    def former(self, event_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """By event, what earlier readers had in its place, where they had something."""
        return {event: self._former[event] for event in event_ids if event in self._former}

    def departed(self, incident_ids: Iterable[str]) -> list[Report]:
        """The reports that have left these incidents since the last resolution, as they were."""
        return [self._past[one.event_id] for name in incident_ids for one in self._leavers.get(name, ())]
