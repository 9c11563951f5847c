"""A trigger in its sentence to who denies it, and whether only his part in it is denied."""

from __future__ import annotations

from spacy.tokens import Span, Token

from models.acts.agents import actor_of
from models.acts.grammar import words
from models.acts.groups import Groups
from models.acts.syntax import conjuncts, governors, is_verb, subjects
from models.annotations import Denial

_DENY = words("deny_verbs")
_SUPPORT = words("support_verbs")
# `responsibility for the attack`: who denies it leaves the attack as it is told.
_PARTS = words("parts_played")
_NO = frozenset({"no", "nothing", "any"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_PRONOUNS = frozenset({"it", "they", "he", "she"})
# "said that they had nothing at all to do with the attack": so many words may lie between.
_REACH = 7


def denial(trigger: Span, groups: Groups) -> Denial | None:
    """Who denies what the trigger tells; None where nobody does. `not` alone denies, but tells nobody who does."""
    verb = next((head for head in governors(trigger.root) if _denies(head)), None)
    if verb is None and trigger._.trigger.sense == "deny":
        verb = trigger.root
    if verb is not None:
        return Denial(verb, _deniers(verb, trigger, groups), _is_of_a_part(trigger, verb))
    noun = _no_part(trigger)
    verb = _clause_of(noun) if noun is not None else None
    return Denial(noun, _deniers(verb, trigger, groups), True) if noun is not None and verb is not None else None


def _denies(token: Token) -> bool:
    return is_verb(token) and token.lemma_.lower() in _DENY and not any(c.dep_ == "neg" for c in token.children)


def _deniers(verb: Token, trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """The subjects of the verb as actors, those of the verb of saying above it where they are only pronouns."""
    while verb.head.i != verb.i and verb.dep_ in {"ccomp", "conj", "xcomp", "advcl"} and is_verb(verb.head):
        if any(noun.lower_ not in _PRONOUNS for noun in subjects(verb)):
            break
        verb = verb.head
    nouns = [noun for subject in subjects(verb) for noun in conjuncts(subject)]
    sense = trigger._.trigger.sense
    return tuple(span for noun in nouns if (span := actor_of(noun, groups, sense)) is not None)


def _is_of_a_part(trigger: Span, verb: Token) -> bool:
    """`responsibility for the attack`, `that it carried out the attack`: the act itself stands."""
    if trigger._.trigger.sense == "deny":
        return True
    between = [head for head in governors(trigger.root) if verb.i < head.i < trigger.root.i]
    if any(head.lemma_.lower() in _PARTS for head in between):
        return True
    act = next((t for t in trigger if not is_verb(t) and _is_known(t)), None)
    above = [*between, *([trigger.root] if is_verb(trigger.root) else [])]
    return act is not None and any(head.lemma_.lower() in _SUPPORT | {"be"} for head in above)


def _is_known(noun: Token) -> bool:
    """`the attack`, `Monday's attack`: what was told before."""
    return any(child.lower_ in _DEFINITE or child.dep_ == "poss" for child in noun.children)


def _no_part(trigger: Span) -> Token | None:
    """`had nothing to do with the incident`, `had no hand in the killing`: the noun of the part."""
    sent = trigger.root.sent
    for token in reversed(list(trigger.doc[max(trigger.start - _REACH, sent.start) : trigger.start])):
        if token.lower_ == "nothing" and any(t.lower_ == "do" for t in trigger.doc[token.i : trigger.start]):
            return token
        if token.lemma_.lower() in _PARTS and any(c.lower_ == "no" for c in token.children):
            return token
    return None


def _clause_of(noun: Token) -> Token | None:
    """The verb over a noun where somebody says so of himself: `said that it had no part`, `has no part`."""
    verb = noun
    while not is_verb(verb) and verb.head.i != verb.i:
        verb = verb.head
    return verb if is_verb(verb) else None
