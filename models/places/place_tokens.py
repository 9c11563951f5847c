"""Tokens of a Doc that may matter to place names, found without making an object of each: nine in ten do not matter."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from spacy.attrs import LOWER, ORTH
from spacy.strings import get_string_id
from spacy.tokens import Doc


def with_capitals(doc: Doc) -> list[int]:
    """Positions of the tokens that have a capital anywhere."""
    spelt, small = doc.to_array(ORTH).tolist(), doc.to_array(LOWER).tolist()
    return [at for at, (one, other) in enumerate(zip(spelt, small, strict=True)) if one != other]


def lower_in(doc: Doc, words: Set[str]) -> list[int]:
    """Positions of the tokens that are one of the words, in whatever case; the words are in small letters."""
    wanted = _ids(frozenset(words))
    return [at for at, word in enumerate(doc.to_array(LOWER).tolist()) if word in wanted]


def spelt_in(doc: Doc, words: Set[str]) -> list[int]:
    """Positions of the tokens that are spelt as one of the words."""
    wanted = _ids(frozenset(words))
    return [at for at, word in enumerate(doc.to_array(ORTH).tolist()) if word in wanted]


@lru_cache(256)
def _ids(words: frozenset[str]) -> frozenset[int]:
    return frozenset(map(get_string_id, words))
