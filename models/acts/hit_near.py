"""A trigger that kills, wounds or abducts to the people beside it, where the parse does not tie them to it."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from models.acts.bystanding import speaks
from models.acts.groups import Groups
from models.acts.syntax import OBJECTS, is_passive, is_verb, subjects
from models.annotations import QUANTITIES, TARGETS, TRIGGERS
from models.numbers.counted_nouns import tells_person

# How far before an effect word its people may stand when the parse does not tie them ("11 others injured"); further
# where nothing but their description stands between ("a constable, identified as A B of C police station, was shot").
_REACH = 8
_FAR = 30
# How far behind "killing" or "injured" in a list.
_AFTER = 3
_LEADS_AWAY = frozenset(
    {"of", "in", "at", "by", "from", "with", "near", "under", "on", "to", "against", "for", "as", "named", "alias"}
    | {"reports", "reported", "adds", "said", "says"}
)
_BREAKS = frozenset({"when", "while", "after", "where", "that", "as", "who", "which", "and", "but", "said", ";"})
_SEPARATE = frozenset({",", ";", "and", "&", "as", "well"})
# A list of counted people is longer than this in no report.
_LIST = 8
_TIED = frozenset({"nmod", "compound", "appos", "conj", "nsubj", "nsubjpass", "dep", "npadvmod", "amod"})


def is_person(noun: Token) -> bool:
    """A person by name or by a noun of `quantities.toml`: `his companion`, `the deceased`."""
    return noun.ent_type_ == "PERSON" or tells_person(noun)


def nearer(trigger: Span, heads: list[Token], groups: Groups) -> Token | None:
    """`a trooper was killed and another wounded`: who stands behind the verb that lends this one its subject."""
    root = trigger.root
    if not heads or not is_verb(root) or root.dep_ not in {"conj", "advcl", "ccomp"}:
        return None
    tied = any(child.dep_ in OBJECTS or child.dep_.startswith("nsubj") for child in root.children)
    over = root.head
    if tied or over.i >= trigger.start or not any(head.i < over.i for head in heads):
        return None
    between = [span for span in _people(groups, over.i + 1, trigger.start) if not _leads_away(span)]
    return between[-1].root if between else None


def near(trigger: Span, groups: Groups) -> list[Token]:
    """The counted people or target next to the trigger, with no other verb's object between."""
    root = trigger.root
    if not is_verb(root) and trigger._.trigger.sense not in {"die", "injure"}:
        return []  # "over their involvement in target killing"
    doers = set()
    if trigger._.trigger.sense not in {"die", "injure"} and not is_passive(root) and root.tag_ != "VBN":
        doers = {token.i for token in subjects(root)}
    behind = [] if root.tag_ == "VBG" else list(_before(trigger, groups, doers))
    if behind:
        return [behind[0].root]
    after = _people(groups, trigger.end, min(root.sent.end, trigger.end + _AFTER))
    return [after[0].root] if after else []


def _before(trigger: Span, groups: Groups, doers: set[int]) -> Iterator[Span]:
    """Those before the trigger, nearest first: up to another trigger or, further off, another clause."""
    sent = trigger.root.sent
    start = max(sent.start, trigger.start - _FAR)
    clauses = [
        token.i
        for token in trigger.doc[start : max(start, trigger.start - _REACH)]
        if token.lower_ in _BREAKS or groups.at(TRIGGERS, token) is not None
    ]
    edge = max(clauses, default=start - 1) + 1
    for span in reversed(_people(groups, edge, trigger.start)):
        if span.root.i in doers or speaks(span.root) or _leads_away(span):
            continue
        yield span


def _people(groups: Groups, start: int, stop: int) -> list[Span]:
    """Counts and people between these tokens, in order, each once."""
    spans = [*groups.within(QUANTITIES, start, stop), *groups.within(TARGETS, start, stop)]
    people = [span for span in spans if span._.target is None or span._.target.form != "property"]
    return sorted({span.root.i: span for span in people}.values(), key=lambda span: span.end)


def _leads_away(span: Span) -> bool:
    """`of the police station`, `identified as A B`: what is said of somebody, not himself."""
    at = span.start - 1
    while at > span.sent.start and span.doc[at].dep_ in {"det", "poss"}:
        at -= 1
    return at >= span.sent.start and span.doc[at].lower_ in _LEADS_AWAY


def in_list(head: Token, heads: list[Token], groups: Groups) -> list[Token]:
    """The noun with those counted right before it: `six policemen two soldiers and a boy`, one list to its reader."""
    known = {token.i for token in heads}
    found = [head]
    while len(found) < _LIST:
        own = groups.at(QUANTITIES, found[0]) or groups.of_head(TARGETS, found[0])
        at = (own.start if own is not None else found[0].left_edge.i) - 1
        while at > head.sent.start and head.doc[at].lower_ in _SEPARATE:
            at -= 1
        before = groups.at(QUANTITIES, head.doc[at]) if at >= head.sent.start else None
        if before is None or before.root.i in known or not _is_counted(before) or before.root.dep_ not in _TIED:
            return found
        found = [before.root, *found]
    return found


def _is_counted(span: Span) -> bool:
    """People, by their number: not `two vehicles`, not a bare figure."""
    return span._.quantity.head is not None and tells_person(span.root)
