"""A scene to the event as the deciders see it: whether it is one, of which kind, and who plays which role in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from extractors.stories.event_kinds import CROWDS, EVENT_TYPES
from extractors.stories.event_rows import event_row, kind_rows
from extractors.stories.filler_rows import head, overlap, rows_of
from extractors.stories.scene import Cast, Scene
from extractors.stories.spots import place_told
from extractors.stories.story import Filler, Story
from extractors.stories.threads import UNREAL
from models.deciders.forest import Forest, load
from models.encoder.labels import SUB_EVENTS
from warehouse.records import ActorMention, Event, Span, Target, Weapon, When

# From what likelihood on an event is one and a filler plays its role: chosen on texts read out of fold
# (models/EXPERIMENTS.md). The likeliest filler of a role plays it from the role's first bar on, if it has one.
BARS = {
    "event": 0.25,
    "full event": 0.04,
    "recalled event": 0.02,
    "background": 0.4,
    "recalled": 0.01,
    "target": 0.6,
    "perpetrator": 0.4,
    "weapon": 0.5,
    "place": 0.3,
    "claimant": 0.5,
    "date": 0.35,
}
FIRST_BARS = {"target": 0.15, "perpetrator": 0.45}
# Characters on either side of its lead in which an incident's fillers and the incidents beside it are looked for: more
# than almost any article has, so that only the cost of a page with hundreds of incidents is bounded by it.
REACH = 8000
# The rules' own confidence in an event whose day, place, doer and target are told: it needs less of the decider's.
FULL = 0.8
# How many times likelier another kind, place or day must be than that of the rules.
MARGIN = 1.5
# What a crowd does by ACLED's codebook: battles and attacks are of armed groups.
_OF_CROWDS = frozenset(
    {"Mob violence", "Violent demonstration", "Looting/property destruction", "Excessive force against protesters"}
)
_ONE = frozenset({"place", "date"})
_GROUPS: dict[str, Callable[[Filler], bool]] = {
    "target": lambda filler: filler.target is not None,
    "perpetrator": lambda filler: filler.actor is not None,
    "claimant": lambda filler: filler.actor is not None,
    "weapon": lambda filler: filler.weapon is not None,
    "place": lambda filler: filler.place is not None and not filler.aside,
    "date": lambda filler: filler.when is not None and filler.when.precision == "day" and not filler.aside,
}


Forests = Callable[[str], Forest]


def judgeable(scene: Scene) -> bool:
    """The deciders have learned from scenes of this sort: what did not happen is annotated too seldom."""
    return scene.event.status not in UNREAL and scene.event.sub_event_type in SUB_EVENTS


def likelihood(scene: Scene, scenes: Sequence[Scene], story: Story, forest: Forests = load) -> float | None:
    """How likely the scene is an incident; None where the deciders cannot say.

    `forest` gives the decider of a name: those that ship, or others to be measured.
    """
    if not judgeable(scene) or not scene.lead.signals:
        return None
    return _likelihoods(forest("event"), [event_row(scene, scenes, story)])[0]


def recast(
    scene: Scene, scenes: Sequence[Scene], story: Story, valid: float | None, forest: Forests = load
) -> Event | None:
    """The event of a scene with the deciders' kind, roles and confidence; None where they see no incident.

    `valid` is the scene's `likelihood`: where it is None the event is the rules' own.
    """
    event = scene.event
    if valid is None:
        return event
    recalled = event.timeframe == "background"
    if valid < BARS["full event" if event.confidence >= FULL else "event"]:
        return _recalled(event, valid) if recalled else None
    kind, sure = kind_of(scene, scenes, forest)
    # A cue of history in the text (a verdict, an anniversary) counts beside the decider, which has seen few of them.
    row = event_row(scene, scenes, story)
    background = _likelihoods(forest("background"), [row])[0] >= BARS["recalled" if recalled else "background"]
    weighed = {role: weigh(scene, scenes, story, role, forest) for role in _GROUPS}
    cells = {role: chosen(*weighed[role], role, scene.ruled(role)) for role in _GROUPS}
    doers = _one_side(_but_of_others(cells["perpetrator"], scene, scenes), event.perpetrators)
    claimed = _without(_deniers(scene), _actors(cells["claimant"], event.claimed_by))
    return replace(
        event,
        event_type=EVENT_TYPES[kind],
        sub_event_type=kind,
        timeframe="background" if background else "current",
        perpetrators=_actors(doers, event.perpetrators) or claimed or _forces(cells["perpetrator"], event),
        claimed_by=claimed,
        targets=tuple(_target(c.filler, event.targets) for c in cells["target"]),
        weapons=tuple(_weapon(c.filler, event.weapons) for c in cells["weapon"]),
        happened=event.happened if recalled and background else _when(cells["date"], event.happened),
        place=place_told(scene, scenes, story, cells["place"], weighed["place"]),
        confidence=round(min(valid * sure, 0.99), 2),
        evidence=tuple(sorted({*event.evidence, *(c.filler.sentence for players in cells.values() for c in players)})),
    )


def _recalled(event: Event, valid: float) -> Event | None:
    """What a text recalls in passing of a listed actor, by the rules' own account and with little confidence."""
    listed = any(actor.actor is not None for actor in event.perpetrators)
    return replace(event, confidence=round(valid, 2)) if listed and valid >= BARS["recalled event"] else None


