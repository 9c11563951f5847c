"""Counts of people in sentences of wire reports, and the numbers that count nobody."""

from __future__ import annotations

import pytest

from models.numbers.numerals import numeral
from tests.models.conftest import Read


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("12", (12, 12, 12)),
        ("1,200", (1200, 1200, 1200)),
        ("12,00,000", (1200000, 1200000, 1200000)),
        ("twenty - five", (25, 25, 25)),
        ("a hundred and fifty", (150, 150, 150)),
        ("two dozen", (24, 24, 24)),
        ("half a dozen", (6, 6, 6)),
        ("three thousand two hundred", (3200, 3200, 3200)),
        ("dozens", (24, None, None)),
        ("hundreds of thousands", (200000, None, None)),
        ("between 10 and 15", (10, None, 15)),
        ("three to five", (3, None, 5)),
        ("10-15", (10, None, 15)),
        ("both", (2, 2, 2)),
        ("several", (2, None, None)),
        ("30 +", (30, None, None)),
    ],
)
def test_words_of_number(words: str, count: tuple[int | None, ...]) -> None:
    tokens = words.split()
    found = numeral(tokens, 0)
    assert found is not None
    assert ((found.count.low, found.count.best, found.count.high), found.stop) == (count, len(tokens))


@pytest.mark.parametrize("words", ["third", "3 - 1", "twenty-first", "few", "people"])
def test_words_that_are_no_range_or_number(words: str) -> None:
    found = numeral(words.split(), 0)
    assert found is None or found.stop == 1


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("At least 30 people were killed.", [("At least 30 people", 30, 30, None, "people")]),
        ("More than 2,500 people were killed.", [("More than 2,500 people", 2500, None, None, "people")]),
        ("Up to 12 fighters were killed.", [("Up to 12 fighters", None, None, 12, "fighter")]),
        ("About 40 villagers were abducted.", [("About 40 villagers", None, 40, None, "villager")]),
        ("Six Pakistani border guards died.", [("Six Pakistani border guards", 6, 6, 6, "guard")]),
        ("A policeman was shot dead.", [("A policeman", 1, 1, 1, "policeman")]),
        ("No one was hurt in the blast.", [("No one", 0, 0, 0, None)]),
        ("No casualties were reported.", [("No casualties", 0, 0, 0, "casualty")]),
        ("One of the attackers was killed.", [("One of the attackers", 1, 1, 1, "attacker")]),
        ("A lone gunman opened fire.", [("A lone gunman", 1, 1, 1, "gunman")]),
        (
            "12 people, including three children, were killed.",
            [("12 people", 12, 12, 12, "people"), ("three children", 3, 3, 3, "child")],
        ),
        ("Dozens of people fled.", [("Dozens of people", 24, None, None, "people")]),
    ],
)
def test_people_are_counted_with_their_noun(read: Read, sentence: str, expected: list[tuple[object, ...]]) -> None:
    doc = read(sentence)
    rows = [(span.text, span._.quantity.count, span._.quantity.head) for span in doc.spans["quantities"]]
    assert [(text, count.low, count.best, count.high, head) for text, count, head in rows] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "He joined the 23rd Brigade in Sector 5 last year.",
        "The rebels drove 20 km north with AK-47 rifles and 9mm rounds.",
        "Fuel costs rose 66 per cent to $5 million after three days.",
        "It happened at 3 am on 12 July 2013.",
        "The side won 3-1.",
        "Lawyers spoke in 2013.",
    ],
)
def test_other_numbers_count_nobody(read: Read, sentence: str) -> None:
    doc = read(sentence)
    assert [span.text for span in doc.spans["quantities"]] == []


def test_an_age_behind_a_name_counts_nobody(read: Read) -> None:
    doc = read("Ahmad Khan, 34, was shot dead.")
    assert [span.text for span in doc.spans["quantities"]] == []


@pytest.mark.parametrize(
    ("sentence", "text", "count", "head"),
    [
        ("A head constable of the city police was killed.", "A head constable", 1, "constable"),
        ("A guard was killed and another was injured.", "another", 1, None),
        ("The duo was abducted by gunmen.", "duo", 2, None),
        ("Around 2 000 soldiers were wounded.", "Around 2 000 soldiers", 2000, "soldier"),
    ],
)
def test_counts_in_telegraphic_words(read: Read, sentence: str, text: str, count: int, head: str | None) -> None:
    found = {span.text: span._.quantity for span in read(sentence).spans["quantities"]}
    assert text in found, list(found)
    assert (found[text].count.best, found[text].head) == (count, head)


def test_one_after_another_counts_nobody(read: Read) -> None:
    doc = read("One blast after another was heard.")
    assert "another" not in [span.text for span in doc.spans["quantities"]]
