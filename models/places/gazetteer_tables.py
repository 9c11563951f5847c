"""Places with their names, one after another, to the sorted tables of the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from models.places.distance import great_circle_km
from models.places.gazetteer_knowledge import OwnPlace, Spelling, transliterated
from models.places.spelling import forms, normal, sound, sounds

# Names held before they are written.
_AT_ONCE = 200_000
# A town of the project's own is the town of the packages that has its name so near.
SAME_TOWN_KM = 10.0

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
CREATE TABLE ordinary (word TEXT PRIMARY KEY) WITHOUT ROWID;
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


class Row(NamedTuple):
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


class Tables:
    """The tables while they are filled: a place, its proper names and its other names at a time."""

    def __init__(self, connection: sqlite3.Connection, own: Sequence[OwnPlace]) -> None:
        connection.executescript(_SCHEMA)
        self._connection = connection
        # The towns that go by a name of one of our own.
        self._towns: dict[str, list[Row]] = {key: [] for place in own for key in _keys(place)}
        self._places: dict[int, Row] = {}
        self._named: list[tuple[str, int, int, bool]] = []
        self._sounded: list[tuple[str, int, int]] = []
        self._transliterated = transliterated()

    def add(self, row: Row, proper: Iterable[str], others: Iterable[str], first: int = 0) -> None:
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
        if row.kind == "town":
            for key in self._towns.keys() & (keys | alternate):
                self._towns[key].append(row)
        if len(self._named) > _AT_ONCE:
            self._flush()

    def same_town(self, place: OwnPlace) -> Row | None:
        """The town that is there already under one of these names."""
        for key in _keys(place):
            for row in self._towns[key]:
                if row.country == place.country and _km(row, place) <= SAME_TOWN_KM:
                    return row
        return None

    def finish(self, respelt: Iterable[Spelling], ordinary: Iterable[str], version: str) -> None:
        """Write what is left, sorted as it is read; then further spellings, words that are none, and the version."""
        self._flush()
        self._connection.executemany(
            f"INSERT INTO place VALUES ({', '.join('?' * len(Row._fields))})",
            (self._places[number] for number in sorted(self._places)),
        )
        self._connection.executescript(_SORTED)
        for spelling in respelt:
            for words in {key for name in spelling.names for key in forms(name)}:
                self._connection.execute(_RESPELT, (words, normal(spelling.means), spelling.country, words))
        sounds = {key for (key,) in self._connection.execute("SELECT DISTINCT sound FROM sounded")}
        listed = ((word,) for word in sorted(ordinary) if sound(word) in sounds)
        self._connection.executemany("INSERT INTO ordinary VALUES (?)", listed)
        self._connection.execute("INSERT INTO built VALUES (?, ?)", (version, len(self._places)))

    def _flush(self) -> None:
        self._connection.executemany("INSERT INTO new_named VALUES (?, ?, ?, ?)", self._named)
        self._connection.executemany("INSERT INTO new_sounded VALUES (?, ?, ?)", self._sounded)
        self._named.clear()
        self._sounded.clear()


def _keys(place: OwnPlace) -> list[str]:
    """The keys of a town of our own; of nothing else is another the same."""
    names = (place.name, *place.aliases) if place.kind == "town" and place.geonameid is None else ()
    return [key for name in names for key in forms(name)]


def _km(row: Row, place: OwnPlace) -> float:
    return great_circle_km(row.lat or 0, row.lon or 0, place.lat, place.lon)
