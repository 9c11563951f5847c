"""The words of a Doc to the hits where somebody who may act is named, is a state's force or is described."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from models.participants import actor_list, described_actors, forces
from models.participants.actor_list import Naming
from models.participants.described_actors import Described
from models.participants.extents import HYPHENS, is_modifier, is_noun
from models.participants.forces import ForceNoun, NamedForce, Nation
from models.participants.lexicon import ARTICLES, fold, romanise, word_set

SIDES = word_set("actor_words.toml", "sides")
BEHIND = word_set("actor_words.toml", "behind")
BODIES = word_set("actor_words.toml", "bodies")
GROUPS = word_set("actor_words.toml", "groups")
PEOPLE = word_set("actor_words.toml", "people")
UNITS = word_set("actor_words.toml", "units")
# Up to this length a word inside a name may be written small (`of`, `the`, `ul`, `de`).
SMALL = 3
# Where the hits of a Doc are kept.
_HITS = "tocsin hits"
# Modifiers between a country and its force noun are few; more is another phrase.
MAX_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens `start` to `stop` that mention an actor; just one of the last four is filled.

    `namings` are the listed actors that the words may name. `nation` is the country of a force, if the words tell it.
    """

    start: int
    stop: int
    namings: tuple[Naming, ...] = ()
    named_force: NamedForce | None = None
    force: ForceNoun | None = None
    described: Described | None = None
    nation: str | None = None


def folds(doc: Doc) -> list[str | None]:
    """Each token folded, as the word tables compare them."""
    return [fold(token.text) for token in doc]


def hits(doc: Doc, folded: Sequence[str | None]) -> list[Hit]:
    """All hits in the order of the text, none over another: a name before a force, a force before a description.

    Places and actors both ask for them: they are found once a Doc.
    """
    if _HITS not in doc.user_data:
        doc.user_data[_HITS] = _hits(doc, folded)
    return list(doc.user_data[_HITS])


def _hits(doc: Doc, folded: Sequence[str | None]) -> list[Hit]:
    found: list[Hit] = []
    taken: set[int] = set()
    for finder in (_names, _nation_forces, _described_phrases, _bare_forces, _described):
        for hit in finder(doc, folded):
            if taken.isdisjoint(range(hit.start, hit.stop)):
                found.append(hit)
                taken.update(range(hit.start, hit.stop))
    return sorted(found, key=lambda hit: hit.start)


def _names(doc: Doc, folded: Sequence[str | None]) -> Iterator[Hit]:
    folded = [romanise(word) if word else word for word in folded]
    stop_before = 0
    for start in sorted({*forces.names().openings(folded), *actor_list.names().openings(folded)}):
        if start < stop_before:
            continue
        hit = _name_at(doc, folded, start)
        if hit is not None:
            yield hit
            stop_before = hit.stop


def _name_at(doc: Doc, folded: Sequence[str | None], start: int) -> Hit | None:
    own = {stop: values for stop, values in forces.names().matches(folded, start)}
    listed = {stop: values for stop, values in actor_list.names().matches(folded, start)}
    for stop in sorted({*own, *listed}, reverse=True):
        if is_about(doc, start, stop):
            continue
        namings = tuple(n for n in listed.get(stop, ()) if is_written(doc, start, stop, n.spelled, n.is_acronym))
        if namings:
            return Hit(start, stop, namings=namings)
        for force in own.get(stop, ()):
            if is_written(doc, start, stop, force.spelled, force.spelled.isupper()):
                return Hit(start, stop, named_force=force, nation=force.country)
    return None


def is_about(doc: Doc, start: int, stop: int) -> bool:
    """Whether the words around a name make it part of another: `anti-Taliban`, `Houthi-held`, `Taliban Times`."""
    before = start - 1
    if before >= 0 and doc[before].text in HYPHENS:
        before -= 1
    if before >= 0 and doc[before].lower_ in SIDES:
        return True
    if _stands_behind(doc, stop):
        return True
    after = doc[stop] if stop < len(doc) else None
    return after is not None and (after.lower_ in BODIES and after.text[:1].isupper())


def _stands_behind(doc: Doc, stop: int) -> bool:
    return stop + 1 < len(doc) and doc[stop].text in HYPHENS and doc[stop + 1].lower_ in BEHIND


def is_written(doc: Doc, start: int, stop: int, spelled: str, acronym: bool) -> bool:
    """Whether the case of the words fits the name: each letter of an acronym, else capitals as in the name."""
    words = doc[start:stop]
    if acronym:
        letters = "".join(c for c in words.text if c.isalnum())
        wanted = "".join(c for c in spelled if c.isalnum())
        return letters in {wanted, wanted.upper()} and _is_noun(words[0])
    if spelled.islower():
        return True
    first = next((token.text for token in words if token.lower_ not in ARTICLES and token.text not in HYPHENS), "")
    if not (first[:1].isupper() or first[:1].isdigit() or spelled[:1].islower()):
        return False
    return all(
        token.text[:1].isupper()
        or not token.is_alpha
        or len(token) <= SMALL
        or token.lower_ in GROUPS
        or (index > 0 and doc[token.i - 1].text in HYPHENS)
        for index, token in enumerate(words)
    ) or _has_lower_word(spelled)


