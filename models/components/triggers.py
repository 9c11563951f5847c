"""A Doc with its actors, targets and weapons to the words in it that tell violence: `doc.spans["triggers"]`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.language import Language
from spacy.lookups import Lookups
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc, Span, Token

from models.acts.explanations import Told, explained_away
from models.acts.grammar import words
from models.acts.phrases import Match
from models.acts.possible_triggers import PossibleTriggers
from models.acts.syntax import by_agents, is_passive, objects, prepositional, subjects
from models.acts.topics import read_topics, topic_of
from models.acts.trigger_rules import SENSES, Rule, phrases_of, read_rules
from models.annotations import ACTORS, PLACES, QUANTITIES, TARGETS, TRIGGERS, WEAPONS, Trigger

_ARMED_KINDS = frozenset(
    {"State forces", "Rebel groups", "Political militias", "Identity militias", "External/other forces"}
)
_CROWD_KINDS = frozenset({"Protesters", "Rioters"})
_CROWD_WORDS = words("crowd")
# `claimed Friday's bombing`: the verb alone, since the act it is said of is a trigger of its own.
_SAID_OF = frozenset({"claim", "blame"})
_THIEVES = words("thieves")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What a sentence holds besides its triggers."""

    span: Span
    lemmas: frozenset[str]
    evidence: frozenset[str]


