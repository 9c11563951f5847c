"""The words that say whose account a report gives to how that account is graded, by `source_grades.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from extractors.resolution.nearness import words_of
from warehouse.records import CountedSpan, Event

KNOWLEDGE = Path(__file__).with_name("source_grades.toml")

_ARTICLES = frozenset({"the", "a", "an"})
# Distinct accounts ("police said") are few: of 348 attributed events of 420 stories, 200.
_REMEMBERED = 4096


class Grade(StrEnum):
    """Whose account a report gives: `outlet` where it names nobody and tells on its own word."""

    OFFICIAL = "official"
    FIRST_HAND = "first_hand"
    OUTLET = "outlet"
    HEARSAY = "hearsay"
    PARTISAN = "partisan"


# Those who were there, treated the hurt or had to look into it.
FIRM = frozenset({Grade.OFFICIAL, Grade.FIRST_HAND})
# A count of these gives way to anybody else's.
WEAK = frozenset({Grade.HEARSAY, Grade.PARTISAN})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: any of `words` gives the `grade`; `yes` is graded by it, `no` not."""

    grade: Grade
    words: tuple[tuple[str, ...], ...]
    yes: str
    no: str


@cache
def lines() -> tuple[Line, ...]:
    """The lines of source_grades.toml, in the order in which they are tried."""
    told = tomllib.loads(KNOWLEDGE.read_text(encoding="utf-8"))["line"]
    return tuple(
        Line(Grade(row["grade"]), tuple(tuple(phrase.split()) for phrase in row["words"]), row["yes"], row["no"])
        for row in told
    )


def grade_of(event: Event) -> Grade:
    """How the account that `event` rests on is graded; the attackers' own is partisan, whoever they are."""
    source = event.attributed_to
    if source is None:
        return Grade.OUTLET
    line = line_for(source.text)
    if line is not None and line.grade is Grade.OUTLET:
        return Grade.OUTLET
    if any(_is_voice_of(source.text, m.span.text, m.name) for m in (*event.perpetrators, *event.claimed_by)):
        return Grade.PARTISAN
    return line.grade if line is not None else Grade.OUTLET


def grade_of_count(event: Event, counted: CountedSpan) -> Grade:
    """Whose count a number is: of those whose account it is told in one sentence with, else the outlet's own."""
    source = event.attributed_to
    is_said = source is not None and any(
        start <= source.start < stop and start <= counted.span.start < stop for start, stop in event.evidence
    )
    return grade_of(event) if is_said else Grade.OUTLET


@lru_cache(_REMEMBERED)
def line_for(account: str) -> Line | None:
    """The line that grades an account by its words alone (`police said` is official); None where none does."""
    words = words_of(account)
    return next((line for line in lines() if matches(line, words)), None)


def matches(line: Line, words: tuple[str, ...]) -> bool:
    """Whether one of the line's phrases stands in `words`."""
    return any(
        all(_is(word, words[start + place]) for place, word in enumerate(phrase))
        for phrase in line.words
        for start in range(len(words) - len(phrase) + 1)
    )


def _is(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


@lru_cache(_REMEMBERED)
def _is_voice_of(account: str, words: str, name: str | None) -> bool:
    """Whether the account opens with the attacker's name or words: `Al-Shabaab says`, `the army said`."""
    told = _bare(account)
    return any(called and told[: len(called)] == called for called in (_bare(words), _bare(name)))


def _bare(words: str | None) -> tuple[str, ...]:
    return tuple(word for word in words_of(words) if word not in _ARTICLES)
