"""A trigger in its sentence to the places where it may have happened, best tied first."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from models.acts.grammar import words
from models.acts.groups import Groups
from models.acts.place_phrases import is_aside
from models.acts.syntax import SUBJECTS, is_verb
from models.annotations import ACTORS, PLACES, TARGETS, TRIGGERS

_HERE = words("place_prepositions")
_ORIGIN = words("origin_nouns")
_SAY = words("say_verbs")
_WATERS = words("waters")

# `before the opening of the Games in Paris`: another time, so another act. After an explosion is its cause.
_TIMES = frozenset({"before", "after", "ahead", "since", "until"})
_CAUSES = frozenset({"after"})
_SPANS = frozenset({"minute", "hour", "day", "week", "month", "year", "decade"})
_JOURNEYS = words("journeys")
# Steps of grammar from a place up to its clause.
_CLIMB = 10
_OF = frozenset({"of", "in", "at", "from"})
# `_ELSE` is kept only where no other place of the sentence is tied.
_OUT, _ELSE = -10, -5
# `abducted from X`, `the body was recovered from X`, `reported from X`: there the `from` says where it was.
_WHENCE_SENSES = frozenset({"abduct", "loot"})
_WHENCE = frozenset({"report", "recover", "find", "abduct", "kidnap", "seize", "snatch", "whisk", "take", "loot"})
# `took place between X and Y`: near both.
_NEARLY = frozenset({"between", "beyond", "off", "inside", "outside", "against", "through"})
# `the elder in X`: where somebody is, which counts if nothing else tells where it was.
_STAY = frozenset({"in", "at"})
# Where the hurt are taken: `succumbed at X Hospital`. Near, on or outside it is where it was.
_CARE = frozenset({"hospital", "clinic", "infirmary", "dispensary", "sciences"})
_CARE_PLACES = frozenset({"in", "at", "to", "into"})
_DASHES = frozenset({":", "-", "\u2013", "\u2014"})
_DATELINE = re.compile(
    r"[A-Z][A-Z .'-]{2,30}(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?)?(?: \([\w .]{2,20}\))? ?[:\u2013\u2014-]+ "
)
# Weights of a place's ties to a trigger: under it in the parse, in a phrase of place, as a subject, away from it.
_BELOW, _PHRASE, _SUBJECT, _ELSEWHERE = 3, 2, -4, -3


def places(trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """Places of the sentence where the act may have been, best tied first; not those that only speak or are left."""
    sent = trigger.root.sent
    below = {token.i for token in trigger.root.subtree}
    scored = [(_tie(span, below, trigger, groups), span) for span in groups.within(PLACES, sent.start, sent.end)]
    kept = [(score, span) for score, span in scored if score > 0] or [pair for pair in scored if pair[0] == _ELSE]
    return tuple(span for _, span in sorted(kept, key=lambda pair: (-pair[0], abs(pair[1].start - trigger.start))))


def _tie(span: Span, below: set[int], trigger: Span, groups: Groups) -> int:
    root = span.root
    if (span.start < trigger.end and trigger.start < span.end) or groups.at(ACTORS, root) is not None:
        return 0
    if _is_dateline(span) or _names_a_body(span, groups) or _is_water(span) or is_aside(span):
        return _OUT
    if (away := _leads_away(root, trigger)) is not None:
        return away
    if _is_care(span):
        return _ELSE
    if _names_other_act(root, trigger):
        return _OUT
    score = 1
    # Climb from the place to the phrase that holds it: containers hang on the place they contain.
    token = root
    for _ in range(6):
        head = token.head
        if token.dep_ in SUBJECTS and is_verb(head) and head.lemma_.lower() in _SAY:
            return _OUT
        if token.dep_ in SUBJECTS and token.i == root.i:
            score += _SUBJECT if head.lemma_.lower() not in {"witness", "see"} else _PHRASE
            break
        if token.dep_ == "agent" or (token.dep_ == "prep" and not _says_where(token, trigger)):
            return _OUT  # "backed by X"
        if token.dep_ == "prep":
            score += _PHRASE
            person = groups.at(TARGETS, head)
            if token.lower_ == "of" and person is not None and person._.target.form == "person":
                score += _ELSEWHERE * 2  # "the mayor of X"
            apart = token.lower_ == "of" or head.head.i != trigger.root.i
            outside = head.i not in range(trigger.start, trigger.end)
            if apart and outside and token.lower_ in _OF and head.lemma_.lower() in _ORIGIN:
                if token.lower_ in _STAY:
                    return _ELSE
                score += _ELSEWHERE * 2
            break
        if head.i == token.i:
            break
        token = head
    return score + (_BELOW if root.i in below else 0)


def _says_where(prep: Token, trigger: Span) -> bool:
    if prep.lower_ != "from":
        # "took place between X and Y" is near both, "a match between X and Y" is neither
        return prep.lower_ in _HERE or (prep.lower_ in _NEARLY and is_verb(prep.head))
    head = prep.head
    taken = trigger._.trigger.sense in _WHENCE_SENSES and trigger.start <= head.i < trigger.end
    return taken or head.lemma_.lower() in _WHENCE


def _names_other_act(root: Token, trigger: Span) -> bool:
    """`imitated the Oslo attacks`: the place of those, not of this act."""
    if root.dep_ != "compound":
        return False
    others = (other for other in root.doc.spans[TRIGGERS] if other.start != trigger.start)
    return any(other.start <= root.head.i < other.end for other in others)


def _is_care(span: Span) -> bool:
    """`died at the Mastung Civil Hospital`: where the hurt were taken."""
    nouns = {token.lower_ for token in (*span, *span.doc[span.end : span.end + 2])}
    before = span.doc[max(span.start - 2, 0) : span.start]
    led = next((token.lower_ for token in reversed(before) if token.pos_ != "DET"), "")
    return not nouns.isdisjoint(_CARE) and led in _CARE_PLACES


def _leads_away(place: Token, trigger: Span) -> int | None:
    """`hours before the opening of the Games in Paris` is never where the act was.

    `on its way to a meeting in Lagos`, `minutes before they met in Lagos` may be, where no other place is told. None
    where the words lead nowhere else.
    """
    token, head = place, place.head
    for _ in range(_CLIMB):
        if head.i == token.i or trigger.start <= token.i < trigger.end:
            return None
        if token.dep_ == "prep" and token.lower_ in _TIMES and (_is_measured(token) or token.lower_ not in _CAUSES):
            return _OUT
        if token.dep_ == "prep" and token.lower_ == "to" and head.lemma_.lower() in _JOURNEYS:
            return _OUT if token.i == place.head.i else _ELSE
        marks = [child for child in token.children if child.dep_ in {"mark", "advmod"} and child.lower_ in _TIMES]
        if token.dep_ == "advcl" and any(_is_measured(mark) for mark in marks):
            return _ELSE
        token, head = head, head.head
    return None


def _is_measured(word: Token) -> bool:
    """`hours before`, `a week after`."""
    before = word.doc[max(word.i - 1, word.sent.start) : word.i]
    return any(token.lemma_.lower() in _SPANS for token in before) or any(
        child.lemma_.lower() in _SPANS for child in word.children
    )


def _is_water(span: Span) -> bool:
    """`the Naf river`: beside where it was."""
    after = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    return after in _WATERS or span[-1].lower_ in _WATERS


def _names_a_body(span: Span, groups: Groups) -> bool:
    """`the United States embassy`, `Pakistan's army`: the country names whose it is."""
    head = span.root.head
    owned = span.root.dep_ in {"compound", "amod", "poss", "nmod"} and groups.at(PLACES, head) is None
    country = span._.place is not None and span._.place.precision == "country"
    return owned and country and (groups.at(TARGETS, head) is not None or groups.at(ACTORS, head) is not None)


def _is_dateline(span: Span) -> bool:
    """`QUETTA: `, `NAIROBI - `, `KABUL, Afghanistan (AP) - `: where the report was filed."""
    sent = span.sent
    if span.start == sent.start and span.end < sent.end and span.doc[span.end].text in _DASHES:
        return True
    opening = _DATELINE.match(sent.text)
    return opening is not None and span.end_char - sent.start_char <= opening.end()
