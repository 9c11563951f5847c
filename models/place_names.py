"""A parsed text to the stretches of it that name a place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.tokens import Doc, Token

from models.gazetteer import Entry

WORDS = Path(__file__).with_name("knowledge") / "place_words.toml"
Lookup = Callable[[str], tuple[Entry, ...]]

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
# The longest name a run of capitals may be (`Federally Administered Tribal Areas of Pakistan`).
LONGEST = 6
# A dateline stands among the first words of a text.
DATELINE = 8
# A name of this many people is itself even where the text also names a person so.
WELL_KNOWN = 300_000
# A town of fewer people in the name of a body is more often a word (`Justice Center`) than the town.
BODY_TOWN = 100_000
AREAS = frozenset({"country", "admin1", "admin2", "region", "area"})
_OPENING = frozenset({"the", "a", "an", "of", "in", "'s", "’s"})
_CLOSING = frozenset({"'s", "’s", "'", "’", "of", "and", "the"})


@dataclass(frozen=True, slots=True)
class PlaceName:
    """Tokens `start` to `stop` of a Doc that name a place.

    `words` is the name without its sort, `sort` a key of `place_words.toml`. `of_body`: the name is part of the name of
    a body (`Glasgow Police`), and the place is where that belongs, not where anything is.
    """

    start: int
    stop: int
    words: str
    sort: str | None = None
    of_body: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of `place_words.toml`."""

    sorts: dict[str, str]
    before: frozenset[str]
    titles: frozenset[str]
    sites: frozenset[str]
    joiners: frozenset[str]
    near: frozenset[str]
    near_of: frozenset[str]
    bodies_after: frozenset[str]
    bodies_before: frozenset[str]
    roads: frozenset[str]
    never: frozenset[str]


@cache
def words() -> Words:
    """The word lists, read once."""
    lists = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return Words(
        sorts={word: sort for sort, members in lists["sorts"].items() for word in members},
        before=frozenset(lists["context"]["before"]),
        titles=frozenset(lists["context"]["titles"]),
        sites=frozenset(lists["context"]["sites"]),
        joiners=frozenset(lists["context"]["joiners"]),
        near=frozenset(lists["context"]["near"]),
        near_of=frozenset(lists["context"]["near_of"]),
        bodies_after=frozenset(lists["bodies"]["after"]),
        bodies_before=frozenset(lists["bodies"]["before"]),
        roads=frozenset(lists["never"]["roads"]),
        never=frozenset(lists["never"]["names"]),
    )


def place_names(doc: Doc, lookup: Lookup) -> list[PlaceName]:
    """Every place name of the text in order, without overlap."""
    surnames = {ent[-1].text for ent in doc.ents if ent.label_ == "PERSON" and len(ent) > 1}
    found = [name for name in _from_entities(doc, lookup) if not _is_person(doc, name, surnames, lookup)]
    found = _merged(found, _from_runs(doc, lookup, found))
    return _merged(found, _repeated(doc, found, lookup))


def _from_entities(doc: Doc, lookup: Lookup) -> Iterator[PlaceName]:
    for label, first, last in _entities(doc, lookup):
        if label in PLACE_LABELS:
            for start, stop in _pieces(doc, first, last, lookup):
                name = _name(doc, start, stop, lookup)
                if name is None or _is_body(doc, name) or (label == "FAC" and _is_road(name)):
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
        yield ent.label_, ent.start, stop


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
    start, stop = _trimmed(doc, start, stop)
    for end in range(min(stop - 1, start + 3), start, -1):
        name = _name(doc, start, end, lookup)
        if name is not None and any(_may_own(entry) for entry in lookup(name.words)) and not _is_body(doc, name):
            yield PlaceName(name.start, name.stop, name.words, name.sort, of_body=True)
            return


def _may_own(entry: Entry) -> bool:
    return entry.main and (entry.kind in AREAS or entry.population >= BODY_TOWN)


def _is_told_a_place(doc: Doc, name: PlaceName) -> bool:
    """Whether the words around an unknown name say that it is a place."""
    beside = name.stop < len(doc) and doc[name.stop].text in (",", "(") and _beside_place(doc, name.stop)
    return name.sort is not None or _in_place(doc, name.start) or beside


