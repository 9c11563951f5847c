"""Phrases of lemmas, as rule files write them, to the tokens of a text that they match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.attrs import LEMMA, LOWER
from spacy.tokens import Doc, Token

_POS = {
    "V": {"VERB", "AUX"},
    "N": {"NOUN", "PROPN"},
    "A": {"ADJ", "ADV"},
}


_HYPHENS = frozenset({"-", "–", "‐", "‑"})
# Forms remembered with the phrases that they may begin; over that all are forgotten.
_MOST = 200_000


class PhraseError(ValueError):
    """A phrase of a rule file is not in its small language; the message names it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One token of a phrase: its lemmas (any of them), a part of speech or None, how many tokens may come before."""

    lemmas: frozenset[str]
    pos: str | None
    gap: int


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `start` to `stop` (exclusive) of a Doc match the phrase of this line."""

    line: int
    start: int
    stop: int


def parse_phrase(phrase: str) -> list[tuple[Item, ...]]:
    """The readings of `open/V ~2 fire/N`: `|` between lemmas to choose from, `/V`, `/N` or `/A`, `~N` up to N tokens.

    A hyphen is a token of its own to spaCy and is skipped in matching, so `air-strike` is the same as `air strike`; a
    choice with a hyphen in it makes a reading of its own. Raises PhraseError.
    """
    readings: list[tuple[Item, ...]] = [()]
    gap = 0
    for word in phrase.split():
        if word.startswith("~"):
            if not word[1:].isdigit() or readings == [()]:
                raise PhraseError(f"phrase '{phrase}': '{word}' should be ~ and a number, between two words")
            gap = int(word[1:])
            continue
        lemma, _, pos = word.partition("/")
        if not lemma.strip("-") or (pos and pos not in _POS):
            raise PhraseError(f"phrase '{phrase}': '{word}' should be a lemma, or a lemma with /V, /N or /A")
        choices = lemma.split("|")
        plain = frozenset(choice for choice in choices if "-" not in choice)
        ways: list[tuple[Item, ...]] = [(Item(plain, pos or None, gap),)] if plain else []
        ways += [_hyphenated(choice, pos or None, gap) for choice in choices if "-" in choice]
        readings = [(*reading, *way) for reading in readings for way in ways]
        gap = 0
    if readings == [()] or gap:
        raise PhraseError(f"phrase '{phrase}': it should begin and end with a word")
    return readings


def _hyphenated(word: str, pos: str | None, gap: int) -> tuple[Item, ...]:
    parts = word.split("-")
    return tuple(
        Item(frozenset({part}), pos if last else None, gap if first else 0)
        for part, first, last in ((p, i == 0, i == len(parts) - 1) for i, p in enumerate(parts))
    )


def _keys(token: Token) -> tuple[str, str]:
    return token.lower_, token.lemma_.lower()


def _fits(token: Token, item: Item) -> bool:
    if item.lemmas.isdisjoint(_keys(token)):
        return False
    if item.pos is None or token.pos_ in _POS[item.pos]:
        return True
    # The tagger calls some participles adjectives ("killed", "injured"); their form tells.
    return item.pos == "V" and (token.tag_.startswith("VB") or (token.pos_ == "ADJ" and token.lower_.endswith("ed")))


class Phrases:
    """All phrases of a rule file, found by their first lemma; `lines` holds the phrases of each line of the file."""

    def __init__(self, lines: Iterable[Iterable[str]]) -> None:
        self._starts: dict[str, list[tuple[int, tuple[Item, ...]]]] = defaultdict(list)
        for number, phrases in enumerate(lines):
            for items in (reading for phrase in phrases for reading in parse_phrase(phrase)):
                for lemma in items[0].lemmas:
                    self._starts[lemma].append((number, items))
        self._begun_by: dict[tuple[int, int], tuple[tuple[int, tuple[Item, ...]], ...]] = {}

    def find(self, doc: Doc) -> Iterator[Match]:
        """Every match, in the order of its first token; a phrase stays within one sentence's reach of its gaps."""
        if len(doc) == 0:
            return
        if len(self._begun_by) > _MOST:
            self._begun_by.clear()
        for at, (lower, lemma) in enumerate(doc.to_array([LOWER, LEMMA]).tolist()):
            begun = self._begun_by.get((lower, lemma))
            if begun is None:
                begun = self._begun_by[lower, lemma] = tuple(self._begun(*_keys(doc[at])))
            for line, items in begun:
                stop = _match_at(doc, at, items)
                if stop is not None:
                    yield Match(line, at, stop)

    def _begun(self, lower: str, lemma: str) -> Iterator[tuple[int, tuple[Item, ...]]]:
        """The phrases whose first word may be one of this form and lemma."""
        begun = self._starts.get(lower, ())
        yield from begun
        if lemma != lower:
            yield from (phrase for phrase in self._starts.get(lemma, ()) if phrase not in begun)


def _match_at(doc: Doc, start: int, items: tuple[Item, ...]) -> int | None:
    if not _fits(doc[start], items[0]):
        return None
    position = start + 1
    for item in items[1:]:
        while position < len(doc) and doc[position].text in _HYPHENS:
            position += 1
        reach = range(position, min(position + item.gap + 1, len(doc)))
        found = next((i for i in reach if _fits(doc[i], item)), None)
        if found is None or any(token.is_punct and token.text not in _HYPHENS for token in doc[position:found]):
            return None
        position = found + 1
    return position
