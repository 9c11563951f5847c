"""A text to the few sentences that are read first, and what they tell to whether the rest is worth reading.

Ordinary news says "attack", "fire" and "shot" too: of 198 articles of local newspapers 61 in 100 pass the word check,
and few tell of political violence. The sentences in which a trigger may stand are a tenth of them. An article whose
such sentences, read alone, hold no incident holds none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.events import scenes_of
from extractors.stories.casting import BARS, likelihood
from extractors.stories.ordinary import is_ordinary
from extractors.stories.scene import Scene
from extractors.stories.story import Story
from extractors.tolls import tolls_of
from models.acts.possible_triggers import PossibleTriggers
from models.acts.wording import Wording, wording_of
from models.deciders.logistic import load

# Of the characters of a text: where more would be looked at, the whole is read at once, unless fewer than one word in a
# hundred speaks of conflict. Of 0.2 to 0.35 and 0.5 to 2 in a hundred these cost least together: local news 0.17 of a
# whole reading, reports of conflict 1.01 of it.
FEW = 0.25
FEW_OF_CONFLICT = 0.01
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Passages:
    """Sentences of a text, a paragraph each, with the wording of the whole.

    `sentences` are where each begins in `text`, and how much farther on it begins in the whole.
    """

    text: str
    sentences: tuple[tuple[int, int], ...]
    wording: Wording

    def at(self, place: int) -> int:
        """The character of the whole text that stands at a character of the passages."""
        return place + next(farther for start, farther in reversed(self.sentences) if start <= place)


def passages(text: str, possible: PossibleTriggers) -> Passages | None:
    """The sentences to look at, empty where there are none; None where the whole is as soon read."""
    spans = list(possible.sentences(text))
    wording = wording_of(text)
    long = sum(stop - start + len(_BETWEEN) for start, stop in spans) > FEW * len(text)
    if long and len(wording.conflict) >= FEW_OF_CONFLICT * len(wording.words):
        return None
    sentences, place = [], 0
    for start, stop in spans:
        sentences.append((place, start - place))
        place += stop - start + len(_BETWEEN)
    return Passages(_BETWEEN.join(text[start:stop] for start, stop in spans), tuple(sentences), wording)


def tells(story: Story, seen: Passages) -> bool:
    """Whether what the passages tell may be an incident or a toll."""
    scenes = scenes_of(story)
    return bool(tolls_of(story)) or any(_may_be(scene, scenes, story, seen) for scene in scenes)


def _may_be(scene: Scene, scenes: Sequence[Scene], story: Story, seen: Passages) -> bool:
    valid, at = likelihood(scene, scenes, story), seen.at(scene.lead.trigger.start)
    likely = valid is None or valid >= BARS["full event"]
    return likely and not is_ordinary(seen.wording, story.actors, at, valid, load("political"))