def _name(doc: Doc, start: int, stop: int, lookup: Lookup) -> PlaceName | None:
    """Tokens to a name with clean borders and the sort that stands in it or beside it; None where nothing is left."""
    sorts = words().sorts
    start, stop = _trimmed(doc, start, stop)
    before = None
    if (
        stop - start > 2
        and doc[start].lower_ in sorts
        and doc[start + 1].lower_ == "of"
        and not _is_main(doc, start, stop, lookup)
    ):
        before, start = sorts[doc[start].lower_], start + 2
    elif start > 1 and doc[start - 1].lower_ == "of" and not (start > 2 and doc[start - 3].text[:1].isupper()):
        before = sorts.get(doc[start - 2].text)
    if stop <= start:
        return None
    inner = sorts.get(doc[stop - 1].lower_) if stop - start > 1 else None
    after = sorts.get(doc[stop].lower_) if stop < len(doc) else None
    name = doc[start : stop - 1] if inner in ("admin1", "admin2", "town") else doc[start:stop]
    if inner is not None and doc[stop - 1].text.islower():
        name, stop, after = doc[start : stop - 1], stop - 1, inner
    if name.text.lower() in words().never or not any(token.is_alpha or len(token) > 2 for token in name):
        return None
    if after is not None and doc[stop].is_title:
        whole = doc[start : stop + 1].text
        return PlaceName(start, stop + 1, whole if lookup(whole) else name.text, after)
    return PlaceName(start, stop, name.text, inner or after or before)


def _is_main(doc: Doc, start: int, stop: int, lookup: Lookup) -> bool:
    return any(entry.main for entry in lookup(doc[start:stop].text))


def _trimmed(doc: Doc, start: int, stop: int) -> tuple[int, int]:
    """Without articles and lower-case adjectives before, possessives and punctuation after."""
    while start < stop and (doc[start].lower_ in _OPENING or doc[start].is_punct or _is_common(doc[start])):
        start += 1
    while start < stop and (doc[stop - 1].lower_ in _CLOSING or doc[stop - 1].is_punct or doc[stop - 1].is_space):
        stop -= 1
    return start, stop


def _is_common(token: Token) -> bool:
    return token.text.islower() and token.text not in words().joiners


def _is_body(doc: Doc, name: PlaceName) -> bool:
    """Whether capitals beside the name make it part of the name of a paper, an army, a club."""
    after = doc[name.stop] if name.stop < len(doc) else None
    before = doc[name.start - 1] if name.start else None
    return bool(
        (after is not None and after.text[:1].isupper() and after.lower_ in words().bodies_after)
        or (before is not None and before.text[:1].isupper() and before.lower_ in words().bodies_before)
    )


def _is_road(name: PlaceName) -> bool:
    return not words().roads.isdisjoint(name.words.lower().split())


def _is_person(doc: Doc, name: PlaceName, surnames: set[str], lookup: Lookup) -> bool:
    """Whether the name is the surname of somebody in the text and no place says otherwise."""
    if name.words not in surnames or _in_place(doc, name.start) or name.sort is not None:
        return False
    return all(entry.population < WELL_KNOWN and entry.kind not in AREAS for entry in lookup(name.words))


def _from_runs(doc: Doc, lookup: Lookup, found: Sequence[PlaceName]) -> list[PlaceName]:
    """Names the entity model missed: capitals that the gazetteer knows, or that a sort names, in a place's position."""
    stops = {name.stop: name for name in found}
    names: list[PlaceName] = []
    for start, stop in _runs(doc, _taken(doc, found)):
        name = _in_run(doc, start, stop, lookup, stops)
        if name is not None:
            names.append(name)
            stops[name.stop] = name
    return names


def _taken(doc: Doc, found: Iterable[PlaceName]) -> list[bool]:
    taken = [False] * len(doc)
    for name in found:
        taken[name.start : name.stop] = [True] * (name.stop - name.start)
    return taken


