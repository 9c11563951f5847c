"""A Doc with its triggers to whether each happened and is news: `span._.reality` of each trigger."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from models.acts.phrases import Phrases, parse_phrase
from models.acts.syntax import governors, is_verb
from models.acts.trigger_rules import KNOWLEDGE, SENSES, RuleError
from models.annotations import TRIGGERS, Reality, When

SCOPES = frozenset({"governs", "modifies", "negates", "clause", "covers", "sentence"})
STATUSES = frozenset({"occurred", "attempted", "foiled", "threatened", "planned", "alleged", "denied"})
# A cue with a lower number wins over one with a higher: what never was outweighs how it is told.
_PRECEDENCE = ("denied", "planned", "threatened", "foiled", "attempted", "alleged")


@dataclass(frozen=True, slots=True)
class Cue:
    """A line of reality.jsonl: phrases that give a status or a timeframe to the triggers in their scope.

    A `weak` one gives way to a day of the news tied to the trigger.
    """

    id: str
    match: tuple[str, ...]
    scope: str
    status: str | None
    timeframe: str | None
    weak: bool
    yes: str
    no: str


def read_cues(name: str = "reality.jsonl") -> tuple[Cue, ...]:
    """The cues in file order; raises RuleError on the first line that is wrong."""
    cues = []
    for number, line in enumerate((KNOWLEDGE / name).read_text(encoding="utf-8").splitlines(), 1):
        try:
            fields = json.loads(line)
            for phrase in fields["match"]:
                parse_phrase(phrase)
            cue = Cue(
                fields["id"],
                tuple(fields["match"]),
                fields["scope"],
                fields.get("status"),
                fields.get("timeframe"),
                fields.get("weak", False),
                fields["yes"],
                fields["no"],
            )
            if (
                cue.scope not in SCOPES
                or (cue.status or "occurred") not in STATUSES
                or (cue.timeframe or "background") != "background"
            ):
                raise ValueError(
                    f"scope is one of {sorted(SCOPES)}, status one of {sorted(STATUSES)}, timeframe 'background'"
                )
        except (ValueError, KeyError, TypeError) as error:
            raise RuleError(f"{name}, line {number}: {error}; every line needs id, match, scope, yes and no") from error
        cues.append(cue)
    return tuple(cues)


class RealityReader:
    """Weighs the cues around each trigger and the day tied to it."""

    def __init__(self, cues: str, news_days: int) -> None:
        self.cues = read_cues(cues)
        self.news_days = news_days
        self._phrases = Phrases(cue.match for cue in self.cues)

    def __call__(self, doc: Doc) -> Doc:
        triggers = list(doc.spans.get(TRIGGERS, ()))
        if triggers:
            found: dict[int, list[tuple[Cue, Span]]] = defaultdict(list)
            for m in self._phrases.find(doc):
                words = doc[m.start : m.stop]
                found[words.root.sent.start].append((self.cues[m.line], words))
            for trigger in triggers:
                trigger._.reality = self.match(trigger, found.get(trigger.root.sent.start, ()))
            self._inherit(triggers)
        return doc

    def _inherit(self, triggers: list[Span]) -> None:
        """A story that opens with an old act goes on about it: what has no day of the news there is old too."""
        acts = [trigger for trigger in triggers if SENSES[trigger._.trigger.sense].founds]
        if not acts or acts[0]._.reality.timeframe != "background":
            return
        for trigger in triggers:
            reality = trigger._.reality
            if reality.timeframe == "current" and _age(trigger, self.news_days) != "news":
                trigger._.reality = replace(reality, timeframe="background", cue=acts[0]._.reality.cue)

    def match(self, trigger: Span, found: Iterable[tuple[Cue, Span]]) -> Reality:
        """The reality of one trigger from the cues found in its sentence."""
        holding = [(cue, span) for cue, span in found if _holds(cue, span, trigger)]
        if (denial := trigger._.roles.denial) is not None and denial.part:
            holding = [(cue, span) for cue, span in holding if cue.status != "denied"]
        statuses = [(cue.status, span.text) for cue, span in holding if cue.status]
        status, word = min(statuses, key=lambda pair: _PRECEDENCE.index(pair[0] or ""), default=("occurred", None))
        age = _age(trigger, self.news_days)
        if age == "news":
            holding = [(cue, span) for cue, span in holding if not cue.weak]
        old = next((span.text for cue, span in holding if cue.timeframe), None)
        if old is not None and age == "news":
            roles = trigger._.roles  # "on Saturday, 26 years after": the day is that of the memory
            trigger._.roles = replace(roles, dates=(), spoken=(*roles.dates, *roles.spoken))
        if old is not None or age == "old":
            return Reality(status or "occurred", "background", word or old)
        return Reality(status or "occurred", "current", word)


def _holds(cue: Cue, span: Span, trigger: Span) -> bool:
    root, cue_root = trigger.root, span.root
    covers = span.start < trigger.end and trigger.start < span.end
    if cue.scope == "sentence":
        return True
    if cue.scope == "covers" or covers:
        return covers and (cue.scope == "covers" or span.root.i != root.i)
    if cue.scope == "modifies":
        return any(cue_root.head.i == token.i and cue_root.i < root.i for token in _chain(root))
    if cue.scope == "negates":
        # `burned no tyres`: the object is denied, and with it the act.
        denied = (
            cue_root.head.dep_ in {"dobj", "nsubjpass"} and cue_root.dep_ == "det" and cue_root.head.head.i == root.i
        )
        return denied or (cue_root.head.i == root.i and cue_root.dep_ in {"neg", "det", "preconj"})
    if cue.scope == "clause":
        return cue_root.i in _clause_tokens(root)
    modifies = cue_root.head.i == root.i and cue_root.dep_ in {"amod", "advmod", "compound"}
    return modifies or cue_root in governors(root)


def _chain(act: Token) -> list[Token]:
    """The act and the verbs it shares an auxiliary with."""
    chain = [act]
    while chain[-1].dep_ in {"conj", "xcomp"} and is_verb(chain[-1].head) and chain[-1].head not in chain:
        chain.append(chain[-1].head)
    return chain


def _clause_tokens(act: Token) -> set[int]:
    verb = act
    while not is_verb(verb) and verb.head.i != verb.i:
        verb = verb.head
    return {token.i for token in verb.subtree}


def _age(trigger: Span, news_days: int) -> str | None:
    """`news` if a day tied to the trigger is within `news_days` of publication, `old` if before, else None."""
    whens = [span._.when for span in trigger._.roles.dates if span._.when is not None] if trigger._.roles else []
    if not whens:
        return None
    when: When = whens[0]
    published = trigger.doc._.context.published
    if when.precision == "year":
        return "old" if published is None or int(when.first[:4]) < published.year else None
    if published is None or when.last.startswith("--"):
        return None
    try:
        last = date.fromisoformat(when.last)
    except ValueError:
        return None
    edge = published.date() - timedelta(days=news_days)
    return "old" if last < edge else "news" if when.precision == "day" else None


@Language.factory(
    "tocsin_reality",
    assigns=["span._.reality"],
    requires=["doc.spans", "span._.trigger", "span._.roles", "token.dep"],
    default_config={"cues": "reality.jsonl", "news_days": 21},
)
def make_reality(nlp: Language, name: str, cues: str, news_days: int) -> RealityReader:
    """The component; an act more than `news_days` days before publication is background."""
    return RealityReader(cues, news_days)
