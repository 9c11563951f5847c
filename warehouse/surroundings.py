"""The tables to what a resolution asks of earlier ones: what waits, and the reports and incidents near it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import pyarrow as pa

from warehouse.connection import Connection, literal
from warehouse.records import Block, Incident, IncidentVersion, Known, Leaver, Membership, Report
from warehouse.reports import report_of
from warehouse.rows import decode, utc

R = TypeVar("R")

# Rows with many columns are first found by the columns that decide, then fetched by their numbers: of 700,000 events or
# versions, those of some days take a sixth of the time that a pass over all columns takes, and of the memory.
_NEW = """
    FROM stored.events
    WHERE rowid IN (
        SELECT events.rowid FROM stored.events SEMI JOIN stored.new_events USING (event_id)
        ORDER BY events.reported_at, events.event_id
        LIMIT ?
    )
    ORDER BY reported_at, event_id
"""
# Of stale reports those that were left aside wait again; those in an incident have it touched.
_STALE_ASIDE = """
    FROM stored.events
    WHERE rowid IN (
        SELECT events.rowid FROM stored.events SEMI JOIN stored.stale_events USING (event_id)
        ANTI JOIN stored.incident_reports USING (event_id)
        ORDER BY events.reported_at, events.event_id
        LIMIT ?
    )
    ORDER BY reported_at, event_id
"""
_REPORTS = "FROM stored.events WHERE rowid IN (SELECT rowid FROM stored.events WHERE event_id IN ({}))"
_VERSIONS = """
    FROM stored.incident_versions
    WHERE rowid IN (SELECT rowid FROM stored.incident_versions WHERE incident_id IN ({}))
"""
# Reports of incidents from before there were blocks.
_NOWHERE = """
    FROM stored.events
    WHERE rowid IN (
        SELECT events.rowid FROM stored.events SEMI JOIN stored.stale_events USING (event_id)
        SEMI JOIN stored.incident_reports USING (event_id) ANTI JOIN stored.report_blocks USING (event_id)
    )
"""
_TOUCHED = """
    SELECT incident_id FROM stored.leavers
    UNION
    SELECT incident_id FROM stored.incident_reports SEMI JOIN stored.stale_events USING (event_id)
    UNION
    SELECT incident_id FROM stored.incident_versions
    WHERE replaced_at IS NULL AND decision_id IN (SELECT decision_id FROM stored.decisions WHERE undone_at IS NOT NULL)
    ORDER BY ALL
    LIMIT ?
"""
_NEAR = """
    SELECT DISTINCT batch.event_id, blocks.event_id AS other
    FROM batch JOIN stored.report_blocks AS blocks USING ("key")
    WHERE blocks.tier IN ({tiers}) AND blocks."first" <= batch."last" AND batch."first" <= blocks."last"
"""
# What earlier readers had in the place of each event, one after the other; UNION ends a circle.
_FORMER = """
    WITH RECURSIVE chain AS (
        SELECT event_id, event_id AS former FROM stored.events WHERE event_id IN ({})
        UNION
        SELECT chain.event_id, past_events.event_id
        FROM chain JOIN stored.past_events ON past_events.successor_id = chain.former
    )
    FROM chain WHERE former <> event_id ORDER BY ALL