def kind_of(scene: Scene, scenes: Sequence[Scene], forest: Forests = load) -> tuple[str, float]:
    """The rules' kind, or the likeliest of SUB_EVENTS where it is likelier by MARGIN, and its share of all."""
    likelihoods = _likelihoods(forest("kind"), kind_rows(scene, scenes))
    doers = {actor.kind for actor in scene.event.perpetrators}
    if doers and doers <= CROWDS and scene.event.sub_event_type in _OF_CROWDS:
        likelihoods = [value * (kind in _OF_CROWDS) for kind, value in zip(SUB_EVENTS, likelihoods, strict=True)]
    best = max(range(len(SUB_EVENTS)), key=likelihoods.__getitem__)
    ruled = SUB_EVENTS.index(scene.event.sub_event_type)
    kind = best if likelihoods[best] > MARGIN * likelihoods[ruled] else ruled
    return SUB_EVENTS[kind], likelihoods[kind] / max(sum(likelihoods), 1e-9)


def candidates(scene: Scene, story: Story, role: str) -> list[Filler]:
    """The fillers within reach of the scene that may play the role."""
    at = scene.lead.trigger.start
    near = (filler for filler in story.fillers if abs(filler.span.start - at) <= REACH)
    return [filler for filler in near if _GROUPS[role](filler)]


def beside(scene: Scene, scenes: Sequence[Scene]) -> list[Scene]:
    """The scenes within reach of one, itself among them."""
    at = scene.lead.trigger.start
    return [other for other in scenes if abs(other.lead.trigger.start - at) <= REACH]


def weigh(
    scene: Scene, scenes: Sequence[Scene], story: Story, role: str, forest: Forests = load
) -> tuple[Sequence[Filler], Sequence[float]]:
    """The candidates for a role in the scene, with how likely each plays it."""
    fillers = candidates(scene, story, role)
    if not fillers:
        return (), ()
    return fillers, _likelihoods(forest(role), rows_of(scene, beside(scene, scenes), story, fillers, role))


def chosen(
    fillers: Sequence[Filler], likelihoods: Sequence[float], role: str, ruled: Sequence[Span] = ()
) -> tuple[Cast, ...]:
    """The fillers above the role's bar, the likeliest first, each player once: of two that overlap or share a head the
    likelier. Where there can be but one, the rules' unless another is likelier by MARGIN."""
    favour = [MARGIN if role in _ONE and any(overlap(f.span, span) for span in ruled) else 1.0 for f in fillers]
    order = sorted(range(len(fillers)), key=lambda index: -likelihoods[index] * favour[index])
    kept: list[Cast] = []
    for index in order:
        bar = BARS[role] if kept else FIRST_BARS.get(role, BARS[role])
        if likelihoods[index] < bar or (role in _ONE and kept):
            break
        if not any(_same(fillers[index], other.filler, role) for other in kept):
            kept.append(Cast(fillers[index], likelihoods[index]))
    return tuple(kept)


