"""A text all in capitals, or all in small letters, to the text in the case that its words are mostly written in."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.vocab import Vocab

from models.places.countries import countries

# A line in which so many of the letters are capitals is shouted: a headline, a wire text, a flash. Of names and
# abbreviations in an ordinary line it has far fewer; a mixed word or two (`AL-SHABAAB ma`) it may have.
_SHOUTED = 0.9
# A shorter line is a byline, a dateline or a row of abbreviations.
_WORDS_ENOUGH = 4
# A text with so few capitals for its letters names nobody and begins no sentence: nobody wrote its capitals.
_WHISPERED = 0.002
_LETTERS_ENOUGH = 20

_WORD = re.compile(r"[^\W\d_]+")
_BEGINS = re.compile(r"(?:^|[.!?:]['\"”’)\]]*\s|\n)\s*[\"'“‘(\[]*$")
_CONTRACTED = frozenset("'’")
_CONTRACTIONS = frozenset({"s", "t", "re", "ve", "ll", "d", "m"})
# The vectors come from pages of all kinds; in news these are far more often the country and the organisation.
_NEWS = {"us": "US", "un": "UN"}
# How far before a word its sentence's end is looked for.
_REACH = 8

Rank = Callable[[str], float]


def recased(text: str, rank: Rank) -> str:
    """`text` with shouted lines, or all of it if it is whispered, in ordinary case; every letter in its place.

    `rank` tells how common a word is in one spelling: the lower, the more common, infinite where it is unknown.
    """
    if _is_whispered(text):
        return _cased(text, 0, len(text), rank)
    kept, reached = [], 0
    for line in re.finditer(r"[^\n]+", text):
        if _is_shouted(line[0]):
            kept += [text[reached : line.start()], _cased(text, line.start(), line.end(), rank)]
            reached = line.end()
    return "".join([*kept, text[reached:]]) if kept else text


def rank_in(vocab: Vocab) -> Rank:
    """How common a word is by the order of a vocabulary's vectors, which the trainers wrote most frequent first."""
    return lambda word: _ranks(vocab).rank(word)


def _is_whispered(text: str) -> bool:
    if not text[:2].islower() and any(mark.isupper() for mark in text[:_LETTERS_ENOUGH]):
        return False
    small = sum(map(str.islower, text))
    return small >= _LETTERS_ENOUGH and sum(map(str.isupper, text)) <= _WHISPERED * small


def _is_shouted(line: str) -> bool:
    if line.islower() or not any(mark.isupper() for mark in line):
        return False
    capitals = sum(map(str.isupper, line))
    small = sum(map(str.islower, line))
    return capitals >= _SHOUTED * (capitals + small) and len(_WORD.findall(line)) >= _WORDS_ENOUGH


def _cased(text: str, start: int, stop: int, rank: Rank) -> str:
    parts, reached = [], start
    for word in _WORD.finditer(text, start, stop):
        parts += [text[reached : word.start()], _word(text, word.start(), word[0], rank)]
        reached = word.end()
    pattern, spelled = _abbreviated()
    return pattern.sub(lambda name: spelled[name[0].casefold()], "".join([*parts, text[reached:stop]]))


@cache
def _abbreviated() -> tuple[re.Pattern[str], dict[str, str]]:
    """Countries of several words with an abbreviation in their name (`DR Congo`), whose words alone mean others."""
    names = [name for country in countries() for name in (country.name, *country.aliases)]
    found = {n.casefold(): n for n in names if " " in n and any(len(w) > 1 and w.isupper() for w in n.split())}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, found))})\b", re.IGNORECASE), found


def _word(text: str, start: int, word: str, rank: Rank) -> str:
    """The commonest spelling; an unknown word is a name. One that changes its length keeps its place by staying."""
    small, title = word.lower(), word.capitalize()
    if start > 0 and text[start - 1] in _CONTRACTED and small in _CONTRACTIONS:
        found = small
    else:
        stop = start + len(word)
        is_negated = (
            small[-1] == "n" and text[stop : stop + 1] in _CONTRACTED and text[stop + 1 : stop + 2].lower() == "t"
        )
        found = small if is_negated else _NEWS.get(small) or min((title, small, word.upper()), key=rank)
        if found == small and _BEGINS.search(text, max(start - _REACH, 0), start):
            found = title
    return found if len(found) == len(word) else word


class _Ranks:
    """The numbers of a vocabulary's words, sorted, with the place of each in the order of its vectors."""

    def __init__(self, vocab: Vocab) -> None:
        ids: NDArray[np.uint64] = np.fromiter(vocab.vectors.key2row, dtype=np.uint64)
        self._places = np.argsort(ids)
        self._ids = ids[self._places]

    def rank(self, word: str) -> float:
        number = np.uint64(get_string_id(word))
        at = int(np.searchsorted(self._ids, number))
        if at == len(self._ids) or self._ids[at] != number:
            return float("inf")
        return float(self._places[at])


@lru_cache(maxsize=2)
def _ranks(vocab: Vocab) -> _Ranks:
    return _Ranks(vocab)
