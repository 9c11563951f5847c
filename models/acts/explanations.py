"""The kinds of story that a text tells (accident, crime, drill, fiction) to the senses that these account for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.acts.trigger_rules import SENSES

_ALL = frozenset(SENSES)
# What an accident explains away; a shot, a raid or a suicide bombing is never one.
_ACCIDENTAL = frozenset(
    {"explode", "die", "injure", "toll", "kill", "burn", "wreck", "claim", "incident", "attack", "chemical"}
)
_ORDINARY_CRIME = frozenset(
    {"kill", "die", "injure", "shoot", "shoot_dead", "assault", "attack", "rape", "abduct", "loot"}
)
# By the kind that a line of accidents.jsonl `explains`: the senses, and what in the sentence speaks against it.
_EXPLAINED = {
    "accident": (_ACCIDENTAL, "armed-actor"),
    "crime": (_ORDINARY_CRIME, "attacker"),
    "rehearsal": (_ALL, "attacker"),
    "fiction": (_ALL, None),
}
# What makes a trigger believable in a story of sport, markets or the weather.
_ARMS = frozenset({"weapon", "attacker"})
# A story says first what it is of; what a crime was about comes later, in reports that are short.
_OPENING = 2
_TOLD_BY = 6
REHEARSAL_TOPIC = "drill"


@dataclass(frozen=True, slots=True)
class Told:
    """What one sentence holds: evidence of who acts and is hit, and the kinds of explanation it gives."""

    evidence: frozenset[str]
    kinds: frozenset[str]


def explained_away(sentences: Mapping[int, Told], topic: str | None) -> dict[int, frozenset[str]]:
    """The senses that do not count in each sentence, by the sentence's start; `sentences` are in the text's order."""
    told = list(sentences.values())
    # Police who speak of an accident make it none the less one.
    opening = frozenset(kind for s in told[:_OPENING] for kind in _standing(s) | s.kinds & {"accident"})
    # Rape is a weapon of war too, told in the words of courts: there the sentence itself must speak of ordinary crime.
    crime = any("crime" in sentence.kinds for sentence in told[:_TOLD_BY])
    attackers = any("attacker" in sentence.evidence for sentence in told)
    of_story = _ORDINARY_CRIME - {"rape"} if crime and not attackers else frozenset()
    return {
        start: of_story | _here(sentence) | _around(sentence, opening, topic) for start, sentence in sentences.items()
    }


def _standing(sentence: Told) -> frozenset[str]:
    """The kinds that nothing in the sentence speaks against."""
    return frozenset(kind for kind in sentence.kinds if _EXPLAINED[kind][1] not in sentence.evidence)


def _here(sentence: Told) -> frozenset[str]:
    return frozenset(sense for kind in _standing(sentence) for sense in _EXPLAINED[kind][0])


def _around(sentence: Told, opening: frozenset[str], topic: str | None) -> frozenset[str]:
    """What the story's field or opening accounts for: what the rest calls "the blast" is the accident."""
    if "fiction" in opening or topic == REHEARSAL_TOPIC:
        return _ALL
    if "rehearsal" in opening and "attacker" not in sentence.evidence:
        return _ALL
    other = topic is not None or "accident" in opening
    return _ALL if other and sentence.evidence.isdisjoint(_ARMS) else frozenset()
