"""Tokens of a text to a place name of clean shape: its words, the sort beside it, what its neighbours make of it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.tokens import Doc, Token

from models.places.countries import country_named
from models.places.gazetteer import Entry
from warehouse.records import PlaceRole

WORDS = Path(__file__).parent.with_name("knowledge") / "place_words.toml"
Lookup = Callable[[str], tuple[Entry, ...]]

AREAS = frozenset({"country", "admin1", "admin2", "region", "area"})
# `Miss.` is Mississippi and `Miss` is not: up to this length an alternate name needs its stop or capitals.
ABBREVIATION = 5
# So many words may lead from a comma to the place beside a name.
BESIDE = 5
# So many words behind `, a` may hold the noun that says what a name is.
EXPLAINING = 4
# Postal codes of American states.
CODE = 2
_FRAMES = ("wholes", "kinds", "links", "stations", "beats", "facilities", "numbered", "offices", "in_town")
_OPENING = frozenset({"the", "a", "an", "of", "in", "'s", "’s"})
_CLOSING = frozenset({"'s", "’s", "'", "’", "of", "and", "the"})


@dataclass(frozen=True, slots=True)
class PlaceName:
    """Tokens `start` to `stop` of a Doc that name a place.

    `words` is the name without its sort, `sort` a key of `place_words.toml`. `role` says whether that is where
    something is.
    """

    start: int
    stop: int
    words: str
    sort: str | None = None
    role: PlaceRole = PlaceRole.PLACE


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of `place_words.toml`."""

    sorts: dict[str, str]
    plurals: dict[str, str]
    halves: frozenset[tuple[str, str]]
    says: frozenset[str]
    before: frozenset[str]
    titles: frozenset[str]
    sites: frozenset[str]
    joiners: frozenset[str]
    articles: frozenset[str]
    near: frozenset[str]
    near_of: frozenset[str]
    bodies_after: frozenset[str]
    bodies_before: frozenset[str]
    bodies_of: frozenset[str]
    owned: frozenset[str]
    borders: frozenset[str]
    directions: frozenset[str]
    roads: frozenset[str]
    never: frozenset[str]
    frame_leads: frozenset[str]
    wholes: frozenset[str]
    kinds: frozenset[str]
    links: frozenset[str]
    stations: frozenset[str]
    beats: frozenset[str]
    facilities: frozenset[str]
    numbered: frozenset[str]
    offices: frozenset[str]
    in_town: frozenset[str]
    peoples: frozenset[str]
    heads: frozenset[str]
    government: dict[str, frozenset[str]]
    reporting: frozenset[str]
    papers: dict[str, tuple[str, ...]]

    @property
    def leading(self) -> frozenset[str]:
        """Words that may lead from one place to the next: `west of the city of`."""
        return self.before | self.near | self.near_of | {"of", "the", "a", *self.sorts}


@cache
def words() -> Words:
    """The word lists, read once."""
    lists = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return Words(
        sorts={word: sort for sort, members in lists["sorts"].items() for word in members},
        plurals={word: sort for sort, members in lists["plurals"].items() for word in members},
        halves=frozenset((first, second) for first, second in lists["pairs"]["halves"]),
        says=frozenset(lists["persons"]["says"]),
        before=frozenset(lists["context"]["before"]),
        titles=frozenset(lists["context"]["titles"]),
        sites=frozenset(lists["context"]["sites"]),
        joiners=frozenset(lists["context"]["joiners"]),
        articles=frozenset(lists["context"]["articles"]),
        near=frozenset(lists["context"]["near"]),
        near_of=frozenset(lists["context"]["near_of"] + lists["context"]["directions"]),
        bodies_after=frozenset(lists["bodies"]["after"]),
        bodies_before=frozenset(lists["bodies"]["before"]),
        bodies_of=frozenset(lists["bodies"]["of"]),
        owned=frozenset(lists["bodies"]["owned"]),
        borders=frozenset(lists["context"]["borders"]),
        directions=frozenset(lists["context"]["directions"]),
        roads=frozenset(lists["never"]["roads"]),
        never=frozenset(lists["never"]["names"] + lists["never"]["peoples"]),
        peoples=frozenset(lists["never"]["peoples"]),
        frame_leads=frozenset(lists["frames"]["leads"]),
        **{name: frozenset(lists["frames"][name]) for name in _FRAMES},
        heads=frozenset(lists["headed"]["heads"]),
        government={part: frozenset(members) for part, members in lists["government"].items()},
        reporting=frozenset(lists["papers"]["before"]),
        papers={country: tuple(names) for country, names in lists["papers"].items() if country != "before"},
    )


