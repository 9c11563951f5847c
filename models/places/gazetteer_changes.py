"""A place as an earlier gazetteer resolved it to what the present one would make of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from models.places.distance import great_circle_km
from models.places.gazetteer import Entry
from warehouse.records import Place

# Less is another rounding of the same point.
MOVED_KM = 1.0
# What an unknown name has from the area that holds it; only a place that was known itself is exact.
EXACT = "exact"

Lookup = Callable[[str], tuple[Entry, ...]]
ById = Callable[[int], Entry | None]


class Change(StrEnum):
    """What another gazetteer changes of a place."""

    GONE = "gone"
    MOVED = "moved"
    RENAMED = "renamed"
    OTHER_AREA = "other area"
    NEWLY_KNOWN = "newly known"


def change_of(place: Place, lookup: Lookup, by_id: ById) -> tuple[Change, Entry | None] | None:
    """The first change that applies, with the place as it is now; None where all stays."""
    if place.geonameid is not None:
        now = by_id(place.geonameid)
        return (Change.GONE, None) if now is None else _difference(place, now)
    name = place.name or place.span.text
    known = [entry for entry in lookup(name) if place.country in (None, entry.country)]
    own = next((entry for entry in known if entry.geonameid is None and entry.name == place.name), None)
    if own is not None and place.precision == EXACT:
        return _difference(place, own)
    if place.precision == EXACT:
        return (Change.NEWLY_KNOWN, known[0]) if known else (Change.GONE, None)
    main = [entry for entry in known if entry.main and not _is_same_point(place, entry)]
    return (Change.NEWLY_KNOWN, main[0]) if main else None


def _difference(place: Place, now: Entry) -> tuple[Change, Entry] | None:
    if not _is_same_point(place, now):
        return Change.MOVED, now
    if place.name != now.name:
        return Change.RENAMED, now
    if (place.admin1, place.admin2, place.country) != (now.admin1, now.admin2, now.country):
        return Change.OTHER_AREA, now
    return None


def _is_same_point(place: Place, entry: Entry) -> bool:
    """Whether both have the same point or neither has one."""
    if place.lat is None or place.lon is None or entry.lat is None or entry.lon is None:
        return place.lat is None and entry.lat is None
    return great_circle_km(place.lat, place.lon, entry.lat, entry.lon) <= MOVED_KM
