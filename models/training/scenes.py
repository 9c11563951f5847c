"""Annotated texts and the scenes read in them to rows with the right answer beside each: what deciders learn from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.stories.casting import beside, candidates
from extractors.stories.filler_rows import rows_of
from extractors.stories.scene import Scene
from extractors.stories.story import Filler, Story
from models.training.told import Told, ToldText

# Words that say nothing of who or what a filler is.
_EMPTY = frozenset(
    {"a", "an", "the", "of", "and", "or", "in", "at", "on", "for", "to", "by", "with", "from", "his", "her", "their"}
    | {"its", "this", "that", "these", "those", "some", "several", "many", "few", "one", "two", "three", "four", "five"}
    | {"six", "seven", "eight", "nine", "ten", "unidentified", "unknown", "alleged", "suspected", "district", "area"}
    | {"village", "town"}
)
_BOMBS = frozenset(
    {
        "Remote explosive/landmine/IED",
        "Grenade",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Air/drone strike",
        "Chemical weapon",
    }
)
_MUC_KINDS = {
    "Abduction/forced disappearance": "KIDNAPPING",
    "Looting/property destruction": "ARSON",
    **dict.fromkeys(_BOMBS, "BOMBING"),
}
# A scene that shares no more than its kind with an incident is not that incident.
_ENOUGH = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A scene with the incident that it is, None where it is none; `story` and `scenes` are those of its text."""

    text: ToldText
    story: Story
    scenes: Sequence[Scene]
    scene: Scene
    told: Told | None


def pairs(text: ToldText, story: Story, scenes: Sequence[Scene]) -> list[Pair]:
    """Each scene once, matched with the incident it shares most with, best first."""
    worth = [
        (_shared(scene, story, told, text), scene.number, index)
        for scene in scenes
        for index, told in enumerate(text.incidents)
    ]
    matched: dict[int, Told] = {}
    used: set[int] = set()
    for value, number, index in sorted(worth, key=lambda row: (-row[0], row[1], row[2])):
        if value >= _ENOUGH and number not in matched and index not in used:
            matched[number] = text.incidents[index]
            used.add(index)
    return [Pair(text, story, scenes, scene, matched.get(scene.number)) for scene in scenes]


def _shared(scene: Scene, story: Story, told: Told, text: ToldText) -> float:
    """How much the rules' event and an incident have in common."""
    event = scene.event
    score = 0.6 * alike_kind(event.sub_event_type, told.kind)
    score += sum(
        any(fits(target.span.text, words.words) or fits(target.name or "", words.words) for target in event.targets)
        for words in told.targets
    )
    score += 0.5 * any(fits(a.span.text, words) for words in told.perpetrators for a in event.perpetrators)
    if event.place is not None and told.places:
        score += fits(event.place.span.text, told.places[:1])
    if told.date and event.happened is not None:
        score += 0.7 if event.happened.first[-5:] == told.date else -0.7
    for effect in ("killed", "injured", "abducted"):
        said, gold = getattr(event, effect), told.counts.get(effect)
        if gold and said is not None:
            score += 0.7 if gold in (said.count.best, said.count.low) else 0.0
    score += 0.3 * (event.timeframe == ("current" if told.main else "background"))
    inside = [words for target in told.targets for words in target.words]
    score += 0.3 * any(_near(text.text, scene, words) for words in inside)
    return score if score > 0 else 0.0


def _near(text: str, scene: Scene, words: str) -> bool:
    """The words stand in a sentence of the scene."""
    spots = [match.start() for match in re.finditer(re.escape(words), text, re.IGNORECASE)]
    return any(start <= spot < stop for spot in spots for start, stop in scene.event.evidence)


def alike_kind(sub_event: str, kind: str) -> float:
    """1 for the same kind, 0.5 for one that is easily taken for it; `kind` may be MUC-4's."""
    if sub_event == kind:
        return 1.0
    if kind.isupper():
        mine = _MUC_KINDS.get(sub_event, "ATTACK")
        return 1.0 if mine == kind else 0.5 if "ATTACK" in (mine, kind) else 0.0
    return 0.5 if {sub_event, kind} <= {"Attack", "Armed clash"} or {sub_event, kind} <= _BOMBS else 0.0


def words_of(text: str) -> list[str]:
    """The content words, without plural."""
    found = [word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _EMPTY]
    return [word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found]


def fits(text: str, alternatives: Sequence[str]) -> bool:
    """The text says the same as one of the alternatives: it has its last word, or all its words."""
    mine = words_of(text)
    for words in alternatives:
        theirs = words_of(words)
        if mine and theirs and (mine[-1] == theirs[-1] or set(theirs) <= set(mine) or set(mine) <= set(theirs)):
            return True
    return False


def examples(pair: Pair, role: str) -> Iterator[tuple[list[float], bool, Filler]]:
    """Rows of `rows_of` for the candidates of a role, and whether each plays it in the incident told."""
    if pair.told is None:
        return
    fillers = candidates(pair.scene, pair.story, role)
    rows = rows_of(pair.scene, beside(pair.scene, pair.scenes), pair.story, fillers, role)
    for filler, row in zip(fillers, rows, strict=True):
        yield row, plays(filler, pair.told, role), filler


def plays(filler: Filler, told: Told, role: str) -> bool:
    """Whether the filler says who, what or where the annotation says."""
    text = filler.span.text
    if role == "target":
        named = filler.target.name if filler.target else None
        return any(fits(text, target.words) or (named and fits(named, target.words)) for target in told.targets)
    if role == "perpetrator":
        known = filler.actor.name if filler.actor else None
        return any(fits(text, words) or (known and fits(known, words)) for words in told.perpetrators)
    if role == "weapon":
        return any(fits(text, words) for words in told.weapons)
    if role == "claimant":
        known = filler.actor.name if filler.actor else None
        return any(fits(text, (words,)) or (known and fits(known, (words,))) for words in told.claimants)
    if role == "date":
        return told.date is not None and filler.when is not None and filler.when.first[-5:] == told.date
    return bool(told.places) and fits(text, told.places[:1])
