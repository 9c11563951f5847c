"""A trigger in its sentence to whom and what it hit, with the effect and the number of each."""

from __future__ import annotations

from spacy.tokens import Span, Token

from models.acts.bystanding import attacks, carries_a_bomb, is_asked, is_where, speaks
from models.acts.grammar import words
from models.acts.groups import Groups
from models.acts.hit_heads import heads_of_noun, heads_of_verb
from models.acts.hit_near import in_list, is_person, near, nearer
from models.acts.syntax import OBJECTS, conjuncts, is_verb, objects, phrase, subjects
from models.acts.trigger_rules import SENSES
from models.annotations import ACTORS, PLACES, QUANTITIES, TARGETS, WEAPONS, Patient
from models.numbers.numerals import vocabulary

_PARTS = words("parts")
_TO_PEOPLE = frozenset({"killed", "injured", "abducted", "shot"})
_HURT = frozenset({"injure", "injured", "wound", "wounded", "hurt", "injury"})
_DEAD = frozenset({"dead", "killed"})
# `a bomb killed`: a trigger that tells with what by its noun tells the effect by its verb.
_TELLING_VERBS = {"kill": "killed", "injure": "injured", "wound": "injured", "destroy": "destroyed"}
_THOSE_TOLD = frozenset({"them", "whom", "those"})
_REACHED = frozenset(
    {"to", "at", "reached", "now", "hit", "stood", "was", "is", "were", "passed", "topped", "exceeded"}
)
# Entities that are no one's name, whatever the tagger takes for one.
_NO_NAMES = frozenset({"DATE", "TIME", "CARDINAL", "MONEY", "QUANTITY", "EVENT", "WORK_OF_ART"})
_HARM = frozenset({"injury", "wound", "burn", "fracture", "bruise", "cut", "injure"})
_AMONG = frozenset({"among", "amongst"})
_THEM = frozenset({"them", "him", "her", "they", "he", "she"})


def patients(trigger: Span, groups: Groups) -> tuple[Patient, ...]:
    """Everyone and everything that the trigger says was hit, in the order of the text."""
    root = trigger.root
    sense = SENSES[trigger._.trigger.sense]
    effect = None if sense.effect == "shot" and not _is_hit_by_shot(root) else sense.effect
    effect = effect or (_TELLING_VERBS.get(root.lemma_.lower()) if is_verb(root) else None)
    if sense.name == "toll":
        return _told_toll(trigger, groups)
    counted = [span for span in groups.within(QUANTITIES, trigger.start, trigger.end) if sense.effect in _TO_PEOPLE]
    counted = [span for span in counted if not _is_harm(span.root)]
    if counted:  # "leaving at least two dead"
        return tuple(_left(span, _told_behind(span, trigger) or sense.effect, groups) for span in counted)
    made = [patient for head in _heads(trigger, effect, groups) for patient in _patients_of(head, effect, groups)]
    inner = [s for s in groups.within(TARGETS, trigger.start, trigger.end) if s.root.i != root.i or s.end > trigger.end]
    inner = [span for span in inner if not attacks(span.root)]
    made += [Patient(span, effect, span, None, groups.at(QUANTITIES, span.root)) for span in inner]
    return _apart(made)


def _heads(trigger: Span, effect: str | None, groups: Groups) -> list[Token]:
    """The nouns hit: by the parse, and where it says nothing or inherits them from afar, by neighbourhood."""
    root, sense = trigger.root, SENSES[trigger._.trigger.sense]
    if is_verb(root):
        heads = heads_of_verb(root, sense) or [noun for token in trigger for noun in objects(token)]
    else:
        heads = heads_of_noun(
            root,
            sense.name,
            lambda token: groups.at(ACTORS, token) is not None or groups.at(WEAPONS, token) is not None,
        )
    if effect not in _TO_PEOPLE or effect == "shot":
        return heads
    closer = nearer(trigger, heads, groups)
    if closer is not None:
        heads = [closer]
    elif not any(_patients_of(head, effect, groups) for head in heads) and not any(map(_is_plural, heads)):
        heads = near(trigger, groups)
    wholes = [_whole(head, groups) for head in heads]
    return [noun for head in wholes for noun in in_list(head, heads, groups)]


def _whole(head: Token, groups: Groups) -> Token:
    """`ten others, including three policemen, injured`: the figure, where the parse ties its part."""
    over = head.head
    is_part = head.dep_ in OBJECTS | {"pobj"} and over.lower_ in _PARTS and over.dep_ == "prep"
    return over.head if is_part and groups.at(QUANTITIES, over.head) is not None else head


def _is_plural(head: Token) -> bool:
    """`an unknown number of troopers`, `the injured`: people, of whom nobody says how many."""
    return head.tag_ in {"NNS", "NNPS"} or head.lemma_.lower() == "number"


def _apart(made: list[Patient]) -> tuple[Patient, ...]:
    """Each phrase once."""
    return tuple({(p.phrase.start, p.phrase.end): p for p in made}.values())


def _left(counted: Span, effect: str | None, groups: Groups) -> Patient:
    """`left two soldiers dead`: those counted inside the trigger."""
    root = counted.root
    return Patient(counted, effect, groups.of_head(TARGETS, root), groups.of_head(ACTORS, root), counted)


def _told_behind(counted: Span, trigger: Span) -> str | None:
    """`left one dead and two injured`: the effect that the next word of the trigger tells."""
    for token in counted.doc[counted.end : trigger.end]:
        if token.lower_ in _DEAD:
            return "killed"
        if token.lower_ in _HURT:
            return "injured"
    return None


def _is_hit_by_shot(verb: Token) -> bool:
    """`was shot`, not `was shot at` or `fired on`."""
    return verb.lemma_.lower() == "shoot" and not any(child.lower_ == "at" for child in verb.children)


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


def _patients_of(head: Token, effect: str | None, groups: Groups) -> list[Patient]:
    if head.lower_ in _THEM:
        head = _antecedent(head, groups)
    quantity = _quantity_of(head, groups)
    if groups.at(WEAPONS, head) is not None or is_asked(head):
        return []  # "planted a bomb", "did not say how many people were hurt"
    if _is_harm(head):
        return []
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


def _is_harm(noun: Token) -> bool:
    """`sustained 50 burn injuries`: not fifty people."""
    return noun.lemma_.lower() in _HARM and noun.dep_ in OBJECTS


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
    named = head.tag_ == "NNP" and head.ent_type_ not in _NO_NAMES
    someone = head.tag_ == "NN" and any(child.lower_ in {"a", "an"} for child in head.children)
    if someone and head.lemma_.lower() not in vocabulary()["nobody"]["nouns"]:
        return True  # "killed a headman"
    return is_person(head) or head.lower_ in {"another", "him", "her", "them", "he", "she"} or named


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
    """`including three children`, `one of them the driver`; in `he was among the 17 dead` the figure is the whole."""
    if len(whole) > 2 and whole[1].lower_ == "of" and whole[2].lower_ in _THOSE_TOLD:
        return True
    before = [token.lower_ for token in whole.doc[max(whole.start - 3, whole.sent.start) : whole.start]]
    if before[-1:] == ["the"]:
        before = before[:-1]
    if before[-1:] and before[-1] in _AMONG and whole.start > whole.sent.start + 1:
        return False
    return any(word in _PARTS for word in before)
