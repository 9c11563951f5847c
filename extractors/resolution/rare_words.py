"""The sentences of an event to their rare words: names, villages, unusual nouns and numbers that few texts have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from models.dates.day_pattern import vocabulary as dates
from models.numbers.numerals import numeral, vocabulary

# Folded, one a line; models/training/count_common_words.py makes the file and says how they were chosen.
COMMON_WORDS = Path(__file__).with_name("common_words.txt")
# Three sentences of news have 5 to 25; one without full stops would bring the vocabulary of a text.
MOST_WORDS = 40
# Smaller numbers stand in every report.
_SMALL = 10
_SHORTEST = 3
_TOKEN = re.compile(r"\d+(?:,\d+)*(?:st|nd|rd|th)?|[^\W\d_]+(?:['’ʼ`‘][^\W\d_]+)*|[-–—]")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ`‘"))
_POSSESSIVES = ("'s", "’s")
# `2024` is a year; a count of so many is written with a comma as a rule.
_YEAR = re.compile(r"(?:19|20)\d\d")


def rare_words(text: str, evidence: Iterable[tuple[int, int]], places: Iterable[str] = ()) -> tuple[str, ...]:
    """The rare words of the stretches of `text`, folded, in their order, each once and 40 at most.

    Numbers above ten are in figures, however they are spelled; years and days of a month are no rare words, and neither
    are those of the names of `places` that the text tells: two attacks in one valley share its towns and roads.
    """
    named = {word for place in places for word in folded_words(place)}
    found: dict[str, None] = {}
    for start, stop in evidence:
        for word in rare_in(text[start:stop]):
            if word in named:
                continue
            found[word] = None
            if len(found) == MOST_WORDS:
                return tuple(found)
    return tuple(found)


def rare_in(text: str) -> Iterator[str]:
    """The rare words of a text, folded, in their order."""
    common = _common()
    return (word for word in folded_words(text) if word not in common)


def folded_words(text: str) -> Iterator[str]:
    """The words of a text without letter case, accents and apostrophes, and its numbers above ten in figures."""
    words = [_folded(token) for token in _TOKEN.findall(text)]
    numerals = vocabulary()["numerals"]
    after = 0
    for at, word in enumerate(words):
        if at < after:
            continue
        if word[0].isdigit() or word in numerals:
            number, after = _number(words, at)
            if number is not None and not _is_of_date(words, at, after):
                yield number
        elif len(word) >= _SHORTEST:
            yield word


def _folded(token: str) -> str:
    word = token.casefold()
    if word.endswith(_POSSESSIVES):
        word = word[:-2]
    word = word.translate(_APOSTROPHES)
    if word.isascii():
        return word
    return "".join(mark for mark in unicodedata.normalize("NFKD", word) if not unicodedata.combining(mark))


def _number(words: Sequence[str], at: int) -> tuple[str | None, int]:
    """The number that begins there, None where it is too small or a year, and where it ends."""
    if _YEAR.fullmatch(words[at]):
        return None, at + 1
    found = numeral(words, at)
    if found is None:
        return None, at + 1
    value = found.count.low if found.count.best is None else found.count.best
    return (str(value) if value is not None and value > _SMALL else None), found.stop


def _is_of_date(words: Sequence[str], start: int, stop: int) -> bool:
    """Whether the number there is the day of a month: `26 August`, `August 26`."""
    return any(word in _months() for word in (*words[max(start - 1, 0) : start], *words[stop : stop + 1]))


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON_WORDS.read_text(encoding="utf-8").split())


@cache
def _months() -> frozenset[str]:
    return frozenset(dates()["months"])
