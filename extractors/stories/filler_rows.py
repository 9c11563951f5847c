"""A scene and a filler to the numbers by which a decider tells whether the filler plays a role in that incident."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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
    shared = _shared(scene, scenes)
    kinds = kinds_of(scene.thread)
    told = _told(scene, scenes, role)
    return [
        [
            *filler.signals,
            *_of_filler(filler, story, heads, index, likely[index] / most, ranks[index]),
            *_of_pair(filler, scene, scenes, told, kinds),
            *shared,
        ]
        for index, filler in enumerate(fillers)
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
    filler: Filler, story: Story, heads: Sequence[str], index: int, share: float, rank: int
) -> tuple[float, ...]:
    text, target, actor = filler.span.text, filler.target, filler.actor
    return (
        filler.span.start / max(story.length, 1),
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
        _share_of_country(filler, story),
    )


def _precision(filler: Filler) -> str | None:
    told = filler.place or filler.when
    return told.precision if told is not None else None


def _share_of_country(filler: Filler, story: Story) -> float:
    """How many of the story's places that are known lie in the country of this one."""
    known = [place.country for place in story.places if place.country is not None]
    if filler.place is None or filler.place.country is None or not known:
        return 0.0
    return known.count(filler.place.country) / len(known)


@dataclass(frozen=True, slots=True)
class _Told:
    """Words that the rules and the mentions tie to a scene, and to the scenes beside it; once for all its fillers."""

    ruled: tuple[Span, ...]
    acts: tuple[Span, ...]
    targets: tuple[Span, ...]
    claims: tuple[Span, ...]
    elsewhere: tuple[Span, ...]
    sentences: frozenset[tuple[int, int]]
    aimed: tuple[tuple[Span, ...], ...]
    harmed: tuple[tuple[Span, ...], ...]
    hit_elsewhere: tuple[tuple[Span, ...], ...]
    agents: tuple[tuple[Span, ...], ...]
    tied: tuple[tuple[Span, ...], ...]
    spoken: tuple[tuple[Span, ...], ...]


def _told(scene: Scene, scenes: Sequence[Scene], role: str) -> _Told:
    others = [other for other in scenes if other is not scene]
    return _Told(
        scene.ruled(role),
        scene.ruled("perpetrator"),
        scene.ruled("target"),
        scene.ruled("claimant"),
        tuple(span for other in others for part in ("perpetrator", "target") for span in other.ruled(part)),
        frozenset(mention.sentence for mention in scene.thread),
        tuple(_hit(mention) for mention in scene.thread if _aims(mention)),
        tuple(_hit(mention) for mention in scene.thread if not _aims(mention)),
        tuple(_hit(mention) for other in others for mention in other.thread),
        tuple(tuple(actor.span for actor in mention.agents) for mention in scene.thread),
        tuple(_tied(mention) for mention in scene.thread),
        tuple(tuple(when.span for when in mention.spoken) for mention in scene.thread),
    )


def _of_pair(
    filler: Filler, scene: Scene, scenes: Sequence[Scene], told: _Told, kinds: Sequence[float]
) -> tuple[float, ...]:
    span, lead = filler.span, scene.lead
    places = [number for number, ruled in enumerate(told.ruled) if overlap(ruled, span)]
    own = _nearest(span, scene.thread)
    return (
        bool(places),
        places[0] if places else -1,
        len(told.ruled),
        _touches(span, told.acts),
        _touches(span, told.targets),
        _touches(span, told.claims),
        _touches(span, told.elsewhere),
        filler.sentence in told.sentences,
        lead.sentence == filler.sentence,
        own,
        min(_gap(span, lead.trigger), _FAR),
        span.start < lead.trigger.start,
        all(own <= _nearest(span, other.thread) for other in scenes if other is not scene),
        sum(a * b for a, b in zip(filler.signals[TYPE_AT], kinds, strict=True)),
        sum(_touches(span, hit) for hit in told.aimed),
        sum(_touches(span, hit) for hit in told.harmed),
        sum(_touches(span, hit) for hit in told.hit_elsewhere),
        sum(_touches(span, agents) for agents in told.agents),
        sum(_touches(span, tied) for tied in told.tied),
        sum(_touches(span, spoken) for spoken in told.spoken),
    )


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


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(overlap(span, other) for other in others)


def _nearest(span: Span, thread: Iterable[Mention]) -> float:
    return min((min(_gap(span, mention.trigger), _FAR) for mention in thread), default=_FAR)


def _gap(one: Span, other: Span) -> float:
    return max(one.start - other.stop, other.start - one.stop, 0)
