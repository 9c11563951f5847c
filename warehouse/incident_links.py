"""What an incident is linked with, to rows and back: former ids, why its reports joined, what it may be one with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from warehouse.connection import Connection
from warehouse.records import Forward, Membership, NearMerge
from warehouse.rows import decode

_FROM = "FROM stored.incident_forwards WHERE incident_id = ? AND until IS NULL ORDER BY since DESC LIMIT 1"
_LEADS_TO = """
    SELECT incident_id, leads_to FROM forwards
    WHERE leads_to IS NOT NULL AND incident_id IN (SELECT unnest(?::VARCHAR[]))
"""
# All that leads to an incident, over others too; UNION ends a circle.
_TO = """
    WITH RECURSIVE merged AS (
        SELECT $id AS incident_id
        UNION
        SELECT forwards.incident_id
        FROM merged
        JOIN stored.incident_forwards AS forwards ON forwards.to_incident_id = merged.incident_id
        WHERE forwards.until IS NULL
    )
    SELECT forwards.*
    FROM merged JOIN stored.incident_forwards AS forwards USING (incident_id)
    WHERE forwards.until IS NULL AND incident_id <> $id
    ORDER BY since, incident_id
"""
_MEMBERS = "FROM stored.incident_reports WHERE incident_id = ? ORDER BY position, event_id"
# What a person has decided on is no question any more.
_NEAR = """
    FROM near_merges WHERE (incident_id = $id OR other_id = $id) AND decision_id IS NULL
    ORDER BY probability DESC, incident_id, other_id
"""
_HOLDING = """
    SELECT DISTINCT incident_id FROM stored.incident_reports
    WHERE event_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY incident_id
"""


class LinkStore:
    """What links an incident to other ids, to its reports and to other incidents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def forwarded(self, incident_id: str) -> list[Forward]:
        """The forwards from a merged id to the incident that it is in now, in order; none where the id stands."""
        path: list[Forward] = []
        seen = {incident_id}
        while found := self._connection.dicts(_FROM, (path[-1].to_incident_id if path else incident_id,)):
            forward = decode(Forward, found[0])
            if forward.to_incident_id in seen:
                break
            seen.add(forward.to_incident_id)
            path.append(forward)
        return path

    def leads_to(self, incident_ids: Iterable[str]) -> dict[str, str]:
        """The incidents that those of these ids which were merged are in now."""
        return dict(self._connection.table(_LEADS_TO, (list(incident_ids),)).rows)

    def led_here(self, incident_id: str) -> list[Forward]:
        """The forwards of the ids that were merged into an incident, over others too, in order of time."""
        return [decode(Forward, row) for row in self._connection.dicts(_TO, {"id": incident_id})]

    def memberships(self, incident_id: str) -> list[Membership]:
        """Why each report of an incident is in it, in order of position."""
        return [decode(Membership, row) for row in self._connection.dicts(_MEMBERS, (incident_id,))]

    def near_merges(self, incident_id: str) -> list[NearMerge]:
        """The pairs that an incident is one of, that stayed two and nobody has decided on, the likeliest first."""
        return [decode(NearMerge, row) for row in self._connection.dicts(_NEAR, {"id": incident_id})]

    def holding(self, event_ids: Sequence[str]) -> list[str]:
        """The ids of the incidents that these events are in."""
        return list(self._connection.values(_HOLDING, (list(event_ids),)))
