"""The mentions of a story to its events: one for each incident told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.stories.casting import Forests, likelihood, recast
from extractors.stories.casualties import by_side, counted
from extractors.stories.event_kinds import ARMED, EVENT_TYPES, REBELS, Facts, sub_event
from extractors.stories.hit import aimed_at, distinct_targets
from extractors.stories.ordinary import is_ordinary
from extractors.stories.scene import Scene
from extractors.stories.sites import told_at_each
from extractors.stories.story import Mention, Story
from extractors.stories.threads import Thread, day_of, founds, threads_of
from extractors.stories.whereabouts import country_of, place_of
from models.acts.trigger_rules import SENSES
from models.deciders import forest, logistic
from models.deciders.logistic import Logistic
from warehouse.records import ActorMention, Event, Place, Target, Weapon, When

# What may be told beside a bomb that was found before it went off.
_FOUND_ONLY = frozenset({"find_bomb", "plant", "incident", "claim", "injure", "die"})
_CROWDS = {"Protesters": "protesters", "Rioters": "rioters"}
_STATUS_ORDER = ("occurred", "alleged", "attempted", "foiled", "threatened", "planned", "denied")
# What each filled part adds to the confidence of an event; an uncalibrated sum, at most 0.95.
_BASE, _PART, _CEILING = 0.4, 0.1, 0.95
_TELLING_RANK = 3


def events_of(story: Story) -> tuple[Event, ...]:
    """Events in the order of their triggers."""
    return events_in(scenes_of(story), story, forest.load, logistic.load("political"))


def events_in(scenes: Sequence[Scene], story: Story, forests: Forests, political: Logistic) -> tuple[Event, ...]:
    """The events that the scenes of a story are by the deciders given, in the order of their triggers."""
    events: list[Event] = []
    for scene in scenes:
        valid = likelihood(scene, scenes, story, forests)
        at = scene.lead.trigger.start
        if is_ordinary(story.wording, story.actors, at, valid, political):
            continue
        act = recast(scene, scenes, story, valid, forests)
        for told in () if act is None else told_at_each(scene.thread, act):
            events += [told, *_denied(scene.thread, told)]
    return tuple(sorted(events, key=lambda event: event.trigger.start))


def scenes_of(story: Story) -> tuple[Scene, ...]:
    """The incidents of a story with the event that the rules make of each, in the order of their threads."""
    country = country_of(story.places)
    scenes = []
    for number, thread in enumerate(threads_of(story.mentions)):
        lead = _lead(thread)
        scenes.append(Scene(number, thread, lead, _event(thread, lead, story, country)))
    return tuple(scenes)


def _lead(thread: Thread) -> Mention:
    """The mention that tells most of what was done."""
    return min(
        (m for m in thread if founds(m)), key=lambda m: (m.status == "denied", SENSES[m.sense].rank, m.trigger.start)
    )


def _event(thread: Thread, lead: Mention, story: Story, country: tuple[Place, ...]) -> Event:
    doers, hit = _sides(thread)
    killed, injured, abducted = (counted(thread, effect) for effect in ("killed", "injured", "abducted"))
    if killed is None and injured is not None and injured.count.high == 0:
        killed = injured  # "nobody was hurt"
    status = min((m.status for m in thread if founds(m)), key=_STATUS_ORDER.index)
    kind = sub_event(_facts(thread, doers, hit))
    happened, place = _day(thread, lead), place_of(thread, lead, story, country)
    claimed = _distinct_actors(actor for mention in thread for actor in mention.claimants)
    actors = doers or claimed
    return Event(
        event_type=EVENT_TYPES[kind],
        sub_event_type=kind,
        status=_foiled(status, thread, any(told is not None and told.count.high != 0 for told in (killed, injured))),
        timeframe=_timeframe(thread, lead, happened),
        trigger=lead.trigger,
        happened=happened,
        place=place,
        perpetrators=(_deniers(thread) if status == "denied" else ()) or actors,
        claimed_by=claimed,
        targets=aimed_at(hit, actors),
        weapons=_weapons(thread),
        killed=killed,
        injured=injured,
        abducted=abducted,
        killed_by_side=by_side(thread),
        attributed_to=next((m.source for m in (lead, *thread) if m.source is not None), None),
        confidence=_confidence(
            lead, _is_dated(happened, thread), place, bool(doers), bool(hit or killed or injured), len(thread)
        ),
        evidence=tuple(sorted({mention.sentence for mention in thread})),
    )


def _denied(thread: Thread, act: Event) -> tuple[Event, ...]:
    """The same act as they deny it who deny their part in it; its perpetrators are those who deny."""
    word = next((mention.denial for mention in thread if mention.denial is not None), None)
    if word is None or act.status == "denied":
        return ()
    return (
        replace(act, status="denied", trigger=word, perpetrators=_deniers(thread), claimed_by=(), attributed_to=None),
    )


def _deniers(thread: Thread) -> tuple[ActorMention, ...]:
    return _distinct_actors(actor for mention in thread for actor in mention.deniers)


def _foiled(status: str, thread: Thread, told_hurt: bool) -> str:
    senses = {mention.sense for mention in thread}
    found_only = "find_bomb" in senses and senses <= _FOUND_ONLY
    stopped = any(mention.status == "foiled" for mention in thread) and not told_hurt
    return "foiled" if status == "occurred" and (found_only or stopped) else status


def _sides(thread: Thread) -> tuple[tuple[ActorMention, ...], tuple[Target, ...]]:
    """Who did it and whom it hit. Where both sides act, the side that acts first is the doer and the other is hit."""
    told = [mention for mention in _by_weight(thread) if mention.status != "denied"]
    agents = _distinct_actors(actor for mention in told or thread for actor in mention.agents)
    targets = distinct_targets((target for mention in thread for target in mention.targets), agents)
    if agents:
        side = _side(_opener(agents, thread))
        # Two sides that blame each other have not fought each other.
        across = [actor for actor in agents if not actor.suspected and _opposed(side, _side(actor))]
        agents = tuple(actor for actor in agents if actor not in across)
        if not any(target.category in _categories(across) for target in targets):
            targets = (*targets, *(_as_target(actor) for actor in across))
    names = {name for actor in agents for name in _names(actor)}
    targets = tuple(target for target in targets if target.span.text.lower() not in names)
    return agents, targets


def _opener(agents: Sequence[ActorMention], thread: Thread) -> ActorMention:
    """Who acts first. In a clash told with both sides it is the forces, unless all the dead are theirs."""
    first = agents[0]
    if any(mention.sense == "clash" and mention.nominal for mention in thread) and not _raid(thread):
        sizes = dict(by_side(thread))
        lost = sizes.get("security_forces", 0) > 0 and sizes.get("militants", 0) == 0
        wanted = [actor for actor in agents if (_side(actor) == "state") is not lost]
        return next(iter(wanted), first)
    return first


def _raid(thread: Thread) -> bool:
    """Somebody attacked: the clash is what came of it."""
    return any(mention.sense in {"attack", "suicide", "explode", "shell"} and mention.agents for mention in thread)


def _by_weight(thread: Thread) -> list[Mention]:
    """Mentions that tell what was done before those that tell its toll or who answered."""
    blamed = [mention for mention in thread if mention.sense == "blame"]
    acts = [mention for mention in thread if mention.sense != "blame"]
    return [*sorted(acts, key=lambda m: not SENSES[m.sense].founds), *blamed]


def _side(actor: ActorMention) -> str:
    if actor.kind == "State forces":
        return "state"
    return _CROWDS.get(actor.kind or "") or ("rebels" if actor.kind in REBELS else "unknown")


def _opposed(one: str, other: str) -> bool:
    return one != other and "state" in (one, other)


def _categories(actors: Iterable[ActorMention]) -> set[str]:
    state = {"police", "military", "security_forces"}
    return {category for actor in actors for category in (state if _side(actor) == "state" else {"militants"})}


def _as_target(actor: ActorMention) -> Target:
    category = "security_forces" if _side(actor) == "state" else "militants"
    return Target(actor.span, actor.name, category, "group", None, None)


def _names(actor: ActorMention) -> set[str]:
    return {name.lower() for name in (actor.span.text, actor.name) if name}


def _distinct_actors(actors: Iterable[ActorMention]) -> tuple[ActorMention, ...]:
    """Each actor once: by key, else by words; the described ("militants") give way to a named one of the same kind."""
    kept: dict[str, ActorMention] = {}
    for actor in actors:
        kept.setdefault(actor.actor or actor.span.text.lower(), actor)
    named = {actor.kind for actor in kept.values() if actor.actor is not None}
    return tuple(
        actor for actor in kept.values() if actor.actor is not None or actor.kind not in named - {"State forces"}
    )


def _weapons(thread: Thread) -> tuple[Weapon, ...]:
    kept: dict[str, Weapon] = {}
    for mention in thread:
        for weapon in mention.weapons:
            kept.setdefault(weapon.span.text.lower(), weapon)
    return tuple(kept.values())


def _facts(thread: Thread, doers: Sequence[ActorMention], hit: Sequence[Target]) -> Facts:
    people = [target for target in hit if target.form != "property"]
    protest = any(mention.protest for mention in thread)
    crowd = {"crowd"} if protest and any(target.category not in ARMED for target in hit) else set()
    return Facts(
        senses=frozenset(mention.sense for mention in thread if not mention.setting),
        doers=frozenset(map(_side, doers)),
        hit=frozenset(target.category for target in people) | crowd,
        property=frozenset(target.category for target in hit if target.form == "property"),
        weapons=frozenset(weapon.kind for mention in thread for weapon in mention.weapons),
        hurt=any(_hurts(mention) for mention in thread),
        aimed_at_armed=_aimed_at_armed(thread),
        setting=frozenset(mention.sense for mention in thread if mention.setting),
    )


def _aimed_at_armed(thread: Thread) -> bool:
    """Whether the act was against an armed side: by what was attacked, else by most of those it hit."""
    aims = [t for m in thread if SENSES[m.sense].founds and SENSES[m.sense].effect in (None, "shot") for t in m.targets]
    others = [target.category for target in aims if target.category != "militants"]
    if others:
        return others[0] in ARMED
    sizes = dict(by_side(thread))
    civilians, security = sizes.get("civilians", 0), sizes.get("security_forces", 0)
    if civilians != security:
        return security > civilians
    categories = [target.category for mention in thread for target in mention.targets if target.category != "militants"]
    return bool(categories) and categories[0] in ARMED


def _hurts(mention: Mention) -> bool:
    counts = [tally.count for tally in mention.tallies if tally.effect in {"killed", "injured"}]
    if counts:
        return any(count.best != 0 for count in counts)
    return SENSES[mention.sense].effect in {"killed", "injured"} and any(
        target.form != "property" for target in mention.targets
    )


def _day(thread: Thread, lead: Mention) -> When | None:
    """The day tied to the lead, else to the first mention that has one; a week, month or year where no day is told."""
    ordered = [lead, *(mention for mention in thread if mention is not lead)]
    days = [day for mention in ordered if (day := day_of(mention)) is not None]
    if days:
        return days[0]
    return next((when for mention in ordered for when in mention.dates), None)


def _timeframe(thread: Thread, lead: Mention, happened: When | None) -> str:
    """That of the mention whose day it is; else of the lead."""
    dated = next((mention for mention in (lead, *thread) if happened in mention.dates), lead)
    return dated.timeframe


def _is_dated(happened: When | None, thread: Thread) -> bool:
    """A day is told, be it that of the act or of what came after it."""
    return happened is not None or any(mention.spoken for mention in thread)


def _confidence(lead: Mention, dated: bool, place: Place | None, doers: bool, hit: bool, mentions: int) -> float:
    parts = [
        SENSES[lead.sense].rank <= _TELLING_RANK,
        dated,
        place is not None,
        doers,
        hit,
        mentions > 1,
    ]
    return round(min(_BASE + _PART * sum(parts), _CEILING), 2)
