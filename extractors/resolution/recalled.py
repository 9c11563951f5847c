"""What a resolution asks of earlier ones to answers that it remembers: nothing changes as long as it goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from extractors.resolution.surroundings import Surroundings
from warehouse.records import Block, Known, Report


class Recalled:
    """The surroundings of one resolution, each report and incident asked for once: most are near to many others."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._reports: dict[str, Report] = {}
        self._incidents: dict[str, Known] = {}
        self._homes: dict[str, str | None] = {}
        self._of_component: dict[str, set[str]] = defaultdict(set)
        self._asked: set[str] = set()

    def near(self, searches: Sequence[Block], tiers: Collection[str]) -> Mapping[str, frozenset[str]]:
        """By the event of each search, the reports of these tiers whose block shares a key and a day with it."""
        return self._around.near(searches, tiers)

    def departed(self, incident_ids: Iterable[str]) -> list[Report]:
        """The reports that have left these incidents since the last resolution, as they were."""
        return self._around.departed(incident_ids)

    def reports(self, event_ids: Iterable[str]) -> list[Report]:
        """These reports, whether they are in an incident or were left aside."""
        wanted = sorted(set(event_ids))
        unknown = [event for event in wanted if event not in self._reports]
        self._reports |= {report.event_id: report for report in self._around.reports(unknown)}
        return [self._reports[event] for event in wanted if event in self._reports]

    def incidents_with(self, event_ids: Iterable[str]) -> list[Known]:
        """The incidents that these reports are in."""
        wanted = set(event_ids)
        unknown = [event for event in wanted if event not in self._homes]
        self._homes |= dict.fromkeys(unknown)
        self._learn(self._around.incidents_with(unknown))
        return self._known(home for event in wanted if (home := self._homes[event]) is not None)

    def incidents_in(self, components: Iterable[str]) -> list[Known]:
        """The incidents with a report of these components."""
        wanted = set(components)
        self._learn(self._around.incidents_in(wanted - self._asked))
        self._asked |= wanted
        return self._known(name for component in wanted for name in self._of_component[component])

    def _learn(self, incidents: Iterable[Known]) -> None:
        for incident in incidents:
            self._incidents[incident.incident_id] = incident
            for report, membership in zip(incident.reports, incident.memberships, strict=True):
                self._reports[report.event_id] = report
                self._homes[report.event_id] = incident.incident_id
                self._of_component[membership.component].add(incident.incident_id)

    def _known(self, incident_ids: Iterable[str]) -> list[Known]:
        return [self._incidents[name] for name in sorted(set(incident_ids))]
