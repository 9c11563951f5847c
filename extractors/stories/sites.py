"""An act told at several towns at once to one event for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.stories.places import best, exclude, resolved
from extractors.stories.story import Mention
from extractors.stories.threads import BLASTS, Thread
from warehouse.records import CountedSpan, Event, Place

# Letters from one town to the next in a list: `at St Anthony's Shrine in Colombo, at St Sebastian's church in Negombo`.
_LISTED = 80


def told_at_each(thread: Thread, act: Event) -> tuple[Event, ...]:
    """The act once for each town where bombs went off (`in Malegaon and Modasa`), else the act alone.

    A figure goes to the one town that its sentence names; one over all of them is no town's.
    """
    if act.place is None:
        return (act,)
    listed = max((_towns(mention) for mention in thread if _is_several(mention)), key=len, default=())
    towns = [town for town in listed if town[0].country == act.place.country]
    if len(towns) < 2 or not any(_is_of(act.place, town) for town in towns):
        return (act,)
    return tuple(
        replace(
            act,
            place=best(town),
            killed=_figure("killed", town, thread),
            injured=_figure("injured", town, thread),
        )
        for town in towns
    )


def _is_several(mention: Mention) -> bool:
    """Bombs, bombers, blasts: more than one of them, so that each town may have had its own."""
    words = [span.text for span in (*(a.span for a in mention.agents), *(w.span for w in mention.weapons))]
    return mention.sense in BLASTS and (mention.plural or any(told.lower().endswith("s") for told in words))


def _is_of(place: Place, town: Sequence[Place]) -> bool:
    return resolved(place) and not any(exclude(place, own) for own in town)


def _towns(mention: Mention) -> tuple[tuple[Place, ...], ...]:
    """The spots of a list, those that may be one town together, in the order of the text."""
    spots = sorted(
        (place for place in mention.places if place.precision == "exact" and resolved(place)),
        key=lambda place: place.span.start,
    )
    towns: list[list[Place]] = []
    for spot in spots:
        home = next((town for town in towns if not all(exclude(spot, other) for other in town)), None)
        if home is not None:
            home.append(spot)
        elif not towns or spot.span.start - towns[-1][-1].span.stop <= _LISTED:
            towns.append([spot])
    return tuple(map(tuple, towns))


def _figure(effect: str, town: Sequence[Place], thread: Thread) -> CountedSpan | None:
    """What is told of this town alone."""
    return next(
        (
            CountedSpan(tally.count, tally.span)
            for mention in thread
            if mention.places and all(_is_of(place, town) for place in mention.places)
            for tally in mention.tallies
            if tally.effect == effect and not tally.part
        ),
        None,
    )
