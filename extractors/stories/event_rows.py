"""A scene to the numbers by which deciders tell whether it is an incident, of which kind and whether it is the news."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.stories.event_kinds import ARMED, CROWDS, EVENT_TYPES, REBELS
from extractors.stories.scene import Scene, around, index_of, kinds_of, sentences_of
from extractors.stories.story import Story
from models.acts.trigger_rules import SENSES
from models.encoder.labels import PIECE_LABELS, SUB_EVENTS, TYPES
from models.encoder.signals import SENTENCE, WORDS
from warehouse.records import CountedSpan

_RULED = tuple(EVENT_TYPES)
_STATUSES = ("occurred", "alleged", "attempted", "foiled", "threatened", "planned", "denied")
_PRECISIONS = ("day", "week", "month", "year")
_BREADTHS = ("exact", "near", "admin2", "admin1", "country")
_EFFECTS = ("killed", "injured", "abducted", "damaged", "destroyed", "shot")
_OF_EVENT = (
    "kind",
    "rank",
    "effect",
    "founding",
    "status",
    "is background",
    "thread number",
    "of threads",
    "mentions",
    "lead at",
    "lead share",
    "has day",
    "day precision",
    "has place",
    "place precision",
    "perpetrators",
    "named perpetrators",
    "state",
    "targets",
    "people",
    "things",
    "armed targets",
    "killed",
    "injured",
    "abducted",
    "weapons",
    "claimed",
    "said",
    "suspected",
    "length",
)
EVENT_FEATURES = (
    *_OF_EVENT,
    *(f"lead {name}" for name in WORDS),
    *(f"scene {label}" for label in TYPES),
    *(f"around {name}" for name in SENTENCE),
)
KIND_FEATURES = (
    "kind",
    "ruled",
    "same event type",
    "scene",
    "lead",
    "sentence",
    "window",
    "scene share",
    "sentence share",
    "window share",
    "most scene",
    "ruled scene",
    "ruled window",
    "civilians",
    "armed",
    "killed",
    "MUC scene",
    "scenes",
    "another's kind",
    "crowd acts",
    "state acts",
    "rebels act",
    "damage alone",
)


def event_row(scene: Scene, scenes: Sequence[Scene], story: Story) -> list[float]:
    """EVENT_FEATURES of a scene: what the rules' event holds and what the encoder thinks of where it is told."""
    event, lead = scene.event, scene.lead
    return [
        index_of(_RULED, event.sub_event_type),
        SENSES[lead.sense].rank,
        index_of(_EFFECTS, SENSES[lead.sense].effect),
        sum(SENSES[mention.sense].founds for mention in scene.thread),
        index_of(_STATUSES, event.status),
        event.timeframe == "background",
        scene.number,
        len(scenes),
        len(scene.thread),
        lead.trigger.start,
        lead.trigger.start / max(story.length, 1),
        event.happened is not None,
        index_of(_PRECISIONS, event.happened.precision if event.happened else None),
        event.place is not None,
        index_of(_BREADTHS, event.place.precision if event.place else None),
        len(event.perpetrators),
        sum(actor.actor is not None for actor in event.perpetrators),
        any(actor.kind == "State forces" for actor in event.perpetrators),
        len(event.targets),
        sum(target.form != "property" for target in event.targets),
        sum(target.form == "property" for target in event.targets),
        sum(target.category in ARMED for target in event.targets),
        _told(event.killed),
        _told(event.injured),
        _told(event.abducted),
        len(event.weapons),
        len(event.claimed_by),
        event.attributed_to is not None,
        any(actor.suspected for actor in event.perpetrators),
        story.length,
        *(lead.signals or (0.0,) * len(WORDS)),
        *kinds_of(scene.thread),
        *sentences_of(scene.thread),
    ]


def kind_rows(scene: Scene, scenes: Sequence[Scene]) -> list[list[float]]:
    """KIND_FEATURES of each of SUB_EVENTS as the kind of the scene."""
    others = {other.event.sub_event_type for other in scenes if other is not scene}
    size = len(SUB_EVENTS)
    ruled = scene.event.sub_event_type
    here = kinds_of(scene.thread)
    sentence = sentences_of(scene.thread)[PIECE_LABELS.index(TYPES[0]) :][:size]
    window = around(scene.thread)[:size]
    at = PIECE_LABELS.index(TYPES[0])
    lead = scene.lead.signals[at : at + size] or (0.0,) * size
    most = [max(values[:size]) or 1.0 for values in (here, sentence, window)]
    own = SUB_EVENTS.index(ruled) if ruled in SUB_EVENTS else None
    categories = [target.category for target in scene.event.targets]
    doers = {actor.kind for actor in scene.event.perpetrators}
    return [
        [
            index,
            kind == ruled,
            EVENT_TYPES[kind] == EVENT_TYPES[ruled],
            here[index],
            lead[index],
            sentence[index],
            window[index],
            here[index] / most[0],
            sentence[index] / most[1],
            window[index] / most[2],
            most[0],
            here[own] if own is not None else 0.0,
            window[own] if own is not None else 0.0,
            sum(category not in ARMED for category in categories),
            sum(category in ARMED for category in categories),
            _told(scene.event.killed),
            max(here[size:]),
            len(scenes),
            kind in others,
            not CROWDS.isdisjoint(doers),
            "State forces" in doers,
            not REBELS.isdisjoint(doers),
            bool(categories) and all(target.form == "property" for target in scene.event.targets),
        ]
        for index, kind in enumerate(SUB_EVENTS)
    ]


def _told(counted: CountedSpan | None) -> float:
    if counted is None:
        return -1
    count = counted.count
    return count.best if count.best is not None else count.low if count.low is not None else count.high or 0
