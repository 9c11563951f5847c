"""Reports to resolve and the incidents they make, with every version, to rows and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import Incident, IncidentDay, IncidentVersion, Outcome, Report
from warehouse.reports import report_of
from warehouse.rows import batch_of, decode, utc

_AWAITING = """
    SELECT events.*
    FROM stored.events
    LEFT JOIN stored.incident_reports USING (event_id)
    LEFT JOIN stored.outcomes ON outcomes.stage = 'resolve' AND outcomes.subject_id = events.event_id
    WHERE incident_reports.event_id IS NULL AND (outcomes.fate IS NULL OR outcomes.fate = 'retry')
    ORDER BY events.reported_at, events.event_id
"""
# A day without its year (`--03-08`) lies in no interval; such an incident is found by the day it became known.
_BETWEEN = """
    WITH latest AS (
        FROM stored.incident_versions
        SELECT incident_id, known_at, try_cast(happened_first AS DATE) AS first, try_cast(happened_last AS DATE) AS last
        QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY version DESC) = 1
    )
    SELECT incident_id FROM latest
    WHERE coalesce(first, known_at::DATE) <= $last::DATE AND coalesce(last, first, known_at::DATE) >= $first::DATE
"""
# A report stays in the incident that it joined first; its place among the members may change as others join.
_JOIN = """
    INSERT INTO stored.incident_reports BY NAME SELECT * FROM batch
    ON CONFLICT (event_id) DO UPDATE SET position = excluded.position WHERE incident_id = excluded.incident_id
"""
_NEWEST = """
    FROM stored.incident_versions
    WHERE replaced_at IS NULL
    QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY known_at DESC, version DESC) = 1
    ORDER BY try_cast(happened_first AS DATE) DESC NULLS LAST, known_at DESC, incident_id
    LIMIT ?
"""
_DAYS = """
    WITH known AS (
        FROM main.incident_versions
        WHERE $as_of IS NULL OR known_at <= $as_of
        QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY version DESC) = 1
    ), links AS (
        SELECT incident_id, list({'publisher': publisher, 'url': url} ORDER BY reported_at, event_id) AS articles
        FROM stored.incident_reports JOIN stored.events USING (event_id)
        WHERE $as_of IS NULL OR reported_at <= $as_of
        GROUP BY incident_id
    )
    SELECT known.incident_id, happened_first::VARCHAR AS day, event_type, sub_event_type, country, admin1, place_name,
           place_precision, lat, lon, perpetrator, perpetrator_key, killed_best, coalesce(articles, []) AS articles
    FROM known LEFT JOIN links USING (incident_id)
    WHERE counted AND happened_precision = 'day' AND happened_first IS NOT NULL
    ORDER BY happened_first, incident_id
