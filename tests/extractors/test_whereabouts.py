"""Where an incident was: the finest place told, in whose country, and with which words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.stories.places import best, fineness, finer_than
from extractors.stories.story import Mention, Story
from extractors.stories.whereabouts import country_of, place_of
from tests.extractors.mention_builders import actor, area, mention, span, target, town
from warehouse.records import Place

QUETTA = town("Quetta", 30.18, 66.99)
SEAT = replace(town("Mastung", 29.8, 66.85), admin2="Mastung")
MASTUNG = replace(area("Mastung District", "admin2", admin1="Balochistan"), name="Mastung", admin2="Mastung")
PAKISTAN = area("Pakistan", "country")


def unlisted(name: str, start: int = 0, holder: Place | None = None) -> Place:
    """A name that no gazetteer has, in what holds it."""
    bare = Place(span(name, start), None, None, None, None, None, None, None, None)
    if holder is None:
        return bare
    held = dict(admin1=holder.admin1, admin2=holder.admin2, country=holder.country, lat=holder.lat, lon=holder.lon)
    return replace(bare, name=name, precision=holder.precision, **held)  # type: ignore[arg-type]


def at(place: Place, start: int) -> Place:
    return replace(place, span=span(place.span.text, start))


def place_in(*mentions: Mention, settings: tuple[tuple[int, Place], ...] = (), places: tuple[Place, ...] = ()) -> str:
    """The words and country of where the first mention's incident was."""
    told = Story(mentions, (), places, tuple(actor for m in mentions for actor in m.agents), settings)
    found = place_of(mentions[:1], mentions[0], told, country_of(places))
    return f"{found.span.text} {found.country}" if found is not None else ""


def test_a_name_right_before_a_place_lies_in_it() -> None:
    road, city = unlisted("Hatri Road", 40), at(QUETTA, 60)
    assert best((city, road)) == road
    assert best((city, unlisted("Hatri Police Station", 30))) == city


def test_a_town_that_its_district_is_named_after_says_less_than_a_village() -> None:
    assert fineness(unlisted("Hatri", 0, MASTUNG)) < fineness(SEAT) < fineness(MASTUNG)
    assert fineness(unlisted("Hatri Police Station", 0, MASTUNG)) < fineness(SEAT)


def test_an_unlisted_name_that_a_town_holds_is_finer_and_a_town_is_never_finer_than_an_unlisted_name() -> None:
    quarter = unlisted("Hatri Bazaar", 0, replace(QUETTA, precision="near"))
    assert finer_than(quarter, QUETTA) and not finer_than(QUETTA, quarter)


def test_the_sentence_before_tells_where_if_none_after_does() -> None:
    act = mention("shoot", 210)
    assert place_in(act, settings=((100, QUETTA),)) == "Quetta PAK"
    assert place_in(act, settings=((100, QUETTA), (300, MASTUNG))) == "Mastung District PAK"


def test_an_act_without_a_place_was_where_the_nearest_other_act_was() -> None:
    act, other = mention("shoot", 210), mention("explode", 10, places=(QUETTA,))
    assert place_in(act, other) == "Quetta PAK"
    assert place_in(act, replace(other, timeframe="background")) == ""


def test_a_place_that_the_sentence_names_at_all_is_better_than_none() -> None:
    assert place_in(mention("shoot", 210), places=(at(PAKISTAN, 215), at(QUETTA, 250))) == "Quetta PAK"


NATION = [
    (mention("kill", 10, agents=(actor("Kenyan security forces", 0, "State forces"),)), "KEN"),
    (mention("kill", 10, targets=(target("three Somali soldiers", 20),)), "SOM"),
    (mention("kill", 10, source=span("Mexico's army said", 30)), "MEX"),
]
NO_NATION = [
    (mention("kill", 10, agents=(actor("BLA men", 0, "Rebel groups", "balochistan-liberation-army"),)), "PAK"),
    (mention("kill", 10, agents=(actor("Turkey-backed fighters", 0),)), None),
    (mention("kill", 10, agents=(actor("gunmen", 0),)), None),
    (mention("kill", 10, agents=(actor("Boko men", 0, "Rebel groups", "naxalite-nowhere"),)), None),
]


@pytest.mark.parametrize(("act", "country"), [*NATION, *NO_NATION])
def test_a_nation_or_group_tells_the_country_of_a_place(act: Mention, country: str | None) -> None:
    assert place_in(replace(act, places=(unlisted("Hatri", 40),))) == f"Hatri {country}"


@pytest.mark.parametrize(("act", "country"), NATION)
def test_a_nation_tells_the_country_where_no_place_is_named(act: Mention, country: str) -> None:
    assert place_in(act).endswith(f" {country}")


@pytest.mark.parametrize("act", [act for act, _ in NO_NATION])
def test_a_group_is_at_home_in_a_country_but_may_strike_in_another(act: Mention) -> None:
    assert place_in(act) == ""


def test_a_country_that_is_named_is_where_it_was_unless_the_nation_told_is_another() -> None:
    kenya, chad = area("Kenya", "country", "KEN"), area("Chad", "country", "TCD")
    act = mention("kill", 10, agents=(actor("Kenyan police", 0, "State forces"),))
    assert place_in(act, places=(at(chad, 200), at(kenya, 220))) == "Kenya KEN"
    assert place_in(act, places=(at(chad, 200),)) == "Kenyan KEN"
    assert place_in(mention("kill", 10), places=(at(chad, 200),)) == "Chad TCD"


def test_the_country_that_words_tell_holds_a_place_that_nothing_else_does() -> None:
    act = mention("kill", 10, places=(unlisted("Hatri", 40),), targets=(target("Somali soldiers", 20),))
    assert place_in(act) == "Hatri SOM"


def test_where_the_report_was_filed_gives_way_to_an_area_that_its_sentence_names() -> None:
    filed = at(town("QUETTA", 30.18, 66.99), 0)
    assert place_in(mention("shoot", 10), places=(filed, at(MASTUNG, 40))) == "Mastung District PAK"
    assert place_in(mention("shoot", 10), places=(filed,)) == "QUETTA PAK"
