"""The mentions and places of a story to where each incident was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.stories.places import best, contained, finer_than
from extractors.stories.story import Mention, Story
from extractors.stories.threads import Thread
from warehouse.records import Place


def country_of(places: Sequence[Place]) -> tuple[Place, ...]:
    """The country of the story as an area, if all its places that are known lie in one; it holds those that are not."""
    known = [place for place in places if place.country is not None]
    if len({place.country for place in known}) != 1:
        return ()
    return (replace(known[0], name=None, admin1=None, admin2=None, lat=None, lon=None, precision="country"),)


def place_of(thread: Thread, lead: Mention, story: Story, country: tuple[Place, ...]) -> Place | None:
    """The place tied to the lead, made finer by one inside it that other mentions or sentences about it name.

    Where the lead names none, the first that its incident's other mentions name, then one of the sentences beside it.
    """
    ordered = [lead, *(mention for mention in thread if mention is not lead)]
    named = [contained(place, mention.places) for mention in ordered if (place := best(mention.places)) is not None]
    near = _beside(thread, story) if lead.timeframe == "current" else []
    beside = [contained(place, (*named, *country)) for place in near]
    candidates = named or beside
    if not candidates:
        return None
    found = contained(candidates[0], (*candidates, *country))
    finer = [contained(place, (found,)) for place in (*named[1:], *beside)]
    return next((place for place in finer if finer_than(place, found)), found)


def _beside(thread: Thread, story: Story) -> list[Place]:
    """Places in sentences that tell no act of their own, next to one of the incident's."""
    first, last = thread[0].sentence[0], max(mention.sentence[1] for mention in thread)
    near = sorted(start for start, _ in story.settings if start > last)[:1]
    return [place for start, place in story.settings if first <= start <= last or start in near]
