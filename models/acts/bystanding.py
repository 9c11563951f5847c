"""A noun that a trigger governs to why it was not hit: it speaks, attacks, is asked for or tells only where."""

from __future__ import annotations

from spacy.tokens import Span, Token

from models.acts.grammar import words
from models.acts.groups import Groups
from models.acts.syntax import SUBJECTS, is_passive, is_verb
from models.annotations import PLACES

_SPEAK = words("say_verbs") | words("deny_verbs") | words("reaction_verbs")
_DAMAGED = frozenset({"damaged", "destroyed"})
_AT = frozenset({"on", "at", "in", "near", "along", "outside", "inside", "from", "across", "around", "through"})
_ROADS = words("roads")
_SETTLEMENTS = words("settlements")
_LADEN = words("laden")


def speaks(noun: Token) -> bool:
    """`the president condemned`, `a police spokesman said`: who speaks of an act or answers it was not hit by it."""
    while noun.dep_ == "conj" and noun.head.i != noun.i:
        noun = noun.head
    return noun.dep_ in SUBJECTS and is_verb(noun.head) and noun.head.lemma_.lower() in _SPEAK


def attacks(noun: Token) -> bool:
    """`its aircraft had struck`, `a car bombing`: a noun inside a trigger that tells with what, not whom."""
    return noun.dep_ in {"compound", "amod", "nmod"} or (noun.dep_ in SUBJECTS and not is_passive(noun.head))


def carries_a_bomb(noun: Token) -> bool:
    """`a car packed with explosives`: what they came with."""
    return any(
        child.dep_ in {"acl", "amod", "relcl"} and child.lemma_.lower() in _LADEN
        for word in (noun, noun.head)
        for child in word.children
    )


def is_asked(noun: Token) -> bool:
    """`did not say how many people were hurt`: perhaps nobody."""
    return any(child.lower_ == "many" and any(c.lower_ == "how" for c in child.children) for child in noun.children)


def is_where(head: Token, target: Span, effect: str | None, groups: Groups) -> bool:
    """`a bomb went off in the village of X`, `fired at his car on the highway`: where it was, not what was hit."""
    if groups.at(PLACES, target.root) is not None:
        return True
    if head.dep_ != "pobj" or effect in _DAMAGED:
        return False
    preposition = head.head.lower_
    noun = target.root.lemma_.lower()
    return (noun in _ROADS and preposition in _AT) or (noun in _SETTLEMENTS and preposition in _AT - {"on"})
