"""Places lie to one another as their names, areas and coordinates say."""

from __future__ import annotations

import pytest

from extractors.resolution.nearness import Nearness, nearness, words_of
from models.places.distance import great_circle_km
from tests.builders import place
from warehouse.records import Place

QUETTA = place("Quetta", admin1="Balochistan", admin2="Quetta", lat=30.18, lon=67.0, geonameid=3)
MASTUNG = place("Mastung", admin1="Balochistan", admin2="Mastung", lat=29.80, lon=66.85, geonameid=4)
MASTUNG_DISTRICT = place("Mastung", "admin2", admin1="Balochistan", admin2="Mastung", lat=29.6, lon=66.6)
KHAD_KOCHA = place("Khad Kocha", admin1="Balochistan", admin2="Mastung", lat=29.5, lon=66.7)
BALOCHISTAN = place("Balochistan", "admin1", admin1="Balochistan", lat=28.0, lon=65.0)
PAKISTAN = place("Pakistan", "country", lat=30.0, lon=70.0)
BEIRUT = place("Beirut", country="LBN", admin1="Beirut", lat=33.89, lon=35.50)
SUBURB = place("Haret Hreik", country="LBN", admin1="Mount Lebanon", lat=33.85, lon=35.51)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (QUETTA, QUETTA, Nearness.SAME),
        (QUETTA, place("Kwatah", admin1="Balochistan", geonameid=3), Nearness.SAME),
        (MASTUNG, MASTUNG_DISTRICT, Nearness.SAME),  # an outlet says the town, another the district of that name
        (KHAD_KOCHA, MASTUNG_DISTRICT, Nearness.IN_DISTRICT),
        (QUETTA, MASTUNG_DISTRICT, Nearness.APART),
        (QUETTA, MASTUNG, Nearness.APART),  # 45 km
        (QUETTA, place("Baleli", "near", admin1="Balochistan", lat=30.29, lon=66.95), Nearness.NEIGHBOUR),  # 13 km
        (BEIRUT, SUBURB, Nearness.NEIGHBOUR),  # another province, yet 5 km away
        (QUETTA, BALOCHISTAN, Nearness.IN_PROVINCE),
        (BALOCHISTAN, BALOCHISTAN, Nearness.IN_PROVINCE),
        (QUETTA, PAKISTAN, Nearness.IN_COUNTRY),
        (QUETTA, place("Sindh", "admin1", admin1="Sindh"), Nearness.APART),
        (QUETTA, BEIRUT, Nearness.APART),
        (QUETTA, None, Nearness.UNKNOWN),
        (place("Killi Umar", "admin1", admin1="Balochistan"), QUETTA, Nearness.UNKNOWN),  # somewhere in the province
        (place("Killi Umar", "admin1", admin1="Balochistan"),
         place("killi umar", "country"), Nearness.SAME),
        (place("Nowhere", "none", country=None), place("Elsewhere", "none", country=None), Nearness.UNKNOWN),
    ],
)  # fmt: skip
def test_how_two_places_lie(a: Place | None, b: Place | None, expected: Nearness) -> None:
    assert nearness(a, b) is expected
    assert nearness(b, a) is expected


def test_a_degree_of_latitude_is_111_km() -> None:
    assert great_circle_km(30.0, 70.0, 31.0, 70.0) == pytest.approx(111.195, abs=0.01)
    assert great_circle_km(10.0, 179.9, 10.0, -179.9) == pytest.approx(21.9, abs=0.1)


@pytest.mark.parametrize(
    ("name", "words"),
    [("Tillabéri", ("tillaberi",)), ("Dera-Ismail Khan", ("dera", "ismail", "khan")), (None, ())],
)
def test_spellings_compare_by_their_bare_words(name: str | None, words: tuple[str, ...]) -> None:
    assert words_of(name) == words
