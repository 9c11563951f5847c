"""A name to the places it may be: countries, GeoNames areas and towns, and the points of `knowledge/places.jsonl`."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.places.distance import great_circle_km
from models.places.gazetteer_index import index_file, renewed_index
from models.places.gazetteer_knowledge import covered
from models.places.spelling import SORTS, normal, sound
from warehouse.records import Place

# Names asked for in one process: a day of news names some ten thousand.
REMEMBERED = 50_000
# Candidates of one name, most people first; below these come hamlets that share a common name.
MOST = 60

# No place has a longer name.
LONGEST = 200
NOTHING: frozenset[str] = frozenset()

_COLUMNS = (
    "id, name, kind, feature, admin1, admin1_code, admin2, country, lat, lon, population, derived, covers, source"
)
# Columns for this module alone.
UNTOLD = frozenset({"id", "covers"})
_KIND = 2
AREAS = frozenset({"admin1", "admin2"})
_BY_ID = f"SELECT {_COLUMNS}, 1 FROM place WHERE id = ?"
_NAMED = f"SELECT {_COLUMNS}, main FROM named CROSS JOIN place ON id = place WHERE words = ? ORDER BY rank LIMIT ?"
_SOUNDED = f"SELECT {_COLUMNS}, 0 FROM sounded CROSS JOIN place ON id = place WHERE sound = ? ORDER BY rank LIMIT ?"
_ORDINARY = "SELECT 1 FROM ordinary WHERE word = ?"


# How far from the middle of a town its quarters and the villages named by it may lie.
TOWN_REACH_KM = 40.0

# What the extraction record calls the size of what a place is.
PRECISION = {"country": "country", "admin1": "admin1", "admin2": "admin2", "region": "admin1", "area": "country"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A known place. `kind` is country, admin1, admin2, region (within a country), area (over borders), town or point.

    `main` tells a proper name from an alternate one; `covers` holds the countries (`MLI`) and first-level areas
    (`UKR/Donetsk`) that a region or area takes in. `admin1_code` is the code of ISO 3166-2 of its first-level area
    (`PK-BA`), `feature` what a point is (`border crossing`), `source` who says so; `derived` tells a point that is the
    middle of the area's towns.
    """

    geonameid: int | None
    name: str
    kind: str
    admin1: str | None
    admin2: str | None
    country: str | None
    lat: float | None
    lon: float | None
    population: int
    main: bool = True
    covers: frozenset[str] = NOTHING
    admin1_code: str | None = None
    feature: str | None = None
    source: str = "GeoNames"
    derived: bool = False

    @property
    def precision(self) -> str:
        """The precision of the extraction record when an event happened in this place."""
        return "admin2" if self.kind == "region" and self.admin2 else PRECISION.get(self.kind, "exact")


class Gazetteer:
    """Looks names up in the index, built in `folder` or the user's cache where it is missing or broken."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._index = _opened(folder)
        self.lookup = lru_cache(REMEMBERED)(self._lookup)

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def by_id(self, geonameid: int) -> Entry | None:
        """The place with this GeoNames id."""
        return next(map(_entry, self._rows(_BY_ID, (geonameid,))), None)

    def count(self) -> int:
        """How many places there are."""
        return int(self._rows("SELECT places FROM built", ())[0][0])

    def columns(self) -> dict[str, tuple[Any, ...]]:
        """Every place by column, as `Entry` calls them: a hundred times faster than making entries of them."""
        rows = self._rows(f"SELECT nullif(max(id, 0), 0), {_COLUMNS} FROM place ORDER BY id", ())
        told = dict(zip(("geonameid", *_COLUMNS.split(", ")), zip(*rows, strict=True), strict=True))
        told["derived"] = tuple(map(bool, told["derived"]))
        return {name: values for name, values in told.items() if name not in UNTOLD}

    def _lookup(self, name: str) -> tuple[Entry, ...]:
        """Every place that the name may mean, whatever its case, accents and hyphens; empty where it means none."""
        words = normal(name) if len(name) <= LONGEST else ""
        if not words:
            return ()
        found = self._rows(_NAMED, (words, MOST)) or self._of_sort(words) or self._sounding(words)
        return tuple(map(_entry, found))

    def _of_sort(self, words: str) -> list[tuple[Any, ...]]:
        """Areas of a name that is known without its sort: `Rostov Oblast`."""
        bare = words.rpartition(" ")[0]
        if not bare or words[len(bare) + 1 :] not in SORTS:
            return []
        return [row for row in self._rows(_NAMED, (bare, MOST)) if row[_KIND] in AREAS]

    def _sounding(self, words: str) -> list[tuple[Any, ...]]:
        """Places whose proper name differs only in how it is transliterated; none for a word of the language."""
        key = sound(words)
        if not key or self._rows(_ORDINARY, (words,)):
            return []
        return self._rows(_SOUNDED, (key, MOST))

    def _rows(self, sql: str, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows of a statement; an index that turns out to be damaged inside is built again and asked once more."""
        try:
            return self._index.execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError:
            self._index.close()
            renewed_index(self._folder)
            self._index = _opened(self._folder)
            return self._index.execute(sql, parameters).fetchall()


def _opened(folder: Path | None) -> sqlite3.Connection:
    path = index_file(folder).absolute()
    # The file is never written again, so any thread may read it.
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def distance_km(a: Place | Entry, b: Place | Entry) -> float | None:
    """Kilometres between two places; None where one has no coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return great_circle_km(a.lat, a.lon, b.lat, b.lon)


def contains(outer: Place, inner: Place) -> bool:
    """Whether `inner` lies in `outer` (or is it) by their named areas; False where too little is known to say."""
    taken = covered().get(outer.name) if outer.name and outer.geonameid is None else None
    if taken:
        return inner.country in taken or f"{inner.country}/{inner.admin1}" in taken or inner.name == outer.name
    if outer.country is None or outer.country != inner.country:
        return False
    match outer.precision:
        case "country":
            return True
        case "admin1":
            return outer.admin1 is not None and outer.admin1 == inner.admin1
        case "admin2":
            return outer.admin2 is not None and (outer.admin1, outer.admin2) == (inner.admin1, inner.admin2)
        case _:
            return outer.name is not None and (outer.geonameid, outer.name) == (inner.geonameid, inner.name)


def lies_in(inner: Entry, outer: Entry) -> bool:
    """Whether one known place lies in another; a town holds what is within its reach."""
    if outer.covers:
        return inner.country in outer.covers or f"{inner.country}/{inner.admin1}" in outer.covers
    if outer.country != inner.country:
        return False
    match outer.kind:
        case "country":
            return inner.kind != "country"
        case "admin1":
            return inner.kind not in ("country", "admin1") and inner.admin1 == outer.admin1
        case "admin2":
            within = (inner.admin1, inner.admin2) == (outer.admin1, outer.admin2)
            return within and inner.kind in ("town", "point", "region")
        case _:
            distance = distance_km(inner, outer)
            return inner.kind in ("town", "point") and inner != outer and (distance or 0) <= TOWN_REACH_KM


def _entry(row: tuple[Any, ...]) -> Entry:
    number, name, kind, feature, admin1, code, admin2, country, lat, lon, people, derived, covers, source, main = row
    return Entry(
        number if number > 0 else None, name, kind, admin1, admin2, country, lat, lon, people, main == 1,
        frozenset(covers.split(";")) if covers else NOTHING, code, feature, source, derived == 1,
    )  # fmt: skip
