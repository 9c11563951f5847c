"""A text to where its words speak of conflict and where of crime."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).parent.with_name("knowledge") / "wording.toml"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Wording:
    """Where each word of a text begins, and each of those on the lists of wording.toml."""

    words: tuple[int, ...] = ()
    conflict: tuple[int, ...] = ()
    crime: tuple[int, ...] = ()

    def counts(self, start: int, stop: int) -> tuple[int, int, int]:
        """The words, those of conflict and those of crime that begin in characters `start` to `stop`."""
        words, conflict, crime = (_between(places, start, stop) for places in (self.words, self.conflict, self.crime))
        return words, conflict, crime


def wording_of(text: str) -> Wording:
    """The places of the words, whatever their case."""
    found: dict[str | None, list[int]] = {None: [], "conflict": [], "crime": []}
    for word in _WORD.finditer(text):
        found[_list_of(word[0].lower())].append(word.start())
    conflict, crime = found["conflict"], found["crime"]
    return Wording(tuple(sorted([*found[None], *conflict, *crime])), tuple(conflict), tuple(crime))


def _between(places: Sequence[int], start: int, stop: int) -> int:
    return bisect_left(places, stop) - bisect_left(places, start)


@lru_cache(maxsize=200_000)
def _list_of(word: str) -> str | None:
    return next((name for name, pattern in _lists().items() if pattern.fullmatch(word)), None)


@cache
def _lists() -> dict[str, re.Pattern[str]]:
    lists = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(word.replace("*", r"\w*") for word in words)) for name, words in lists.items()}
