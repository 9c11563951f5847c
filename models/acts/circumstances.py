"""A trigger in its sentence to when and with what it happened and who says so."""

from __future__ import annotations

from spacy.tokens import Span, Token

from models.acts.aftermath import is_afterwards
from models.acts.grammar import words
from models.acts.groups import Groups
from models.acts.syntax import SUBJECTS, is_passive, is_verb, phrase
from models.annotations import DATES, TRIGGERS, WEAPONS
from models.dates.day_pattern import vocabulary

_FINDING = words("finding_verbs")
_SAY = words("say_verbs")
_BOUNDS = frozenset(vocabulary()["context"]["open_bounds"])

# "officials said late on 3 October": so many words may lie between.
_SPOKEN_REACH = 5
# So many words before `since` may tell of a record.
_RECORD_REACH = 9
_NAME_JOINTS = frozenset({"for", "of", "and", "on"})


def weapons(trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """Weapons of the sentence that were used, not found or handed in."""
    sent = trigger.root.sent
    spans = groups.within(WEAPONS, sent.start, sent.end)
    if trigger._.trigger.sense == "find_bomb":
        return tuple(spans)
    return tuple(span for span in spans if not _found(span.root))


def dates(trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """Dates of the sentence when it happened, those of the trigger's own clause first."""
    own = _clause(trigger.root)
    spans = [span for span in _dates_beside(trigger, groups) if not _is_told_then(span, trigger, groups)]
    return tuple(sorted(spans, key=lambda span: (_clause(span.root) != own, abs(span.start - trigger.start))))


def spoken_dates(trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """Dates of the sentence when somebody spoke of it."""
    return tuple(span for span in _dates_beside(trigger, groups) if _is_told_then(span, trigger, groups))


def _is_told_then(day: Span, trigger: Span, groups: Groups) -> bool:
    return _is_said(day.root, trigger) or is_afterwards(day, trigger, groups.acts)


def _dates_beside(trigger: Span, groups: Groups) -> list[Span]:
    sent = trigger.root.sent
    spans = groups.within(DATES, sent.start, sent.end)
    return [
        span
        for span in spans
        if not _is_of_a_record(span)
        and not _is_of_a_bound(span.root, trigger.root)
        and not _is_of_a_victim(span.root, trigger.root, groups)
    ]


def _is_of_a_victim(day: Token, act: Token, groups: Groups) -> bool:
    """`blasts at the burial of a man who was shot a day earlier`: when another act befell somebody told with it."""
    token = day
    while token.head.i != token.i and not (token.dep_ in {"relcl", "acl"} and _befalls(token, groups)):
        token = token.head
    return token.head.i != token.i and not (token.i == act.i or token.is_ancestor(act))


def _befalls(verb: Token, groups: Groups) -> bool:
    """The verb of the clause is a violent act or a death, and somebody is hit by it who heads the clause."""
    told = groups.at(TRIGGERS, verb)
    if told is None or groups.at(TRIGGERS, verb.head) is not None:
        return False
    return is_passive(verb) or told._.trigger.sense == "die"


def _is_of_a_record(words: Span) -> bool:
    """`the highest number in a month since October`: how long it was not so, nothing was then."""
    sent, doc = words.sent, words.doc
    if not any(token.lower_ in _BOUNDS for token in doc[max(words.start - 2, sent.start) : words.start]):
        return False
    before = doc[max(words.start - _RECORD_REACH, sent.start) : words.start]
    return any(token.tag_ in {"JJS", "RBS"} or token.lower_ in {"first", "only"} for token in before)


def _is_of_a_bound(day: Token, act: Token) -> bool:
    """`the bloodiest attack since the war ended in 1990`: the day of what only bounds a time."""
    token = day
    while token.head.i != token.i:
        token = token.head
        led = {child.lower_ for child in token.children if child.dep_ == "mark"}
        led |= {token.head.lower_} if token.dep_ == "pcomp" else set()
        if is_verb(token) and not led.isdisjoint(_BOUNDS):
            return not (token.i == act.i or token.is_ancestor(act))
    return False


def source(trigger: Span) -> Span | None:
    """`police said`, `according to the ministry`: the words that name whose account the sentence is."""
    sent = trigger.root.sent
    for token in sent:
        if token.lower_ == "according" and token.i + 2 < sent.end:
            nouns = [t for child in token.children if child.lower_ == "to" for t in child.children if t.dep_ == "pobj"]
            if nouns:
                return token.doc[token.i : max(_name_end(phrase(nouns[0])), token.i + 2)]
        if token.lemma_.lower() in _SAY and is_verb(token) and not (trigger.start <= token.i < trigger.end):
            speakers = [child for child in token.children if child.dep_ in SUBJECTS and child.pos_ != "PRON"]
            if speakers and speakers[0].i != trigger.root.i:
                speaker = phrase(speakers[0])
                return _from_to(speaker.doc[speaker.start : _name_end(speaker)], token)
    return None


def _name_end(words: Span) -> int:
    """Where the name that the words begin ends: `Centre for Research and Security Studies` is one."""
    doc, end = words.doc, words.end
    if not doc[end - 1].text[:1].isupper():
        return end
    while end + 1 < words.sent.end and doc[end].lower_ in _NAME_JOINTS and doc[end + 1].text[:1].isupper():
        end += 2
        while end < words.sent.end and doc[end].text[:1].isupper():
            end += 1
    return end


def _from_to(speaker: Span, verb: Token) -> Span:
    start, stop = min(speaker.start, verb.i), max(speaker.end, verb.i + 1)
    # The parser may put a clause between speaker and verb: then the speaker alone is quoted.
    return verb.doc[start:stop] if stop - start <= len(speaker) + 4 else speaker


def _found(weapon: Token) -> bool:
    for head in (weapon.head, weapon.head.head):
        if is_verb(head):
            return head.lemma_.lower() in _FINDING
    return False


def _clause(token: Token) -> int:
    """The verb that governs the token's clause, by position."""
    while not is_verb(token) and token.head.i != token.i:
        token = token.head
    return token.i


def _is_said(token: Token, trigger: Span) -> bool:
    """The date hangs on a verb of saying that is not the trigger's own and stands beside it, no comma between."""
    verb = token.head.head if token.head.dep_ == "prep" else token.head
    while not is_verb(verb) and verb.head.i != verb.i:
        if verb.dep_ == "pobj":
            return False  # "said after two arrests on Wednesday"
        verb = verb.head
    if not is_verb(verb) or verb.lemma_.lower() not in _SAY or trigger.start <= verb.i < trigger.end:
        return False
    near = token.doc[min(token.i, verb.i) : max(token.i, verb.i)]
    return len(near) <= _SPOKEN_REACH and not any(t.text == "," for t in near)
