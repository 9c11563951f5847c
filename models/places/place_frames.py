"""Capitals that neither gazetteer nor entity model takes for a place to place names, where their frame is one's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from models.participants.actor_list import names as actor_names
from models.participants.lexicon import fold
from models.places.countries import country_named, country_of_demonym
from models.places.place_shape import ABBREVIATION, Lookup, PlaceName, is_road, named, words
from models.places.place_tokens import lower_in

# The longest name that a frame may hold (`Light House Cinema Hall`), and that of a police station.
LONGEST = 5
BEAT = 3
# So many words may lead from a place to the one that holds it (`, which falls under the limits of`).
LEADING = 7
# So many words behind `, a` may hold the noun that says what a name is.
EXPLAINING = 3
_POLICE = frozenset({"police"})
_ARTICLES = frozenset({"the", "a", "an", "this", "that"})
_BRACKETS = frozenset({"(", ")", ","})
# `fired at Khan in Mastung`: behind these `at` aims at somebody.
_AIMS = frozenset(
    {"fire", "shoot", "throw", "hurl", "lob", "aim", "target", "direct", "attack", "pelt", "swear", "look"}
)
_STRIKES = frozenset(
    {"attack", "storm", "raid", "hit", "strike", "shell", "bomb", "burn", "torch", "capture", "seize", "enter"}
)
_TIMES = frozenset({"DATE", "TIME", "EVENT", "LAW", "MONEY", "LANGUAGE", "WORK_OF_ART"})


def beats(doc: Doc) -> list[PlaceName]:
    """`under X Police Station limits`: the beat of a police station, with the words that make it one."""
    found: list[PlaceName] = []
    for police in lower_in(doc, _POLICE):
        if police + 1 >= len(doc) or doc[police + 1].lower_ not in words().stations:
            continue
        start = police
        while start > 0 and police - start < BEAT and doc[start - 1].text[:1].isupper() and doc[start - 1].is_alpha:
            start -= 1
        lead = _lead(doc, start)
        name = doc[start:police].text
        if start < police and lead in words().beats and not _is_idle(doc, start, police) and not is_nation(name):
            found.append(PlaceName(start, police + 2, name))
    return found


def numbered(doc: Doc) -> list[PlaceName]:
    """`in Sector 8 B`, `near National Highway 30`: a name that a number ends."""
    found: list[PlaceName] = []
    for noun in lower_in(doc, words().numbered):
        number = noun + 1
        if number >= len(doc) or not doc[number].like_num or not doc[noun].is_title:
            continue
        start, stop = noun, number + 1
        while start > 0 and number - start < LONGEST and doc[start - 1].is_title and doc[start - 1].is_alpha:
            start -= 1
        if stop < len(doc) and len(doc[stop]) == 1 and doc[stop].is_upper:
            stop += 1
        held = stop + 1 < len(doc) and doc[stop].lower_ in ("of", "in") and doc[stop + 1].ent_type_ == "GPE"
        if held or _lead(doc, start) in words().frame_leads | {"of"}:
            found.append(PlaceName(start, stop, doc[start:stop].text, "any"))
    return found


def framed(doc: Doc, lookup: Lookup, found: Sequence[PlaceName], runs: Iterable[tuple[int, int]]) -> list[PlaceName]:
    """Of the runs of capitals outside what was found, those that stand where only a place can."""
    starts = {name.start for name in found}
    names: list[PlaceName] = []
    for start, stop in runs:
        if stop - start > LONGEST or not _may_be_place(doc, start, stop):
            continue
        name = named(doc, start, stop, lookup)
        if name is not None and _is_framed(doc, start, stop, starts):
            names.append(name)
    return names


def built(doc: Doc, lookup: Lookup, runs: Iterable[tuple[int, int]]) -> list[PlaceName]:
    """Of the runs of capitals those that name a built thing behind a word of place: `at Civil Hospital`."""
    names: list[PlaceName] = []
    for start, stop in runs:
        many = 1 < stop - start <= LONGEST
        if not many or doc[stop - 1].lower_ not in words().facilities or not _may_be_place(doc, start, stop):
            continue
        name = named(doc, start, stop, lookup)
        lead = _lead(doc, start)
        if (
            name is not None
            and lead in words().frame_leads
            and not _is_aimed_at(doc, start, lead, doc[start].ent_type_)
        ):
            names.append(name)
    return names


def _may_be_place(doc: Doc, start: int, stop: int) -> bool:
    text = doc[start:stop].text
    labels = {token.ent_type_ for token in doc[start:stop]}
    if not labels.isdisjoint(_TIMES) or _is_idle(doc, start, stop) or is_nation(text):
        return False
    folded = [fold(token.text) for token in doc[start:stop]]
    return not any(end == len(folded) for end, _ in actor_names().matches(folded, 0))


def is_nation(text: str) -> bool:
    """`Afghan`, `Pakistan`: whose it is, not where."""
    return country_of_demonym(text) is not None or country_named(text) is not None


def _is_idle(doc: Doc, start: int, stop: int) -> bool:
    """Words that no place's name has, and abbreviations."""
    lowered = [token.lower_ for token in doc[start:stop]]
    if not words().offices.isdisjoint(lowered) or doc[start:stop].text.lower() in words().never:
        return True
    return all(len(token) <= ABBREVIATION and sum(c.isupper() for c in token.text) > 1 for token in doc[start:stop])