class Triggers:
    """Match, then annotate: longest match first, none that is figurative, accidental or lacks what its line needs.

    `possible` finds the sentences of a raw text in which a match may stand.
    """

    def __init__(self, rules: str, figurative: str, accidents: str, lookups: Lookups) -> None:
        self.rules = read_rules(rules)
        self.possible = PossibleTriggers(self.rules, lookups)
        self.accident_rules = read_rules(accidents)
        self._phrases = phrases_of(self.rules)
        self._figurative = phrases_of(read_rules(figurative))
        self._accidents = phrases_of(self.accident_rules)
        self._topics = read_topics()

    def __call__(self, doc: Doc) -> Doc:
        doc.spans[TRIGGERS] = self.set_annotations(self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[tuple[Span, Rule]]:
        """Non-overlapping trigger spans with their rules, in order."""
        figures = _tokens_of(self._figurative.find(doc))
        matches = [m for m in self._phrases.find(doc) if figures.isdisjoint(range(m.start, m.stop))]
        if not matches:
            return []
        sentences = _sentences(doc)
        explained = self._explained(doc, sentences)
        kept: dict[int, list[tuple[Span, Rule]]] = {start: [] for start in sentences}
        for free in (True, False):
            chosen = [m for m in matches if bool(self.rules[m.line].needs) is not free]
            for match in sorted(chosen, key=self._telling_first):
                found = self._accept(doc, match, kept, sentences, explained)
                if found is not None:
                    kept[found[0].root.sent.start].append(found)
        return sorted((found for beside in kept.values() for found in beside), key=lambda found: found[0].start)

    def _telling_first(self, match: Match) -> tuple[bool, int, int]:
        """The order of trying: what tells the kind outright, then the longest, then the file's order."""
        sense = self.rules[match.line].sense
        return sense is None or SENSES[sense].rank > 1, match.start - match.stop, match.line

    def set_annotations(self, found: Iterable[tuple[Span, Rule]]) -> list[Span]:
        """The spans, each with its Trigger."""
        spans = []
        for span, rule in found:
            assert rule.sense is not None
            span._.trigger = Trigger(rule.sense, rule.id)
            spans.append(span)
        return spans

    def _accept(
        self,
        doc: Doc,
        match: Match,
        kept: dict[int, list[tuple[Span, Rule]]],
        sentences: dict[int, _Sentence],
        explained: dict[int, frozenset[str]],
    ) -> tuple[Span, Rule] | None:
        rule = self.rules[match.line]
        span = doc[match.start : match.stop if rule.sense not in _SAID_OF else match.start + 1]
        sentence = sentences.get(span.root.sent.start)
        if (
            sentence is None
            or span.end > sentence.span.end
            or any(other.start < span.end and span.start < other.end for other, _ in kept[sentence.span.start])
        ):
            return None
        evidence = sentence.evidence | {SENSES[r.sense].effect or "" for _, r in kept[sentence.span.start] if r.sense}
        if rule.needs and evidence.isdisjoint(rule.needs):
            return None
        if not rule.not_with.isdisjoint(sentence.lemmas) or _blocked(span.root, rule):
            return None
        if rule.sense in explained[sentence.span.start]:
            return None
        return span, rule

    def _explained(self, doc: Doc, sentences: dict[int, _Sentence]) -> dict[int, frozenset[str]]:
        """The senses that something else than violence accounts for, by sentence."""
        kinds: dict[int, set[str]] = {start: set() for start in sentences}
        for match in self._accidents.find(doc):
            kinds[doc[match.start].sent.start].add(self.accident_rules[match.line].explains or "accident")
        told = {start: Told(sentence.evidence, frozenset(kinds[start])) for start, sentence in sentences.items()}
        return explained_away(told, topic_of(doc, self._topics))


def _tokens_of(matches: Iterable[Match]) -> set[int]:
    return {i for match in matches for i in range(match.start, match.stop)}


def _sentences(doc: Doc) -> dict[int, _Sentence]:
    evidence: dict[int, set[str]] = {sent.start: set() for sent in doc.sents}
    for group, name in (
        (PLACES, "place"),
        (WEAPONS, "weapon"),
        (QUANTITIES, "person"),
        (ACTORS, "actor"),
        (TARGETS, "hit"),
    ):
        for span in doc.spans.get(group, ()):
            evidence[span.root.sent.start] |= {name, *_more(span, name)}
    made = {}
    for sent in doc.sents:
        lemmas = frozenset(token.lemma_.lower() for token in sent) | frozenset(token.lower_ for token in sent)
        crowd = {"protest"} if not lemmas.isdisjoint(_CROWD_WORDS) else set()
        made[sent.start] = _Sentence(sent, lemmas, frozenset(evidence[sent.start] | crowd))
    return made


def _more(span: Span, name: str) -> set[str]:
    """What else a span is evidence of, from what it is known to be."""
    if name == "weapon":
        return {"armed"}
    if name == "actor" and (actor := span._.actor) is not None:
        if actor.kind in _CROWD_KINDS:
            return {"protest", "person", "armed", "attacker"}
        ours = actor.kind == "State forces" and actor.form != "described"
        attacker = set() if ours or span.root.lemma_.lower() in _THIEVES else {"attacker"}
        armed = {"armed-actor", "force"} if actor.kind in _ARMED_KINDS or actor.form == "described" else set()
        return {"armed", "person", *attacker, *armed}
    if name == "hit" and (target := span._.target) is not None:
        force = {"force"} if target.category in {"police", "military", "security_forces", "militants"} else set()
        return force | ({"property"} if target.form == "property" else {"person"})
    return set()


def _blocked(root: Token, rule: Rule) -> bool:
    if rule.object_not:
        hit = prepositional(root, ("on", "at", "against", "of", "over")) if root.pos_ == "NOUN" else objects(root)
        if root.pos_ != "NOUN" and is_passive(root):
            hit = subjects(root)
        if any(token.lemma_.lower() in rule.object_not for token in hit):
            return True
    if rule.subject_not:
        doers = by_agents(root) if is_passive(root) else subjects(root)
        return any(token.lemma_.lower() in rule.subject_not for token in doers)
    return False


@Language.factory(
    "tocsin_triggers",
    assigns=["doc.spans", "span._.trigger"],
    requires=["doc.sents", "token.dep", "token.lemma"],
    default_config={"rules": "triggers.jsonl", "figurative": "figurative.jsonl", "accidents": "accidents.jsonl"},
)
def make_triggers(nlp: Language, name: str, rules: str, figurative: str, accidents: str) -> Triggers:
    """The component from the names of its rule files in `models/knowledge`."""
    lemmatizer = nlp.get_pipe("lemmatizer")
    assert isinstance(lemmatizer, Lemmatizer)
    return Triggers(rules, figurative, accidents, lemmatizer.lookups)
