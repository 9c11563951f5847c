"""A parsed text to the place names in it, each with what its neighbours say of it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from spacy.tokens import Doc, Token

WORDS = Path(__file__).with_name("knowledge") / "place_words.toml"
# Whether the gazetteer knows a name.
Known = Callable[[str], bool]

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
# Entities whose inside is no place unless the words around it say so.
OTHER_LABELS = frozenset({"PERSON", "ORG", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"})
# The longest name a run of capitals may be (`Federally Administered Tribal Areas of Pakistan`).
LONGEST = 6
# Words that join the capitals of one name: `Deir ez-Zor`, `Rio de Janeiro`, `Isle of Man`.
JOINERS = frozenset(
    {"al", "el", "de", "del", "da", "do", "dos", "la", "las", "los", "le", "ez", "az", "e", "ul", "-", "'", "’", "of"}
)
# How many lower-case words may stand between `Balochistan's` and `restive southern Mastung district`.
BETWEEN = 4


@dataclass(frozen=True, slots=True)
class PlaceName:
    """Tokens `start` to `stop` of a Doc that name a place.

    `words` is the name without its sort; `sort` a key of `place_words.toml`; `near` whether the text says near it;
    `inside` the positions, among the names of the text, of those it is said to lie in.
    """

    start: int
    stop: int
    words: str
    sort: str | None = None
    near: bool = False
    inside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of `place_words.toml`."""

    sorts: dict[str, str]
    before: frozenset[str]
    near: frozenset[str]
    near_of: frozenset[str]
    bodies_after: frozenset[str]
    bodies_before: frozenset[str]
    never: frozenset[str]


@cache
def words() -> Words:
    """The word lists, read once."""
    lists = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return Words(
        sorts={word: sort for sort, members in lists["sorts"].items() for word in members},
        before=frozenset(lists["context"]["before"]),
        near=frozenset(lists["context"]["near"]),
        near_of=frozenset(lists["context"]["near_of"]),
        bodies_after=frozenset(lists["bodies"]["after"]),
        bodies_before=frozenset(lists["bodies"]["before"]),
        never=frozenset(lists["never"]["names"]),
    )


def place_names(doc: Doc, known: Known) -> list[PlaceName]:
    """Every place name of the text in order, with sorts, nearness and containers; they never overlap."""
    found = _from_entities(doc, known)
    found = _merged(found, _from_runs(doc, known, found))
    found = _merged(found, _repeated(doc, found, known))
    return _contained(doc, [replace(name, near=_is_near(doc, name)) for name in found], known)


def _from_entities(doc: Doc, known: Known) -> list[PlaceName]:
    names = [
        name
        for ent in doc.ents
        if ent.label_ in PLACE_LABELS
        for start, stop in _pieces(doc, ent.start, ent.end, known)
        if (name := _name(doc, start, stop)) is not None
    ]
    return [name for name in names if not _is_body(doc, name)]


def _pieces(doc: Doc, start: int, stop: int, known: Known) -> Iterator[tuple[int, int]]:
    """An entity, cut at commas and at lower-case words that are no part of a name the gazetteer knows."""
    if known(doc[start:stop].text):
        yield start, stop
        return
    first = start
    for at in range(start, stop):
        word = doc[at].text
        if word in {",", "(", ")", "/"} or (word.islower() and word not in JOINERS):
            if at > first:
                yield first, at
            first = at + 1
    if stop > first:
        yield first, stop


def _name(doc: Doc, start: int, stop: int) -> PlaceName | None:
    """Tokens to a name with clean borders and the sort that stands in it or beside it; None where nothing is left."""
    start, stop = _trimmed(doc, start, stop)
    if stop <= start:
        return None
    sorts = words().sorts
    inner = sorts.get(doc[stop - 1].lower_) if stop - start > 1 else None
    after = sorts.get(doc[stop].lower_) if stop < len(doc) else None
    before = sorts.get(doc[start - 2].lower_) if start > 1 and doc[start - 1].lower_ == "of" else None
    name = doc[start : stop - 1] if inner in ("admin1", "admin2", "town") else doc[start:stop]
    if name.text.lower() in words().never or not any(token.is_alpha or len(token) > 2 for token in name):
        return None
    if after is not None and doc[stop].is_title and after != "any":
        return PlaceName(start, stop + 1, name.text, after)
    return PlaceName(start, stop, name.text, inner or after or before)


