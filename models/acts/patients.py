"""A trigger in its sentence to whom and what it hit, with the effect and the number of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spacy.tokens import Span, Token

from models.acts.bystanding import attacks, carries_a_bomb, is_asked, is_where, speaks
from models.acts.grammar import words
from models.acts.groups import Groups
from models.acts.syntax import (
    OBJECTS,
    PASSIVE_SUBJECTS,
    SUBJECTS,
    conjuncts,
    is_passive,
    is_verb,
    objects,
    phrase,
    prepositional,
    subjects,
)
from models.acts.trigger_rules import SENSES, Sense
from models.annotations import ACTORS, PLACES, QUANTITIES, TARGETS, WEAPONS, Patient

_PARTS = words("parts")
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
_VICTIM_NOUNS = frozenset(
    {"killing", "murder", "assassination", "death", "abduction", "kidnapping", "beheading", "rape", "massacre"}
)
_TO_PEOPLE = frozenset({"killed", "injured", "abducted", "shot"})
_HURT = frozenset({"injure", "injured", "wound", "wounded", "hurt", "injury"})
# `a bomb killed`: a trigger that tells with what by its noun tells the effect by its verb.
_TELLING_VERBS = {"kill": "killed", "injure": "injured", "wound": "injured", "destroy": "destroyed"}
_REACHED = frozenset(
    {"to", "at", "reached", "now", "hit", "stood", "was", "is", "were", "passed", "topped", "exceeded"}
)
_THEM = frozenset({"them", "him", "her", "they", "he", "she"})
# How far before an effect word its people may stand when the parse does not tie them ("11 others injured").
_REACH = 8


def patients(trigger: Span, groups: Groups) -> tuple[Patient, ...]:
    """Everyone and everything that the trigger says was hit, in the order of the text."""
    root = trigger.root
    sense = SENSES[trigger._.trigger.sense]
    effect = None if sense.effect == "shot" and not _is_hit_by_shot(root) else sense.effect
    effect = effect or (_TELLING_VERBS.get(root.lemma_.lower()) if is_verb(root) else None)
    if sense.name == "toll":
        return _told_toll(trigger, groups)
    counted = [span for span in groups.within(QUANTITIES, trigger.start, trigger.end) if sense.effect in _TO_PEOPLE]
    if counted:  # "leaving at least two dead"
        return tuple(Patient(span, sense.effect, None, None, span) for span in counted)
    heads = (
        _heads_of_verb(root, sense)
        if is_verb(root)
        else _heads_of_noun(
            root,
            sense.name,
            lambda token: groups.at(ACTORS, token) is not None or groups.at(WEAPONS, token) is not None,
        )
    )
    if not heads and is_verb(root):  # "shot and killed a judge"
        heads = [noun for token in trigger for noun in objects(token)]
    if not heads and sense.effect in {"killed", "injured"}:
        heads = _by_reach(trigger, groups)
    made = [patient for head in heads for patient in _patients_of(head, effect, groups)]
    inner = [s for s in groups.within(TARGETS, trigger.start, trigger.end) if s.root.i != root.i or s.end > trigger.end]
    inner = [span for span in inner if not attacks(span.root)]
    made += [Patient(span, effect, span, None, groups.at(QUANTITIES, span.root)) for span in inner]
    return tuple({(p.phrase.start, p.phrase.end): p for p in made}.values())


def _told_toll(trigger: Span, groups: Groups) -> tuple[Patient, ...]:
    """`the death toll rose to 12`, `the number of wounded has risen to 53`: the last figure after the words."""
    hurt = any(token.lemma_.lower() in _HURT for token in trigger)
    sent = trigger.root.sent
    after = [
        s
        for s in groups.within(QUANTITIES, trigger.end, sent.end)
        if s.start > 0 and s.doc[s.start - 1].lower_ in _REACHED
    ]
    inside = groups.within(QUANTITIES, trigger.start, trigger.end)
    return tuple(Patient(span, "injured" if hurt else "killed", None, None, span) for span in (after or inside)[:1])


def _is_hit_by_shot(verb: Token) -> bool:
    """`was shot`, not `was shot at` or `fired on`."""
    return verb.lemma_.lower() == "shoot" and not any(child.lower_ == "at" for child in verb.children)


def _heads_of_verb(verb: Token, sense: Sense) -> list[Token]:
    effect = sense.effect
    if verb.lemma_.lower() in {"die", "succumb", "perish", "be"} or (verb.lemma_ == "lose" and effect == "killed"):
        return _coordinated(subjects(verb))
    if verb.lemma_.lower() in {"sustain", "receive", "suffer"} and effect == "injured":
        return _coordinated(subjects(verb))
    if sense.name in _BLASTS:
        told = subjects(verb) if is_passive(verb) else objects(verb)
        return [*_coordinated(told), *prepositional(verb, (*_HIT_PREPOSITIONS, *_NEAR))]
    if is_passive(verb):
        return _coordinated(subjects(verb))
    hit = objects(verb)
    if not hit and verb.dep_ == "conj" and verb.tag_ == "VBN" and is_verb(verb.head):
        return _coordinated(subjects(verb))
    if not hit or effect in (None, "shot"):
        hit = [*hit, *prepositional(verb, ("on", "at", "upon", "against", "towards", "into", "over"))]
    return hit


def _heads_of_noun(noun: Token, sense: str, acts: Callable[[Token], bool]) -> list[Token]:
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


def _heads_of_dead(word: Token) -> list[Token]:
    """`five people dead`, `the dead soldiers`, `5 dead`, `12 casualties`, `the bodies of three men`."""
    if word.dep_ == "amod":
        return [word.head]
    own = [child for child in word.children if child.dep_ in SUBJECTS | PASSIVE_SUBJECTS]
    if own:
        return _coordinated(own)
    if word.dep_ in {"acomp", "oprd", "ccomp", "xcomp", "advcl"} and is_verb(word.head):
        return objects(word.head) or _coordinated(subjects(word.head))
    of = prepositional(word, ("of",))
    if of:
        return of
    return [word] if any(child.pos_ == "NUM" for child in word.children) else []


def _by_reach(trigger: Span, groups: Groups) -> list[Token]:
    """The nearest counted people or target before the trigger, with no other verb's object between."""
    sent = trigger.root.sent
    start = max(sent.start, trigger.start - _REACH)
    near = [*groups.within(QUANTITIES, start, trigger.start), *groups.within(TARGETS, start, trigger.start)]
    doers = (
        set()
        if trigger._.trigger.sense in {"die", "injure"} or is_passive(trigger.root)
        else {token.i for token in subjects(trigger.root)}
    )
    near = [span for span in near if span.root.i not in doers and not speaks(span.root)]
    if near:
        return [max(near, key=lambda span: span.end).root]
    after = groups.within(QUANTITIES, trigger.end, min(sent.end, trigger.end + 3))
    return [after[0].root] if after else []