def _runs(doc: Doc, taken: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Maximal runs of capitalised tokens, joined by joiners, outside what is taken."""
    start: int | None = None
    for at, token in enumerate(doc):
        capital = token.text[:1].isupper() and not taken[at] and not token.is_stop
        if capital and start is None:
            start = at
        elif not capital and start is not None and not _joins(doc, at, taken):
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
    name = _name(doc, start, stop, lookup)
    if name is None or _is_body(doc, name) or doc[start].ent_type_ in ("DATE", "TIME", "EVENT"):
        return None
    known = lookup(name.words)
    if doc[start].ent_type_ == "NORP" and (name.sort is None or not known):
        return None
    if _follows_place(doc, start, stops):
        return name if any(entry.kind in AREAS for entry in known) else None
    placed = _in_place(doc, start)
    # A sort in lower case right behind capitals needs no gazetteer: `Awdheegle town`, `in the Mir Kalan area`.
    if doc[stop : stop + 2].text in words().sites and doc[start].ent_iob_ != "I":
        return name
    told = name.sort is not None and stop < len(doc) and doc[stop].text in words().sorts and doc[start].pos_ == "PROPN"
    if told and doc[start].ent_iob_ != "I":
        return name if placed or name.sort != "any" else None
    if name.sort in ("admin1", "admin2", "town"):
        return name if placed or (known and doc[start].ent_type_ not in ("ORG", "PERSON")) else None
    placed = placed or _beside_place(doc, stop) or _is_dateline(doc, start, stop)
    return name if placed and known and _is_whole(doc, start, stop) else None


def _in_place(doc: Doc, start: int) -> bool:
    """Whether the word before, past an article, is one that places follow."""
    at = start - 1
    if at >= 0 and doc[at].lower_ == "the":
        at -= 1
    if at > 0 and doc[at].lower_ == "of":
        at -= 1
    return at >= 0 and (doc[at].lower_ in words().before or (doc[at].text in words().sorts and doc[at].text.islower()))


def _follows_place(doc: Doc, start: int, stops: dict[int, PlaceName]) -> bool:
    """Whether a place and a comma stand before, as in `Oxford, N.C.`"""
    return start > 1 and doc[start - 1].text == "," and start - 1 in stops


def _beside_place(doc: Doc, stop: int) -> bool:
    """Whether a comma and a place follow, as in `Maneri Bala, Pakistan`."""
    return stop + 1 < len(doc) and doc[stop].text == "," and doc[stop + 1].ent_type_ == "GPE"


def _is_dateline(doc: Doc, start: int, stop: int) -> bool:
    """Whether the run is in capitals among the first words, with a dash, bracket or comma behind it."""
    return start < DATELINE and stop < len(doc) and doc[start].text.isupper() and not doc[stop].text[:1].isalnum()


def _is_whole(doc: Doc, start: int, stop: int) -> bool:
    """Whether no entity reaches over the borders of the run."""
    return doc[start].ent_iob_ != "I" and (stop >= len(doc) or doc[stop].ent_iob_ != "I")


def _merged(first: Iterable[PlaceName], second: Iterable[PlaceName]) -> list[PlaceName]:
    """Both in order of the text; of two that overlap the earlier starting, then the longer."""
    merged: list[PlaceName] = []
    for name in sorted((*first, *second), key=lambda name: (name.start, -name.stop)):
        if not merged or name.start >= merged[-1].stop:
            merged.append(name)
    return merged


def _repeated(doc: Doc, found: Sequence[PlaceName], lookup: Lookup) -> list[PlaceName]:
    """Further occurrences of known names found once: the entity model sees them in some sentences only."""
    lengths = {name.words: len(doc[name.start : name.stop].text.split()) for name in found if lookup(name.words)}
    firsts: dict[str, list[str]] = {}
    for text in lengths:
        firsts.setdefault(text.split()[0], []).append(text)
    taken = _taken(doc, found)
    again: list[PlaceName] = []
    for token in doc:
        for text in firsts.get(token.text, ()):
            start, stop = token.i, min(len(doc), token.i + len(text.split()))
            if any(taken[start:stop]) or doc[start:stop].text != text:
                continue
            name = _name(doc, start, stop, lookup)
            if name is not None and not _is_body(doc, name):
                again.append(_with_neighbours(doc, name))
    return again


def _with_neighbours(doc: Doc, name: PlaceName) -> PlaceName:
    """The name, as part of a body's where capitals stand beside it."""
    before = name.start > 0 and doc[name.start - 1].text[:1].isupper() and doc[name.start - 1].pos_ == "PROPN"
    after = name.stop < len(doc) and doc[name.stop].text[:1].isupper() and doc[name.stop].pos_ == "PROPN"
    return PlaceName(name.start, name.stop, name.words, name.sort, of_body=True) if before or after else name
