"""The mentions of a story to threads: each the mentions of one incident, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.stories.event_kinds import CROWDS
from extractors.stories.places import best, exclude, resolved
from extractors.stories.story import Mention
from models.acts.trigger_rules import SENSES
from warehouse.records import Place, When

Thread = tuple[Mention, ...]

# What never was is an incident of its own, apart from what did happen.
UNREAL = frozenset({"planned", "threatened", "denied"})
# Kinds of act that one incident does not mix: a later act of another family on other victims is another incident.
_FAMILY = {
    "abduct": "abduction",
    "rape": "rape",
    "burn": "property",
    "loot": "property",
    "wreck": "property",
    "capture": "territory",
    "riot": "crowd",
    "mob": "crowd",
    "crackdown": "crowd",
    "excessive": "crowd",
}
# What goes off from afar: people who riot over it have not done it.
BLASTS = frozenset({"suicide", "explode", "airstrike", "shell"})
_UNREST = frozenset({"riot", "mob"})
_DAMAGE = frozenset({"burn", "loot", "wreck"})
# Letters from `the attack` to the place that is said of it and of nothing else: `on a maternity ward in`.
_TIED = 40
# More mentions than any report has of one incident.
_MOST = 40
# These add to an incident told elsewhere and found none.
_ADDS = frozenset({"claim", "blame", "deny", "incident", "toll"})


def threads_of(mentions: Sequence[Mention]) -> tuple[Thread, ...]:
    """Threads that hold at least one mention which founds an incident; a mention that fits none is left out."""
    threads: list[list[Mention]] = []
    early: list[Mention] = []  # "X claimed the blast": told before the incident itself
    for mention in mentions:
        home = next((thread for thread in _nearest_first(threads, mention) if _fits(mention, _recent(thread))), None)
        if home is not None:
            home.append(mention)
        elif mention.sense in _ADDS:
            early.append(mention)
        else:
            threads.append([mention])
    kept = _adopted(threads)
    if kept:
        kept[0] = [*early, *kept[0]]
    return tuple(map(tuple, kept))


def founds(mention: Mention) -> bool:
    """The mention can be an incident by itself: a telling act, or an injury or death with somebody who did it."""
    if mention.nominal and mention.plural:
        # "attacks", nobody's and nowhere, is a kind of act; "the attacks" are those told before.
        known = mention.tallies or mention.dates or mention.spoken
        if not (known or (not mention.pointing and (mention.agents or mention.targets))):
            return False
    if SENSES[mention.sense].founds:
        return True
    return (
        mention.sense in {"die", "injure"} and mention.status not in UNREAL and bool(mention.agents or mention.weapons)
    )


def day_of(mention: Mention) -> When | None:
    """The day tied to the mention, if any."""
    return next((when for when in mention.dates if when.precision == "day"), None)


def _nearest_first(threads: list[list[Mention]], mention: Mention) -> list[list[Mention]]:
    """Threads of the same sentence first, then the latest told; a claim looks for the story's main incident first.

    A bomb named again after people rioted over it is the bomb.
    """
    same = [thread for thread in threads if thread[-1].sentence == mention.sentence]
    others = [thread for thread in reversed(threads) if thread[-1].sentence != mention.sentence]
    if mention.sense in {"claim", "blame", "deny", "toll"}:
        return [*same, *reversed(others)]
    if mention.sense in BLASTS:
        others = sorted(others, key=lambda thread: not _is_blast(thread) and any(map(_is_unrest, thread)))
    return [*same, *others]


def _recent(thread: list[Mention]) -> list[Mention]:
    """The first mention and the latest: a page with hundreds of one incident is held against no more of them."""
    return thread if len(thread) <= _MOST else [thread[0], *thread[1 - _MOST :]]


def _fits(mention: Mention, thread: Sequence[Mention]) -> bool:
    if _recalls(mention, thread):
        return True
    if _denies(mention, thread):
        return True
    if (mention.status in UNREAL) != (thread[0].status in UNREAL) and not _is_feared(mention):
        return False
    if mention.timeframe != thread[0].timeframe and mention.sense not in _ADDS:
        return False
    if mention.sense in _ADDS:
        return True
    if not SENSES[mention.sense].founds:
        return True
    if _other_day(mention, thread) or _is_unrest_after(mention, thread):
        return False
    same_sentence = mention.sentence == thread[-1].sentence
    if mention.pointing and mention.nominal and not _at_another_spot(mention, thread):
        return True
    if _other_place(mention, thread):
        return False
    if mention.anew and founds(mention) and not same_sentence:
        return False
    if mention.timeframe == "background" and not same_sentence and mention.sense not in {told.sense for told in thread}:
        return False  # history tells of many acts, each by its kind
    return _same_family(mention, thread) or same_sentence


def _is_unrest_after(mention: Mention, thread: Sequence[Mention]) -> bool:
    """The anger of a crowd over a bomb is an incident of its own. A crowd may throw what goes off in its midst."""
    return not mention.setting and _is_unrest(mention) and _is_blast(thread) and not any(map(_of_a_crowd, thread))


def _is_unrest(mention: Mention) -> bool:
    return mention.sense in _UNREST or (mention.sense in _DAMAGE and _of_a_crowd(mention))


def _is_blast(thread: Sequence[Mention]) -> bool:
    return any(told.sense in BLASTS for told in thread)


def _of_a_crowd(mention: Mention) -> bool:
    return any(agent.kind in CROWDS for agent in mention.agents)


def _denies(mention: Mention, thread: Sequence[Mention]) -> bool:
    """Somebody denies an act that the story tells as done: not another act, his part in this one."""
    denied = [told.status == "denied" for told in (mention, *thread)]
    return (
        any(denied) and not all(told.status in UNREAL for told in (mention, *thread)) and _same_family(mention, thread)
    )


def _is_feared(mention: Mention) -> bool:
    """`thirty are feared dead`: the toll of what did happen."""
    return mention.sense in {"die", "injure"} and mention.status == "threatened" and bool(mention.tallies)


def _recalls(mention: Mention, thread: Sequence[Mention]) -> bool:
    """`the attack` in a story of an old one, with no day of its own, is the old one."""
    return thread[0].timeframe == "background" and mention.nominal and mention.pointing and day_of(mention) is None


def _other_day(mention: Mention, thread: Sequence[Mention]) -> bool:
    day = day_of(mention)
    days = [known for known in map(day_of, thread) if known is not None]
    return day is not None and bool(days) and all(day.first > known.last or day.last < known.first for known in days)


def _other_place(mention: Mention, thread: Sequence[Mention]) -> bool:
    """Every spot told so far is elsewhere: one that agrees is enough to stay."""
    place = best(mention.places)
    if place is None:
        return False
    known = [other for told in thread for other in told.places]
    spots = [other for other in known if (resolved(other) if resolved(place) else other.precision != "country")]
    if _countries(mention.places) and _countries(known) and _countries(mention.places).isdisjoint(_countries(known)):
        return True
    return bool(spots) and all(exclude(place, other) for other in spots)


def _at_another_spot(mention: Mention, thread: Sequence[Mention]) -> bool:
    """`the attack on a ward in Kabul` beside one elsewhere: both are told with spots, far apart."""
    end = mention.trigger.stop
    spots = tuple(place for place in mention.places if resolved(place) and 0 <= place.span.start - end <= _TIED)
    return bool(spots) and _other_place(replace(mention, places=spots), thread)


def _countries(places: Iterable[Place]) -> set[str]:
    return {place.country for place in places if place.country is not None}


def _same_family(mention: Mention, thread: Sequence[Mention]) -> bool:
    family = _FAMILY.get(mention.sense, "violence")
    families = {_FAMILY.get(told.sense, "violence") for told in thread}
    if family in families:
        return True
    if not founds(mention):
        return True
    # A thread of property or crowd violence takes in the people it hurt, and the other way round in a clash or a raid.
    return family in {"property", "violence", "crowd", "abduction"} and bool(
        families & {"violence", "property", "crowd", "abduction"}
    )


def _adopted(threads: list[list[Mention]]) -> list[list[Mention]]:
    """Threads that found nothing give their mentions to the next of the same time that does, else to the one before."""
    kept = [thread for thread in threads if any(map(founds, thread))]
    for thread in threads:
        if thread in kept:
            continue
        homes = [
            other for other in kept if other[0].timeframe == thread[0].timeframe and not _other_day(thread[0], other)
        ]
        if homes:
            home = next((other for other in homes if other[0].trigger.start > thread[0].trigger.start), homes[-1])
            home[:] = sorted([*home, *thread], key=lambda told: told.trigger.start)
    return kept
