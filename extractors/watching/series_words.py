"""A watch and the value of a split to words: what, by whom and where a series counts."""

from __future__ import annotations

from extractors.watching.watch_series import SeriesKey
from models.participants.actor_list import by_key
from models.places.countries import by_alpha3, name_of
from warehouse.records import Watch

CROSSING = " · "


def series_label(watch: str, series: str) -> str:
    """What to call a series: the name of the watch, or the value it was split by: `Balochistan, Pakistan`."""
    return ", ".join(_value_words(part) for part in series.split(CROSSING)) if series else watch


def series_words(watch: Watch, key: SeriesKey) -> str:
    """` of type Suicide bomb on police by Islamic State in Borno, Nigeria`, with a blank in front; `` for the world."""
    split = dict(zip(key.split.split(" x "), key.series.split(CROSSING), strict=False)) if key.split else {}
    kind = split.get("event_type", watch.event_type)
    target = split.get("target", watch.target)
    actor = split.get("actor", watch.actor)
    area = next((split[name] for name in ("admin2", "admin1", "country") if name in split), None)
    told = (
        f" of type {kind}" if kind else "",
        f" against {target}" if target else "",
        f" by {_value_words(actor)}" if actor else "",
        _where(watch, area),
    )
    return "".join(told)


def _where(watch: Watch, area: str | None) -> str:
    if area is None:
        country = (name_of(watch.country) or watch.country) if watch.country else None
        area_words = ", ".join(part for part in (watch.admin1, country) if part)
    else:
        area_words = _value_words(area)
    if watch.radius_km is not None:
        circle = f" within {watch.radius_km:g} km of {watch.lat:g}, {watch.lon:g}"
        return f"{circle} in {area_words}" if area_words else circle
    return f" in {area_words}" if area_words else " world-wide"


def _value_words(value: str) -> str:
    """A place from the finest to its country, an actor's name, anything else as it is."""
    *_, country = reversed(parts := value.split("/"))
    if by_alpha3(country):
        return ", ".join([*reversed(parts[1:]), name_of(country) or country])
    listed = by_key(value)
    return listed.name if listed else value
