"""The words that say whose account a report gives to how that account is graded, by `source_grades.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from extractors.resolution.nearness import words_of
from warehouse.records import Event

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
    """How the account that `event` rests on is graded; the attackers' own count is partisan, whoever they are."""
    source = event.attributed_to
    if source is None:
        return Grade.OUTLET
    if any(_is_voice_of(source.text, m.span.text, m.name) for m in (*event.perpetrators, *event.claimed_by)):
        return Grade.PARTISAN
    return graded(source.text)


@lru_cache(_REMEMBERED)
def graded(account: str) -> Grade:
    """The grade of an account by its words alone: `police said` is official."""
    words = words_of(account)
    return next((line.grade for line in lines() if matches(line, words)), Grade.OUTLET)


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
