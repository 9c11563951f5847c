"""The incidents, as rows, to what is shown of them and what watches count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from warehouse.connection import Connection
from warehouse.records import Incident, IncidentDay, IncidentVersion
from warehouse.rows import decode
from warehouse.surroundings import SurroundingStore

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
        WHERE list_contains($ids, incident_id) AND ($known_by IS NULL OR known_at <= $known_by)
        QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY version DESC) = 1
    ), links AS (
        SELECT incident_id, list({'publisher': publisher, 'url': url} ORDER BY reported_at, event_id) AS articles
        FROM stored.incident_reports JOIN stored.events USING (event_id)
        WHERE list_contains($ids, incident_id) AND ($known_by IS NULL OR reported_at <= $known_by)
        GROUP BY incident_id
    ), counted_since AS (
        SELECT incident_id, min(known_at) AS known_at FROM main.incident_versions
        WHERE list_contains($ids, incident_id) AND counted GROUP BY incident_id
    )
    SELECT known.* EXCLUDE (known_at, killed_best), coalesce(killed_best, killed_low) AS killed_best,
        happened_first::VARCHAR AS "day", coalesce(articles, []) AS articles,
        counted_since.known_at
    FROM known JOIN counted_since USING (incident_id) LEFT JOIN links USING (incident_id)
    WHERE counted AND happened_precision = 'day' AND happened_first IS NOT NULL
    ORDER BY happened_first, incident_id
"""


class IncidentStore:
    """The incidents, their member reports, and every version of what was known of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, incident_id: str) -> Incident | None:
        """One incident, or None."""
        found = SurroundingStore(self._connection).histories([incident_id])
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

    def days(self, incident_ids: Iterable[str], known_by: datetime | None = None) -> list[IncidentDay]:
        """These incidents as a watch counts them, by day, as published by then, without those that did not count."""
        rows = self._connection.dicts(_DAYS, {"ids": list(incident_ids), "known_by": known_by})
        return [_incident_day(row) for row in rows]


def _incident_day(row: dict[str, Any]) -> IncidentDay:
    links = dict.fromkeys((link["publisher"], link["url"]) for link in row["articles"])
    return decode(IncidentDay, {**row, "articles": [{"publisher": p, "url": u} for p, u in links]})