"""


class IncidentStore:
    """The incidents, their member reports, and every version of what was known of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reports_awaiting(self) -> list[Report]:
        """Reports in no incident that no decision has set aside (`retry` asks again), in order of reporting."""
        return [report_of(row) for row in self._connection.dicts(_AWAITING)]

    def save_decisions(self, outcomes: Iterable[Outcome]) -> None:
        """Keep what was decided (stage `resolve`, subject an event) of reports that founded and joined nothing."""
        self._connection.upsert("outcomes", batch_of(Outcome, outcomes))

    def save(self, incidents: Sequence[Incident], decisions: Iterable[Outcome] = ()) -> None:
        """Keep incidents in one transaction: new ones, new members, new versions; no kept version is overwritten.

        `decisions` on the other reports of the same resolution go with it: kept apart, a run killed between the two
        would decide on them anew, beside incidents that were not there the first time.
        """
        versions = batch_of(IncidentVersion, (version for incident in incidents for version in incident.versions))
        with self._connection.transaction():
            self._connection.add_new("incidents", _founding(incidents))
            self._connection.with_batch(_JOIN, _members(incidents))
            self._connection.add_new("incident_versions", versions)
            self._connection.execute(
                "DELETE FROM stored.outcomes WHERE stage = 'resolve' "
                "AND subject_id IN (SELECT event_id FROM stored.incident_reports)"
            )
            self.save_decisions(decisions)

    def between(self, first_day: str, last_day: str) -> list[Incident]:
        """Incidents whose latest interval of days touches the given one (ISO, inclusive).

        One without a day counts by the day it became known. In order of founding.
        """
        return self._load(self._connection.values(_BETWEEN, {"first": first_day, "last": last_day}))

    def get(self, incident_id: str) -> Incident | None:
        """One incident, or None."""
        found = self._load([incident_id])
        return found[0] if found else None

    def ids_like(self, beginning: str) -> list[str]:
        """The ids that begin so, with or without `incident-` in front, as a person types what a table shows."""
        if not beginning.isascii():  # no id is, and half a character cannot even be asked for
            return []
        sql = "SELECT incident_id FROM stored.incidents WHERE starts_with(incident_id, ?) ORDER BY ALL"
        found = self._connection.values(sql, (beginning,))
        return found or self._connection.values(sql, (f"incident-{beginning}",))

    def newest(self, limit: int) -> list[IncidentVersion]:
        """The latest version of the incidents with the latest days; those without a day come last."""
        return [decode(IncidentVersion, row) for row in self._connection.dicts(_NEWEST, (limit,))]

    def days(self, as_of: datetime | None) -> list[IncidentDay]:
        """Incidents as a watch counts them: political violence on a known day, as published by `as_of`."""
        rows = self._connection.dicts(_DAYS, {"as_of": as_of})
        return [_incident_day(row) for row in rows]

    def _load(self, incident_ids: Sequence[str]) -> list[Incident]:
        chosen = "WHERE incident_id IN (SELECT unnest(?::VARCHAR[]))"
        reports: dict[str, list[Report]] = defaultdict(list)
        for row in self._connection.dicts(
            f"SELECT * FROM stored.incident_reports JOIN stored.events USING (event_id) {chosen} ORDER BY position",
            (incident_ids,),
        ):
            reports[row["incident_id"]].append(report_of(row))
        versions: dict[str, list[IncidentVersion]] = defaultdict(list)
        recorded: dict[str, int] = {}
        for row in self._connection.dicts(
            f"FROM stored.incident_versions {chosen} ORDER BY known_at, version", (incident_ids,)
        ):
            key, number = row["incident_id"], row["version"]
            recorded[key] = max(number, recorded.get(key, 0))
            if row["replaced_at"] is None:
                versions[key].append(decode(IncidentVersion, row))
        founded = self._connection.dicts(
            f"FROM stored.incidents {chosen} ORDER BY founded_at, incident_id", (incident_ids,)
        )
        return [
            Incident(key, utc(row["founded_at"]), tuple(reports[key]), tuple(versions[key]), recorded.get(key, 0))
            for row in founded
            for key in [row["incident_id"]]
        ]


def _founding(incidents: Sequence[Incident]) -> pa.Table:
    schema = pa.schema([("incident_id", pa.string()), ("founded_at", pa.timestamp("us", "UTC"))])
    rows = [{"incident_id": incident.incident_id, "founded_at": incident.founded_at} for incident in incidents]
    return pa.Table.from_pylist(rows, schema)


def _members(incidents: Sequence[Incident]) -> pa.Table:
    schema = pa.schema([("event_id", pa.string()), ("incident_id", pa.string()), ("position", pa.int64())])
    rows = [
        {"event_id": report.event_id, "incident_id": incident.incident_id, "position": position}
        for incident in incidents
        for position, report in enumerate(incident.reports)
    ]
    return pa.Table.from_pylist(rows, schema)


def _incident_day(row: dict[str, Any]) -> IncidentDay:
    links = dict.fromkeys((link["publisher"], link["url"]) for link in row["articles"])
    return decode(IncidentDay, {**row, "articles": [{"publisher": p, "url": u} for p, u in links]})
