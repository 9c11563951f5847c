"""Files of `knowledge/` to what the project adds to the gazetteer: own places, regions, names of areas, spellings."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.places.spelling import normal

FOLDER = Path(__file__).parent.with_name("knowledge")
COUNTRIES = FOLDER / "countries.jsonl"
# English names of areas, codes that the packages lack, and the middles of those whose towns would tell them wrong.
AREAS = FOLDER / "areas.jsonl"
# Regions, seas, rivers, ranges and continents: what has no people of its own.
REGIONS = FOLDER / "regions.jsonl"
# How the press writes names that the packages write otherwise.
SPELLINGS = FOLDER / "spellings.jsonl"
# Villages and spots: those of the whole world, and a file for each country that has many.
PLACES = FOLDER / "places.jsonl"
PLACES_BY_COUNTRY = FOLDER / "places"
FEATURES = FOLDER / "features.toml"
# Countries whose places' names the press writes by ear, or from another script, in several ways.
TRANSLITERATED = FOLDER / "transliterated.toml"
VOCABULARY = FOLDER.with_name("weights") / "wordpieces.json"
_INFLECTIONS = ("", "s", "d", "ed", "ly", "ing", "er")


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A place that the project adds, found by its name and its aliases."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    feature: str
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float
    lon: float
    population: int
    geonameid: int | None
    covers: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """Names by which the press calls a place that the gazetteer has, in that country, under the name `means`."""

    names: tuple[str, ...]
    means: str
    country: str


@dataclass(frozen=True, slots=True)
class AreaName:
    """What the project says of a subdivision that the packages have; `within` puts it below another area."""

    name: str | None
    level: int
    within: str | None
    iso: str | None
    point: tuple[float, float] | None


def knowledge_digest() -> str:
    """Eight hexadecimal digits that change with any file that the gazetteer is built from."""
    known = hashlib.sha256()
    for path in (COUNTRIES, AREAS, REGIONS, SPELLINGS, FEATURES, TRANSLITERATED, VOCABULARY, *places_files()):
        known.update(path.name.encode() + b"\0" + path.read_bytes())
    return known.hexdigest()[:8]


def places_files() -> list[Path]:
    """The files of villages and spots, in one order everywhere."""
    return [PLACES, *sorted(PLACES_BY_COUNTRY.glob("*.jsonl"))]


def own_places() -> Iterator[OwnPlace]:
    """Every region, village and spot; raises ValueError with file and line where one cannot be read."""
    for path in (REGIONS, *places_files()):
        yield from (place for place in _each(path, _own_place) if isinstance(place, OwnPlace))


def spellings() -> Iterator[Spelling]:
    """Every spelling; raises ValueError with file and line where one cannot be read."""
    for path in (SPELLINGS, *places_files()):
        yield from (spelling for spelling in _each(path, _own_place) if isinstance(spelling, Spelling))


def area_names() -> dict[tuple[str, str], AreaName]:
    """What is said of subdivisions, by country and the name that GeoNames gives, as it is shown."""
    return dict(_each(AREAS, _area_name))


@cache
def covered() -> dict[str, frozenset[str]]:
    """The countries (`MLI`) and first-level areas (`UKR/Donetsk`) that each region takes in, by the region's name."""
    regions = (place for place in _each(REGIONS, _own_place) if isinstance(place, OwnPlace))
    return {region.name: frozenset(region.covers) for region in regions if region.covers}


@cache
def kinds() -> dict[str, str]:
    """Each feature of the closed list to the kind of an entry."""
    listed: dict[str, list[str]] = tomllib.loads(FEATURES.read_text(encoding="utf-8"))["kinds"]
    return {feature: kind for kind, features in listed.items() for feature in features}


def ordinary_words() -> frozenset[str]:
    """Words that are no other spelling of a place: those of the encoder's vocabulary, inflected, and names of bodies.

    The vocabulary holds what is common in English text; a rare spelling of a small town is not.
    """
    listed = json.loads(VOCABULARY.read_text(encoding="utf-8"))["model"]["vocab"]
    common = {word for word in listed if word.isalpha()}
    named: list[str] = tomllib.loads(TRANSLITERATED.read_text(encoding="utf-8"))["no_places"]
    return frozenset(word + ending for word in common for ending in _INFLECTIONS) | frozenset(map(normal, named))


def transliterated() -> frozenset[str]:
    """The countries where a name unknown as it is written may be another spelling of a known one."""
    return frozenset(tomllib.loads(TRANSLITERATED.read_text(encoding="utf-8"))["countries"])


def _each(path: Path, read: Any) -> Iterator[Any]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield read(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path}, line {number}: {error!r}") from error


def _own_place(row: dict[str, Any]) -> OwnPlace | Spelling:
    names = (row["name"], *row.get("aliases", ()))
    if "means" in row:
        return Spelling(names, row["means"], row["country"])
    return OwnPlace(
        row["name"],
        tuple(row.get("aliases", ())),
        row.get("kind") or kinds()[row["feature"]],
        row["feature"],
        row.get("country"),
        row.get("admin1"),
        row.get("admin2"),
        float(row["lat"]),
        float(row["lon"]),
        row.get("population", 0),
        row.get("geonameid"),
        tuple(row.get("covers", ())),
        row["source"],
    )


def _area_name(row: dict[str, Any]) -> tuple[tuple[str, str], AreaName]:
    point = (row["lat"], row["lon"]) if "lat" in row else None
    name = AreaName(row.get("name"), row.get("level", 1), row.get("within"), row.get("iso"), point)
    return (row["country"], row["geonames"]), name
