"""A trigger in its sentence to the spans of who did it and of who claims it."""

from __future__ import annotations

from spacy.tokens import Span, Token

from models.acts.grammar import words
from models.acts.groups import Groups
from models.acts.syntax import (
    OBJECTS,
    SUBJECTS,
    by_agents,
    conjuncts,
    is_passive,
    is_verb,
    phrase,
    prepositional,
    subjects,
)
from models.annotations import ACTORS, AFFILIATIONS, PLACES, Actor, Place
from models.participants.forces import KIND, state_force
from models.places.countries import by_alpha3, country_of_demonym
from warehouse.records import PlaceRole

_SUPPORT = words("support_verbs")
_SUSPICION = words("suspicion")
_SAY = words("say_verbs")
# Who says, denies or condemns is not for that the one who did it.
_SPEAK = _SAY | words("deny_verbs") | words("reaction_verbs")
_OWNERSHIP = frozenset({"poss", "compound", "amod", "nmod"})
_VICTIM_NOUNS = frozenset(
    {"killing", "murder", "assassination", "death", "abduction", "kidnapping", "beheading", "rape"}
)
# A country or its capital does things by its forces only where the act needs an army.
_SELF = frozenset({"it", "they", "he"})
# So many words may lie between `it` and the act.
_OWN_REACH = 14
# "said on Monday that it": so many between the verb and the pronoun.
_SAID_REACH = 5
_OWN_MEN = frozenset(
    {"fighter", "force", "man", "soldier", "member", "militant", "aircraft", "troop", "jet", "warplane"}
)
_STATE_SENSES = frozenset({"airstrike", "shell", "chemical", "capture"})


