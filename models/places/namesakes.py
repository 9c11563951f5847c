"""Namesakes of the names of one text to numbers that say what speaks for each, and to how likely each then is.

All names of a text are weighed together: what one is taken for is evidence for the others. Each namesake has a
likelihood, and what it lends the others is as much as it is likely (mean-field inference, after Wainwright and Jordan
2008), which a text whose every name is ambiguous needs: a first guess that is wrong would call up its like.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.places.countries import by_alpha3
from models.places.distance import EARTH_RADIUS_KM
from models.places.gazetteer import Entry, lies_in
from models.places.spelling import normal

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
# How rows stand to speakers: half the bytes, since a text with hundreds of names has millions of pairs.
Matrix = NDArray[np.float32]
# A name as it is resolved: its normal form and, where the text says one, its sort.
Key = tuple[str, str | None]

WEIGHTS = Path(__file__).parents[1] / "weights" / "namesakes.json"

# What is told of each namesake: of itself, then by the other names of the text.
OWN = (
    "people",
    "country",
    "first-level area",
    "second-level area",
    "region",
    "macro-region",
    "point of interest",
    "national capital",
    "alternate name",
    "area with a large town of its name",
    "most people",
    "fewer people",
)
SHARED = (
    "in the area that is said",
    "outside the area that is said",
    "share of the country",
    "country named",
    "share of the first-level area",
    "first-level area named",
    "second-level area named",
    "near another place",
    "near many places",
    "strange country",
)
FEATURES = (*OWN, *SHARED)
_AT = {name: at for at, name in enumerate(FEATURES)}
_KINDS = {
    "country": "country",
    "admin1": "first-level area",
    "admin2": "second-level area",
    "region": "region",
    "area": "macro-region",
    "point": "point of interest",
}
# Kinds of places whose people nobody counts: without a number they are not the smaller.
_UNCOUNTED = frozenset({"region", "area", "point"})
# A town in an area of its name with at least this share of its people is what the bare name means.
TWIN_SHARE = 0.1
CAPITAL_PEOPLE = 10_000
# Nearness falls to a third over so many kilometres: to one other place, and to all that are close.
NEAR_KM, MANY_KM = 200.0, 100.0
# A country that is named counts so much more than a place in it.
COUNTRY_COUNTS = 1.5
# More evidence than this for other countries makes a country no stranger.
STRANGE_FROM = 4.0
# Of each name so many namesakes, the likeliest at first sight, speak for other names, and of all names together so
# many: it bounds what a text with hundreds of names costs.
SPEAKING, ALL_SPEAKING = 12, 400
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each feature adds to the log of a namesake's likelihood."""

    by_feature: Mapping[str, float]

    def vector(self) -> FloatArray:
        """The weights in the order of FEATURES; KeyError where the file lacks one."""
        return np.array([self.by_feature[name] for name in FEATURES])


