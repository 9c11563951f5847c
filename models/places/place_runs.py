"""Capitals that the entity model passed over to place names, by what stands around them or was found elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc

from models.places.place_shape import (
    AREAS,
    Lookup,
    PlaceName,
    beside_place,
    in_place,
    is_article,
    is_body,
    named,
    words,
)
from models.places.place_tokens import spelt_in, with_capitals
from warehouse.records import PlaceRole

# The longest name a run of capitals may be (`Federally Administered Tribal Areas of Pakistan`).
LONGEST = 6
# A dateline stands among the first words of a text or sentence.
DATELINE = 8
_DATELINE_ENDS = frozenset({"(", "--", "—", "–", "-", ",", ":", "/"})


def from_runs(doc: Doc, lookup: Lookup, found: Sequence[PlaceName]) -> list[PlaceName]:
    """Names the entity model missed: capitals that the gazetteer knows, or that a sort names, in a place's position."""
    stops = {name.stop: name for name in found}
    names: list[PlaceName] = []
    for start, stop in runs(doc, found):
        name = _in_run(doc, start, stop, lookup, stops)
        if name is not None:
            names.append(name)
            stops[name.stop] = name
    return names


def taken_by(doc: Doc, found: Iterable[PlaceName]) -> list[bool]:
    """For each token whether a found name holds it."""
    taken = [False] * len(doc)
    for name in found:
        taken[name.start : name.stop] = [True] * (name.stop - name.start)
    return taken


def runs(doc: Doc, found: Iterable[PlaceName]) -> Iterator[tuple[int, int]]:
    """Maximal runs of capitalised tokens, joined by joiners, outside the names that were found."""
    taken = taken_by(doc, found)
    start: int | None = None

    capitals, opening = set(with_capitals(doc)), set(spelt_in(doc, words().articles))
    for at in range(len(doc)):
        if at in capitals and not taken[at] and doc[at].text[:1].isupper() and not doc[at].is_stop:
            start = at if start is None else start
        elif start is None:
            start = at if at in opening and not taken[at] and is_article(doc[at]) else None
        elif not _joins(doc, at, taken):
            yield start, at
            start = None
    if start is not None:
        yield start, len(doc)


def _joins(doc: Doc, at: int, taken: Sequence[bool]) -> bool:
    """Whether joiners lead from here to a further capital: `Dasht-e-Barchi`."""
    stop = at
    while stop < len(doc) and not taken[stop] and doc[stop].text in words().joiners:
        stop += 1
    return at < stop < len(doc) and doc[stop].text[:1].isupper() and not taken[stop]


def _in_run(doc: Doc, start: int, stop: int, lookup: Lookup, stops: dict[int, PlaceName]) -> PlaceName | None:
    if stop - start > LONGEST:
        return None
    name = named(doc, start, stop, lookup)
    if name is None or is_body(doc, name) or doc[start].ent_type_ in ("DATE", "TIME", "EVENT"):
        return None
    known = lookup(name.words)
    if doc[start].ent_type_ == "NORP" and (name.sort is None or not known):
        return None
    if _follows_place(doc, start, stops):
        return name if any(entry.kind in AREAS for entry in known) else None
    placed = in_place(doc, start)
    # A sort in lower case right behind capitals needs no gazetteer: `Awdheegle town`, `in the Mir Kalan area`.
    if doc[stop : stop + 2].text in words().sites and doc[start].ent_iob_ != "I":
        return name
    told = name.sort is not None and stop < len(doc) and doc[stop].text in words().sorts and doc[start].pos_ == "PROPN"
    if told and doc[start].ent_iob_ != "I":
        return name if placed or name.sort != "any" else None
    if name.sort in ("admin1", "admin2", "town"):
        return name if placed or (known and doc[start].ent_type_ not in ("ORG", "PERSON")) else None
    if placed and not known and _is_stated_in_area(doc, stop):
        return name
    placed = placed or beside_place(doc, stop) or is_dateline(doc, start, stop)
    return name if placed and known and _is_whole(doc, start, stop) else None


def _follows_place(doc: Doc, start: int, stops: dict[int, PlaceName]) -> bool:
    """Whether a place and a comma stand before, as in `Oxford, N.C.`"""
    return start > 1 and doc[start - 1].text == "," and start - 1 in stops


def _is_stated_in_area(doc: Doc, stop: int) -> bool:
    """Whether `in Mimika district` or the like follows: capitals that a sort in lower case makes an area."""
    at = stop + (stop < len(doc) and doc[stop].text == ",")
    if at >= len(doc) or doc[at].lower_ not in ("in", "of"):
        return False
    end = at + 1 + (at + 1 < len(doc) and doc[at + 1].lower_ == "the")
    first = end
    while end < len(doc) and doc[end].text[:1].isupper():
        end += 1
    return end > first and end < len(doc) and words().sorts.get(doc[end].text) in ("admin1", "admin2")


def is_dateline(doc: Doc, start: int, stop: int) -> bool:
    """Whether the run is in capitals, opens the text or a sentence, and has a dash, bracket or comma behind it."""
    opens = start < DATELINE or bool(doc[start].is_sent_start)
    return opens and stop < len(doc) and doc[start].text.isupper() and doc[stop].text in _DATELINE_ENDS


def _is_whole(doc: Doc, start: int, stop: int) -> bool:
    """Whether no entity reaches over the borders of the run."""
    return doc[start].ent_iob_ != "I" and (stop >= len(doc) or doc[stop].ent_iob_ != "I")


def repeated(doc: Doc, found: Sequence[PlaceName], lookup: Lookup) -> list[PlaceName]:
    """Further occurrences of known names found once: the entity model sees them in some sentences only."""
    lengths = {name.words: len(doc[name.start : name.stop].text.split()) for name in found if lookup(name.words)}
    firsts: dict[str, list[str]] = {}
    for text in lengths:
        firsts.setdefault(text.split()[0], []).append(text)
    taken = taken_by(doc, found)
    again: list[PlaceName] = []
    for start in spelt_in(doc, firsts.keys()):
        for text in firsts[doc[start].text]:
            stop = min(len(doc), start + len(text.split()))
            if any(taken[start:stop]) or doc[start:stop].text != text:
                continue
            name = named(doc, start, stop, lookup)
            if name is not None and not is_body(doc, name):
                again.append(_with_neighbours(doc, name))
    return again


def _with_neighbours(doc: Doc, name: PlaceName) -> PlaceName:
    """The name, as part of a body's where capitals stand beside it."""
    before = name.start > 0 and doc[name.start - 1].text[:1].isupper() and doc[name.start - 1].pos_ == "PROPN"
    after = name.stop < len(doc) and doc[name.stop].text[:1].isupper() and doc[name.stop].pos_ == "PROPN"
    return PlaceName(name.start, name.stop, name.words, name.sort, role=PlaceRole.BODY) if before or after else name
