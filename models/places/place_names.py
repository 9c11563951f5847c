"""A parsed text to the stretches of it that name a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from functools import partial

from spacy.attrs import LOWER
from spacy.tokens import Doc

from models.places.countries import country_named, country_of_demonym
from models.places.gazetteer import Entry, lies_in
from models.places.place_capitals import capitals
from models.places.place_evidence import likely
from models.places.place_frames import beats, built, framed, numbered, roads
from models.places.place_lists import halves, listed, routes
from models.places.place_peoples import openings, peoples
from models.places.place_relations import holders
from models.places.place_roles import with_roles
from models.places.place_runs import from_runs, is_dateline, repeated, runs
from models.places.place_shape import (
    ABBREVIATION,
    AREAS,
    Lookup,
    PlaceName,
    beside_place,
    in_place,
    is_body,
    is_road,
    named,
    trimmed,
    words,
)
from models.places.place_within import within
from warehouse.records import PlaceRole

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
# A name of this many people is itself even where the text also names a person so.
WELL_KNOWN = 300_000
# A town of fewer people in the name of a body is more often a word (`Justice Center`) than the town.
BODY_TOWN = 100_000
# Of the words of offices, those that a place is also called by.
SEATS = frozenset({"post", "office", "police", "agency"})
# Small words that join two capitals into one name (`Gulzar e Hijri`) in texts that lost their hyphens.
IZAFAT = frozenset({"e", "i", "ul", "o"})
# So many words a name may go on behind what the entity model took for all of it.
LONGER_BY = 2


def place_names(doc: Doc, lookup: Lookup) -> list[PlaceName]:
    """Every place name of the text in order, without overlap; `German` in "the western German city" is a people."""
    sure, open_to_doubt = candidates(doc, lookup)
    found = _merged(sure, likely(doc, open_to_doubt, lookup))
    return with_roles(doc, _merged(found, _held(doc, found, open_to_doubt, lookup)))


def candidates(doc: Doc, lookup: Lookup) -> tuple[list[PlaceName], list[PlaceName]]:
    """What may be place names: those that the words around them make places, and those that need evidence."""
    shaped = _merged((), _phrases(doc, lookup))
    surnames = {ent[-1].text for ent in doc.ents if ent.label_ == "PERSON" and len(ent) > 1}
    found = _merged(shaped, _but_persons(doc, _from_entities(doc, lookup), surnames, lookup))
    in_runs = from_runs(doc, lookup, found)
    found = _merged(found, in_runs)
    in_frames = [name for name in in_runs if not lookup(name.words) or is_dateline(doc, name.start, name.stop)]
    open_runs = list(runs(doc, found))
    in_frames += framed(doc, lookup, found, open_runs)
    in_frames += roads(doc, _merged(found, in_frames), lookup)
    found = _merged(found, in_frames)
    found = _merged(found, built(doc, lookup, open_runs))
    found = _merged(found, _but_persons(doc, repeated(doc, found, lookup), surnames, lookup))
    found = [name for name in found if not _is_people(name.words)]
    sure = [name for name in found if name in shaped or name in in_frames or name.sort is not None]
    return sure, _merged([name for name in found if name not in sure], within(doc, lookup, found))


def _held(doc: Doc, found: list[PlaceName], unlikely: Iterable[PlaceName], lookup: Lookup) -> Iterator[PlaceName]:
    """Of what is unlikely those that the text puts in a found place where one of that name lies: `Lice, in Diyarbakir`.

    Two words of one map side by side by chance are rarer than names that the entity model does not know.
    """
    names = _merged(found, unlikely)
    for name, outer in zip(names, holders(doc, names, lookup), strict=True):
        if name in found or not outer or names[outer[0]] not in found or name.role is not PlaceRole.PLACE:
            continue
        around = lookup(names[outer[0]].words)
        if any(lies_in(entry, area) for entry in lookup(name.words) for area in around):
            yield name


def _phrases(doc: Doc, lookup: Lookup) -> Iterator[PlaceName]:
    """Names that a phrase of its own shape gives, whatever the entity model says."""
    seen = {doc.vocab.strings[word] for word in set(doc.to_array(LOWER).tolist())}
    for cues, read in _shapes(lookup):
        if not cues.isdisjoint(seen):
            yield from read(doc)


def _shapes(lookup: Lookup) -> Iterator[tuple[Set[str], Callable[[Doc], Iterable[PlaceName]]]]:
    """Each reader of phrases with the words, in small letters, without one of which it finds none."""
    lists = words()
    yield frozenset({"police"}), beats
    yield lists.numbered, numbered
    yield frozenset({"capital"}), capitals
    yield lists.plurals.keys(), listed
    yield frozenset(first for first, _ in lists.halves), partial(halves, lookup=lookup)
    yield lists.roads, partial(routes, lookup=lookup)
    yield openings(), peoples


def _but_persons(doc: Doc, names: Iterable[PlaceName], surnames: set[str], lookup: Lookup) -> Iterator[PlaceName]:
    return (name for name in names if not _is_person(doc, name, surnames, lookup))


def _is_people(words: str) -> bool:
    return country_of_demonym(words) is not None and country_named(words) is None


def _from_entities(doc: Doc, lookup: Lookup) -> Iterator[PlaceName]:
    for label, first, last in _entities(doc, lookup):
        if label in PLACE_LABELS or _is_nested(doc, first, last):
            for start, stop in _pieces(doc, first, last, lookup):
                name = named(doc, start, stop, lookup)
                if name is None or is_body(doc, name) or (label == "FAC" and is_road(name)):
                    continue
                if _is_office(name) and not lookup(name.words):
                    continue
                if label == "FAC" or lookup(name.words) or _is_told_a_place(doc, name):
                    yield name
        elif label == "ORG":
            yield from _of_body(doc, first, last, lookup)


def _entities(doc: Doc, lookup: Lookup) -> Iterator[tuple[str, int, int]]:
    """Label, start and stop of each entity; two places side by side are one where that is known (`Deir`, `Ezzor`)."""
    ents = list(doc.ents)
    while ents:
        ent = ents.pop(0)
        stop = ent.end
        if ents and ents[0].start == stop and {ent.label_, ents[0].label_} <= PLACE_LABELS:
            joined = doc[ent.start : ents[0].end]
            if not lookup(ent.text) and lookup(joined.text):
                stop = ents.pop(0).end
        yield ent.label_, ent.start, _whole(doc, ent.start, stop, lookup) if ent.label_ in PLACE_LABELS else stop


def _whole(doc: Doc, start: int, stop: int, lookup: Lookup) -> int:
    """The end of the name that the entity begins: the model ends `Khyber Pakhtunkhwa` and `Jammu and Kashmir` early."""
    for end in range(min(stop + LONGER_BY, len(doc)), stop, -1):
        more = doc[stop:end]
        capitals = all(token.text[:1].isupper() or token.text == "and" for token in more)
        if capitals and any(entry.main for entry in lookup(doc[start:end].text)):
            return end
    joined = stop + 1 < len(doc) and doc[stop].text in IZAFAT and doc[stop + 1].text[:1].isupper()
    return stop + 2 if joined else stop


def _pieces(doc: Doc, start: int, stop: int, lookup: Lookup) -> Iterator[tuple[int, int]]:
    """An entity, cut at commas and at lower-case words that are no part of a name the gazetteer knows."""
    if lookup(doc[start:stop].text):
        yield start, stop
        return
    first = start
    for at in range(start, stop):
        word = doc[at].text
        if word in {",", "(", ")", "/"} or (word.islower() and word not in words().joiners):
            if at > first:
                yield first, at
            first = at + 1
    if stop > first:
        yield first, stop


def _of_body(doc: Doc, start: int, stop: int, lookup: Lookup) -> Iterator[PlaceName]:
    """The place whose name opens the name of a body, the longest that is known: `Granville County` Fire Department."""
    start, stop = trimmed(doc, start, stop)
    if stop - start > 1 and any(entry.main and entry.kind == "town" for entry in lookup(doc[start:stop].text)):
        yield PlaceName(start, stop, doc[start:stop].text)
        return
    for end in range(min(stop - 1, start + 3), start, -1):
        name = named(doc, start, end, lookup)
        if name is not None and any(_may_own(entry) for entry in lookup(name.words)) and not is_body(doc, name):
            yield PlaceName(name.start, name.stop, name.words, name.sort, role=PlaceRole.BODY)
            return


def _may_own(entry: Entry) -> bool:
    return entry.main and (entry.kind in ("country", "admin1", "region") or entry.population >= BODY_TOWN)


def _is_nested(doc: Doc, start: int, stop: int) -> bool:
    """`Kotla of Mianwali District`, which the model takes for one body."""
    of = any(doc[at].lower_ == "of" for at in range(start + 1, stop - 1))
    return of and words().sorts.get(doc[stop - 1].lower_) in ("admin1", "admin2")


def _is_office(name: PlaceName) -> bool:
    """`Crime Department`, `LTV`: no place's name."""
    short = len(name.words) <= ABBREVIATION and sum(letter.isupper() for letter in name.words) > 1
    return (short and name.sort is None) or name.words.lower().split()[-1] in words().offices - SEATS


def _is_told_a_place(doc: Doc, name: PlaceName) -> bool:
    """Whether the words around an unknown name say that it is a place."""
    beside = name.stop < len(doc) and doc[name.stop].text in (",", "(") and beside_place(doc, name.stop)
    road = name.stop < len(doc) and doc[name.stop].lower_ in words().roads
    struck = name.start > 0 and doc[name.start - 1].lower_ == "on" and not road
    return name.sort is not None or in_place(doc, name.start) or beside or struck


def _is_person(doc: Doc, name: PlaceName, surnames: set[str], lookup: Lookup) -> bool:
    """Whether the name is the surname of somebody in the text and no place says otherwise."""
    if name.words not in surnames or in_place(doc, name.start) or name.sort is not None:
        return False
    return all(entry.population < WELL_KNOWN and entry.kind not in AREAS for entry in lookup(name.words))


def _merged(first: Iterable[PlaceName], second: Iterable[PlaceName]) -> list[PlaceName]:
    """Both in order of the text; of two that overlap the earlier starting, then the longer."""
    merged: list[PlaceName] = []
    for name in sorted((*first, *second), key=lambda name: (name.start, -name.stop)):
        if not merged or name.start >= merged[-1].stop:
            merged.append(name)
    return merged
