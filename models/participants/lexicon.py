"""Lines of a word list to a table that finds them in a text, however its words are spelled, joined or hyphenated."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Generic, TypeVar

KNOWLEDGE = Path(__file__).parent.with_name("knowledge")

# Connecting words of Urdu, Persian and Arabic names, which every newspaper writes in its own way or leaves out.
IZAFAT = frozenset({"e", "i"})
ARTICLES = frozenset({"al", "el", "ul", "ur", "us", "ud", "un", "uz", "ash", "an", "ar", "as", "az"})
# A name may run over these; anything else that holds no letter or digit ends it.
JOINERS = re.compile(r"[-‐-―'’‘`´./]+")
SEPARATORS = re.compile(r"[\s\-‐-―/]+")

SHORT = 6

T = TypeVar("T")


def lines(name: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file in `models/knowledge`, one a line.

    Raises ValueError naming file and line where a line is not a JSON object.
    """
    with (KNOWLEDGE / name).open(encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            if text.strip():
                yield _object(text, f"{name}, line {number}")


@cache
def word_set(name: str, key: str) -> frozenset[str]:
    """The words under `key` in a TOML file of `models/knowledge`; a KeyError means that the file lacks them."""
    return frozenset(tomllib.loads((KNOWLEDGE / name).read_text(encoding="utf-8"))[key])


def _object(text: str, where: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"{where}: not JSON ({error})") from error
    if not isinstance(read, dict):
        raise ValueError(f"{where}: expected an object")
    return read


@lru_cache(maxsize=200_000)
def fold(word: str) -> str | None:
    """A word without case, accents and national spelling; empty for a hyphen or apostrophe, None for other marks."""
    if JOINERS.fullmatch(word):
        return ""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if c.isalnum())
    return bare.replace("defens", "defenc").replace("isation", "ization") or None


@lru_cache(maxsize=200_000)
def romanise(folded: str) -> str:
    """A folded word with the letters made one in which spellings of Arabic and Urdu names differ (`Tehreek`, `Tehrik`).

    Only for names: it makes a ship of a sheep. In a short word or acronym a doubled letter stands: NDA is not NDAA.
    """
    plain = folded.replace("ee", "i").replace("oo", "u")
    return re.sub(r"([a-z])\1", r"\1", plain) if len(plain) > SHORT else plain


def spellings(phrase: str) -> set[str]:
    """The folded key of a phrase of common words."""
    return {"".join(fold(piece) or "" for piece in SEPARATORS.split(phrase))}


def name_spellings(name: str) -> set[str]:
    """The folded, romanised keys of a name: one for each way of writing or leaving out its connecting words.

    A leading article is left out only where two words or more follow: `Badr` alone is not `al-Badr`.
    """
    words = [piece for piece in SEPARATORS.split(name) if piece]
    choices = [_choices(word, index, len(words)) for index, word in enumerate(words)]
    return {"".join(romanise(fold(part) or "") for part in parts) for parts in product(*choices)}


def _choices(word: str, index: int, length: int) -> tuple[str, ...]:
    lower = word.lower()
    inside = 0 < index < length - 1
    if inside and lower in IZAFAT:
        return ("e", "i", "")
    if inside and lower in ARTICLES:
        return (lower, "al", "ul", "")
    if index == 0 and lower in ARTICLES and length > 1:
        return (lower, "al", "") if length > 2 else (lower, "al")
    return (word,)


def plural(words: str) -> str:
    """The plural of a noun or of the last noun of a phrase, by the regular rules, `-man`, `-child` and `-fe`."""
    if words.endswith("child"):
        return words + "ren"
    if words.endswith(("ife", "ief")):
        return words[:-2].removesuffix("i") + ("ieves" if words.endswith("ief") else "ives")
    if words.endswith(("man", "Man")):
        return words[:-2] + "en"
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return words[:-1] + "ies"
    return words + ("es" if words.endswith(("s", "x", "ch", "sh")) else "s")


class PhraseTable(Generic[T]):
    """Folded keys with what they stand for; finds the keys that a run of words spells."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._values: dict[str, list[T]] = {}
        for key, value in entries:
            values = self._values.setdefault(key, [])
            if value not in values:
                values.append(value)
        self._prefixes = {key[:stop] for key in self._values for stop in range(1, len(key) + 1)}

    def openings(self, folds: Sequence[str | None]) -> Iterator[int]:
        """Where a key may begin: `matches` finds none at the other words, at a tenth of the cost."""
        return (start for start, word in enumerate(folds) if word and word in self._prefixes)

    def matches(self, folds: Sequence[str | None], start: int) -> list[tuple[int, list[T]]]:
        """(stop, values) of every key spelled by the words from `start` to `stop`, the longest first."""
        found: list[tuple[int, list[T]]] = []
        spelled = ""
        for index in range(start, len(folds)):
            word = folds[index]
            if word is None or (not word and not spelled):
                break
            spelled += word
            if spelled not in self._prefixes:
                break
            if word and spelled in self._values:
                found.append((index + 1, self._values[spelled]))
        return found[::-1]

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def get(self, key: str) -> list[T]:
        """What a folded key stands for; empty where it is not in the table."""
        return self._values.get(key, [])
