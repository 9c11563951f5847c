"""Capitals that the gazetteer knows within longer names, or that the entity model passed over, to place names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from models.places.countries import country_of_demonym
from models.places.place_runs import taken_by
from models.places.place_shape import Lookup, PlaceName, in_place, named, words
from models.places.place_tokens import with_capitals
from warehouse.records import PlaceRole

# The longest name looked for, in words, and the shortest word that may begin one.
LONGEST = 3
SHORTEST = 3
_NEVER = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY", "LANGUAGE"})
_NAMED = frozenset({"country", "admin1"})


def within(doc: Doc, lookup: Lookup, found: Sequence[PlaceName]) -> Iterator[PlaceName]:
    """Names outside those found, most of them no places: what is likely one is for the evidence to say."""
    taken = taken_by(doc, found)
    free = 0
    for at in with_capitals(doc):
        if at < free or taken[at] or not _may_begin(doc[at]):
            continue
        stop = _stop(doc, lookup, taken, at)
        name = named(doc, at, stop, lookup) if stop > at else None
        if name is not None and not any(taken[name.start : name.stop]):
            yield PlaceName(name.start, name.stop, name.words, name.sort, role=_role(doc, name))
        free = stop


def _may_begin(token: Token) -> bool:
    if not token.text[:1].isupper() or len(token) < SHORTEST or token.is_stop or token.ent_type_ in _NEVER:
        return False
    return bool(token.ent_type_) or not token.is_sent_start


def _stop(doc: Doc, lookup: Lookup, taken: Sequence[bool], at: int) -> int:
    """The end of the longest name that begins here and that is a place's own."""
    for stop in range(min(at + LONGEST, len(doc)), at, -1):
        if any(taken[at:stop]) or not _is_capitals(doc, at, stop):
            continue
        text = doc[at:stop].text
        if text.lower() in words().never | words().roads or country_of_demonym(text) is not None:
            continue
        if any(entry.main or entry.kind in _NAMED for entry in lookup(text)):
            return stop
    return at


def _is_capitals(doc: Doc, start: int, stop: int) -> bool:
    ends = doc[stop - 1].text[:1].isupper()
    return ends and all(token.text[:1].isupper() or token.text in words().joiners for token in doc[start:stop])


def _role(doc: Doc, name: PlaceName) -> PlaceRole:
    """A place only where it stands alone behind a word that places follow."""
    beside = [doc[at] for at in (name.start - 1, name.stop) if 0 <= at < len(doc)]
    longer = bool(doc[name.start].ent_type_) or any(token.text[:1].isupper() for token in beside)
    return PlaceRole.PLACE if in_place(doc, name.start) and not longer else PlaceRole.BODY
