"""Country names, codes and demonyms, as a reader of the news would take them."""

from __future__ import annotations

import pytest

from models.places.countries import alpha3_of, by_alpha3, countries, country_named, country_of_demonym, name_of


@pytest.mark.parametrize(
    ("words", "code"),
    [("Pakistan", "PAK"), ("the UAE", "ARE"), ("DR Congo", "COD"), ("Burma", "MMR"), ("MALI", "MLI"), ("GB", "GBR")],
)
def test_names_and_codes_find_their_country(words: str, code: str) -> None:
    assert alpha3_of(words) == code


@pytest.mark.parametrize("words", ["us", "car", "chad", "Karachi", ""])
def test_words_that_are_no_country(words: str) -> None:
    assert country_named(words) is None


def test_niger_and_nigeria_keep_their_people_apart() -> None:
    assert [country_of_demonym(word).alpha3 for word in ("Nigerien", "Nigerians")] == ["NER", "NGA"]  # type: ignore[union-attr]


def test_codes_are_unique_and_neighbours_mutual() -> None:
    rows = countries()
    assert len({row.alpha3 for row in rows}) == len({row.alpha2 for row in rows}) == len(rows)
    one_sided = {
        (row.alpha3, code)
        for row in rows
        for code in row.neighbours
        if row.alpha3 not in by_alpha3(code).neighbours  # type: ignore[union-attr]
    }
    assert not one_sided


def test_unknown_is_none() -> None:
    assert name_of(None) is None
    assert name_of("ZZZ") is None
    assert name_of("MLI") == "Mali"
