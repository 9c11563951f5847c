"""A watch to what it selects: its conditions in the very values that the incidents on record have."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.resolution.lineage import lineage
from extractors.resolution.nearness import words_of
from warehouse.records import Selection, Watch

Actor = tuple[str | None, str | None]
Area = tuple[str | None, str]


def selection_of(watch: Watch, actors: Iterable[Actor], areas: Iterable[Area]) -> Selection:
    """What `watch` selects among incidents with these perpetrators (key, name) and first-level areas (country, name).

    Names compare without case, accents and punctuation. An actor is a key, whose branches and wings count too, or a
    name. What nobody on record matches is selected by an empty tuple: nothing.
    """
    return Selection(
        country=watch.country,
        areas=None if watch.admin1 is None else tuple(sorted(_areas(watch, areas))),
        actors=None if watch.actor is None else tuple(sorted(_actors(watch.actor, actors))),
        event_type=watch.event_type,
        target=watch.target,
        lat=watch.lat,
        lon=watch.lon,
        radius_km=watch.radius_km,
    )


def _areas(watch: Watch, areas: Iterable[Area]) -> set[str]:
    wanted = words_of(watch.admin1)
    return {name for country, name in areas if watch.country in (None, country) and words_of(name) == wanted}


def _actors(actor: str, actors: Iterable[Actor]) -> set[str]:
    """The key, or the name where there is none, of each perpetrator that is `actor` or part of it."""
    return {key or name or "" for key, name in actors if _is(actor, key, name)}


def _is(actor: str, key: str | None, name: str | None) -> bool:
    return words_of(actor) == words_of(name) or (key is not None and actor in lineage(key))