def named(doc: Doc, start: int, stop: int, lookup: Lookup) -> PlaceName | None:
    """Tokens to a name with clean borders and the sort that stands in it or beside it; None where nothing is left."""
    sorts = words().sorts
    start, stop = trimmed(doc, start, stop)
    before = None
    if (
        stop - start > 2
        and doc[start].lower_ in sorts
        and doc[start + 1].lower_ == "of"
        and not is_main(doc, start, stop, lookup)
    ):
        before, start = sorts[doc[start].lower_], start + 2
    elif start > 1 and doc[start - 1].lower_ == "of" and not (start > 2 and doc[start - 3].text[:1].isupper()):
        before = sorts.get(doc[start - 2].text)
    if stop <= start:
        return None
    if before == "town" and country_named(doc[start:stop].text) is not None:
        before = None  # `the second city of Lebanon`
    inner = sorts.get(doc[stop - 1].lower_) if stop - start > 1 else None
    after = sorts.get(doc[stop].lower_) if stop < len(doc) else None
    keeps_sort = inner not in ("admin1", "admin2", "town") or is_main(doc, start, stop, lookup)
    name = doc[start:stop] if keeps_sort else doc[start : stop - 1]
    if inner is not None and doc[stop - 1].text.islower():
        name, stop, after = doc[start : stop - 1], stop - 1, inner
    if name.text.lower() in words().never or not any(token.is_alpha or len(token) > 2 for token in name):
        return None
    if stop - start == 1 and not _is_abbreviation_in_place(doc, start, lookup):
        return None
    if after is not None and doc[stop].is_title:
        whole = doc[start : stop + 1].text
        return PlaceName(start, stop + 1, whole if lookup(whole) else name.text, after)
    return PlaceName(start, stop, name.text, inner or after or before)


def _is_abbreviation_in_place(doc: Doc, at: int, lookup: Lookup) -> bool:
    """False for `Miss` and for `NC` without the town and comma of `Oxford, NC`: they mean other things."""
    token = doc[at]
    if len(token) > ABBREVIATION or not token.is_alpha:
        return True
    known = lookup(token.text)
    if not known or any(entry.main for entry in known):
        return True
    is_code = len(token) == CODE and all(entry.country == "USA" for entry in known)
    return token.text.isupper() and (not is_code or (at > 0 and doc[at - 1].text == ","))


def is_main(doc: Doc, start: int, stop: int, lookup: Lookup) -> bool:
    return any(entry.main for entry in lookup(doc[start:stop].text))


def trimmed(doc: Doc, start: int, stop: int) -> tuple[int, int]:
    """Without articles and lower-case adjectives before, possessives and punctuation after."""
    while start < stop and (doc[start].lower_ in _OPENING or doc[start].is_punct or _is_common(doc[start])):
        start += 1
    while start < stop and (doc[stop - 1].lower_ in _CLOSING or doc[stop - 1].is_punct or doc[stop - 1].is_space):
        stop -= 1
    return start, stop


def _is_common(token: Token) -> bool:
    return token.text.islower() and token.text not in words().joiners and not is_article(token)


def is_article(token: Token) -> bool:
    """Whether a name begins here with an Arabic article: `al-Bukamal`."""
    if token.text not in words().articles:
        return False
    behind = token.doc[token.i + 1 : token.i + 3]
    return len(behind) > 1 and behind[0].text == "-" and behind[1].text[:1].isupper()


def is_body(doc: Doc, name: PlaceName) -> bool:
    """Whether capitals beside the name make it part of the name of a paper, an army, a club."""
    after = doc[name.stop] if name.stop < len(doc) else None
    before = doc[name.start - 1] if name.start else None
    led = doc[name.start - 2] if name.start > 1 and before is not None and before.lower_ == "of" else None
    if led is not None and led.text[:1].isupper() and led.lower_ in words().bodies_of:
        return True
    return bool(
        (after is not None and after.text[:1].isupper() and after.lower_ in words().bodies_after | words().roads)
        or (before is not None and before.text[:1].isupper() and before.lower_ in words().bodies_before)
    )


def is_owner(doc: Doc, name: PlaceName) -> bool:
    """`US-based`, `Turkey backed`, `Quetta bound`: the place tells whose it is or where it goes."""
    at = name.stop + (name.stop < len(doc) and doc[name.stop].text in {"-", "–"})
    return at < len(doc) and doc[at].lower_ in words().owned


def is_road(name: PlaceName) -> bool:
    return not words().roads.isdisjoint(name.words.lower().split())


def is_in_town(doc: Doc, name: PlaceName) -> bool:
    """`Bacha Khan Chowk`, `the Bada Kabrastan cemetery`, `the Reina, a well-known club`: what only a town has."""
    after = doc[name.stop].lower_ if name.stop < len(doc) else ""
    if after == "," and doc[name.stop + 1 : name.stop + 2].text in ("a", "an", "the"):
        explained = {token.lower_ for token in doc[name.stop + 2 : name.stop + 2 + EXPLAINING]}
        return not words().in_town.isdisjoint(explained)
    ends = name.stop - name.start > 1 and doc[name.stop - 1].lower_ in words().in_town
    return ends or after in words().in_town


def in_place(doc: Doc, start: int) -> bool:
    """Whether the word before, past an article, is one that places follow."""
    at = start - 1
    if at >= 0 and doc[at].lower_ == "the":
        at -= 1
    if at > 0 and doc[at].lower_ == "of":
        at -= 1
    return at >= 0 and (doc[at].lower_ in words().before or (doc[at].text in words().sorts and doc[at].text.islower()))


def beside_place(doc: Doc, stop: int) -> bool:
    """Whether a comma and a place follow, as in `Maneri Bala, Pakistan` or `Maneri Bala, west of the city of Swabi`."""
    if stop >= len(doc) or doc[stop].text != ",":
        return False
    at = stop + 1
    while at < min(stop + BESIDE, len(doc) - 1) and doc[at].lower_ in words().leading:
        at += 1
    return at < len(doc) and doc[at].ent_type_ == "GPE"
