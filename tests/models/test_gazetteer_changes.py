"""What another gazetteer makes of a place: gone, moved, renamed, in another area, newly known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.places.gazetteer import Entry
from models.places.gazetteer_changes import Change, change_of
from warehouse.records import Place, Span

QUETTA = Entry(1167528, "Quetta", "town", "Balochistan", "Quetta", "PAK", 30.18, 67.0, 1_500_000)
TORKHAM = Entry(None, "Torkham", "point", "Khyber Pakhtunkhwa", "Khyber", "PAK", 34.12, 71.09, 0)
ALIKHEL = Entry(9, "Ali Khel", "town", "Balochistan", "Quetta", "PAK", 30.5, 67.3, 900)
KNOWN = {entry.name: (entry,) for entry in (QUETTA, TORKHAM, ALIKHEL)}

WAS = Place(Span("Quetta", 0, 6), "Quetta", 1167528, "Balochistan", "Quetta", "PAK", 30.18, 67.0, "exact")
POINT = Place(Span("Torkham", 0, 7), "Torkham", None, "Khyber Pakhtunkhwa", "Khyber", "PAK", 34.12, 71.09, "exact")
# A name nobody knew, put where its district is.
UNKNOWN = Place(Span("Killi X", 0, 7), "Killi X", None, "Balochistan", "Quetta", "PAK", 30.2, 67.0, "admin2")
NOTHING = Place(Span("Somewhere", 0, 9), None, None, None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (WAS, None),
        (replace(WAS, lat=30.185), None),  # 0.6 km
        (replace(WAS, lat=30.2), Change.MOVED),  # 2.2 km
        (replace(WAS, name="Quetta City"), Change.RENAMED),
        (replace(WAS, admin2="Pishin"), Change.OTHER_AREA),
        (replace(WAS, geonameid=1), Change.GONE),
        (POINT, None),
        (replace(POINT, lon=71.2), Change.MOVED),
        (replace(POINT, name="Old Fort"), Change.GONE),
        (UNKNOWN, None),
        (replace(UNKNOWN, name="Ali Khel"), Change.NEWLY_KNOWN),
        (replace(UNKNOWN, name="Ali Khel", country="AFG"), None),
        (NOTHING, None),
        (replace(NOTHING, span=Span("Ali Khel", 0, 8)), Change.NEWLY_KNOWN),
    ],
)
def test_the_first_change_that_applies_is_told(place: Place, change: Change | None) -> None:
    by_id = {entry.geonameid: entry for (entry,) in KNOWN.values()}
    found = change_of(place, lambda name: KNOWN.get(name, ()), by_id.get)
    assert (found[0] if found else None) == change
