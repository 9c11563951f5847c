"""Which of its namesakes a place name means, and why: hand-made gazetteers in which the answer is known."""

from __future__ import annotations

import pytest

from models.places.gazetteer import Entry
from models.places.namesakes import FEATURES, load_weights
from models.places.toponyms import Asked, Decision, Name, resolve
from tests.models.known_places import (
    HAMLET,
    HYDERABAD_INDIA,
    HYDERABAD_SINDH,
    KARACHI,
    MASTUNG,
    MASTUNG_DISTRICT,
    PAKISTAN,
    known,
)
from warehouse.records import PlaceRole

COLUMBUS = (
    Entry(30, "Columbus", "town", "Ohio", None, "USA", 39.96, -83.0, 905_000),
    Entry(31, "Columbus", "town", "Nebraska", None, "USA", 41.43, -97.37, 22_000),
)
NORFOLK = (
    Entry(32, "Norfolk", "town", "Virginia", None, "USA", 36.85, -76.29, 238_000),
    Entry(33, "Norfolk", "town", "Nebraska", None, "USA", 42.03, -97.42, 24_000),
)
PLATTE = (
    Entry(34, "Platte", "admin2", "Missouri", "Platte", "USA", 39.38, -94.77, 106_000),
    Entry(35, "Platte", "admin2", "Nebraska", "Platte", "USA", 41.57, -97.52, 34_000),
)
AMERICAN = {"columbus": COLUMBUS, "norfolk": NORFOLK, "platte": PLATTE}


def lookup(name: str) -> tuple[Entry, ...]:
    return known(name) or AMERICAN.get(name.lower(), ())


def places(asked: Asked) -> list[Entry | None]:
    return [decision.entry for decision in resolve(asked, lookup)]


def test_the_larger_namesake_is_meant_where_nothing_else_is_said() -> None:
    assert places(Asked([Name("Hyderabad")])) == [HYDERABAD_INDIA]


@pytest.mark.parametrize("others", [[Name("Karachi"), Name("Pakistan")], [Name("Balochistan"), Name("Karachi")]])
def test_other_places_of_the_text_decide_between_namesakes(others: list[Name]) -> None:
    assert places(Asked([Name("Hyderabad"), *others]))[0] == HYDERABAD_SINDH


@pytest.mark.parametrize(
    "asked",
    [
        Asked([Name("Hyderabad")], publisher_country="PAK"),
        Asked([Name("Hyderabad")], demonyms={"PAK": 3}),
        Asked([Name("Hyderabad")], bodies={"PAK": 2.0}),
    ],
    ids=["the outlet's country", "the peoples named", "the forces and groups named"],
)
def test_what_no_place_name_tells_decides_too(asked: Asked) -> None:
    assert places(asked) == [HYDERABAD_SINDH]


def test_a_container_decides_against_the_larger_namesake() -> None:
    names = [Name("Hyderabad", None, (1,)), Name("Pakistan")]
    assert places(Asked(names, "IND", {"IND": 3}))[0] == HYDERABAD_SINDH


def test_one_name_has_one_sense_in_a_text() -> None:
    names = [Name("Hyderabad", None, (1,)), Name("Pakistan"), Name("Hyderabad")]
    assert places(Asked(names))[2] == HYDERABAD_SINDH


def test_a_bare_name_is_the_town_and_a_sort_makes_it_the_district() -> None:
    assert places(Asked([Name("Mastung"), Name("Mastung", "admin2")])) == [MASTUNG, MASTUNG_DISTRICT]


def test_names_that_are_all_ambiguous_settle_on_where_they_lie_together() -> None:
    """The largest Columbus, Norfolk and Platte lie in three states; the smaller ones within 70 km of one another."""
    found = places(Asked([Name("Columbus"), Name("Platte", "admin2"), Name("Norfolk")]))
    assert [entry.admin1 for entry in found if entry] == ["Nebraska"] * 3


def test_a_hamlet_in_a_country_that_nothing_points_to_is_not_meant() -> None:
    asked = Asked([Name("Sariab"), Name("Pakistan"), Name("Karachi")], "PAK")
    assert places(asked) == [None, PAKISTAN, KARACHI]
    assert "countries that nothing else" in (resolve(asked, lookup)[0].why or "")


def test_a_name_outside_the_area_that_the_text_puts_it_in_is_not_meant() -> None:
    names = [Name("Karachi", None, (1,)), Name("India")]
    decision = resolve(Asked(names), lookup)[0]
    assert decision == Decision(None, "no place of this name is known in India")


