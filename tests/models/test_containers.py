"""What holds a name that the gazetteer does not know."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from models.places.containers import Containers, Holder
from models.places.gazetteer import Entry
from models.places.place_shape import PlaceName

ENGLISH = spacy.blank("en").vocab
BORNO = Entry(1, "Borno", "admin1", "Borno", None, "NGA", 11.5, 13.0, 4_200_000)
BAMA_AREA = Entry(2, "Bama", "admin2", "Borno", "Bama", "NGA", 11.5, 13.7, 270_000)
BAMA = Entry(3, "Bama", "town", "Borno", "Bama", "NGA", 11.52, 13.69, 118_000)
GWOZA = Entry(4, "Gwoza", "town", "Borno", "Gwoza", "NGA", 11.09, 13.69, 90_000)
DIFFA = Entry(5, "Diffa", "town", "Diffa", "Diffa", "NER", 13.31, 12.61, 31_000)
KNOWN = {"Borno": (BORNO,), "Bama": (BAMA, BAMA_AREA), "Gwoza": (GWOZA,), "Diffa": (DIFFA,), "BAMA": (BAMA, BAMA_AREA)}


def lookup(name: str) -> tuple[Entry, ...]:
    return KNOWN.get(name, ())


def holder_of(
    text: str, unknown: str, inside: dict[str, str] | None = None, told: dict[str, float] | None = None
) -> Holder | None:
    """What holds the unknown name; every known name means the first that the lookup has."""
    words = text.split()
    doc = Doc(ENGLISH, words=words, sent_starts=[at == 0 or words[at - 1] == "." for at in range(len(words))])
    names = [PlaceName(at, at + 1, word) for at, word in enumerate(words) if word in KNOWN or word == unknown]
    entries = [KNOWN[name.words][0] if name.words in KNOWN else None for name in names]
    at = {name.words: number for number, name in enumerate(names)}
    held = [tuple(at[outer] for inner, outer in (inside or {}).items() if inner == name.words) for name in names]
    containers = Containers(doc, names, entries, held, told or {}, lookup)
    return containers.of(names[at[unknown]])


def test_what_the_text_says_comes_first() -> None:
    found = holder_of("Men died in Kirawa of Gwoza . Bama was shut .", "Kirawa", {"Kirawa": "Gwoza"})
    assert found == Holder(GWOZA, "not in the gazetteer; the text puts it in Gwoza")


def test_an_area_that_the_sentence_names_comes_next() -> None:
    found = holder_of("Men died in Kirawa , Borno officials said . Bama was shut .", "Kirawa")
    assert found == Holder(BORNO, "not in the gazetteer; its sentence names Borno")


def test_else_it_is_the_district_in_which_the_text_is_set() -> None:
    found = holder_of("Men died in Kirawa . They were taken to Bama . Bama was shut .", "Kirawa")
    assert found == Holder(BAMA_AREA, "not in the gazetteer; the text is set in Bama")


def test_else_the_province() -> None:
    found = holder_of("Men died in Kirawa . They were taken to Bama . Gwoza was shut .", "Kirawa")
    assert found == Holder(BORNO, "not in the gazetteer; the text is set in Borno")


def test_a_text_set_in_two_provinces_holds_nothing() -> None:
    assert holder_of("Men died in Kirawa . They were taken to Bama . Diffa was shut .", "Kirawa") is None


def test_the_country_of_forces_and_papers_comes_last() -> None:
    found = holder_of("Men died in Kirawa .", "Kirawa", told={"NGA": 2.0})
    assert found is not None and (found.entry.kind, found.entry.country) == ("country", "NGA")
    assert holder_of("Men died in Kirawa .", "Kirawa", told={"NGA": 1.0, "NER": 1.0}) is None


def test_what_only_a_town_has_lies_in_the_town_that_the_text_is_set_in() -> None:
    found = holder_of("Men died at the Kirawa cemetery . The hurt were taken to Bama . Bama was shut .", "Kirawa")
    assert found == Holder(BAMA, "not in the gazetteer; the text is set in Bama")
    found = holder_of("Men died at the Kirawa , a well-known club . The hurt were taken to Bama .", "Kirawa")
    assert found is not None and found.entry == BAMA


def test_the_town_of_a_dateline_alone_holds_nothing_unless_the_text_speaks_of_the_city() -> None:
    told = "BAMA : Men died at the Kirawa cemetery"
    elsewhere, there = holder_of(f"{told} .", "Kirawa"), holder_of(f"{told} in the heart of the city .", "Kirawa")
    assert elsewhere is not None and elsewhere.entry == BAMA_AREA
    assert there is not None and there.entry == BAMA


def test_a_spot_is_in_no_town_outside_the_area_that_its_sentence_names() -> None:
    found = holder_of("Men died at the Kirawa cemetery in Borno . Diffa sent help . Diffa was shut .", "Kirawa")
    assert found is not None and found.entry == BORNO
