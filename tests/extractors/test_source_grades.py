"""Whose account a report gives, graded by a data file whose every line is tried on its own examples."""

from __future__ import annotations

import pytest

from extractors.resolution.nearness import words_of
from extractors.resolution.source_grades import Grade, Line, grade_of, graded, lines, matches
from tests.builders import actor, event, span


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.yes)
def test_each_line_grades_its_own_example_and_not_the_other(line: Line) -> None:
    assert graded(line.yes) is line.grade
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
        ("according to local accounts", Grade.HEARSAY),
        ("Houthis claim", Grade.PARTISAN),
        ("The rebel force said", Grade.PARTISAN),
        ("the group said in a statement", Grade.PARTISAN),
        ("a human rights group said", Grade.OUTLET),
        ("Human Rights Watch said", Grade.OUTLET),
        ("", Grade.OUTLET),
    ],
)
def test_accounts_as_newspapers_name_them(account: str, grade: Grade) -> None:
    assert graded(account) is grade


def test_a_report_that_names_nobody_tells_on_its_own_word() -> None:
    assert grade_of(event()) is Grade.OUTLET


@pytest.mark.parametrize("account", ["Al Shabaab says", "al-Shabaab's spokesman said", "al-Shabaab claimed"])
def test_the_attackers_own_account_is_partisan(account: str) -> None:
    told = event(perpetrators=(actor("al-shabaab", "Al Shabaab"),), attributed_to=span(account))
    assert grade_of(told) is Grade.PARTISAN


def test_an_army_is_partisan_of_its_own_strike_and_official_of_others() -> None:
    own = event(perpetrators=(actor("military-forces-of-mali", "the army"),), attributed_to=span("The army said"))
    other = event(perpetrators=(actor("al-shabaab"),), attributed_to=span("The army said"))
    assert grade_of(own) is Grade.PARTISAN
    assert grade_of(other) is Grade.OFFICIAL