def _coordinated(heads: Iterable[Token]) -> list[Token]:
    return [noun for head in heads for noun in conjuncts(head)]


def _patients_of(head: Token, effect: str | None, groups: Groups) -> list[Patient]:
    if head.lower_ in _THEM:
        head = _antecedent(head, groups)
    quantity = _quantity_of(head, groups)
    if groups.at(WEAPONS, head) is not None or is_asked(head):
        return []  # "planted a bomb", "did not say how many people were hurt"
    target, actor = groups.of_head(TARGETS, head), groups.of_head(ACTORS, head)
    whole = _extent(head, [span for span in (quantity, target, actor) if span is not None])
    if (
        target is None
        and actor is None
        and quantity is None
        and not (effect in _TO_PEOPLE and _may_be_people(head, groups))
    ):
        return []
    if effect in _TO_PEOPLE and quantity is None and target is not None and target._.target.form == "property":
        return []  # "killed on the road": where, not who
    if target is not None and quantity is None and is_where(head, target, effect, groups):
        return []
    if target is not None and carries_a_bomb(head):
        return []
    first = Patient(whole, effect, target, actor, quantity, _is_part(whole))
    return [first, *_included(head, effect, groups)]


def _antecedent(pronoun: Token, groups: Groups) -> Token:
    """`took 22 travellers off the bus and shot them`: the counted people or target before the pronoun, else itself."""
    sent = pronoun.sent
    start = sent.start if pronoun.head.dep_ != "ROOT" or sent.start == 0 else pronoun.doc[sent.start - 1].sent.start
    before = [*groups.within(QUANTITIES, start, pronoun.i), *groups.within(TARGETS, start, pronoun.i)]
    doers = {token.i for token in subjects(pronoun.head)}
    many = pronoun.lower_ in {"them", "they"}
    people = [span for span in before if span._.target is None or span._.target.form != "property"]
    people = [span for span in people if (span.root.tag_ in {"NNS", "NNPS"}) is many and span.root.i not in doers]
    people = [span for span in people if not speaks(span.root) and (many or not _is_body(span))]
    return max(people, key=lambda span: span.end).root if people else pronoun


def _is_body(span: Span) -> bool:
    """Police or a government: `him` is nobody of theirs."""
    return span._.target is not None and span._.target.form == "group"


def _may_be_people(head: Token, groups: Groups) -> bool:
    """A noun that no list knows is taken for a person when somebody killed, wounded or took it: a name or `another`."""
    if groups.at(PLACES, head) is not None:
        return False
    return head.ent_type_ == "PERSON" or head.lower_ in {"another", "him", "her", "them"} or head.tag_ == "NNP"


def _quantity_of(head: Token, groups: Groups) -> Span | None:
    own = groups.at(QUANTITIES, head)
    if own is not None:
        return own
    left = groups.within(QUANTITIES, phrase(head).start, head.i + 1)
    return left[-1] if left else None


def _extent(head: Token, spans: list[Span]) -> Span:
    own = [span for span in spans if span.start <= head.i + 1 and span.end >= head.i]
    if not own:
        return phrase(head)
    return head.doc[min(span.start for span in own) : max(span.end for span in own)]


def _included(head: Token, effect: str | None, groups: Groups) -> list[Patient]:
    """`12 people, including three children`: the parts of a figure, marked so."""
    found: list[Patient] = []
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in _PARTS:
            for noun in (n for pobj in child.children if pobj.dep_ in OBJECTS | {"pobj"} for n in conjuncts(pobj)):
                target, actor = groups.of_head(TARGETS, noun), groups.of_head(ACTORS, noun)
                quantity = _quantity_of(noun, groups)
                spans = [span for span in (quantity, target, actor) if span is not None]
                if spans:
                    found.append(Patient(_extent(noun, spans), effect, target, actor, quantity, True))
    return found


def _is_part(whole: Span) -> bool:
    before = whole.doc[max(whole.start - 3, whole.sent.start) : whole.start]
    return any(token.lower_ in _PARTS for token in before)
