"""Two places to how near they are: one spot, neighbours, one inside the area of the other, or apart."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import lru_cache

from models.places.countries import country_named
from models.places.distance import great_circle_km
from warehouse.records import Place

# Named towns closer than this may be a city and its suburb; whether they are is for the other facts to say.
NEIGHBOUR_KM = 15.0
# "Near X" reaches further than X itself: UCDP counts up to 25 km as near (where_prec 2).
NEAR_KM = 25.0
SAME_POINT_KM = 0.5
# A district is rarely wider than this around its middle; used only where no district is known for the town.
DISTRICT_KM = 60.0

# The places, actors and victims of some days, each compared with many: a third of the time of resolution without.
_REMEMBERED = 32_768
_RANK = {"exact": 0, "near": 1, "admin2": 2, "admin1": 3, "country": 4}
# What is coarser than SPOT names no spot; what is coarser than COUNTRY names nothing.
SPOT, PROVINCE, COUNTRY = _RANK["near"], _RANK["admin1"], _RANK["country"]


class Nearness(StrEnum):
    """How two places lie to one another."""

    SAME = "same"
    NEIGHBOUR = "neighbour"
    IN_DISTRICT = "in_district"
    IN_PROVINCE = "in_province"
    IN_COUNTRY = "in_country"
    UNKNOWN = "unknown"
    APART = "apart"


@lru_cache(_REMEMBERED)
def words_of(name: str | None) -> tuple[str, ...]:
    """A name's words without case, accents and punctuation, for comparing spellings: `Níger` gives `niger`."""
    plain = unicodedata.normalize("NFKD", name or "")
    kept = (char for char in plain if not unicodedata.combining(char))
    return tuple("".join(char if char.isalnum() else " " for char in kept).casefold().split())


def label(place: Place) -> str:
    """What to call the place: its name, or its words where the gazetteer does not know it."""
    return place.name or place.span.text


def coarseness(place: Place | None) -> int:
    """0 for a spot to 4 for a country, 5 where nothing is known."""
    return 5 if place is None else _RANK.get(place.precision or "", 5)


def is_on_map(place: Place | None) -> bool:
    """Whether it is a spot, or near one, with its coordinates."""
    return place is not None and coarseness(place) <= SPOT and place.lat is not None and place.lon is not None


def nearness(a: Place | None, b: Place | None) -> Nearness:
    """How `a` and `b` lie to one another; symmetric."""
    if a is None or b is None:
        return Nearness.UNKNOWN
    if _differ(a.country, b.country):
        return Nearness.APART
    if _differ(a.admin1, b.admin1) and not _close(a, b, NEIGHBOUR_KM):
        return Nearness.APART
    if _is_own_name(a) and _is_own_name(b) and _same_spot(a, b):
        return Nearness.SAME
    fine, coarse = sorted((a, b), key=coarseness)
    if coarseness(coarse) == 5:
        return Nearness.UNKNOWN
    if coarseness(coarse) >= 3:
        return _in_area(a, b, coarse)
    if _same_spot(a, b):
        return Nearness.SAME
    return _in_district(fine, coarse) if coarseness(coarse) == 2 else _towns(a, b)


def _differ(a: str | None, b: str | None) -> bool:
    return bool(a and b) and words_of(a) != words_of(b)


def _same_label(a: Place, b: Place) -> bool:
    return words_of(label(a)) == words_of(label(b))


def _same_spot(a: Place, b: Place) -> bool:
    if a.geonameid is not None and a.geonameid == b.geonameid:
        return True
    # The coordinates of an area deny nothing: a town that was only placed in its district stands in its middle.
    is_area = max(coarseness(a), coarseness(b)) >= 2
    return _same_label(a, b) and (is_area or not _far(a, b, DISTRICT_KM))


def _is_own_name(place: Place) -> bool:
    """Whether its words name a spot and not just the province or country that contains it."""
    if coarseness(place) <= 2:
        return True
    words = words_of(label(place))
    return words != words_of(place.admin1) and country_named(label(place)) is None


def _in_area(a: Place, b: Place, coarse: Place) -> Nearness:
    # Two names for spots, one of them nowhere in the gazetteer: a common province says little of whether they are one.
    if _is_own_name(a) and _is_own_name(b):
        return Nearness.UNKNOWN
    return Nearness.IN_PROVINCE if coarseness(coarse) == 3 and words_of(coarse.admin1) else Nearness.IN_COUNTRY


def _apart_km(a: Place, b: Place) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return great_circle_km(a.lat, a.lon, b.lat, b.lon)


def _close(a: Place, b: Place, limit_km: float) -> bool:
    km = _apart_km(a, b)
    return km is not None and km <= limit_km


def _far(a: Place, b: Place, limit_km: float) -> bool:
    km = _apart_km(a, b)
    return km is not None and km > limit_km


def _in_district(fine: Place, district: Place) -> Nearness:
    if words_of(fine.admin2) and words_of(district.admin2):
        return Nearness.APART if _differ(fine.admin2, district.admin2) else Nearness.IN_DISTRICT
    return Nearness.IN_DISTRICT if _close(fine, district, DISTRICT_KM) else Nearness.APART


def _towns(a: Place, b: Place) -> Nearness:
    # A spot that the gazetteer does not know stands at the coordinates of the town that it was placed in.
    if (a.name is None or b.name is None) and _close(a, b, SAME_POINT_KM):
        return Nearness.IN_DISTRICT
    reach = NEAR_KM if "near" in (a.precision, b.precision) else NEIGHBOUR_KM
    return Nearness.NEIGHBOUR if _close(a, b, reach) else Nearness.APART
