"""A scene and a filler to the numbers by which a decider tells whether the filler plays a role in that incident."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extractors.stories.scene import TYPE_AT, Scene, around, index_of, kinds_of
from extractors.stories.story import Filler, Mention, Story
from models.acts.trigger_rules import SENSES
from models.encoder.labels import CATEGORIES, PIECE_LABELS, ROLES, TYPES, WINDOW_LABELS
from models.encoder.signals import WORDS
from warehouse.records import Span

_ROLE_AT = {role: PIECE_LABELS.index(role) for role in ROLES}
_FORMS = ("person", "group", "property")
_EFFECTS = ("killed", "injured", "abducted", "damaged", "destroyed", "unharmed")
_KINDS = (
    "State forces",
    "Rebel groups",
    "Political militias",
    "Identity militias",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/other forces",
)
_DEPS = ("nsubj", "nsubjpass", "dobj", "pobj", "appos", "conj", "compound", "poss", "nmod", "ROOT", "agent", "attr")
_PRECISIONS = ("day", "week", "month", "year", "exact", "near", "admin2", "admin1", "country")
# Mentions of a scene that its fillers are held against: more than any report has of one incident.
_MOST = 60
# Past this many characters one is as far as the other.
_FAR = 2000

_OF_FILLER = (
    "starts at",
    "words",
    "has digit",
    "capital",
    "all capitals",
    "dep",
    "category",
    "form",
    "effect",
    "named",
    "kind",
    "known actor",
    "suspected",
    "heads alike",
    "first alike",
    "share of most",
    "rank",
    "precision",
    "on the map",
    "share of country",
)
_OF_PAIR = (
    "ruled",
    "ruled rank",
    "ruled role",
    "acts here",
    "hit here",
    "claims here",
    "in other",
    "same sentence",
    "lead sentence",
    "to trigger",
    "to lead",
    "before lead",
    "nearest thread",
    "agreement",
    "aimed at",
    "harmed",
    "aimed at elsewhere",
    "acting by a mention",
    "tied by a mention",
    "spoken then",
)
_OF_SCENE = ("thread", "threads", "mentions", "background", "lead at")
FILLER_FEATURES = (
    *WORDS,
    *_OF_FILLER,
    *_OF_PAIR,
    *_OF_SCENE,
    *(f"scene {label}" for label in TYPES),
    *(f"around {label}" for label in WINDOW_LABELS),
)


def rows_of(
    scene: Scene, scenes: Sequence[Scene], story: Story, fillers: Sequence[Filler], role: str
) -> list[list[float]]:
    """FILLER_FEATURES of each filler as one that may play `role` (of ROLES) in the scene."""
    others = [_bounded(other) for other in scenes if other is not scene]
    scene = _bounded(scene)
    scenes = [scene, *others]
    # The encoder marks no dates; places stand where they do.
    column = len(PIECE_LABELS) + _ROLE_AT[role if role in _ROLE_AT else "place"]
    likely = [filler.signals[column] for filler in fillers]
    most = max(likely, default=0.0) or 1.0
    ranks = {index: rank for rank, index in enumerate(sorted(range(len(likely)), key=lambda i: -likely[i]))}
    heads = [head(filler.span.text) for filler in fillers]
    known = [place.country for place in story.places if place.country is not None]
    shared = _shared(scene, scenes)
    pairs = _of_pairs(scene, scenes, fillers, role)
    return [
        [
            *filler.signals,
            *_of_filler(filler, story.length, heads, index, likely[index] / most, ranks[index]),
            _share_of_country(filler, known),
            *pair,
            *shared,
        ]
        for index, (filler, pair) in enumerate(zip(fillers, pairs, strict=True))
    ]


def _bounded(scene: Scene) -> Scene:
    """The scene with the mentions around its lead alone, where it has more than _MOST."""
    if len(scene.thread) <= _MOST:
        return scene
    lead = scene.thread.index(scene.lead)
    first = max(0, min(lead - _MOST // 2, len(scene.thread) - _MOST))
    return replace(scene, thread=scene.thread[first : first + _MOST])


def head(words: str) -> str:
    """The last word before `of`, in lower case without its plural."""
    last = words.lower().split(" of ")[0].split()[-1]
    return last[:-1] if last.endswith("s") else last


def overlap(one: Span, other: Span) -> bool:
    """The two share characters."""
    return one.start < other.stop and other.start < one.stop


def _of_filler(
    filler: Filler, length: int, heads: Sequence[str], index: int, share: float, rank: int
) -> tuple[float, ...]:
    text, target, actor = filler.span.text, filler.target, filler.actor
    return (
        filler.span.start / max(length, 1),
        len(text.split()),
        any(character.isdigit() for character in text),
        text[:1].isupper(),
        text.isupper(),
        index_of(_DEPS, filler.dep),
        index_of(CATEGORIES, target.category if target else None),
        index_of(_FORMS, target.form if target else None),
        index_of(_EFFECTS, target.effect if target else None),
        bool(target and target.name),
        index_of(_KINDS, actor.kind if actor else None),
        bool(actor and actor.actor),
        bool(actor and actor.suspected),
        heads.count(heads[index]),
        heads.index(heads[index]) == index,
        share,
        rank,
        index_of(_PRECISIONS, _precision(filler)),
        filler.place is not None and filler.place.geonameid is not None,
    )


def _precision(filler: Filler) -> str | None:
    told = filler.place or filler.when
    return told.precision if told is not None else None


def _share_of_country(filler: Filler, known: Sequence[str]) -> float:
    """How many of the countries of the story's places are that of this one."""
    if filler.place is None or filler.place.country is None or not known:
        return 0.0
    return known.count(filler.place.country) / len(known)


