"""What resolution asks of the memory of earlier runs: the one seam between it and a warehouse."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from warehouse.records import Block, Incident, Known, Report


class Surroundings(Protocol):
    """Reports and incidents of earlier runs. Unknown ids are passed over."""

    def near(self, searches: Sequence[Block], tiers: Collection[str]) -> Mapping[str, frozenset[str]]:
        """By the event of each search, the reports of these tiers whose block shares a key and a day with it."""

    def reports(self, event_ids: Iterable[str]) -> list[Report]:
        """These reports, whether they are in an incident or were left aside."""

    def incidents_with(self, event_ids: Iterable[str]) -> list[Known]:
        """The incidents that these reports are in."""

    def incidents_in(self, components: Iterable[str]) -> list[Known]:
        """The incidents with a report of these components."""

    def incidents(self, incident_ids: Iterable[str]) -> list[Known]:
        """These incidents."""

    def ledgers(self, incident_ids: Iterable[str]) -> list[Incident]:
        """These incidents with the versions that stand; their reports need not be with them."""

    def living(self, incident_ids: Iterable[str]) -> frozenset[str]:
        """Which of these ids are of incidents that have reports."""

    def closed(self, incident_ids: Iterable[str]) -> frozenset[str]:
        """Which of these ids are of incidents that have no reports any more."""

    def former(self, event_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """By event, what earlier readers had in its place, where they had something."""

    def departed(self, incident_ids: Iterable[str]) -> list[Report]:
        """The reports that have left these incidents since the last resolution, as they were."""
