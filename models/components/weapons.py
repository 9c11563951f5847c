"""A Doc to `doc.spans["weapons"]`: the phrases for weapons, each with its kind from a closed list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup, Token

from models.annotations import WEAPONS
from models.participants.extents import bracket, is_modifier, is_other_thing, left_edge
from models.participants.lexicon import fold
from models.participants.weapon_list import ACTS, USE, WeaponWord, weapons

# How many steps up the parse a verb of use may stand above the thing used (`hurled a bag of stones`).
STEPS = 3


@Language.factory(
    "tocsin_weapons",
    requires=["token.pos", "token.dep", "token.head", "token.lemma"],
    assigns=["doc.spans", "span._.weapon"],
    default_config={"steps": STEPS},
)
def make_weapons(nlp: Language, name: str, steps: int) -> Weapons:
    """The component; `steps` is how far above an everyday thing its verb of use may stand in the parse."""
    return Weapons(steps)


class Weapons:
    """Finds what attacks are done with."""

    def __init__(self, steps: int = STEPS) -> None:
        self.steps = steps
        weapons()

    def __call__(self, doc: Doc) -> Doc:
        self.annotate(doc, list(self.match(doc)))
        return doc

    def match(self, doc: Doc) -> Iterator[tuple[int, int, WeaponWord]]:
        """(start, stop, word) of each weapon named, the longest spelling first, none over another."""
        folded = [fold(token.text) for token in doc]
        reached = 0
        for start in weapons().openings(folded):
            found = self._at(doc, folded, start) if start >= reached else None
            if found is not None:
                yield start, *found
                reached = found[0]

    def annotate(self, doc: Doc, found: Sequence[tuple[int, int, WeaponWord]]) -> None:
        """Write one span a weapon, grown to its phrase and its acronym in brackets."""
        spans: list[Span] = []
        for start, stop, word in found:
            before = spans[-1].end if spans else 0
            if start < before:
                continue
            span = Span(doc, max(left_edge(doc, start, stop - 1), before), bracket(doc, stop), label="WEAPON")
            span._.weapon = word.kind
            spans.append(span)
        doc.spans[WEAPONS] = SpanGroup(doc, name=WEAPONS, spans=spans)

    def _at(self, doc: Doc, folded: Sequence[str | None], start: int) -> tuple[int, WeaponWord] | None:
        for stop, words in weapons().matches(folded, start):
            if _is_weapon(doc, start, stop, words[0], self.steps):
                return stop, words[0]
        return None


def _is_weapon(doc: Doc, start: int, stop: int, word: WeaponWord, steps: int) -> bool:
    head = doc[stop - 1]
    named = head.ent_type_ == "PERSON" or head.dep_ == "acomp"
    if named or head.pos_ not in {"NOUN", "PROPN", "ADJ", "NUM", "X"} or not _cased(doc[start:stop], word.words):
        return False
    if is_other_thing(doc, start, stop, word.not_before, word.not_after):
        return False
    return not word.of_use or _is_used(head, steps)


def _cased(span: Span, spelled: str) -> bool:
    """A word that is only a weapon in capitals (`IED`, `Grad`) is written so."""
    if not spelled[:1].isupper():
        return True
    capitals = sum(c.isupper() for c in spelled)
    if capitals > 1 and spelled.upper() == spelled:
        return span.text[:2].isupper() or not span.text[:2].isalpha()
    return span.text[:1].isupper()


def _is_used(token: Token, steps: int) -> bool:
    """Whether the parse puts the thing under a verb of use, or makes it the means of an act (`stone attack`)."""
    if is_modifier(token):
        return token.head.lemma_.lower() in ACTS
    above = token
    for _ in range(steps):
        if above.head is above:
            return False
        above = above.head
        if above.pos_ in {"VERB", "AUX"} or above.tag_.startswith("VB"):
            return above.lemma_.lower() in USE
        if above.lemma_.lower() in ACTS:
            return True
    return False
