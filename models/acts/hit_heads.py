"""A trigger's root to the nouns that the parse says it hit: objects, passive subjects, `of` and `on` whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spacy.tokens import Token

from models.acts.grammar import words
from models.acts.syntax import (
    OBJECTS,
    PASSIVE_SUBJECTS,
    SUBJECTS,
    conjuncts,
    is_passive,
    is_verb,
    objects,
    prepositional,
    subjects,
)
from models.acts.trigger_rules import Sense

# A blast hits what it goes off beside.
_BLASTS = frozenset({"explode", "grenade", "suicide", "shell", "airstrike", "plant"})
_NEAR = ("near", "outside", "in", "beside", "under", "inside", "towards", "over")
_SUPPORT = words("support_verbs")
_HIT_PREPOSITIONS = (
    "on",
    "at",
    "against",
    "of",
    "in",
    "near",
    "into",
    "inside",
    "upon",
    "outside",
    "targeting",
    "with",
    "over",
)
_HARM = frozenset({"injury", "wound"})
# `abducted and later killed`: so many tokens lie between verbs that share an object.
_BESIDE = 3
_VICTIM_NOUNS = frozenset(
    {"killing", "murder", "assassination", "death", "abduction", "kidnapping", "beheading", "rape", "massacre"}
)


def heads_of_verb(verb: Token, sense: Sense) -> list[Token]:
    """The nouns a verb hits; of an active verb its objects, of a passive or of dying its subjects."""
    effect = sense.effect
    if verb.lemma_.lower() in {"die", "succumb", "perish", "be"} or (verb.lemma_ == "lose" and effect == "killed"):
        return _coordinated(subjects(verb))
    if verb.lemma_.lower() in {"claim", "take"} and effect == "killed":  # "claimed the life of a guard", "three lives"
        return [noun for life in objects(verb) for noun in (prepositional(life, ("of",)) or [life])]
    if verb.lemma_.lower() in {"sustain", "receive", "suffer"} and effect == "injured":
        return _coordinated(subjects(verb))
    if sense.name in _BLASTS:
        told = subjects(verb) if is_passive(verb) else objects(verb)
        return [*_coordinated(told), *prepositional(verb, (*_HIT_PREPOSITIONS, *_NEAR))]
    if is_passive(verb):
        return _coordinated(subjects(verb))
    if effect == "abducted" and verb.dep_ == "amod":  # "rescued an abducted trader and his son"
        return _coordinated([verb.head])
    hit = objects(verb) or _shared(verb)
    if not hit and verb.dep_ == "conj" and verb.tag_ == "VBN" and is_verb(verb.head):
        return _coordinated(subjects(verb))
    if not hit or effect in (None, "shot"):
        hit = [*hit, *prepositional(verb, ("on", "at", "upon", "against", "towards", "into", "over"))]
    return hit


def heads_of_noun(noun: Token, sense: str, acts: Callable[[Token], bool]) -> list[Token]:
    """The nouns that a noun or adjective of violence hits; `acts` tells those who do it or with what it is done."""
    if sense in {"die", "injure", "toll"}:
        return _heads_of_dead(noun)
    if sense == "clash":
        return []  # both sides do it; whom it killed other words tell
    hit = prepositional(noun, (*_HIT_PREPOSITIONS, *_NEAR) if sense in _BLASTS else _HIT_PREPOSITIONS)
    if noun.lemma_.lower() in _VICTIM_NOUNS:
        hit += [child for child in noun.children if child.dep_ == "poss"]
    else:
        hit += [child for child in noun.children if child.dep_ == "compound" and child.i < noun.i and not acts(child)]
    head = noun.head
    if noun.dep_ in OBJECTS | PASSIVE_SUBJECTS and is_verb(head) and head.lemma_.lower() in _SUPPORT:
        hit += prepositional(head, ("on", "at", "against", "near", "in"))
    if (
        noun.dep_ in SUBJECTS
        and is_verb(head)
        and head.lemma_.lower() in {"hit", "target", "strike", "rock", "kill", "destroy"}
    ):
        hit += objects(head)
    return hit


def _shared(verb: Token) -> list[Token]:
    """`abducted and killed a trader`: the object of the verb right behind it."""
    nexts = [child for child in verb.children if child.dep_ == "conj" and is_verb(child)]
    close = [child for child in nexts if child.i - verb.i <= _BESIDE and not subjects_of_its_own(child)]
    return objects(close[0]) if close else []


def subjects_of_its_own(verb: Token) -> bool:
    """Whether the verb has a subject that it does not share."""
    return any(child.dep_ in SUBJECTS | PASSIVE_SUBJECTS for child in verb.children)


def _heads_of_dead(word: Token) -> list[Token]:
    """`five people dead`, `the dead soldiers`, `5 dead`, `12 casualties`, `the bodies of three men`."""
    if word.dep_ == "amod":
        return [word.head]
    own = [child for child in word.children if child.dep_ in SUBJECTS | PASSIVE_SUBJECTS]
    if own:
        return _coordinated(own)
    if word.dep_ in {"acomp", "oprd", "ccomp", "xcomp", "advcl"} and is_verb(word.head):
        return objects(word.head) or _coordinated(subjects(word.head))
    of = prepositional(word, ("of", "to"))  # "the death of a guard", "injuries to two guards"
    if of:
        return of
    if word.dep_ in OBJECTS and word.lemma_.lower() in _HARM:  # "caused injuries to two guards"
        return prepositional(word.head, ("to",))
    return [word] if any(child.pos_ == "NUM" for child in word.children) else []


def _coordinated(heads: Iterable[Token]) -> list[Token]:
    return [noun for head in heads for noun in conjuncts(head)]
