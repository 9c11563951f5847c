"""A Doc with its triggers to those that state a figure over a period or an area: `span._.total` of each."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from models.acts.aftermath import heads_of_acts, is_afterwards
from models.acts.grammar import words
from models.acts.syntax import is_verb
from models.acts.trigger_rules import SENSES, phrases_of, read_rules
from models.annotations import LAPSES, TRIGGERS, Total, When

_MEASURED = frozenset({"killed", "injured", "abducted"})
_SINGLE_ACTS = frozenset(
    {"suicide", "grenade", "explode", "shell", "airstrike", "clash", "attack", "shoot", "shoot_dead"}
)
_LONG = frozenset({"month", "year"})
_A_FEW_DAYS = 3
_MOST_OF_A_MONTH = 31
_FALLS = words("falls")
_RISES = words("rises")
# "Seven people were killed in separate incidents", "fifty across the province": a figure of a day, no incident.
_OF_A_DAY = frozenset({"separate", "area"})
_PERIODS = frozenset({"so-far", "over-period", "war-long"})
_PERCENT = frozenset({"percent", "per", "%", "percentage"})
# More people than any single act of violence in a news report kills, short of the few that everybody knows by name.
_BEYOND_ONE_ACT = 1_000


class Totals:
    """Match, then annotate: a counted effect with a period and no single act beside it."""

    def __init__(self, rules: str) -> None:
        self._rules = read_rules(rules)
        self._phrases = phrases_of(self._rules)

    def __call__(self, doc: Doc) -> Doc:
        triggers = list(doc.spans.get(TRIGGERS, ()))
        if triggers:
            beside: dict[int, list[Span]] = defaultdict(list)
            for trigger in triggers:
                beside[trigger.root.sent.start].append(trigger)
            said: dict[int, set[str]] = defaultdict(set)
            for match in self._phrases.find(doc):
                said[doc[match.start].sent.start].add(self._rules[match.line].id)
            for trigger in triggers:
                start = trigger.root.sent.start
                trigger._.total = self.match(trigger, beside[start], said[start])
        return doc

    def match(self, trigger: Span, beside: list[Span], said: set[str]) -> Total | None:
        """The total that the trigger states, or None for an act of its own.

        `beside` are the triggers of its sentence, itself among them, `said` the rules whose words stand there.
        """
        counts = [p.quantity._.quantity.count for p in trigger._.roles.patients if p.quantity is not None]
        sizes = [count.best or count.low or 0 for count in counts]
        if SENSES[trigger._.trigger.sense].effect not in _MEASURED or not any(sizes):
            return None
        sent = trigger.root.sent
        whens = list(trigger._.roles.dates)
        after = [span for span in trigger._.roles.spoken if is_afterwards(span, trigger, heads_of_acts(beside))]
        day = any(_is_day(span._.when) and not _since(span) for span in (*whens, *after))
        long = [span for span in whens if _is_long(span._.when) or _since(span)]
        if not long and not day:
            long = [span for span in trigger.doc.spans[LAPSES] if sent.start <= span.start < sent.end]
        if said & _OF_A_DAY and max(sizes) > 1:
            return Total(tuple(whens or long), (), None)
        many = any(_days(span._.when) > _MOST_OF_A_MONTH for span in long if not _since(span))
        single = any(_is_single(other) or (not many and _is_doer(other, trigger)) for other in beside)
        huge = max(sizes) >= _BEYOND_ONE_ACT and not day
        if single or day or not (huge or said & _PERIODS or any(_is_long(span._.when) for span in long)):
            return None
        percent = _percent(sent)
        compared = [span for span in long if percent is not None and span.start > percent.i]
        return Total(tuple(s for s in long if s not in compared), tuple(compared), _signed(percent))


def _days(when: When) -> int:
    """How many days from the first to the last; 0 where they have no year."""
    if when.first.startswith("-"):
        return 0
    return (date.fromisoformat(when.last) - date.fromisoformat(when.first)).days + 1


def _is_day(when: When) -> bool:
    """A day, or a few: `from 1 July to 20 August` is a period."""
    return when.precision == "day" and _days(when) <= _A_FEW_DAYS


def _is_long(when: When) -> bool:
    return when.precision in _LONG or (when.precision == "day" and not _is_day(when))


def _since(span: Span) -> bool:
    return any(token.lower_ == "since" for token in span.doc[max(span.start - 2, 0) : span.start])


def _is_doer(other: Span, trigger: Span) -> bool:
    """`the attacks killed 3,000`: the act is named as what killed them; `the violence` is none."""
    return other.root.dep_ == "nsubj" and other.root.head.i == trigger.root.i and other._.trigger.sense != "incident"


def _is_single(trigger: Span) -> bool:
    """One act: `an attack`, `the blast`, `gunmen shot`; `attacks` and a bare effect are not."""
    root = trigger.root
    if is_verb(root):
        return trigger._.trigger.sense in _SINGLE_ACTS and bool(trigger._.roles.agents)
    return (
        trigger._.trigger.sense in _SINGLE_ACTS
        and root.pos_ == "NOUN"
        and root.tag_ == "NN"
        and root.dep_ != "compound"
    )


def _percent(sent: Span) -> Token | None:
    """The number of `66 per cent` beside a word of rise or fall."""
    moves = _RISES | _FALLS
    if not any(token.lemma_.lower() in moves for token in sent):
        return None
    return next((t for t in sent[:-1] if t.like_num and t.nbor().lower_ in _PERCENT), None)


def _signed(number: Token | None) -> float | None:
    if number is None:
        return None
    try:
        value = float(number.text.replace(",", ""))
    except ValueError:
        return None
    near = number.doc[max(number.i - 4, number.sent.start) : min(number.i + 5, number.sent.end)]
    falls = any(token.lemma_.lower() in _FALLS for token in near)
    return -value if falls else value


@Language.factory(
    "tocsin_totals",
    assigns=["span._.total"],
    requires=["doc.spans", "span._.trigger", "span._.roles"],
    default_config={"rules": "totals.jsonl"},
)
def make_totals(nlp: Language, name: str, rules: str) -> Totals:
    """The component from the name of its rule file."""
    return Totals(rules)
