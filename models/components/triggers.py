"""A Doc with its actors, targets and weapons to the words in it that tell violence: `doc.spans["triggers"]`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from models.acts.grammar import words
from models.acts.phrases import Match
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
# What makes a trigger believable in a story of sport, markets or the weather.
_OPENING = 2
_REHEARSAL = "drill"
_ARMS = frozenset({"weapon", "attacker"})
# What an accident explains away; a shot, a raid or a suicide bombing is never one.
_ACCIDENTAL = frozenset({"explode", "die", "injure", "toll", "kill", "burn", "wreck", "claim", "incident", "attack"})
_ORDINARY_CRIME = frozenset(
    {"kill", "die", "injure", "shoot", "shoot_dead", "assault", "attack", "rape", "abduct", "loot"}
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What a sentence holds besides its triggers."""

    span: Span
    lemmas: frozenset[str]
    evidence: frozenset[str]


class Triggers:
    """Match, then annotate: longest match first, none that is figurative, accidental or lacks what its line needs."""

    def __init__(self, rules: str, figurative: str, accidents: str) -> None:
        self.rules = read_rules(rules)
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
        accidents = self._accidents_by_sentence(doc, sentences)
        topic = topic_of(doc, self._topics)
        if topic == _REHEARSAL:
            return []
        if topic is not None or _opens_with_accident(doc, accidents):
            sentences = {start: sentence for start, sentence in sentences.items() if sentence.evidence & _ARMS}
        kept: list[tuple[Span, Rule]] = []
        for free in (True, False):
            chosen = [m for m in matches if bool(self.rules[m.line].needs) is not free]
            for match in sorted(chosen, key=self._telling_first):
                found = self._accept(doc, match, kept, sentences, accidents)
                if found is not None:
                    kept.append(found)
        return sorted(kept, key=lambda found: found[0].start)

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
        kept: list[tuple[Span, Rule]],
        sentences: dict[int, _Sentence],
        accidents: dict[int, set[str]],
    ) -> tuple[Span, Rule] | None:
        rule = self.rules[match.line]
        span = doc[match.start : match.stop if rule.sense not in _SAID_OF else match.start + 1]
        sentence = sentences.get(span.root.sent.start)
        if (
            sentence is None
            or span.end > sentence.span.end
            or any(other.start < span.end and span.start < other.end for other, _ in kept)
        ):
            return None
        evidence = sentence.evidence | {
            SENSES[r.sense].effect or "" for s, r in kept if r.sense and s.root.sent.start == sentence.span.start
        }
        if rule.needs and evidence.isdisjoint(rule.needs):
            return None
        if not rule.not_with.isdisjoint(sentence.lemmas) or _blocked(span.root, rule):
            return None
        if _explained_away(rule, accidents.get(sentence.span.start, set()), sentence):
            return None
        return span, rule

    def _accidents_by_sentence(self, doc: Doc, sentences: dict[int, _Sentence]) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for match in self._accidents.find(doc):
            found.setdefault(doc[match.start].sent.start, set()).add(self.accident_rules[match.line].id)
        return found


def _opens_with_accident(doc: Doc, accidents: dict[int, set[str]]) -> bool:
    """An accident in the first two sentences: what the rest calls "the blast" is that."""
    opening = [sent.start for sent in list(doc.sents)[:_OPENING]]
    return any(accidents.get(start, set()) - {"crime"} for start in opening)


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
        attacker = {"attacker"} if actor.form == "described" or actor.kind != "State forces" else set()
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


def _explained_away(rule: Rule, accidents: set[str], sentence: _Sentence) -> bool:
    """An accident or an ordinary crime accounts for it, and no armed actor or weapon of war stands beside it."""
    if not accidents:
        return False
    if accidents == {"crime"}:
        return rule.sense in _ORDINARY_CRIME and "armed-actor" not in sentence.evidence
    return rule.sense in _ACCIDENTAL and "armed-actor" not in sentence.evidence


@Language.factory(
    "tocsin_triggers",
    assigns=["doc.spans", "span._.trigger"],
    requires=["doc.sents", "token.dep", "token.lemma"],
    default_config={"rules": "triggers.jsonl", "figurative": "figurative.jsonl", "accidents": "accidents.jsonl"},
)
def make_triggers(nlp: Language, name: str, rules: str, figurative: str, accidents: str) -> Triggers:
    """The component from the names of its rule files in `models/knowledge`."""
    return Triggers(rules, figurative, accidents)
