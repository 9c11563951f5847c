"""A Doc to the words in it that mean the people of what is no country (`European`, `Texan`), and to the EU."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc

from models.places.place_shape import WORDS, PlaceName
from models.places.place_tokens import lower_in
from warehouse.records import PlaceRole

_LONGEST = 2


def peoples(doc: Doc) -> Iterator[PlaceName]:
    """One name each, by the name of where they live; `Europeans` are persons and no mention of a place."""
    free = 0
    for at in lower_in(doc, openings()):
        found = _at(doc, at) if at >= free else None
        if found is not None:
            yield found
            free = found.stop


@cache
def openings() -> frozenset[str]:
    """The first words of what is read here, in small letters."""
    return frozenset(word.split()[0].lower() for word in _known())


def _at(doc: Doc, at: int) -> PlaceName | None:
    for stop in range(min(at + _LONGEST, len(doc)), at, -1):
        where = _known().get(doc[at:stop].text)
        if where is not None:
            return PlaceName(at, stop, where[0], role=where[1])
    return None


@cache
def _known() -> dict[str, tuple[str, PlaceRole]]:
    lists = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {
        **{word: (where, PlaceRole.PEOPLE) for word, where in lists["peoples"].items()},
        **{word: (where, PlaceRole.GOVERNMENT) for word, where in lists["blocs"].items()},
    }
