"""A few places of a hand-made gazetteer that the tests of recognition and resolution share."""

from __future__ import annotations

from models.places.gazetteer import Entry

PAKISTAN = Entry(10, "Pakistan", "country", None, None, "PAK", 30.0, 70.0, 212_000_000)
BALOCHISTAN = Entry(11, "Balochistan", "admin1", "Balochistan", None, "PAK", 28.5, 65.5, 12_000_000)
MASTUNG_DISTRICT = Entry(12, "Mastung", "admin2", "Balochistan", "Mastung", "PAK", 29.8, 66.8, 30_000)
MASTUNG = Entry(13, "Mastung", "town", "Balochistan", "Mastung", "PAK", 29.8, 66.85, 29_000)
HYDERABAD_SINDH = Entry(14, "Hyderabad", "town", "Sindh", None, "PAK", 25.4, 68.4, 1_700_000)
HYDERABAD_INDIA = Entry(15, "Hyderabad", "town", "Telangana", None, "IND", 17.4, 78.5, 6_800_000)
INDIA = Entry(16, "India", "country", None, None, "IND", 22.0, 79.0, 1_350_000_000)
KARACHI = Entry(17, "Karachi", "town", "Sindh", None, "PAK", 24.9, 67.0, 11_600_000)
HAMLET = Entry(18, "Sariab", "town", "Luzon", None, "PHL", 15.0, 121.0, 900)
KNOWN = {
    "pakistan": (PAKISTAN,),
    "balochistan": (BALOCHISTAN,),
    "mastung": (MASTUNG_DISTRICT, MASTUNG),
    "hyderabad": (HYDERABAD_INDIA, HYDERABAD_SINDH),
    "india": (INDIA,),
    "karachi": (KARACHI,),
    "sariab": (HAMLET,),
}


def known(name: str) -> tuple[Entry, ...]:
    """What these places are called, in any case."""
    return KNOWN.get(name.lower(), ())