def test_forces_of_another_country_make_a_larger_namesake_a_stranger() -> None:
    assert resolve(Asked([Name("Sariab")]), lookup)[0].entry == HAMLET
    assert resolve(Asked([Name("Sariab")], bodies={"PAK": 1.0}), lookup)[0].entry is None


def test_nothing_known_stays_unknown() -> None:
    assert resolve(Asked([Name("Killi Sheikhan")], "PAK"), lookup) == [Decision(None)]
    assert resolve(Asked([]), lookup) == []


def test_the_reason_names_what_the_text_says() -> None:
    names = [Name("Hyderabad", None, (1,)), Name("Pakistan")]
    told = resolve(Asked(names), lookup)[0].why or ""
    assert told.startswith("of 2 of this name: the text puts it in Pakistan")


def test_the_reason_names_the_place_that_lies_close() -> None:
    told = resolve(Asked([Name("Platte", "admin2"), Name("Columbus"), Name("Norfolk")]), lookup)[0].why or ""
    assert "named too, is" in told or "of the text are in Nebraska" in told


def test_a_single_place_of_its_name_says_so() -> None:
    assert resolve(Asked([Name("Karachi")]), lookup)[0].why == "the only place of this name in the gazetteer"


def test_a_text_with_hundreds_of_ambiguous_names_is_weighed_within_bounds() -> None:
    """900 names of 60 namesakes each: with every namesake against every other this would be 3e9 distances."""
    crowd = {
        f"name {at}": tuple(
            Entry(at * 100 + i, f"Name {at}", "town", f"State {i % 50}", None, "USA", i * 1.0, -i * 1.0, 1_000 + i)
            for i in range(60)
        )
        for at in range(900)
    }
    found = resolve(Asked([Name(words) for words in crowd]), lambda name: crowd.get(name, ()))
    assert len(found) == 900 and all(decision.entry is not None for decision in found)


def test_the_weights_know_every_feature_and_no_other() -> None:
    assert set(load_weights().by_feature) == set(FEATURES)


def test_a_name_known_in_one_country_is_believed_against_one_place_elsewhere_but_not_against_more() -> None:
    lone = Name("Sariab")
    assert places(Asked([lone, Name("Karachi")]))[0] == HAMLET
    assert places(Asked([lone, Name("Karachi"), Name("Balochistan")]))[0] is None


def test_a_government_says_nothing_of_where_a_text_is_set() -> None:
    speakers = [Name("Pakistan", role=PlaceRole.GOVERNMENT), Name("India", role=PlaceRole.GOVERNMENT)]
    assert places(Asked([Name("Sariab"), *speakers]))[0] == HAMLET


def test_where_the_likeliest_lies_elsewhere_the_next_that_can_be_meant_is() -> None:
    """Only the words `in Sindh` speak for the smaller Hyderabad: India has the larger, and its people and papers."""
    names = [Name("Hyderabad", None, (1,)), Name("Sindh")]
    sindh = Entry(40, "Sindh", "admin1", "Sindh", None, "PAK", 26.0, 68.5, 47_000_000)

    def with_sindh(name: str) -> tuple[Entry, ...]:
        return (sindh,) if name.lower() == "sindh" else lookup(name)

    asked = Asked(names, "IND", {"IND": 9}, {"IND": 9.0})
    assert [decision.entry for decision in resolve(asked, with_sindh)] == [HYDERABAD_SINDH, sindh]


def test_a_village_of_which_the_text_goes_on_about_is_no_stranger_beside_one_other_country() -> None:
    assert places(Asked([Name("Sariab"), Name("India")]))[0] is None
    assert places(Asked([Name("Sariab"), Name("India"), Name("Sariab")]))[0] == HAMLET


def test_a_town_may_have_left_the_district_that_the_text_puts_it_in() -> None:
    """The gazetteer has Modra in the district that was cut off from Mastung; one 300 km away is another."""
    near = Entry(41, "Modra", "town", "Balochistan", "Dasht", "PAK", 30.1, 66.9, 60_000)
    far = Entry(42, "Modra", "town", "Balochistan", "Panjgur", "PAK", 27.0, 64.1, 60_000)
    asked = Asked([Name("Modra", None, (1,)), Name("Mastung", "admin2")])
    assert resolve(asked, lambda name: (near,) if name == "Modra" else lookup(name))[0].entry == near
    assert resolve(asked, lambda name: (far,) if name == "Modra" else lookup(name))[0].entry is None
