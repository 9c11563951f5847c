"""The place names of a text to what the words around them say: which lies in which, and what happened only near one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from models.places.gazetteer import Entry, lies_in
from models.places.place_shape import AREAS, Lookup, PlaceName, words

# How many lower-case words may stand between `Balochistan's` and `restive southern Mastung district`.
BETWEEN = 7
# `X village, which falls under`.
_CLAUSE = frozenset({",", "that", "which", "is", "falls", "falling", "located", "situated"})
# How many tokens before a name may say near.
REACH = 6
_NO_PARTS: frozenset[str] = frozenset()
_HYPHENS = frozenset({"-", "–", "—", "/"})


def is_near(doc: Doc, name: PlaceName) -> bool:
    """Whether the text says near it, outside it, so far north of it, or between it and another."""
    before = _before(doc, name.start)
    if _is_between(doc, name.start) or _is_on_road(doc, name):
        return True
    if before and before[-1].lower_ in words().near:
        return True
    if len(before) < 2 or before[-1].lower_ not in ("of", "to", "from") or before[-2].lower_ not in words().near_of:
        return False
    # "in the north-west of Mali" is in Mali.
    led = next((t.lower_ for t in reversed(before[:-1]) if t.lower_ not in words().directions and t.text != "-"), "")
    return not (led == "in" and before[-2].lower_ in words().directions)


def _is_between(doc: Doc, start: int) -> bool:
    """`between X` and `between X and Y`, for X and for Y."""
    at = start - 1
    if at > 0 and doc[at].lower_ == "and":
        at -= 1
        while at >= 0 and start - at < REACH and (doc[at].text[:1].isupper() or doc[at].lower_ in words().sorts):
            at -= 1
    return at >= 0 and doc[at].lower_ == "between"


def _is_on_road(doc: Doc, name: PlaceName) -> bool:
    """`the X-Y highway`, for X and for Y: what happened there was between them."""
    stop = name.stop
    if stop < len(doc) and doc[stop].text in _HYPHENS:
        stop += 1
        while stop < len(doc) and doc[stop].text[:1].isupper() and doc[stop].lower_ not in words().roads:
            stop += 1
    elif name.start == 0 or doc[name.start - 1].text not in _HYPHENS:
        return False
    return name.stop <= stop < len(doc) and doc[stop].lower_ in words().roads


def is_across_border(doc: Doc, name: PlaceName) -> bool:
    """Whether the text only borders it: `near the border with Chad`, `across the frontier from Chad`."""
    before = [token.lower_ for token in _before(doc, name.start)]
    if before and before[-1] == "bordering":
        return True
    return len(before) > 1 and before[-1] in ("with", "from", "to") and not words().borders.isdisjoint(before[-3:-1])


def _before(doc: Doc, start: int) -> list[Token]:
    """The tokens before without articles, `(25 miles)`, `village of` and the like."""
    before = [token for token in doc[max(0, start - 2 * REACH) : start] if token.lower_ not in ("the", "a", "an")]
    opened = next((at for at in range(len(before) - 1, -1, -1) if before[at].text == "("), len(before))
    closed = next((at for at in range(opened, len(before)) if before[at].text == ")"), len(before))
    before = (before[:opened] + before[closed + 1 :])[-REACH:]
    while len(before) > 1 and before[-1].lower_ == "of" and before[-2].lower_ in words().sorts:
        before = before[:-2]
    # "north of the capital Aden"
    while before and before[-1].lower_ in ("capital", "city", "town", "port", "village") and len(before) > 1:
        before = before[:-1]
    return before


def holders(doc: Doc, names: Sequence[PlaceName], lookup: Lookup) -> list[tuple[int, ...]]:
    """For each name the positions of the names it is said to lie in, nearest first."""
    holder: dict[int, int] = {}
    for at in range(len(names) - 1):
        first, second = names[at], names[at + 1]
        between = _unbracketed([t.lower_ for t in doc[first.stop : second.start] if t.lower_ not in ("the", "a", "an")])
        if len(between) > BETWEEN or doc[first.stop : second.start].text.count("\n"):
            continue
        one, two = lookup(first.words), lookup(second.words)
        if _is_stated(between):
            if _fit(two, one) and not _fit(one, two):
                holder.setdefault(at + 1, at)
            else:
                holder.setdefault(at, at + 1)
        elif _is_comma(between):
            if _fit(one, two) or (not one and any(entry.kind in AREAS for entry in two)):
                holder.setdefault(at, at + 1)
        elif _is_possessive(between) and (_fit(two, one) or not two or (len(between) == 1 and second.sort is not None)):
            holder.setdefault(at + 1, at)
    return [tuple(_chain(at, holder)) for at in range(len(names))]


def _unbracketed(between: list[str]) -> list[str]:
    """`tehsil (revenue unit) of` as `tehsil of`."""
    if "(" not in between or ")" not in between:
        return between
    return between[: between.index("(")] + between[between.index(")") + 1 :]


def _fit(inner: Sequence[Entry], outer: Sequence[Entry]) -> bool:
    """Whether some place of the one name lies in some place of the other."""
    return any(lies_in(a, b) for b in outer for a in inner)


def _is_stated(between: list[str]) -> bool:
    """`village of`, `in`, `area in northern`, `, provincial capital of`: the words put the first name in the second."""
    rest = between[1:] if between and between[0] in words().sorts else between
    if rest[:1] == [","] and rest[-1] == "of" and all(text in words().titles for text in rest[1:-1]):
        return len(rest) > 2
    while rest and rest[0] in _CLAUSE:
        rest = rest[1:]
    if rest[:2] == ["on", "outskirts"]:
        rest = rest[2:]
    if not rest or rest[0] not in ("of", "in", "under", "within"):
        return False
    # `in the north-east of` is inside; `north-east of` is not.
    parts = words().directions | {"-"} if rest[0] == "in" else _NO_PARTS
    links = words().links | words().before | words().sorts.keys() | parts
    return all(text in links for text in rest[1:])


def _is_comma(between: list[str]) -> bool:
    """`,`, `district,`, `(`, `, in`: the second name may hold the first, or they stand in a list."""
    rest = between[1:] if between and between[0] in words().sorts else between
    return rest[:1] in ([","], ["("]) and all(text in words().before for text in rest[1:])


def _is_possessive(between: list[str]) -> bool:
    """`'s restive southern`: the first name holds the second."""
    return between[:1] in (["'s"], ["’s"]) and all(text.replace("-", "").isalpha() for text in between[1:])


def _chain(at: int, holder: dict[int, int]) -> Iterator[int]:
    seen = {at}
    while at in holder and holder[at] not in seen:
        at = holder[at]
        seen.add(at)
        yield at