def _trimmed(doc: Doc, start: int, stop: int) -> tuple[int, int]:
    """Without leading articles and compass adjectives in lower case, trailing possessives and punctuation."""
    while start < stop and (
        doc[start].lower_ in {"the", "a", "an"} or doc[start].is_punct or doc[start].text.islower()
    ):
        if doc[start].text in JOINERS and not doc[start].is_punct:
            break
        start += 1
    while start < stop and (
        doc[stop - 1].lower_ in {"'s", "’s", "'", "’", "of"} or doc[stop - 1].is_punct or doc[stop - 1].is_space
    ):
        stop -= 1
    return start, stop


def _is_body(doc: Doc, name: PlaceName) -> bool:
    """Whether capitals beside the name make it part of the name of a paper, an army, a club."""
    after = doc[name.stop] if name.stop < len(doc) else None
    before = doc[name.start - 1] if name.start else None
    return bool(
        (after is not None and after.text[:1].isupper() and after.lower_ in words().bodies_after)
        or (before is not None and before.text[:1].isupper() and before.lower_ in words().bodies_before)
    )


def _from_runs(doc: Doc, known: Known, found: Sequence[PlaceName]) -> list[PlaceName]:
    """Names the entity model missed: capitals that the gazetteer knows, or that a sort names, in a place's position."""
    taken = _taken(doc, found)
    names: list[PlaceName] = []
    for start, stop in _runs(doc, taken):
        for name in _in_run(doc, start, stop, known):
            names.append(name)
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
    return (
        doc[at].text in JOINERS
        and doc[at].text != "of"
        and at + 1 < len(doc)
        and doc[at + 1].text[:1].isupper()
        and not taken[at]
        and not taken[at + 1]
    )


def _in_run(doc: Doc, start: int, stop: int, known: Known) -> Iterator[PlaceName]:
    if stop - start > LONGEST:
        return
    name = _name(doc, start, stop)
    if name is None or _is_body(doc, name):
        return
    label = doc[start].ent_type_
    sorted_here = name.sort in ("admin1", "admin2", "town") and label not in ("DATE", "TIME", "NORP")
    placed = _in_place(doc, start)
    if sorted_here:
        accepted = placed or known(name.words)
    else:
        accepted = (placed or _beside_place(doc, stop)) and known(name.words) and _is_whole_entity(doc, start, stop)
    if accepted:
        yield name


def _in_place(doc: Doc, start: int) -> bool:
    """Whether the word before, past an article, is one that places follow."""
    at = start - 1
    if at >= 0 and doc[at].lower_ == "the":
        at -= 1
    return at >= 0 and doc[at].lower_ in words().before


def _beside_place(doc: Doc, stop: int) -> bool:
    """Whether a comma and a place follow, as in `Maneri Bala, Pakistan`."""
    return stop + 1 < len(doc) and doc[stop].text == "," and doc[stop + 1].ent_type_ == "GPE"


def _is_whole_entity(doc: Doc, start: int, stop: int) -> bool:
    """Whether no entity of another sort reaches over the borders of the run, and it is no date or people."""
    tokens = doc[start:stop]
    if any(token.ent_type_ in ("DATE", "TIME", "NORP", "PERSON") and token.ent_type_ for token in tokens):
        return tokens[0].ent_type_ == "PERSON" and len(tokens) == 1
    before = start > 0 and doc[start].ent_iob_ == "I"
    after = stop < len(doc) and doc[stop].ent_iob_ == "I"
    return not before and not after