def _of_pairs(scene: Scene, scenes: Sequence[Scene], fillers: Sequence[Filler], role: str) -> list[list[float]]:
    """_OF_PAIR of each filler: how the rules and the mentions tie its words to the scene and to those beside it."""
    others = [other for other in scenes if other is not scene]
    lead, thread = scene.lead, scene.thread
    near = _Stretches(filler.span for filler in fillers)
    ruled = near.touch(scene.ruled(role))
    own = near.gap(mention.trigger for mention in thread)
    elsewhere = [span for other in others for part in ("perpetrator", "target") for span in other.ruled(part)]
    sentences = frozenset(mention.sentence for mention in thread)
    kinds = kinds_of(thread)
    columns = (
        ruled.any(axis=1),
        np.where(ruled.any(axis=1), ruled.argmax(axis=1), -1) if ruled.shape[1] else np.full(len(fillers), -1),
        np.full(len(fillers), ruled.shape[1]),
        near.touch(scene.ruled("perpetrator")).any(axis=1),
        near.touch(scene.ruled("target")).any(axis=1),
        near.touch(scene.ruled("claimant")).any(axis=1),
        near.touch(elsewhere).any(axis=1),
        [filler.sentence in sentences for filler in fillers],
        [filler.sentence == lead.sentence for filler in fillers],
        own,
        near.gap([lead.trigger]),
        [filler.span.start < lead.trigger.start for filler in fillers],
        np.logical_and.reduce(
            [own <= near.gap(mention.trigger for mention in other.thread) for other in others]
            or [np.ones(len(fillers), dtype=bool)]
        ),
        [sum(a * b for a, b in zip(filler.signals[TYPE_AT], kinds, strict=True)) for filler in fillers],
        near.touched(_hit(mention) for mention in thread if _aims(mention)),
        near.touched(_hit(mention) for mention in thread if not _aims(mention)),
        near.touched(_hit(mention) for other in others for mention in other.thread),
        near.touched(tuple(actor.span for actor in mention.agents) for mention in thread),
        near.touched(map(_tied, thread)),
        near.touched(tuple(when.span for when in mention.spoken) for mention in thread),
    )
    rows: list[list[float]] = np.array(columns, dtype=np.float64).T.tolist()
    return rows


class _Stretches:
    """The words of some fillers, held against other words of the text all at once."""

    def __init__(self, spans: Iterable[Span]) -> None:
        start, stop = _bounds(spans)
        self.start, self.stop = start[:, None], stop[:, None]

    def touch(self, others: Sequence[Span]) -> NDArray[np.bool_]:
        """Fillers by others: whether the two share characters."""
        start, stop = _bounds(others)
        return (self.start < stop) & (start < self.stop)

    def touched(self, groups: Iterable[Sequence[Span]]) -> NDArray[np.intp]:
        """By how many of the groups each filler is touched."""
        filled = [group for group in groups if group]
        if not filled:
            return np.zeros(len(self.start), dtype=np.intp)
        firsts = np.cumsum([0, *map(len, filled[:-1])])
        touch = self.touch([span for group in filled for span in group])
        return np.asarray(np.logical_or.reduceat(touch, firsts, axis=1).sum(axis=1))

    def gap(self, others: Iterable[Span]) -> NDArray[np.int64]:
        """The characters to the nearest of the others, at most _FAR."""
        start, stop = _bounds(others)
        gaps = np.maximum(np.maximum(self.start - stop, start - self.stop), 0)
        return np.asarray(gaps.min(axis=1, initial=_FAR))


def _bounds(spans: Iterable[Span]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    bounds = np.array([(span.start, span.stop) for span in spans], dtype=np.int64).reshape(-1, 2)
    return bounds[:, 0], bounds[:, 1]


def _aims(mention: Mention) -> bool:
    """The mention tells what an act was against (`attacked`, `fired at`), not what it did (`killed`)."""
    return SENSES[mention.sense].effect in (None, "shot")


def _tied(mention: Mention) -> tuple[Span, ...]:
    return tuple(place.span for place in mention.places) + tuple(when.span for when in mention.dates)


def _hit(mention: Mention) -> tuple[Span, ...]:
    return tuple(target.span for target in mention.targets)


def _shared(scene: Scene, scenes: Sequence[Scene]) -> tuple[float, ...]:
    return (
        scene.number,
        len(scenes),
        len(scene.thread),
        scene.lead.timeframe == "background",
        scene.lead.trigger.start,
        *kinds_of(scene.thread),
        *around(scene.thread),
    )
