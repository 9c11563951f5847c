"""Whose account a report gives, graded by a data file whose every line is tried on its own examples."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.resolution.nearness import words_of
from extractors.resolution.source_grades import Grade, Line, grade_of, grade_of_count, line_for, lines, matches
from tests.builders import actor, event, span


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.yes)
def test_each_line_grades_its_own_example_and_not_the_other(line: Line) -> None:
    assert line_for(line.yes) is line
    assert not matches(line, words_of(line.no))


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.yes)
def test_no_phrase_of_a_line_is_taken_by_a_line_before_it(line: Line) -> None:
    for phrase in line.words:
        account = tuple(word.rstrip("*") for word in phrase)
        first = next(other for other in lines() if matches(other, account))
        assert first.grade is line.grade, phrase


@pytest.mark.parametrize(
    ("account", "grade"),
    [
        ("Norwegian police said", Grade.OFFICIAL),
        ("the health ministry in Beirut said", Grade.OFFICIAL),
        ("Islamabad's chief commissioner", Grade.OFFICIAL),
        ("a security source said", Grade.OFFICIAL),
        ("state media reported", Grade.OFFICIAL),
        ("the Royal Oman Police said", Grade.OFFICIAL),
        ("witnesses and medics said", Grade.FIRST_HAND),
        ("A nurse", Grade.FIRST_HAND),
        ("according to the residents", Grade.FIRST_HAND),
        ("local media reported", Grade.HEARSAY),
        ("according to local accounts", Grade.FIRST_HAND),
        ("according to unconfirmed reports", Grade.HEARSAY),
        ("Houthis claim", Grade.OUTLET),
        ("The rebel force said", Grade.PARTISAN),
        ("the group said in a statement", Grade.PARTISAN),
        ("a human rights group said", Grade.OUTLET),
        ("Human Rights Watch said", Grade.OUTLET),
        ("", Grade.OUTLET),
    ],
)
def test_accounts_as_newspapers_name_them(account: str, grade: Grade) -> None:
    assert grade_of(event(attributed_to=span(account))) is grade


def test_a_report_that_names_nobody_tells_on_its_own_word() -> None:
    assert grade_of(event()) is Grade.OUTLET


@pytest.mark.parametrize("account", ["Al Shabaab says", "al-Shabaab's spokesman said"])
def test_the_attackers_own_account_is_partisan(account: str) -> None:
    told = event(perpetrators=(actor("al-shabaab", "Al Shabaab"),), attributed_to=span(account))
    assert grade_of(told) is Grade.PARTISAN


def test_an_army_is_partisan_of_its_own_strike_and_official_of_others() -> None:
    own = event(perpetrators=(actor("military-forces-of-mali", "the army"),), attributed_to=span("The army said"))
    other = event(perpetrators=(actor("al-shabaab"),), attributed_to=span("The army said"))
    assert grade_of(own) is Grade.PARTISAN
    assert grade_of(other) is Grade.OFFICIAL


def test_who_claims_an_attack_gives_no_toll() -> None:
    told = event(claimed_by=(actor("al-shabaab", "Al Shabaab"),), attributed_to=span("Al Shabaab claims"), killed=9)
    assert told.killed is not None
    assert grade_of_count(told, told.killed) is Grade.OUTLET


def test_a_number_in_another_sentence_is_the_outlets_own() -> None:
    told = event(attributed_to=span("the rebels said"), killed=9)
    assert told.killed is not None
    assert grade_of_count(told, told.killed) is Grade.PARTISAN
    apart = replace(told, evidence=((0, 100), (100, 200)))
    assert grade_of_count(apart, told.killed) is Grade.OUTLET
