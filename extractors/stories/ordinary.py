"""A scene and the words around it to whether its violence is political, or ordinary crime, sport or mishap.

A stabbing in a suburb and one in a riot are told in the same sentence; what the text around it speaks of tells them
apart: words of conflict and of crime, armed groups, crowds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from extractors.stories.event_kinds import CROWDS, REBELS
from models.acts.wording import Wording
from models.deciders.logistic import Logistic
from warehouse.records import ActorMention

# Below this likelihood a scene is ordinary. Out of fold that leaves 10 of the 30 articles of ordinary news in which the
# other deciders saw an incident, and drops 123 other scenes that are none for 21 that are one (models/EXPERIMENTS.md).
BAR = 0.11
# How likely a scene is an incident of which the other deciders cannot say: what is planned, threatened or foiled.
_UNKNOWN = 0.5
# Characters on either side of a scene's lead that are held against it. The whole text did no better, and in a digest of
# many items the other items would speak.
AROUND = 600
_CERTAIN = 1e-3


def is_ordinary(
    wording: Wording, actors: Iterable[ActorMention], at: int, likelihood: float | None, political: Logistic
) -> bool:
    """Whether the scene whose lead begins at a character of the text is no political violence."""
    known = likelihood if likelihood is not None else _UNKNOWN
    return political.likelihood(row_of(wording, actors, at, known)) < BAR


def row_of(wording: Wording, actors: Iterable[ActorMention], at: int, likelihood: float) -> dict[str, float]:
    """What is weighed: logs of counts and of the odds that the scene is an incident, 1 or 0 for who is named."""
    words, conflict, crime = wording.counts(at - AROUND, at + AROUND)
    kinds = {actor.kind for actor in actors if abs(actor.span.start - at) <= AROUND}
    return {
        "conflict words": math.log1p(conflict),
        "crime words": math.log1p(crime),
        "words": math.log1p(words),
        "incident": math.log((likelihood + _CERTAIN) / (1 - likelihood + _CERTAIN)),
        "armed groups": float(not kinds.isdisjoint(REBELS)),
        "crowds": float(not kinds.isdisjoint(CROWDS)),
    }
