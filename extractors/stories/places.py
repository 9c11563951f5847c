"""Places as records to whether one holds, equals or excludes another, and which says most about where."""

from __future__ import annotations

from dataclasses import replace

from models.acts.grammar import words
from models.places.distance import great_circle_km
from warehouse.records import Place

# Two towns nearer than this may be one incident told with two names; farther apart they are two incidents.
APART_KM = 25.0
# How far a village may lie from the seat of its district to be what was meant by the district's name.
NEAR_TOWN_KM = 40.0
# A quarter or suburb of a large city.
SUBURB_KM = 15.0
_POINT = frozenset({"exact", "near"})
_UNKNOWN = 0.1
# `near Jiwani` says less of where than the name of the village itself.
_BESIDE = 0.75
# A town that its district or province is named after stands for either, and the beat of a police station is an area.
_NAMESAKE = 0.9
_BEAT = 0.8
# Letters from a place to the one that is said to hold it: `area of`, `village under the`, `in the limits of the`.
_LEADING = 34
_WATERS = words("waters")
_BREADTH = {"exact": 0, "near": 0, "admin2": 1, "admin1": 2, "country": 3}


def names(place: Place) -> set[str]:
    """How a place is called: its words and its resolved name, lower case."""
    return {name.lower() for name in (place.span.text, place.name) if name}


def fineness(place: Place) -> float:
    """0 for a spot, also one that only its words name, then 1 to 3 for district, province, country.

    A name that the gazetteer does not know, resolved to the area that holds it, says more than that area.
    """
    if place.span.text.lower().split()[-1] in _WATERS:
        return _breadth(place) + _BREADTH["country"]
    if place.name is None:
        return 0
    unknown = not listed(place)
    if _is_beat(place):
        return _BEAT
    if place.precision == "exact" and _is_seat(place):
        return _NAMESAKE
    if place.precision == "near" and not unknown:
        return _BESIDE
    return _UNKNOWN if unknown and place.precision not in _POINT else _breadth(place)


def _is_unlisted(place: Place) -> bool:
    """A name that the gazetteer does not know; it is finer than any that it knows. The beat of a station is an area."""
    return not listed(place) and not _is_beat(place)


def listed(place: Place) -> bool:
    """The gazetteer has it: GeoNames, or the places that this project adds."""
    return place.geonameid is not None or place.precision == "exact"


def _is_beat(place: Place) -> bool:
    """`Bijepur Police limits`."""
    return "police" in place.span.text.lower().split()[1:]


def _breadth(place: Place) -> int:
    return _BREADTH.get(place.precision or "exact", 0)


def _is_seat(place: Place) -> bool:
    """A place that bears its district's or province's name, as the gazetteer spells it or as the text does."""
    return not names(place).isdisjoint({area.lower() for area in (place.admin1, place.admin2) if area})


def resolved(place: Place) -> bool:
    """A spot on the map, not an area or bare words."""
    return place.precision in _POINT and place.lat is not None


def distance_km(one: Place, other: Place) -> float:
    """Great-circle kilometres between two places; raises ValueError where one has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        raise ValueError("both places need coordinates")
    return great_circle_km(one.lat, one.lon, other.lat, other.lon)


def exclude(one: Place, other: Place) -> bool:
    """The two cannot be where one incident was: two spots far apart, or two areas of one rank with different names."""
    if names(one) & names(other):
        return False
    if one.country and other.country and one.country != other.country:
        return True
    if resolved(one) and resolved(other):
        return distance_km(one, other) > APART_KM
    if one.admin1 and other.admin1:
        return one.admin1 != other.admin1
    return False


def contained(place: Place, areas: tuple[Place, ...]) -> Place:
    """A place the gazetteer does not know, with the finest known place named beside it as its container.

    A container that it has already gives way to a finer one within that.
    """
    known = [area for area in areas if area.country is not None]
    if place.country is not None:
        if place.geonameid is not None or place.precision in _POINT:
            return place
        known = [area for area in known if area.geonameid and _breadth(area) < _breadth(place) and _within(area, place)]
    if not known:
        return place
    holder = min(known, key=_breadth)
    precision = "near" if holder.precision in _POINT else holder.precision
    return replace(
        place,
        name=place.name or place.span.text,
        admin1=holder.admin1,
        admin2=holder.admin2,
        country=holder.country,
        lat=holder.lat,
        lon=holder.lon,
        precision=precision,
        admin1_code=holder.admin1_code,
        why=f"not in the gazetteer; {holder.name or 'its country'} is named beside it",
    )


def _within(area: Place, guess: Place) -> bool:
    """The area lies in what a name that the gazetteer does not know was so far held to lie in."""
    return area.country == guess.country and guess.admin1 in (None, area.admin1) and area.precision not in _POINT


def inside(inner: Place, outer: Place) -> bool:
    """The inner may lie in the outer by what is known of both; a name the gazetteer does not know may."""
    if inner.country is None or outer.country is None:
        return inner.country is None
    if inner.country != outer.country:
        return False
    if outer.precision == "country":
        return True
    if inner.geonameid is None and inner.admin1 == outer.admin1:
        return True  # the district of an unknown name is only what its text has around it
    if outer.admin1 is not None and inner.admin1 is not None and inner.admin1 != outer.admin1:
        return False
    if outer.precision == "admin1":
        return True
    if outer.precision == "admin2":
        return inner.admin2 is None or inner.admin2 in {outer.admin2, outer.name}
    return True


def finer_than(inner: Place, outer: Place) -> bool:
    """The inner says more about where than the outer and may lie in it.

    A town that bears its district's name (`Gadchiroli`, `Kabul`) stands for either: a village near it says more.
    """
    if names(inner) & names(outer):
        return False
    namesake = resolved(outer) and _is_seat(outer)
    if namesake and resolved(inner) and distance_km(inner, outer) <= SUBURB_KM:
        return True  # a suburb may be in the next province
    if not inside(inner, outer) or (_is_unlisted(outer) and not _is_unlisted(inner)):
        return False
    if _is_unlisted(inner) and resolved(outer) and (inner.lat, inner.lon) == (outer.lat, outer.lon):
        return not _is_unlisted(outer)  # a quarter or village that the town holds
    if fineness(inner) < fineness(outer):
        return True
    if not namesake or fineness(inner) > _UNKNOWN:
        return False
    return not resolved(inner) or not listed(inner) or distance_km(inner, outer) <= NEAR_TOWN_KM


def best(places: tuple[Place, ...]) -> Place | None:
    """The most specific place; among equals the first, since they come best tied first.

    `X area of Y`: what is named right before the place and may lie in it is where it was.
    """
    found = min(places, key=fineness, default=None)
    while found is not None and (within := _said_within(found, places)) is not None:
        found = within
    return found


def _said_within(outer: Place, places: tuple[Place, ...]) -> Place | None:
    """The place named so little before this one that only words of place stand between."""
    before = [p for p in places if 0 < outer.span.start - p.span.stop <= _LEADING and not _is_beat(p)]
    nearest = max(before, key=lambda place: place.span.stop, default=None)
    if nearest is None or names(nearest) & names(outer) or _breadth(nearest) > _breadth(outer):
        return None
    return nearest if not listed(nearest) or lies_in(nearest, outer) else None


def lies_in(inner: Place, outer: Place) -> bool:
    """The inner may lie in the outer; of two spots it is no farther than one incident may be told apart."""
    if not resolved(inner) or not resolved(outer):
        return inside(inner, outer)
    return inside(inner, outer) and distance_km(inner, outer) <= APART_KM