"""
_DEPARTED = """
    SELECT past_events.* FROM stored.past_events SEMI JOIN stored.leavers USING (event_id, incident_id)
    WHERE incident_id IN ({})
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY replaced_at DESC) = 1
"""
_SEARCH = pa.schema([("event_id", pa.string()), ("key", pa.int64()), ("first", pa.date32()), ("last", pa.date32())])


class SurroundingStore:
    """The surroundings of a resolution, asked for in batches; unknown ids are passed over."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def awaiting(self, limit: int) -> list[Report]:
        """Reports that are new, or have changed and are in no incident, the first published first."""
        rows = [*self._connection.dicts(_NEW, (limit,)), *self._connection.dicts(_STALE_ASIDE, (limit,))]
        return list({row["event_id"]: report_of(row) for row in rows}.values())

    def touched(self, limit: int) -> list[str]:
        """Incidents that reports have left, whose reports have changed or that show a decision which was undone."""
        return self._connection.values(_TOUCHED, (limit,))

    def lying_nowhere(self) -> list[Report]:
        """Reports of incidents of which it was never written where they lie: an earlier version did not keep it."""
        return [report_of(row) for row in self._connection.dicts(_NOWHERE)]

    def near(self, searches: Sequence[Block], tiers: Collection[str]) -> Mapping[str, frozenset[str]]:
        """By the event of each search, the reports of these tiers whose block shares a key and a day with it."""
        rows = [
            {"event_id": search.event_id, "key": key, "first": search.first, "last": search.last}
            for search in searches
            for key in search.keys
        ]
        found: dict[str, set[str]] = defaultdict(set)
        if rows:
            listed = ", ".join(literal(tier) for tier in tiers)
            for event, other in self._connection.with_batch(_NEAR.format(tiers=listed), _search_batch(rows)):
                found[event].add(other)
        return {event: frozenset(others) for event, others in found.items()}

    def reports(self, event_ids: Iterable[str]) -> list[Report]:
        """These reports, whether they are in an incident or were left aside."""
        return [report_of(row) for row in self._chosen(_REPORTS, event_ids)]

    def incidents_with(self, event_ids: Iterable[str]) -> list[Known]:
        """The incidents that these reports are in."""
        rows = self._chosen(
            "SELECT DISTINCT incident_id FROM stored.incident_reports WHERE event_id IN ({})", event_ids
        )
        return self.incidents(row["incident_id"] for row in rows)

    def incidents_in(self, components: Iterable[str]) -> list[Known]:
        """The incidents with a report of these components."""
        rows = self._chosen(
            "SELECT DISTINCT incident_id FROM stored.incident_reports WHERE component IN ({})", components
        )
        return self.incidents(row["incident_id"] for row in rows)

    def incidents(self, incident_ids: Iterable[str]) -> list[Known]:
        """These incidents."""
        wanted = sorted(set(incident_ids))
        founded = self._chosen("FROM stored.incidents WHERE incident_id IN ({})", wanted)
        members = self._by_incident(Membership, "FROM stored.incident_reports WHERE incident_id IN ({})", wanted)
        leavers = self._by_incident(Leaver, "FROM stored.leavers WHERE incident_id IN ({})", wanted)
        reports = {r.event_id: r for r in self.reports(row.event_id for rows in members.values() for row in rows)}
        return [_known(row, members, leavers, reports) for row in sorted(founded, key=lambda row: row["incident_id"])]

    def histories(self, incident_ids: Iterable[str]) -> list[Incident]:
        """These incidents with their reports and the versions that stand."""
        known = {known.incident_id: known for known in self.incidents(incident_ids)}
        return [replace(told, reports=known[told.incident_id].reports) for told in self.ledgers(known)]

    def ledgers(self, incident_ids: Iterable[str]) -> list[Incident]:
        """These incidents with the versions that stand, without their reports."""
        wanted = sorted(set(incident_ids))
        standing: dict[str, list[IncidentVersion]] = defaultdict(list)
        recorded: dict[str, int] = defaultdict(int)
        for row in self._chosen(_VERSIONS, wanted):
            key = row["incident_id"]
            recorded[key] = max(recorded[key], row["version"])
            if row["replaced_at"] is None:
                standing[key].append(decode(IncidentVersion, row))
        founded = self._chosen("FROM stored.incidents WHERE incident_id IN ({})", wanted)
        return [
            Incident(
                row["incident_id"],
                utc(row["founded_at"]),
                (),
                tuple(sorted(standing[row["incident_id"]], key=lambda version: (version.known_at, version.version))),
                recorded[row["incident_id"]],
            )
            for row in sorted(founded, key=lambda row: row["incident_id"])
        ]

    def living(self, incident_ids: Iterable[str]) -> frozenset[str]:
        """Which of these ids are of incidents that have reports."""
        rows = self._chosen(
            "SELECT DISTINCT incident_id FROM stored.incident_reports WHERE incident_id IN ({})", incident_ids
        )
        return frozenset(row["incident_id"] for row in rows)

    def closed(self, incident_ids: Iterable[str]) -> frozenset[str]:
        """Which of these ids are of incidents that have no reports any more."""
        wanted = set(incident_ids)
        rows = self._chosen("SELECT incident_id FROM stored.incidents WHERE incident_id IN ({})", wanted)
        founded = frozenset(row["incident_id"] for row in rows)
        return founded - self.living(founded)

    def former(self, event_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """By event, what earlier readers had in its place, where they had something."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._chosen(_FORMER, event_ids):
            found[row["event_id"]].append(row["former"])
        return found

    def departed(self, incident_ids: Iterable[str]) -> list[Report]:
        """The reports that have left these incidents since the last resolution, as they were."""
        return [report_of(row) for row in self._chosen(_DEPARTED, incident_ids)]

    def _chosen(self, sql: str, ids: Iterable[str]) -> list[dict[str, Any]]:
        """The rows of these ids; written out, they are looked up in the index, where there is one, and nowhere else."""
        listed = ", ".join(literal(name) for name in sorted(set(ids)))
        return self._connection.dicts(sql.format(listed)) if listed else []

    def _by_incident(self, record_type: type[R], sql: str, ids: Iterable[str]) -> dict[str, list[R]]:
        found: dict[str, list[R]] = defaultdict(list)
        for row in self._chosen(sql, ids):
            found[row["incident_id"]].append(decode(record_type, row))
        return found


def _search_batch(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    columns = {name: [row[name] for row in rows] for name in _SEARCH.names}
    days = {name: pa.array(columns[name], pa.string()).cast(pa.date32()) for name in ("first", "last")}
    return pa.table({**columns, **days}, schema=_SEARCH)


def _known(
    row: Mapping[str, Any],
    members: Mapping[str, Sequence[Membership]],
    leavers: Mapping[str, Sequence[Leaver]],
    reports: Mapping[str, Report],
) -> Known:
    key = row["incident_id"]
    rows = tuple(sorted((m for m in members.get(key, ()) if m.event_id in reports), key=lambda m: m.position))
    return Known(
        key, utc(row["founded_at"]), tuple(reports[m.event_id] for m in rows), rows, tuple(leavers.get(key, ()))
    )
