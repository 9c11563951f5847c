"""The persons a Doc names to mentions: with title, name and the category that title or description gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from models.annotations import ACTORS, WEAPONS, TargetKind, places_and_governments
from models.participants import target_list
from models.participants.extents import is_modifier, left_edge
from models.participants.target_mentions import Known, Mention, category_near

PERSON = "PERSON"
# Words between a noun and the name of the person it describes: `a constable, identified as NAME`.
IDENTIFIED = frozenset({"identified", "named", "called", "known", "as", ",", "namely", "one", "(", "-", ":"})
# `NAME, a local journalist`: how far after a name the noun that says who it is may stand.
APPOSITION = 6
# A title of several words (`Assistant Sub Inspector`, `Superintendent of Police`) has at most this many.
LONGEST_TITLE = 4
# Shorter parts of a name are shared by strangers.
SHORT_NAME = 3
UNKNOWN = "civilians"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the text around a name holds: folded words, listed nouns by their last token, categories by token."""

    folded: Sequence[str | None]
    heads: dict[int, Known]
    categories: dict[int, str]


def persons(doc: Doc, around: Surroundings) -> list[Mention]:
    """A mention for each person named; one that is not described where it stands takes what the text says elsewhere."""
    others = _others(doc)
    names = [ent for ent in doc.ents if ent.label_ == PERSON and others.isdisjoint(range(ent.start, ent.end))]
    found = [_person(doc, around, ent.start, ent.end, ent.root.i) for ent in names]
    elsewhere: dict[str, str] = {}
    for mention, category in found:
        if category is not None:
            elsewhere |= {part: category for part in _parts(mention) if part not in elsewhere}
    return [mention if category else _as_elsewhere(mention, elsewhere) for mention, category in found]


def _others(doc: Doc) -> set[int]:
    """Tokens of groups, places and weapons, whose names the entity model takes for persons' now and then."""
    spans = [span for span in doc.spans.get(ACTORS, ()) if span._.actor.form != "described"]
    spans += [*places_and_governments(doc), *doc.spans.get(WEAPONS, ())]
    return {index for span in spans for index in range(span.start, span.end)}


def _person(doc: Doc, around: Surroundings, start: int, stop: int, root: int) -> tuple[Mention, str | None]:
    first, by_noun, by_title = _titled(doc, around, start, stop)
    category = by_noun or _before(doc, around, start) or _after(doc, around, stop) or by_title
    name = doc[start:stop].text
    return Mention(first, stop, root, TargetKind(category or UNKNOWN, "person", name)), category


def _as_elsewhere(mention: Mention, elsewhere: dict[str, str]) -> Mention:
    categories = [elsewhere[part] for part in _parts(mention) if part in elsewhere]
    return replace(mention, kind=replace(mention.kind, category=categories[0])) if categories else mention


def _parts(mention: Mention) -> list[str]:
    return [part for part in (mention.kind.name or "").split() if len(part) > SHORT_NAME]


def _titled(doc: Doc, around: Surroundings, start: int, stop: int) -> tuple[int, str | None, str | None]:
    """Where the titles before a name begin, and the categories that a noun and a title give (a noun tells more)."""
    by_noun, by_title = None, _title_inside(around, start, stop)
    while start > 0:
        index = _over_bracket(doc, start - 1)
        known = around.heads.get(index)
        size = _title_ending(doc, around, index)
        if known is not None and known.noun.form == "person":
            start = left_edge(doc, known.start, index)
            by_noun = by_noun or _telling(category_near(known, start, around.categories))
        elif size:
            start = index - size + 1
            by_title = by_title or target_list.titles()[_joined(around, start, index + 1)]
        else:
            break
    return start, by_noun, by_title


def _telling(category: str) -> str | None:
    """`spokesman NAME` says nothing of what the person is."""
    return None if category == "other" else category


def _joined(around: Surroundings, start: int, stop: int) -> str:
    return "".join(word or "" for word in around.folded[start:stop])


def _title_inside(around: Surroundings, start: int, stop: int) -> str | None:
    """The entity model takes some titles into the name: `Maulana Akbar`."""
    for size in range(min(LONGEST_TITLE, stop - start - 1), 0, -1):
        category = target_list.titles().get(_joined(around, start, start + size))
        if category is not None:
            return category
    return None


def _title_ending(doc: Doc, around: Surroundings, index: int) -> int:
    """How many tokens a capitalised title that ends at `index` has; 0 where none does."""
    for size in range(min(LONGEST_TITLE, index + 1), 0, -1):
        first = index - size + 1
        if doc[first].text[:1].isupper() and _joined(around, first, index + 1) in target_list.titles():
            return size
    return 0


def _over_bracket(doc: Doc, index: int) -> int:
    """`Member of Provincial Assembly (MPA) NAME`: the index before a bracket of one word that ends at `index`."""
    return index - 3 if index >= 3 and doc[index].text == ")" and doc[index - 2].text == "(" else index


def _before(doc: Doc, around: Surroundings, start: int) -> str | None:
    index = start - 1
    while index >= 0 and doc[index].lower_ in IDENTIFIED:
        index -= 1
    known = around.heads.get(index)
    if known is None or known.noun.form != "person" or index == start - 1:
        return None
    return _telling(category_near(known, left_edge(doc, known.start, index), around.categories))


def _after(doc: Doc, around: Surroundings, stop: int) -> str | None:
    if stop >= len(doc) or doc[stop].text not in {",", "("}:
        return None
    for index in range(stop + 1, min(stop + 1 + APPOSITION, len(doc))):
        if doc[index].pos_ in {"VERB", "AUX"}:
            return None
        known = around.heads.get(index)
        if known is not None and known.noun.form == "person" and not is_modifier(doc[index]):
            return _telling(category_near(known, left_edge(doc, known.start, index), around.categories))
    return None
