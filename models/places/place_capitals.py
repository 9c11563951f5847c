"""`the Afghan capital`, `the capital of Punjab`: words for a capital that do not name it to a name that does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from spacy.tokens import Doc

from models.places.countries import country_named, country_of_demonym
from models.places.place_shape import PlaceName, words

KNOWLEDGE = Path(__file__).parent.with_name("knowledge") / "capitals.jsonl"
# The longest name of an area, in words.
_LONGEST = 4
_CAPITAL = "capital"
_POSSESSIVE = frozenset({"'s", "’s", "'"})


def capitals(doc: Doc) -> Iterator[PlaceName]:
    """A name each, with the capital for its words; nothing where the capital is named beside (`the capital, Kabul`)."""
    for token in doc:
        if token.lower_ != _CAPITAL or _is_named(doc, token.i):
            continue
        found = _of_area_before(doc, token.i) or _of_area_behind(doc, token.i)
        if found is not None:
            yield found


def _is_named(doc: Doc, at: int) -> bool:
    """Whether capitals stand behind, or before a comma: `Quetta, the provincial capital of Balochistan`."""
    behind = at + 1 + (at + 1 < len(doc) and doc[at + 1].text in (",", "(", "city"))
    if behind < len(doc) and doc[behind].text[:1].isupper() and not doc[behind].is_sent_start:
        return True
    start = at
    while start > 0 and doc[start - 1].text not in (",", "(") and at - start < _LONGEST + 2:
        start -= 1
    return start > 1 and doc[start - 1].text in (",", "(") and doc[start - 2].text[:1].isupper()


def _of_area_before(doc: Doc, at: int) -> PlaceName | None:
    """`Balochistan's provincial capital`, `the Punjab capital`, `the Afghan capital`."""
    stop = at
    while stop > 0 and (doc[stop - 1].lower_ in words().titles or doc[stop - 1].text in _POSSESSIVE):
        stop -= 1
    for start in range(max(stop - _LONGEST, 0), stop):
        if doc[start].text[:1].isupper() and (capital := _capital_of(doc, doc[start:stop].text)) is not None:
            return PlaceName(start, at + 1, capital)
    return None


def _of_area_behind(doc: Doc, at: int) -> PlaceName | None:
    """`the capital of Punjab`."""
    if at + 2 >= len(doc) or doc[at + 1].lower_ != "of":
        return None
    start = at + 2 + (doc[at + 2].lower_ == "the")
    for stop in range(min(start + _LONGEST, len(doc)), start, -1):
        if doc[start].text[:1].isupper() and (capital := _capital_of(doc, doc[start:stop].text)) is not None:
            return PlaceName(at, stop, capital)
    return None


def _capital_of(doc: Doc, name: str) -> str | None:
    """The capital of the country or first-level area of this name or people; of namesakes the text's own."""
    country = country_named(name) or country_of_demonym(name)
    if country is not None:
        return country.capital or None
    known = _areas().get(name.casefold(), {})
    if len(known) > 1:
        told = Counter(filter(None, map(_country, doc.ents)))
        return max(known.items(), key=lambda row: told[row[0]])[1]
    return next(iter(known.values()), None)


def _country(ent: object) -> str | None:
    text = str(ent)
    country = country_named(text) or country_of_demonym(text)
    return country.alpha3 if country is not None else None


@cache
def _areas() -> dict[str, dict[str, str]]:
    """An area's name to its country and capital, in the order of the file: of namesakes the likelier comes first."""
    rows = [json.loads(line) for line in KNOWLEDGE.read_text(encoding="utf-8").splitlines() if line.strip()]
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["area"].casefold(), {})[row["country"]] = row["capital"]
    return found
