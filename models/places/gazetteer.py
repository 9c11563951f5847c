"""A name to the places it may be: countries, GeoNames areas and towns, and the points of `knowledge/places.jsonl`."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from models.places.countries import Country, countries
from models.places.distance import great_circle_km
from models.places.gazetteer_index import forms, index_file, normal, sound
from warehouse.records import Place

KNOWLEDGE = Path(__file__).parent.with_name("knowledge") / "places.jsonl"
# Names asked for in one process: a day of news names some ten thousand.
REMEMBERED = 50_000
# Candidates of one name, most people first; below these come hamlets that share a common name.
MOST = 60

# A shorter name that is spelt otherwise is another name.
SOUNDED = 6

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
    covers: frozenset[str] = frozenset()
    admin1_code: str | None = None
    feature: str | None = None
    source: str = "GeoNames"
    derived: bool = False

    @property
    def precision(self) -> str:
        """The precision of the extraction record when an event happened in this place."""
        return PRECISION.get(self.kind, "exact")


class Gazetteer:
    """Looks names up in the index (built in `folder` or the user's cache where it is missing) and in the own points."""

    def __init__(self, folder: Path | None = None) -> None:
        path = index_file(folder).absolute()
        # The file is never written again, so any thread may read it.
        self._index = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.lookup = lru_cache(REMEMBERED)(self._lookup)

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def _lookup(self, name: str) -> tuple[Entry, ...]:
        """Every place that the name may mean, whatever its case, accents and hyphens; empty where it means none."""
        words = normal(name)
        means = _means().get(words, ())
        meant = (entry for other, country in means for entry in self._known(other) if entry.country == country)
        found = (*self._known(words), *(replace(entry, main=False) for entry in meant))
        return found if found or len(words) < SOUNDED else self._sounding(words)

    def _sounding(self, words: str) -> tuple[Entry, ...]:
        """Places whose proper name differs only in how it is transliterated."""
        rows = self._index.execute(
            "SELECT id, name, kind, admin1, admin2, country, lat, lon, population, 0"
            " FROM sounded JOIN place ON id = place WHERE sound = ? ORDER BY population DESC LIMIT ?",
            (sound(words), MOST),
        )
        return tuple(_entry(row) for row in rows)

    def _known(self, words: str) -> tuple[Entry, ...]:
        """The own points of this normal form, then what the index has besides."""
        own = _own().get(words, ())
        known = {entry.geonameid for entry in own}
        rows = self._index.execute(
            "SELECT id, name, kind, admin1, admin2, country, lat, lon, population, main"
            " FROM named JOIN place ON id = place WHERE words = ? ORDER BY population DESC LIMIT ?",
            (words, MOST),
        )
        return own + tuple(_entry(row) for row in rows if row[0] not in known)


def distance_km(a: Place | Entry, b: Place | Entry) -> float | None:
    """Kilometres between two places; None where one has no coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return great_circle_km(a.lat, a.lon, b.lat, b.lon)


def contains(outer: Place, inner: Place) -> bool:
    """Whether `inner` lies in `outer` (or is it) by their named areas; False where too little is known to say."""
    covered = _covers().get(normal(outer.name)) if outer.name else None
    if covered:
        return inner.country in covered or f"{inner.country}/{inner.admin1}" in covered or inner.name == outer.name
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
            return inner.kind in ("town", "point") and (inner.admin1, inner.admin2) == (outer.admin1, outer.admin2)
        case _:
            distance = distance_km(inner, outer)
            return inner.kind in ("town", "point") and inner != outer and (distance or 0) <= TOWN_REACH_KM


def _entry(row: tuple[Any, ...]) -> Entry:
    geonameid, name, kind, admin1, admin2, country, lat, lon, population, main = row
    known = geonameid if geonameid > 0 else None
    return Entry(known, name, kind, admin1, admin2, country, lat, lon, population, bool(main))


@cache
def _own() -> dict[str, tuple[Entry, ...]]:
    """Countries and own points by every key of their names."""
    found: dict[str, list[Entry]] = {}
    points = (row for row in _knowledge() if "means" not in row)
    for entry, names in [*map(_country, countries()), *map(_point, points)]:
        for words in {key for name in names for key in forms(name)}:
            found.setdefault(words, []).append(entry)
    return {words: tuple(entries) for words, entries in found.items()}


@cache
def _means() -> dict[str, list[tuple[str, str]]]:
    """Spellings and abbreviations to the name, and its country, that the index has."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in _knowledge():
        if "means" in row:
            for words in {key for name in (row["name"], *row.get("aliases", ())) for key in forms(name)}:
                found.setdefault(words, []).append((normal(row["means"]), row["country"]))
    return found


@cache
def _covers() -> dict[str, frozenset[str]]:
    return {normal(row["name"]): frozenset(row["covers"]) for row in _knowledge() if row.get("covers")}


@cache
def _knowledge() -> tuple[dict[str, Any], ...]:
    lines = KNOWLEDGE.read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines if line.strip())


def _country(row: Country) -> tuple[Entry, tuple[str, ...]]:
    entry = Entry(row.geonameid, row.name, "country", None, None, row.alpha3, row.lat, row.lon, row.population)
    return entry, (row.name, *row.aliases)


def _point(row: dict[str, Any]) -> tuple[Entry, tuple[str, ...]]:
    entry = Entry(
        row.get("geonameid"),
        row["name"],
        row["kind"],
        row.get("admin1"),
        row.get("admin2"),
        row.get("country"),
        row["lat"],
        row["lon"],
        row.get("population", 0),
        covers=frozenset(row.get("covers", ())),
    )
    return entry, (row["name"], *row.get("aliases", ()))
