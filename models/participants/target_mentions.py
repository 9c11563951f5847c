"""The words of a Doc to the target nouns in it, and to what these and the actors tell of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from models.annotations import ACTORS, Actor, TargetKind
from models.participants import forces, target_list
from models.participants.extents import is_other_thing
from models.participants.lexicon import fold, romanise
from models.participants.target_list import TargetNoun

CROWDS = frozenset({"Protesters", "Rioters", "Civilians"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start` to `stop` headed by `head`, and what they are."""

    start: int
    stop: int
    head: int
    kind: TargetKind


@dataclass(frozen=True, slots=True)
class Known:
    """A noun of the list at tokens `start` to `stop`."""

    start: int
    stop: int
    noun: TargetNoun


def known_nouns(doc: Doc, folded: Sequence[str | None]) -> Iterator[Known]:
    """The nouns of the list in the text, the longest at each place, qualifiers of others included."""
    reached = 0
    for start in target_list.nouns().openings(folded):
        if start < reached:
            continue
        for stop, nouns in target_list.nouns().matches(folded, start):
            if doc[stop - 1].pos_ not in {"NOUN", "PROPN", "ADJ"} or not _cased(doc[start:stop], nouns[0]):
                continue
            if not is_other_thing(doc, start, stop, nouns[0].not_before, nouns[0].not_after):
                yield Known(start, stop, nouns[0])
                reached = stop
                break


def _cased(span: Span, noun: TargetNoun) -> bool:
    """A proper name among the nouns (`Sikhs`) is written with its capital; `MP` in capitals only."""
    if noun.words.isupper():
        return span.text[:2].isupper()
    return span.text[:1].isupper() or not noun.words[:1].isupper()


def told(doc: Doc, known: Sequence[Known]) -> dict[int, str]:
    """What each token says of a noun that it qualifies: nouns of the list that need no help themselves, and actors."""
    categories = {index: k.noun.category for k in known if not k.noun.takes for index in range(k.start, k.stop)}
    for span in doc.spans.get(ACTORS, ()):
        categories.update(dict.fromkeys(range(span.start, span.end), category_of(span)))
    return categories


def category_near(noun: Known, edge: int, categories: dict[int, str]) -> str:
    """The category of a noun by what qualifies it between `edge` and itself, if it takes any; else its own."""
    if noun.noun.takes:
        for index in range(noun.start - 1, edge - 1, -1):
            if index in categories:
                return categories[index]
    return noun.noun.category


def category_of(span: Span) -> str:
    """What an actor is when it is hit: a force by its sort, a crowd or common people civilians, others militants."""
    actor: Actor = span._.actor
    if actor.form == "force":
        named = [f for stop, fs in _force_names(span) for f in fs]
        return named[0].category if named else forces.CATEGORIES[_force_sort(span)]
    if actor.kind in CROWDS:
        return "civilians"
    if actor.kind in {"State forces", "External/other forces"}:
        return "military"
    common = target_list.nouns().get(fold(span.root.text) or "")
    if actor.form == "described" and actor.kind is None and common and common[0].category != "other":
        return common[0].category
    return "militants"


def _force_names(span: Span) -> Iterator[tuple[int, list[forces.NamedForce]]]:
    folded = [romanise(fold(token.text) or "") for token in span]
    for start in range(len(folded)):
        if folded[start]:
            yield from forces.names().matches(folded, start)


def _force_sort(span: Span) -> str:
    folded = [fold(token.text) for token in span]
    sorts = [
        nouns[0].force
        for start in range(len(folded))
        if folded[start]
        for _, nouns in forces.nouns().matches(folded, start)[:1]
    ]
    return sorts[0] if sorts else "security"
