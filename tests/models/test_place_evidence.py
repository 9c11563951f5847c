"""What tells a place from a person, a body and a word: the numbers by hand, and what they decide in texts."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from models.deciders.logistic import load
from models.places.gazetteer import Entry
from models.places.place_evidence import Namings, evidence
from models.places.place_shape import PlaceName
from models.places.place_within import within
from tests.models.conftest import Read
from warehouse.records import PlaceRole

LOGAN = Entry(1, "Logan", "town", "Utah", "Cache", "USA", 41.7, -111.8, 99_999)


def lookup(name: str) -> tuple[Entry, ...]:
    return (LOGAN,) if name == "Logan" else ()


def rank(word: str) -> float:
    return {"logan": 900.0, "Logan": 30.0}[word]


def doc_of(words: str, ents: list[str]) -> Doc:
    tokens = words.split()
    return Doc(spacy.blank("en").vocab, words=tokens, ents=ents, pos=["PROPN"] * len(tokens))


def test_the_numbers_of_a_surname() -> None:
    doc = doc_of("Ann Logan left . Then Logan 's dog left", ["B-PERSON", "I-PERSON", *"OOO", "B-GPE", *"OOO"])
    row = evidence(doc, PlaceName(5, 6, "Logan"), lookup, Namings.of(doc), rank)
    told = {"label GPE", "people", "in persons", "taken for places", "possessive", "capital before"}
    assert {name for name, value in row.items() if value} == told
    assert row["people"] == pytest.approx(0.5)
    assert row["in persons"] == pytest.approx(1 / 3)
    assert row["taken for places"] == 1.0


def test_the_weights_know_every_number_and_say_what_one_expects() -> None:
    doc = doc_of("in Logan", ["O", "B-GPE"])
    weights = load("place_name").weights
    assert weights.keys() == evidence(doc, PlaceName(1, 2, "Logan"), lookup, Namings.of(doc), rank).keys()
    assert min(weights[name] for name in ("country", "people", "in", "taken for places")) > 0
    assert max(weights[name] for name in ("in persons", "word", "speaker", "label FAC")) < 0


@pytest.mark.parametrize(
    ("words", "ents", "role"),
    [
        ("the Logan Clinic", ["O", "B-ORG", "I-ORG"], PlaceRole.BODY),
        ("met Logan today", ["O", "O", "O"], PlaceRole.BODY),
        ("in Logan today", ["O", "O", "O"], PlaceRole.PLACE),
    ],
)
def test_a_known_name_within_another_belongs_to_it(words: str, ents: list[str], role: PlaceRole) -> None:
    assert [(name.words, name.role) for name in within(doc_of(words, ents), lookup, [])] == [("Logan", role)]


def test_what_was_found_is_not_looked_into() -> None:
    doc = doc_of("the Logan Clinic", ["O", "B-ORG", "I-ORG"])
    assert list(within(doc, lookup, [PlaceName(1, 3, "Logan Clinic")])) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Matthew Flores was shot in San Jose. Flores, 26, had left the army. Flores grew up there.", "Flores"),
        ("Hillary Clinton met Livni. Clinton kept her options open. It seems that Clinton agreed.", "Clinton"),
        ("David Hopkins is director of finance. Hopkins said that taxes were down.", "Hopkins"),
    ],
)
def test_somebody_is_no_place(read: Read, text: str, name: str) -> None:
    doc = read(text)
    assert name not in [span.text for group in ("places", "affiliations") for span in doc.spans[group]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He teaches at the University of Rochester.", "Rochester"),
        ("The Georgia Medical Center treated him.", "Georgia"),
        ("The Conference Board of Canada said so.", "Canada"),
    ],
)
def test_where_a_body_belongs_is_an_affiliation(read: Read, text: str, name: str) -> None:
    doc = read(text)
    assert name in [span.text for span in doc.spans["affiliations"]]
    assert name not in [span.text for span in doc.spans["places"]]


def test_egyptians_are_persons_and_egyptian_is_whose(read: Read) -> None:
    doc = read("Egyptians met Egyptian officers.")
    assert [span.text for span in doc.spans["affiliations"]] == ["Egyptian"]
