"""A window of the earth to the towns in it, the largest first."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from models.places.gazetteer_index import index_file

# A window across the antimeridian reaches beyond 180 degrees on one side.
_WITHIN = """
SELECT name, country, lat, lon + turn, population FROM place, (SELECT -360 AS turn UNION SELECT 0 UNION SELECT 360)
WHERE kind = 'town' AND lat BETWEEN ? AND ? AND lon + turn BETWEEN ? AND ?
ORDER BY population DESC, id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Town:
    """A town of a country (alpha-3) in degrees; of a window beyond 180 degrees `lon` may be too."""

    name: str
    country: str | None
    lat: float
    lon: float
    population: int


def largest_towns(
    south: float, north: float, west: float, east: float, most: int, folder: Path | None = None
) -> list[Town]:
    """At most so many towns of the window in degrees; raises GazetteerError where there is no index to ask."""
    path = index_file(folder).absolute()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as index:
        return [Town(*row) for row in index.execute(_WITHIN, (south, north, west, east, most))]
