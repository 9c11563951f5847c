"""What a watch selects: names as people write them, an organisation with its branches."""

from __future__ import annotations

import pytest

from extractors.watching.selections import selection_of
from warehouse.records import Selection, Watch

ACTORS = [
    ("balochistan-liberation-army", "Balochistan Liberation Army"),
    ("islamic-state", "Islamic State"),
    ("islamic-state-west-africa-province", "Islamic State West Africa Province"),
    (None, "gunmen"),
]
AREAS = [("PAK", "Balochistan"), ("IRN", "Sistan and Baluchestan"), ("NER", "Tillabéri"), ("PAK", "Sindh")]


def select(**conditions: object) -> Selection:
    return selection_of(Watch("w", **conditions), ACTORS, AREAS)  # type: ignore[arg-type]


def test_what_is_not_asked_for_is_no_condition() -> None:
    assert select(event_type="Attack") == Selection(event_type="Attack")


@pytest.mark.parametrize(
    ("conditions", "areas"),
    [
        ({"admin1": "BALOCHISTAN"}, ("Balochistan",)),
        ({"admin1": "Tillaberi"}, ("Tillabéri",)),
        ({"admin1": "Balochistan", "country": "IRN"}, ()),
        ({"admin1": "Punjab"}, ()),
    ],
)
def test_areas_compare_without_case_and_accents(conditions: dict[str, str], areas: tuple[str, ...]) -> None:
    assert select(**conditions).areas == areas


@pytest.mark.parametrize(
    ("actor", "actors"),
    [
        ("islamic-state", ("islamic-state", "islamic-state-west-africa-province")),
        ("islamic-state-west-africa-province", ("islamic-state-west-africa-province",)),
        ("balochistan liberation army", ("balochistan-liberation-army",)),
        ("Gunmen", ("gunmen",)),
        ("hamas", ()),
    ],
)
def test_an_actor_is_itself_and_its_branches(actor: str, actors: tuple[str, ...]) -> None:
    assert select(actor=actor).actors == actors


def test_the_rest_is_taken_over() -> None:
    circle = select(country="PAK", target="police", lat=34.0, lon=71.5, radius_km=50.0)
    assert circle == Selection(country="PAK", target="police", lat=34.0, lon=71.5, radius_km=50.0)
