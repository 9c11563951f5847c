"""The likeliest place of an incident gives way to the spot that its text puts in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.events import scenes_of
from extractors.stories.scene import Cast
from extractors.stories.spots import FINER, INNER, place_told
from extractors.stories.story import Filler, Story
from tests.extractors.mention_builders import area, mention, span, town
from warehouse.records import Place, Span

QUETTA = town("Quetta", 30.18, 66.99)
DISTRICT = replace(area("Mastung District", "admin2", admin1="Balochistan"), name="Mastung", admin2="Mastung")


def filler(
    name: str, start: int, place: Place | None = None, within: Span | None = None, coarse: bool = False
) -> Filler:
    """A candidate in the first sentence of a text, resolved or a name that nobody knows."""
    words = span(name, start)
    known = replace(place, span=words) if place is not None else Place(words, *(None,) * 8)
    return Filler(words, (0, 99), "pobj", (), place=known, within=within, coarse=coarse)


def told(*weighed: tuple[Filler, float], ruled: Place | None = None) -> Place | None:
    """Where the incident of a text with these candidates was, the first of them the likeliest."""
    fillers = [one for one, _ in weighed]
    act = mention("explode", 10, places=(ruled,) if ruled is not None else ())
    story = Story((act,), (), (), (), fillers=tuple(fillers))
    scenes = scenes_of(story)
    return place_told(scenes[0], scenes, story, [Cast(*weighed[0])], (fillers, [likely for _, likely in weighed]))


def words_of(place: Place | None) -> str:
    assert place is not None
    return f"{place.span.text} {place.country} {place.precision}"


def test_a_spot_that_the_text_puts_in_the_likeliest_place_is_where_it_was() -> None:
    city = filler("Quetta", 60, QUETTA)
    bridge = filler("Doda Bridge", 40, within=city.span)
    assert words_of(told((city, 0.8), (bridge, INNER))) == "Doda Bridge PAK near"
    assert words_of(told((city, 0.8), (bridge, INNER - 0.05))) == "Quetta PAK exact"


def test_a_name_that_nobody_knows_keeps_its_words_and_takes_the_precision_of_what_holds_it() -> None:
    district = filler("Mastung District", 70, DISTRICT)
    tehsil = filler("Surab", 50, within=district.span, coarse=True)
    village = filler("Doda", 30, within=tehsil.span)
    assert words_of(told((village, 0.8), (tehsil, 0.3), (district, 0.1))) == "Doda PAK admin2"
    assert words_of(told((district, 0.8), (tehsil, 0.3), (village, 0.3))) == "Doda PAK admin2"


def test_what_somebody_elses_town_owns_needs_no_likelihood() -> None:
    city = filler("Quetta", 40, QUETTA)
    quarter = filler("Pashtunabad", 60, within=city.span)
    assert words_of(told((city, 0.8), (quarter, 0.05))) == "Pashtunabad PAK near"


@pytest.mark.parametrize("inner", ["Doda School", "Doda Road"])
def test_a_building_or_road_says_no_more_than_its_village(inner: str) -> None:
    village = filler("Surab", 60)
    assert words_of(told((village, 0.8), (filler(inner, 40, within=village.span), 0.6))) == "Surab None None"


def test_a_police_station_says_more_than_its_city_and_less_than_a_village_under_it() -> None:
    city = filler("Quetta", 80, QUETTA)
    station = filler("Brewery Police Station", 50, within=city.span, coarse=True)
    village = filler("Doda", 30, within=station.span)
    assert words_of(told((city, 0.8), (station, 0.3))) == "Brewery Police Station PAK near"
    assert words_of(told((station, 0.8), (city, 0.1), (village, 0.3))) == "Doda PAK near"


def test_a_likely_name_in_the_incidents_sentence_says_more_than_its_district() -> None:
    district, village = filler("Mastung District", 70, DISTRICT), filler("Doda", 30)
    assert words_of(told((district, 0.8), (village, FINER))) == "Doda PAK admin2"
    assert words_of(told((district, 0.8), (village, FINER - 0.05))) == "Mastung District PAK admin2"


def test_a_name_in_a_sentence_of_another_incident_is_not_where_this_was() -> None:
    district = filler("Mastung District", 70, DISTRICT)
    village = replace(filler("Doda", 130), sentence=(100, 199))
    story = Story((), (), (), (), fillers=(district, village))
    scenes = [
        *scenes_of(Story((mention("explode", 10),), (), (), ())),
        *scenes_of(Story((mention("abduct", 150),), (), (), ())),
    ]
    weighed = ((district, village), (0.8, 0.6))
    assert words_of(place_told(scenes[0], scenes, story, [Cast(district, 0.8)], weighed)).startswith("Mastung")
    assert words_of(place_told(scenes[0], scenes[:1], story, [Cast(district, 0.8)], weighed)).startswith("Doda")


def test_the_rules_place_stands_where_nothing_is_likelier() -> None:
    ruled = replace(QUETTA, span=span("Quetta", 60))
    assert told((filler("Quetta", 60, QUETTA), 0.8), ruled=ruled) == ruled


def test_a_place_that_the_project_adds_counts_as_known() -> None:
    added = replace(QUETTA, geonameid=None)
    suburb = replace(town("Kuchlak", 30.35, 66.94), geonameid=None)
    outer = filler("Quetta", 60, added)
    inner = filler("Kuchlak", 40, suburb, within=outer.span)
    assert words_of(told((outer, 0.8), (inner, 0.3))) == "Kuchlak PAK exact"
    afar = filler("Hub", 40, replace(town("Hub", 25.03, 66.89), geonameid=None), within=outer.span)
    assert words_of(told((outer, 0.8), (afar, 0.3))) == "Quetta PAK exact"


def test_whom_a_people_or_body_belongs_to_tells_the_country_of_a_name_that_nothing_places() -> None:
    bureau = filler("Doda Bureau", 40)
    story = Story((mention("explode", 10),), (), (), (), fillers=(bureau,), affiliations=(QUETTA,))
    scenes = scenes_of(story)
    found = place_told(scenes[0], scenes, story, [Cast(bureau, 0.8)], ((bureau,), (0.8,)))
    assert words_of(found) == "Doda Bureau PAK country"


def test_a_name_that_nobody_knows_lies_in_the_area_of_its_sentence_rather_than_in_a_town_of_another() -> None:
    village = filler("Doda", 30)
    beside, elsewhere = replace(DISTRICT, span=span("Mastung", 60)), replace(QUETTA, span=span("Quetta", 140))
    act = mention("explode", 10)
    story = Story((act,), (), (elsewhere, beside), (), fillers=(village,))
    scenes = scenes_of(story)
    found = place_told(scenes[0], scenes, story, [Cast(village, 0.8)], ([village], [0.8]))
    assert words_of(found) == "Doda PAK admin2"