def agents(trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """Spans of the actors that did what the trigger tells, by the parse; empty where it names none."""
    root = trigger.root
    sense = trigger._.trigger.sense
    doers = _doers_of_verb(root, sense) if is_verb(root) else _doers_of_noun(root, sense)
    own = [*_own_actor(trigger, groups), *self_declared(trigger, groups)]
    found = [span for doer in doers for noun in conjuncts(doer) if (span := actor_of(noun, groups, sense)) is not None]
    return _unique([*own, *found])


def claimants(trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """Who claims responsibility in a claim trigger; empty for `no group has claimed`."""
    root = trigger.root
    verb = root if is_verb(root) else root.head
    doers = by_agents(verb) if is_passive(verb) else subjects(verb)
    if any(c.dep_ == "neg" for c in verb.children) or any(
        d.lower_ in {"no", "nobody", "none"} or _negated(d) for d in doers
    ):
        return ()
    found = [span for doer in doers for noun in conjuncts(doer) if (span := groups.of_head(ACTORS, noun)) is not None]
    near = [span for doer in doers for span in groups.within(ACTORS, doer.left_edge.i, doer.right_edge.i + 1)]
    return _unique(found or near[-1:]) or self_declared(trigger, groups)


def nearest_actor(trigger: Span, groups: Groups, taken: tuple[Span, ...]) -> tuple[Span, ...]:
    """Where the parse names no doer: the only attacker of the sentence who is neither hit nor quoted."""
    sent = trigger.root.sent
    spans = [
        span
        for span in groups.within(ACTORS, sent.start, sent.end)
        if _could_attack(span)
        and not any(span.start < t.end and t.start < span.end for t in taken)
        and not _apart(span)
    ]
    names = {span._.actor.key or span.lemma_.lower() for span in spans}
    return (spans[0],) if len(names) == 1 else ()


def suspected(trigger: Span, doers: tuple[Span, ...]) -> bool:
    """The words around the doer or the act leave doubt about who did it."""
    near = {token.lower_ for span in doers for token in span}
    near |= {child.lower_ for span in doers for child in span.root.children}
    near |= {child.lower_ for child in trigger.root.children}
    for span in doers:
        near |= {token.lower_ for token in span.doc[max(span.start - 2, span.sent.start) : span.start]}
    return not near.isdisjoint(_SUSPICION)


def actor_of(noun: Token, groups: Groups, sense: str) -> Span | None:
    """The actor span that a noun stands for; a country or its people are its forces where the act needs an army."""
    span = groups.of_head(ACTORS, noun)
    if span is not None or sense not in _STATE_SENSES:
        return span
    place = groups.at(PLACES, noun) or _government(noun, groups)
    if place is not None and _is_country(place):
        return _forces_of(place, place._.place.country)
    if place is not None and _is_government(noun, place):
        return _forces_of(place, place._.place.country)
    for child in noun.children:
        if child.dep_ in _OWNERSHIP and (nation := country_of_demonym(child.text)) is not None:
            return _forces_of(noun.doc[child.i : noun.i + 1], nation.alpha3)
    country = country_of_demonym(noun.text)
    return _forces_of(noun.doc[noun.i : noun.i + 1], country.alpha3) if country is not None else None


def _government(noun: Token, groups: Groups) -> Span | None:
    """The country or capital that acts as its state."""
    span = groups.at(AFFILIATIONS, noun)
    return span if span is not None and span._.place.role is PlaceRole.GOVERNMENT else None


def _is_country(place: Span) -> bool:
    known: Place | None = place._.place
    country = by_alpha3(known.country) if known is not None else None
    return country is not None and known is not None and country.geonameid == known.geonameid


def _is_government(noun: Token, place: Span) -> bool:
    """`Islamabad launched air strikes`: a capital as the subject of an act of war stands for its state."""
    capital: Place | None = place._.place
    if capital is None or noun.dep_ not in SUBJECTS:
        return False
    country = by_alpha3(capital.country)
    return country is not None and country.capital == capital.name


def _forces_of(words: Span, country: str) -> Span:
    force = state_force(country, "military")
    words._.actor = Actor(force.key, force.name, KIND, "force", (country,))
    return words


def self_declared(trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """`the group said that it carried out the attack`: the speaker whom the doer's pronoun stands for."""
    root = trigger.root
    verb = root if is_verb(root) else root.head
    chain = [verb, *([verb.head] if verb.dep_ in {"xcomp", "conj"} else [])]
    for clause in chain:
        pronouns = [
            t for t in subjects(clause) if t.lower_ in _SELF or (t.lemma_.lower() in _OWN_MEN and _possessed(t))
        ]
        head = clause.head
        if pronouns and clause.dep_ in {"ccomp", "advcl"} and is_verb(head) and head.lemma_.lower() in _SAY:
            speakers = [span for noun in subjects(head) if (span := groups.of_head(ACTORS, noun)) is not None]
            return _unique([span for span in speakers if span._.actor.kind != "State forces"] or speakers)
    return _said_of_himself(trigger, groups)


def _said_of_himself(trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """The same by the order of words, for sentences too long for the parser: `X said [that] it had carried out …`."""
    sent = trigger.root.sent
    for token in sent[1 : max(trigger.start - sent.start, 1)]:
        if token.lower_ not in _SELF or trigger.start - token.i > _OWN_REACH:
            continue
        said = next(
            (t for t in reversed(list(sent.doc[max(token.i - _SAID_REACH, sent.start) : token.i])) if is_verb(t)), None
        )
        after = next((t for t in token.doc[token.i + 1 : trigger.end] if t.pos_ == "VERB"), None)
        does = after is not None and (after.lemma_.lower() in _SUPPORT or after.i >= trigger.start)
        if does and said is not None and said.lemma_.lower() in _SAY and said.i > sent.start:
            speaker = groups.at(ACTORS, said.nbor(-1))
            return (speaker,) if speaker is not None and speaker._.actor.kind != "State forces" else ()
    return ()


def _possessed(noun: Token) -> bool:
    return any(child.lower_ in {"its", "their", "his"} for child in noun.children)


def _doers_of_verb(verb: Token, sense: str) -> list[Token]:
    if sense in {"die", "toll", "injure"} and not is_passive(verb) and verb.lemma_.lower() not in {"injure", "wound"}:
        return by_agents(verb)
    if is_passive(verb):
        return by_agents(verb)
    return [*subjects(verb), *by_agents(verb)]


def _doers_of_noun(noun: Token, sense: str) -> list[Token]:
    doers = by_agents(noun)
    if doers:
        return doers
    if noun.lemma_.lower() in _VICTIM_NOUNS and prepositional(noun, ("of",)) == []:
        owners: list[Token] = []
    else:
        owners = [c for c in noun.children if c.dep_ in _OWNERSHIP]
    between = prepositional(noun, ("between", "with", "from") if sense == "clash" else ("between", "from"))
    head = noun.head
    if noun.dep_ in OBJECTS and is_verb(head) and head.lemma_.lower() in _SUPPORT:
        return [*owners, *(by_agents(head) if is_passive(head) else subjects(head)), *between]
    if noun.dep_ == "nsubjpass":
        return [*owners, *by_agents(head)]
    if noun.dep_ == "pobj" and noun.head.lower_ in {"in", "with", "during"} and not owners:
        return between
    return [*owners, *between]


def _own_actor(trigger: Span, groups: Groups) -> list[Span]:
    """`a suicide bomber` is both the trigger and who did it."""
    return [span for span in groups.within(ACTORS, trigger.start, trigger.end) if span.end >= trigger.end]


def _could_attack(span: Span) -> bool:
    actor = span._.actor
    if actor is None:
        return False
    return bool(actor.form == "described" or (actor.form == "named" and actor.kind != "State forces"))


def _apart(span: Span) -> bool:
    """The actor speaks, is part of the name of who speaks (`the media office of Hamas said`), or is the enemy."""
    token = span.root
    if token.dep_ == "pobj" and token.head.lower_ == "against":
        return True  # "the coalition against X"
    while token.head.i != token.i and not is_verb(token):
        if token.dep_ in SUBJECTS and token.head.lemma_.lower() in _SPEAK:
            return True
        token = token.head
    return False


def _negated(noun: Token) -> bool:
    return any(child.lower_ in {"no", "neither"} for child in noun.children) or phrase(noun)[0].lower_ in {
        "no",
        "neither",
    }


def _unique(spans: list[Span]) -> tuple[Span, ...]:
    return tuple({(span.start, span.end): span for span in spans}.values())