def _lead(doc: Doc, start: int) -> str:
    """The word before, past an article; `of` only behind a noun whose whole is a place."""
    at = start - 1
    while at >= 0 and doc[at].lower_ in _ARTICLES:
        at -= 1
    if at < 0:
        return ""
    if doc[at].lower_ == "of" and (at == 0 or doc[at - 1].lower_ not in words().wholes | words().stations):
        return ""
    return doc[at].lower_


def _is_framed(doc: Doc, start: int, stop: int, starts: set[int]) -> bool:
    lead = _lead(doc, start)
    label = doc[start].ent_type_
    if _is_struck(doc, start, stop):
        return True
    if (lead not in words().frame_leads and lead != "of") or _is_aimed_at(doc, start, lead, label):
        return False
    behind = doc[stop].text if stop < len(doc) else ""
    if behind in words().kinds or words().sorts.get(behind) is not None:
        return label != "NORP" or doc[start - 1].lower_ not in _ARTICLES or _leads_on(doc, stop + 1, starts)
    if label == "NORP":
        return False
    if behind in {"'s", "’s", "'"}:
        return False
    if _leads_on(doc, stop, starts) or _is_listed(doc, stop) or _is_explained(doc, stop):
        return True
    return label == "PERSON" and lead in {"in", "near", "of"}


def _is_struck(doc: Doc, start: int, stop: int) -> bool:
    """`attacked X village`, `stormed the X military base`: what is struck is where it was."""
    before = doc[start - 2] if start > 1 and doc[start - 1].lower_ in _ARTICLES else doc[start - 1]
    if before.lemma_.lower() not in _STRIKES or stop >= len(doc):
        return False
    behind = doc[stop].text
    settled = behind in words().kinds or words().sorts.get(behind) in ("town", "any") or _is_explained(doc, stop)
    return settled or doc[stop : stop + 2].text in words().sites


def _is_aimed_at(doc: Doc, start: int, lead: str, label: str) -> bool:
    verb = next((doc[at] for at in range(start - 1, max(start - 4, 0), -1) if doc[at].pos_ == "VERB"), None)
    return lead in {"at", "on"} and label == "PERSON" and verb is not None and verb.lemma_.lower() in _AIMS


def _is_explained(doc: Doc, stop: int) -> bool:
    """`X, a town in`, `X, a remote village`."""
    if doc[stop : stop + 1].text != "," or doc[stop + 1 : stop + 2].text not in _ARTICLES:
        return False
    return any(doc[at].text in words().sorts for at in range(stop + 2, min(stop + 2 + EXPLAINING, len(doc))))


def _is_listed(doc: Doc, stop: int) -> bool:
    """`X and other areas`, `X, where`."""
    rest = [token.lower_ for token in doc[stop : stop + 3]]
    if rest[:2] == [",", "where"] or rest[:1] == ["where"]:
        return True
    return len(rest) == 3 and rest[0] == "and" and rest[1] in ("other", "adjoining") and rest[2] in words().wholes


def _leads_on(doc: Doc, stop: int, starts: set[int]) -> bool:
    """Whether links lead from here to another place: `in`, `, which falls under`, `(revenue unit) of`."""
    at = stop
    if at < len(doc) and doc[at].text == "(":
        at = next((i + 1 for i in range(at, min(at + LEADING, len(doc))) if doc[i].text == ")"), at)
    first = at
    while at < min(first + LEADING, len(doc)) and (doc[at].lower_ in words().links or doc[at].text in _BRACKETS):
        if at in starts:
            break
        at += 1
    between = [token.lower_ for token in doc[first:at]]
    if at >= len(doc) or not between:
        return False
    if between == [","]:
        return at in starts
    if not {"of", "in", "under", "within", "near"}.intersection(between):
        return False
    return at in starts or _is_area(doc, at)


def _is_area(doc: Doc, start: int) -> bool:
    """Capitals that a sort ends, in either case: `Nalbari District`, `Mimika district`."""
    at = start
    while at < min(start + LONGEST, len(doc)) and doc[at].text[:1].isupper():
        if at > start and words().sorts.get(doc[at].lower_) in ("admin1", "admin2", "town"):
            return True
        at += 1
    return start < at < len(doc) and words().sorts.get(doc[at].text) in ("admin1", "admin2", "town")


def roads(doc: Doc, found: Sequence[PlaceName], lookup: Lookup) -> list[PlaceName]:
    """Roads that the text puts in a place: `on Sariab Road in Quetta`. Alone a road's middle is nowhere.

    One that the gazetteer has is where the gazetteer says.
    """
    starts = {name.start for name in found}
    names: list[PlaceName] = []
    for road in lower_in(doc, words().roads):
        start, stop = road, road + 1
        while start > 0 and road - start < LONGEST and doc[start - 1].text[:1].isupper() and doc[start - 1].is_alpha:
            start -= 1
        if start == road or _lead(doc, start) not in words().frame_leads or _is_idle(doc, start, stop):
            continue
        after = stop + (stop < len(doc) and doc[stop].lower_ in {"area", "junction", "crossing", "intersection"})
        name = PlaceName(start, after, doc[start:after].text, "any")
        known = any(entry.main for entry in lookup(doc[start:stop].text))
        if is_road(name) and (known or _leads_on(doc, after, starts) or not lookup(doc[start:road].text)):
            names.append(name)
    return names