def _likelihoods(forest: Forest, rows: Sequence[Sequence[float]]) -> list[float]:
    values = forest.likelihoods(np.asarray(rows, dtype=np.float32))
    return [float(value) for value in values[:, 0]]


def _same(one: Filler, other: Filler, role: str) -> bool:
    if overlap(one.span, other.span):
        return True
    if role == "perpetrator" and one.actor and other.actor and one.actor.actor and one.actor.actor == other.actor.actor:
        return True
    return head(one.span.text) == head(other.span.text)


def _actors(cells: Sequence[Cast], ruled: Sequence[ActorMention]) -> tuple[ActorMention, ...]:
    """The cells as actors, the likeliest first; in the rules' order where the rules name them all."""
    suspected = any(actor.suspected for actor in ruled)
    found = []
    for filler in (cell.filler for cell in cells):
        known = next((actor for actor in ruled if overlap(actor.span, filler.span)), None)
        if known is None and filler.actor is not None:
            known = replace(filler.actor, suspected=suspected)
        if known is not None and known not in found:
            found.append(known)
    by_rules = all(actor in ruled for actor in found)
    return tuple(actor for actor in ruled if actor in found) if by_rules else tuple(found)


def _but_of_others(doers: Sequence[Cast], scene: Scene, scenes: Sequence[Scene]) -> tuple[Cast, ...]:
    """The doers without those, behind the likeliest, who by the rules did another incident and not this one."""
    others = {span for other in scenes if other is not scene for span in other.ruled("perpetrator")}
    elsewhere = others - set(scene.ruled("perpetrator"))
    return tuple(cast for at, cast in enumerate(doers) if at == 0 or cast.filler.span not in elsewhere)


def _forces(cells: Sequence[Cast], event: Event) -> tuple[ActorMention, ...]:
    """The forces that the rules name as doers, where all that the decider would name are of the other side."""
    return tuple(filter(_is_state, event.perpetrators)) if cells else ()


def _one_side(cells: Sequence[Cast], ruled: Sequence[ActorMention]) -> list[Cast]:
    """Perpetrators of one side, since forces and those they fight do not act together: that of whom the rules name too,
    where they name one, else that of the likeliest. Forces that the rules name act alone."""
    told = [cell for cell in cells if any(overlap(cell.filler.span, actor.span) for actor in ruled)]
    state = _is_state((told or cells)[0].filler.actor) if cells else False
    if not told and any(map(_is_state, ruled)):
        state = True
    return [cell for cell in cells if _is_state(cell.filler.actor) is state]


def _is_state(actor: ActorMention | None) -> bool:
    return actor is not None and actor.kind == "State forces"


def _deniers(scene: Scene) -> tuple[ActorMention, ...]:
    return tuple(actor for mention in scene.thread for actor in mention.deniers)


def _without(left_out: Sequence[ActorMention], actors: Sequence[ActorMention]) -> tuple[ActorMention, ...]:
    keys = {actor.actor or actor.span.text.lower() for actor in left_out}
    return tuple(actor for actor in actors if (actor.actor or actor.span.text.lower()) not in keys)


def _target(filler: Filler, ruled: Sequence[Target]) -> Target:
    known = next((target for target in ruled if overlap(target.span, filler.span)), filler.target)
    assert known is not None
    return known


def _weapon(filler: Filler, ruled: Sequence[Weapon]) -> Weapon:
    known = next((weapon for weapon in ruled if overlap(weapon.span, filler.span)), filler.weapon)
    assert known is not None
    return known


def _when(cells: Sequence[Cast], ruled: When | None) -> When | None:
    """The likeliest day; where none is likely, the week, month or year by the rules."""
    if cells:
        return cells[0].filler.when
    return ruled if ruled is not None and ruled.precision != "day" else None
