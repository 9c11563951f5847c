"""Every known place to rows that analysts join, and what readings were resolved to by another gazetteer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import Place, Span

_SCHEMA = pa.schema(
    [
        ("geonameid", pa.int64()),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("feature", pa.string()),
        ("admin1", pa.string()),
        ("admin1_code", pa.string()),
        ("admin2", pa.string()),
        ("country", pa.string()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("population", pa.int64()),
        ("derived", pa.bool_()),
        ("source", pa.string()),
        ("version", pa.string()),
    ]
)

_RESOLVED = """
    WITH resolved AS (
        SELECT 'event' AS row_kind, gazetteer, place.span."text" AS words, place.name, place.geonameid, place.admin1,
               place.admin2, place.country, place.lat, place.lon, place."precision"
        FROM stored.events WHERE place IS NOT NULL
        UNION ALL
        SELECT 'mention', gazetteer, span."text", name, geonameid, admin1, admin2, country, lat, lon, "precision"
        FROM stored.place_mentions JOIN stored.readings USING (article_id)
    )
    SELECT row_kind, words, name, geonameid, admin1, admin2, country, lat, lon, "precision", count(*) AS times
    FROM resolved
    WHERE gazetteer IS DISTINCT FROM $version
    GROUP BY ALL
    ORDER BY times DESC, words, name, row_kind
"""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A place as events or mentions (`row_kind`) have it, and how many of them."""

    row_kind: str
    place: Place
    times: int


class GazetteerStore:
    """The gazetteer's copy in the warehouse."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def version(self) -> str | None:
        """Which gazetteer the copy is of; None while there is no copy."""
        found = self._connection.values("SELECT version FROM stored.gazetteer LIMIT 1")
        return str(found[0]) if found else None

    def replace(self, version: str, columns: Mapping[str, Sequence[Any]]) -> int:
        """Put these places, given by column, in the place of all that are there; gives their number."""
        length = len(columns["name"])
        of_version = {**columns, "version": [version] * length}
        arrays = [pa.array(of_version[field.name], field.type) for field in _SCHEMA]
        batch = pa.Table.from_arrays(arrays, schema=_SCHEMA)
        with self._connection.transaction():
            self._connection.execute("DELETE FROM stored.gazetteer")
            self._connection.with_batch("INSERT INTO stored.gazetteer BY NAME SELECT * FROM batch", batch)
        return length

    def resolved_otherwise(self, version: str) -> list[Resolved]:
        """What was resolved with another gazetteer than this, equal rows together, most frequent first."""
        return [_resolved(row) for row in self._connection.dicts(_RESOLVED, {"version": version})]


def _resolved(row: dict[str, Any]) -> Resolved:
    words = row.pop("words") or ""
    row_kind, times = row.pop("row_kind"), row.pop("times")
    return Resolved(row_kind, Place(span=Span(words, 0, len(words)), **row), times)