@cache
def load_weights() -> Weights:
    """The weights that ship, from models/weights/namesakes.json."""
    return Weights(json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"])


@dataclass(frozen=True, slots=True)
class Namesakes:
    """The places that one name may mean; `inside` the keys of the names that the text says hold it."""

    key: Key
    entries: tuple[Entry, ...]
    inside: tuple[Key, ...] = ()


class Evidence:
    """What speaks for every namesake of a text: rows are namesakes, name after name.

    `outside` is the evidence for countries that no place name gives, in places named; `peoples` the countries whose
    people are named; `weights` (in the order of FEATURES) choose which namesakes may speak for other names.
    """

    def __init__(
        self, names: Sequence[Namesakes], outside: Mapping[str, float], peoples: frozenset[str], weights: FloatArray
    ) -> None:
        self.names = names
        self.entries = [entry for name in names for entry in name.entries]
        self.bounds: IntArray = np.cumsum([0, *(len(name.entries) for name in names)], dtype=np.intp)
        self._outside = outside
        self._owner: IntArray = np.repeat(np.arange(len(names)), np.diff(self.bounds))
        self._own = np.array([row for name in names for row in _own_rows(name)]).reshape(-1, len(OWN))
        self._speakers = self._speaking(weights)
        self._relate(peoples)

    def likelihoods(self, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The likelihood of each row among its namesakes, and the features that it was judged by, one row each."""
        own = len(OWN)
        believed = self._normalised(self._own @ weights[:own])
        features = np.zeros((len(self.entries), len(FEATURES)))
        features[:, :own] = self._own
        for _ in range(ROUNDS):
            features[:, own:] = self._shared(believed[self._speakers])
            believed = self._normalised(features @ weights)
        return believed, features

    def rows_of(self, number: int) -> slice:
        """The rows of the name with this number."""
        return slice(int(self.bounds[number]), int(self.bounds[number + 1]))

    def _normalised(self, scores: FloatArray) -> FloatArray:
        starts = self.bounds[:-1]
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[self._owner])
        shares: FloatArray = raised / np.add.reduceat(raised, starts)[self._owner]
        return shares

    def _speaking(self, weights: FloatArray) -> IntArray:
        """The rows that speak for others: of each name the likeliest at first sight, in the order of the rows."""
        scores = self._own @ weights[: len(OWN)]
        most = min(SPEAKING, max(1, ALL_SPEAKING // len(self.names)))
        kept = [
            np.sort(rows.start + np.argsort(-scores[rows], kind="stable")[:most])
            for rows in map(self.rows_of, range(len(self.names)))
        ]
        return np.concatenate(kept)

    def _relate(self, peoples: frozenset[str]) -> None:
        """How every row stands to every speaker, which no belief changes."""
        speakers = [self.entries[at] for at in self._speakers]
        spoken_for = _words_of(self.names)[self._owner]
        self._others = (spoken_for[:, None] != spoken_for[self._speakers][None, :]).astype(np.float32)
        # Columns of one name stand together: where each begins.
        self._groups = np.flatnonzero(np.diff(self._owner[self._speakers], prepend=-1))
        countries, firsts, seconds = (_numbered(self.entries, area) for area in (_country, _first, _second))
        kinds = np.array([entry.kind for entry in self.entries])
        self._in_country = _same(countries, countries[self._speakers]) * self._others
        self._in_first = _same(firsts, firsts[self._speakers]) * self._others
        speaker_kinds = kinds[self._speakers]
        self._names_country = self._in_country * (speaker_kinds == "country") * (kinds != "country")[:, None]
        self._names_first = self._in_first * (speaker_kinds == "admin1") * (kinds != "admin1")[:, None]
        named_seconds = _same(seconds, seconds[self._speakers]) * self._others
        self._names_second = named_seconds * (speaker_kinds == "admin2") * (kinds != "admin2")[:, None]
        self._counts = np.array([country_support(entry) for entry in speakers])
        self._has_first = np.array([entry.admin1 is not None for entry in speakers], dtype=float)
        is_local = [entry.kind not in ("country", "area") and entry.lat is not None for entry in self.entries]
        local = np.array(is_local, dtype=np.float32)
        kilometres = _kilometres(self.entries, speakers)
        reach = self._others * local[:, None] * local[self._speakers][None, :]
        self._near: Matrix = np.exp(-kilometres / np.float32(NEAR_KM)) * reach
        self._many: Matrix = np.exp(-kilometres / np.float32(MANY_KM)) * reach
        self._told = np.array([self._outside.get(entry.country or "", 0.0) for entry in self.entries])
        self._people_named = np.array([e.country in peoples and e.kind != "country" for e in self.entries], dtype=float)
        self._has_country = np.array([entry.kind != "area" for entry in self.entries], dtype=float)
        self._holding = self._held_by()

    def _held_by(self) -> list[tuple[slice, FloatArray]]:
        """For each name that the text puts into others: its rows, and which speakers of those hold which row."""
        numbers = {name.key: number for number, name in enumerate(self.names)}
        held = []
        for number, name in enumerate(self.names):
            outer = [numbers[key] for key in name.inside if key in numbers]
            if not outer:
                continue
            fits = np.zeros((len(name.entries), len(self._speakers)))
            for column in np.flatnonzero(np.isin(self._owner[self._speakers], outer)):
                holder = self.entries[self._speakers[column]]
                fits[:, column] = [lies_in(entry, holder) for entry in name.entries]
            held.append((self.rows_of(number), fits))
        return held

    def _shared(self, belief: FloatArray) -> FloatArray:
        """The features that other names give, by what their namesakes are believed to be (one number a speaker)."""
        counted, total = belief * self._counts, sum(self._outside.values())
        said = self._others @ counted + total
        country = self._in_country @ counted + self._told
        firsts = self._others @ (belief * self._has_first)
        inside = np.zeros((len(self.entries), 2))
        for rows, fits in self._holding:
            fit = np.minimum(fits @ belief, 1.0)
            inside[rows, 0], inside[rows, 1] = fit, 1.0 - fit
        return np.column_stack(
            [
                inside,
                country / (said + 1.0),
                np.maximum(np.minimum(self._names_country @ belief, 1.0), self._people_named),
                self._in_first @ belief / (firsts + 1.0),
                np.minimum(self._names_first @ belief, 1.0),
                np.minimum(self._names_second @ belief, 1.0),
                np.add.reduceat(self._near * belief, self._groups, axis=1).max(axis=1),
                np.log1p(self._many @ belief),
                np.maximum(0.0, 1.0 - country) * np.minimum(said, STRANGE_FROM) / STRANGE_FROM * self._has_country,
            ]
        )


def _own_rows(name: Namesakes) -> list[list[float]]:
    """What is told of each namesake by itself, in the order of OWN."""
    most = max(entry.population for entry in name.entries)
    rows = []
    for entry in name.entries:
        row = [0.0] * len(OWN)
        row[_AT["people"]] = math.log10(entry.population + 10)
        if entry.kind in _KINDS:
            row[_AT[_KINDS[entry.kind]]] = 1.0
        row[_AT["national capital"]] = float(entry.kind == "town" and _is_capital(entry))
        row[_AT["alternate name"]] = float(not entry.main)
        row[_AT["area with a large town of its name"]] = float(_has_twin(entry, name))
        if entry.population or entry.kind not in _UNCOUNTED:
            row[_AT["most people"]] = float(entry.population == most)
            row[_AT["fewer people"]] = math.log10((most + 10) / (entry.population + 10))
        rows.append(row)
    return rows


def _has_twin(entry: Entry, name: Namesakes) -> bool:
    """Whether a bare name's first-level area holds a large town of that name (Kandahar, New York)."""
    if entry.kind != "admin1" or name.key[1] is not None:
        return False
    towns = (town for town in name.entries if town.kind == "town" and lies_in(town, entry))
    return any(town.population >= TWIN_SHARE * entry.population for town in towns)


def _is_capital(entry: Entry) -> bool:
    country = by_alpha3(entry.country)
    if country is None or entry.population <= CAPITAL_PEOPLE:
        return False
    return normal(country.capital).startswith(normal(entry.name))


def country_support(entry: Entry) -> float:
    """How much a place that is named speaks for its country, in places named."""
    if entry.country is None:
        return 0.0
    return COUNTRY_COUNTS if entry.kind == "country" else 1.0


def _words_of(names: Sequence[Namesakes]) -> IntArray:
    """A number a name that two keys of the same words share."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name.key[0], len(numbers)) for name in names], dtype=np.intp)


def _country(entry: Entry) -> object:
    return entry.country


def _first(entry: Entry) -> object:
    return (entry.country, entry.admin1) if entry.admin1 else None


def _second(entry: Entry) -> object:
    return (entry.country, entry.admin1, entry.admin2) if entry.admin2 else None


def _numbered(entries: Sequence[Entry], area: Callable[[Entry], object]) -> IntArray:
    """A number an area, below zero where the entry lies in none."""
    numbers: dict[object, int] = {}
    areas = [area(entry) for entry in entries]
    return np.array([-1 if a is None else numbers.setdefault(a, len(numbers)) for a in areas], dtype=np.intp)


def _same(rows: IntArray, columns: IntArray) -> Matrix:
    same: Matrix = ((rows[:, None] == columns[None, :]) & (rows >= 0)[:, None]).astype(np.float32)
    return same


def _kilometres(rows: Sequence[Entry], columns: Sequence[Entry]) -> Matrix:
    cosines = np.nan_to_num(directions(rows) @ directions(columns).T, nan=-1.0)
    kilometres: Matrix = (EARTH_RADIUS_KM * np.arccos(np.clip(cosines, -1.0, 1.0))).astype(np.float32)
    return kilometres


def directions(entries: Sequence[Entry]) -> FloatArray:
    """Unit vectors, one row an entry, NaN without coordinates: their products are the cosines of the angles between."""
    degrees = [(entry.lat, entry.lon) if entry.lat is not None else (np.nan, np.nan) for entry in entries]
    lat, lon = np.radians(np.array(degrees, dtype=float).reshape(-1, 2)).T
    vectors: FloatArray = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    return vectors