def _merged(first: Iterable[PlaceName], second: Iterable[PlaceName]) -> list[PlaceName]:
    """Both in order of the text; of two that overlap the earlier starting, then the longer."""
    merged: list[PlaceName] = []
    for name in sorted((*first, *second), key=lambda name: (name.start, -name.stop)):
        if not merged or name.start >= merged[-1].stop:
            merged.append(name)
    return merged


def _repeated(doc: Doc, found: Sequence[PlaceName], known: Known) -> list[PlaceName]:
    """Further occurrences of known names found once: the entity model sees them in some sentences only."""
    names = {name.words: len(name.words.split()) for name in found if known(name.words)}
    firsts: dict[str, list[str]] = {}
    for text in names:
        firsts.setdefault(text.split()[0], []).append(text)
    taken = _taken(doc, found)
    again: list[PlaceName] = []
    for token in doc:
        for text in firsts.get(token.text, ()):
            start, stop = token.i, token.i + names[text]
            if any(taken[start:stop]) or doc[start:stop].text != text or not _stands_free(doc, start, stop):
                continue
            name = _name(doc, start, stop)
            if name is not None and not _is_body(doc, name):
                again.append(name)
    return again


def _stands_free(doc: Doc, start: int, stop: int) -> bool:
    """Whether the words are not part of a longer name of a person or body."""
    before = start > 0 and doc[start - 1].text[:1].isupper() and doc[start - 1].pos_ == "PROPN"
    after = stop < len(doc) and doc[stop].text[:1].isupper() and doc[stop].pos_ == "PROPN"
    return not before and not after


def _is_near(doc: Doc, name: PlaceName) -> bool:
    """Whether the text says near it, outside it or so far north of it, within its sentence."""
    before = _before(doc, name.start)
    if before and before[-1].lower_ in words().near:
        return True
    return len(before) > 1 and before[-1].lower_ in ("of", "to", "from") and before[-2].lower_ in words().near_of


def _before(doc: Doc, start: int) -> list[Token]:
    """The three tokens before, without articles, `the village of` and the like."""
    before = [token for token in doc[max(0, start - 6) : start] if token.lower_ not in ("the", "a", "an")]
    while len(before) > 1 and before[-1].lower_ == "of" and before[-2].lower_ in words().sorts:
        before = before[:-2]
    return before[-3:]


def _contained(doc: Doc, names: list[PlaceName], known: Known) -> list[PlaceName]:
    """Each name with the positions of the names that hold it, by what stands between them."""
    holders: dict[int, int] = {}
    for at in range(len(names) - 1):
        between = doc[names[at].stop : names[at + 1].start]
        if doc[names[at].start].sent.start != doc[names[at + 1].start].sent.start:
            continue
        texts = [token.lower_ for token in between if token.lower_ != "the"]
        if _opens_holder(texts, known(names[at].words)):
            holders.setdefault(at, at + 1)
        elif texts[:1] in (["'s"], ["’s"]) and len(texts) <= BETWEEN and all(text.isalpha() for text in texts[1:]):
            holders.setdefault(at + 1, at)
    return [replace(name, inside=tuple(_chain(at, holders))) for at, name in enumerate(names)]


def _opens_holder(texts: list[str], known: bool) -> bool:
    """Whether the words between two names put the first in the second: `, `, ` village of `, ` area in northern `."""
    rest = texts[1:] if texts[:1] and texts[0] in words().sorts else texts
    if rest in ([","], ["("], ["of"], ["in"], [",", "in"]):
        return True
    if (
        len(rest) > BETWEEN
        or not rest
        or rest[0] not in ("of", "in", ",")
        or not all(text.isalpha() for text in rest[1:])
    ):
        return False
    return all(text in words().before or text in words().sorts or text in ("in", "of") for text in rest[1:])


def _chain(at: int, holders: dict[int, int]) -> Iterator[int]:
    seen = {at}
    while at in holders and holders[at] not in seen:
        at = holders[at]
        seen.add(at)
        yield at