def _has_lower_word(spelled: str) -> bool:
    return any(part.islower() and len(part) > 3 for part in spelled.replace("-", " ").split())


def _is_noun(token: Token) -> bool:
    return token.pos_ not in {"VERB", "AUX", "PRON", "ADP", "DET", "INTJ", "SCONJ", "CCONJ"}


def nation_at(doc: Doc, folded: Sequence[str | None], start: int) -> tuple[int, str] | None:
    """(stop, alpha-3) of the country or people that the words from `start` on name."""
    for stop, nations in forces.nations().matches(folded, start):
        if not doc[start].text[:1].isupper():
            return None
        for nation in nations:
            if _is_country(doc, start, stop, nation):
                return stop, nation.country
    return None


def _is_country(doc: Doc, start: int, stop: int, nation: Nation) -> bool:
    letters = "".join(c for c in nation.spelled if c.isalpha())
    if letters.isupper():
        return "".join(c for c in doc[start:stop].text if c.isalpha()).isupper()
    return True


def _nation_forces(doc: Doc, folded: Sequence[str | None]) -> Iterator[Hit]:
    for start in forces.nations().openings(folded):
        nation = nation_at(doc, folded, start)
        if nation is None:
            continue
        stop, country = nation
        places = range(stop, _skip_between(doc, folded, stop) + 1)
        found = [noun for at in places if (noun := _force_noun(doc, folded, at)) is not None]
        if found:
            # The phrase ends with its last noun; of two for that (`security forces`, `forces`) the fuller is first.
            end, fullest = max(found, key=lambda pair: pair[0])
            yield Hit(start, end, force=fullest, nation=country)


def _skip_between(doc: Doc, folded: Sequence[str | None], start: int) -> int:
    """The index after a possessive mark and up to three words that may stand between a country and its force."""
    index = start
    while index < min(len(doc) - 1, start + MAX_BETWEEN + 1):
        if (
            doc[index].lower_ in {"'s", "’s", "'", "’"}
            or doc[index].text in HYPHENS
            or (folded[index] or "") in forces.between()
        ):
            index += 1
        else:
            break
    return index


def _force_noun(doc: Doc, folded: Sequence[str | None], start: int) -> tuple[int, ForceNoun] | None:
    for stop, nouns in forces.nouns().matches(folded, start):
        last = doc[stop - 1]
        people = _people_after(last, PEOPLE | UNITS)
        if people is not None:
            return people, nouns[0]
        if is_noun(last) and not _heads_other(last):
            return stop, nouns[0]
    return None


def _bare_forces(doc: Doc, folded: Sequence[str | None]) -> Iterator[Hit]:
    for start in forces.nouns().openings(folded):
        found = _force_noun(doc, folded, start)
        if found is not None and found[1].bare and not _is_figure(doc, *found):
            yield Hit(start, found[0], force=found[1])
        elif (country := _of_country(doc, folded, found)) is not None and found is not None:
            yield Hit(start, country[0], force=found[1], nation=country[1])


def _is_figure(doc: Doc, stop: int, noun: ForceNoun) -> bool:
    """`An army of volunteers` is many people, not a force."""
    return noun.not_of and stop < len(doc) and doc[stop].lower_ == "of"


def _of_country(doc: Doc, folded: Sequence[str | None], found: tuple[int, ForceNoun] | None) -> tuple[int, str] | None:
    """`forces of the Syrian government`, `Armed Forces of Myanmar`: the country named after the noun."""
    if found is None or found[0] + 1 >= len(doc) or doc[found[0]].lower_ != "of":
        return None
    after = found[0] + 1 + (doc[found[0] + 1].pos_ == "DET")
    return nation_at(doc, folded, after) if after < len(doc) else None


def _described_phrases(doc: Doc, folded: Sequence[str | None]) -> Iterator[Hit]:
    """Descriptions of several words, which may end with a force noun and mean no force (`rebel army`)."""
    yield from (hit for hit in _described(doc, folded) if hit.described and " " in hit.described.words)


def _described(doc: Doc, folded: Sequence[str | None]) -> Iterator[Hit]:
    for start in described_actors.nouns().openings(folded):
        for stop, nouns in described_actors.nouns().matches(folded, start):
            if _stands_behind(doc, stop):
                break
            noun = min(nouns, key=lambda n: n.needs is not None)
            last = doc[stop - 1]
            people = _people_after(last, PEOPLE)
            plural = last.tag_ in {"NNS", "NNPS"} or last.lower_ != noun.words.rsplit(" ", 1)[-1].lower()
            if people is not None:
                yield Hit(start, people, described=noun)
                break
            if is_noun(last) and (plural or not _heads_other(last)):
                yield Hit(start, stop, described=noun)
                break


def _people_after(noun: Token, people: frozenset[str]) -> int | None:
    """The end of `army units`, `death squad members`: the noun for people that a force or its like qualifies."""
    last = noun
    while is_modifier(last) and last.nbor().lemma_.lower() in people:
        last = last.nbor()
    return None if last is noun or _heads_other(last) else last.i + 1


def _heads_other(noun: Token) -> bool:
    """Whether a noun only qualifies a thing (`police station`, `rebel camp`), not a person whose name follows it."""
    return is_modifier(noun) and not (noun.head.ent_type_ == "PERSON" and noun.head.pos_ == "PROPN")
