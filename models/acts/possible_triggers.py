"""A raw text to the sentences in which a trigger may stand, by the words of the rules alone and before any parse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from spacy.lookups import Lookups

from models.acts.phrases import Item, parse_phrase
from models.acts.trigger_rules import Rule

_WORD = re.compile(r"\w+")
_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+|\s*\n\s*")
# "Gen. Musa" and "U.S. troops" go on: a full stop behind a capital and at most three letters ends no sentence here.
_SHORT = re.compile(r"\b[A-Z]\w{0,3}\.$")
# The parts of speech whose forms the lemmatizer knows, as its tables name them.
_INFLECTED = ("verb", "noun", "adj")
# What is one token to the parser may be two words here ("U.S.").
_SLACK = 2
_MOST = 200_000

_Reading = tuple[Item, ...]


class PossibleTriggers:
    """Finds more than the rules do: parts of speech, and what a rule needs beside its words, are not asked for.

    `lookups` are the tables of the base model's lemmatizer.
    """

    def __init__(self, rules: Iterable[Rule], lookups: Lookups) -> None:
        suffixes, irregular = lookups.get_table("lemma_rules"), lookups.get_table("lemma_exc")
        self._suffixes = [(old, new) for part in _INFLECTED for old, new in suffixes[part] if old]
        self._irregular = [irregular[part] for part in _INFLECTED]
        self._begun: dict[str, list[_Reading]] = {}
        for reading in (r for rule in rules if rule.sense for phrase in rule.match for r in parse_phrase(phrase)):
            for lemma in reading[0].lemmas:
                self._begun.setdefault(lemma, []).append(reading)
        self._lemmas = lru_cache(_MOST)(self._lemmas_of)
        self._readings = lru_cache(_MOST)(self._readings_of)

    def sentences(self, text: str) -> Iterator[tuple[int, int]]:
        """The characters of every such sentence, in order."""
        for start, stop in _sentences(text):
            words = [word.lower() for word in _WORD.findall(text, start, stop)]
            begun = ((at, reading) for at, word in enumerate(words) for reading in self._readings(word))
            if any(self._goes_on(words, at, reading) for at, reading in begun):
                yield start, stop

    def _goes_on(self, words: Sequence[str], at: int, reading: _Reading) -> bool:
        for item in reading[1:]:
            reach = range(at + 1, min(at + item.gap + 2 + _SLACK, len(words)))
            found = next((i for i in reach if not item.lemmas.isdisjoint(self._lemmas(words[i]))), None)
            if found is None:
                return False
            at = found
        return True

    def _readings_of(self, word: str) -> tuple[_Reading, ...]:
        return tuple(reading for lemma in self._lemmas(word) for reading in self._begun.get(lemma, ()))

    def _lemmas_of(self, word: str) -> frozenset[str]:
        """What the word may be a form of, whatever its part of speech."""
        regular = {word[: len(word) - len(old)] + new for old, new in self._suffixes if word.endswith(old)}
        irregular = {lemma for forms in self._irregular for lemma in forms.get(word, ())}
        return frozenset({word} | regular | irregular)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    begun = 0
    for end in _END.finditer(text):
        if "\n" not in end[0] and _SHORT.search(text, max(begun, end.start() - 6), end.start()):
            continue
        if begun < end.start():
            yield begun, end.start()
        begun = end.end()
    if begun < len(text):
        yield begun, len(text)
