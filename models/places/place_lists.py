"""Places that share a word of the text to a name each: `A, B and C districts`, `the A-B highway`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc

from models.places.place_shape import Lookup, PlaceName, is_road, words
from models.places.place_tokens import lower_in, spelt_in

_AND = frozenset({",", "and", "&", "or"})
_DASHES = frozenset({"-", "–", "—", "/"})
# The longest name in a list, in words.
_LONGEST = 3


def listed(doc: Doc) -> Iterator[PlaceName]:
    """A name for each member of a list of two and more that a sort in the plural ends or `districts of` opens."""
    for at in spelt_in(doc, words().plurals.keys()):
        members = _before(doc, at)
        if len(members) < 2 and at + 1 < len(doc) and doc[at + 1].lower_ == "of":
            members = _behind(doc, at + 2)
        if len(members) > 1:
            sort = words().plurals[doc[at].text]
            yield from (PlaceName(start, stop, doc[start:stop].text, sort) for start, stop in members)


def halves(doc: Doc, lookup: Lookup) -> Iterator[PlaceName]:
    """`North` of `North and South Waziristan`, where the gazetteer knows North Waziristan."""
    for at in lower_in(doc, frozenset(first for first, _ in words().halves)):
        if at + 3 >= len(doc) or doc[at + 1].lower_ != "and" or not doc[at].is_title:
            continue
        if (doc[at].lower_, doc[at + 2].lower_) not in words().halves:
            continue
        for stop in range(min(at + 3 + _LONGEST, len(doc)), at + 3, -1):
            whole = f"{doc[at].text} {doc[at + 3 : stop].text}"
            if doc[stop - 1].text[:1].isupper() and any(entry.main for entry in lookup(whole)):
                yield PlaceName(at, at + 1, whole)
                break


def routes(doc: Doc, lookup: Lookup) -> Iterator[PlaceName]:
    """`the Kaduna-Abuja highway` as one name where the gazetteer has it, else the places at its ends."""
    for dash in spelt_in(doc, _DASHES):
        first, last = _first_capital(doc, dash), _last_capital(doc, dash + 1)
        if first == dash or last == dash + 1 or last >= len(doc) or doc[last].lower_ not in words().roads:
            continue
        if lookup(doc[first : last + 1].text):
            yield PlaceName(first, last + 1, doc[first : last + 1].text)
        elif lookup(doc[first:dash].text) and lookup(doc[dash + 1 : last].text):
            yield PlaceName(first, dash, doc[first:dash].text)
            yield PlaceName(dash + 1, last, doc[dash + 1 : last].text)


def _before(doc: Doc, stop: int) -> list[tuple[int, int]]:
    """The members of the list that ends here, from left to right."""
    members: list[tuple[int, int]] = []
    at = stop
    while (start := _first_capital(doc, at)) < at:
        members.insert(0, (start, at))
        at = start
        while at > 0 and doc[at - 1].lower_ in _AND:
            at -= 1
        if at == start:
            break
    return _of_names(doc, members)


def _behind(doc: Doc, start: int) -> list[tuple[int, int]]:
    """The members of the list that begins here."""
    members: list[tuple[int, int]] = []
    at = start
    while (stop := _last_capital(doc, at)) > at:
        members.append((at, stop))
        at = stop
        while at < len(doc) and doc[at].lower_ in _AND:
            at += 1
        if at == stop:
            break
    return _of_names(doc, members)


def _first_capital(doc: Doc, stop: int) -> int:
    start = stop
    while start > max(stop - _LONGEST, 0) and (_is_name(doc, start - 1) or (start < stop and _joins(doc, start - 1))):
        start -= 1
    return start


def _last_capital(doc: Doc, start: int) -> int:
    stop = start
    while stop < min(start + _LONGEST, len(doc)) and (_is_name(doc, stop) or (stop > start and _joins(doc, stop))):
        stop += 1
    return stop


def _is_name(doc: Doc, at: int) -> bool:
    return doc[at].text[:1].isupper() and not doc[at].is_stop


def _joins(doc: Doc, at: int) -> bool:
    return doc[at].text == "-" and 0 < at < len(doc) - 1 and doc[at + 1].text[:1].isupper()


def _of_names(doc: Doc, members: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The members unless one of them is a street, a person or a people."""
    found = list(members)
    labels = {token.ent_type_ for start, stop in found for token in doc[start:stop]}
    roads = any(is_road(PlaceName(start, stop, doc[start:stop].text)) for start, stop in found)
    return [] if roads or not labels.isdisjoint({"NORP", "DATE", "TIME"}) else found
