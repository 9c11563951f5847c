"""Hand-made mentions: the least that a test of threads, counts or events must say."""

from __future__ import annotations

from typing import Any

from extractors.stories.story import Mention, Tally
from warehouse.records import ActorMention, Count, Place, Span, Target, When


def span(text: str, start: int) -> Span:
    return Span(text, start, start + len(text))


def mention(sense: str, at: int, text: str = "attack", **fields: Any) -> Mention:
    """A mention of this sense at character `at`, in a sentence of the hundred characters around it."""
    start = at // 100 * 100
    given: dict[str, Any] = dict(
        trigger=span(text, at),
        sense=sense,
        sentence=(start, start + 99),
        status="occurred",
        timeframe="current",
        agents=(),
        targets=(),
        weapons=(),
        places=(),
        dates=(),
        spoken=(),
        claimants=(),
        tallies=(),
        source=None,
        nominal=False,
        plural=False,
        pointing=False,
        anew=False,
        setting=False,
        protest=False,
    )
    return Mention(**(given | fields))


def day(iso: str, at: int = 0) -> When:
    return When(iso, iso, "day", span("that day", at))


def town(name: str, lat: float, lon: float, country: str = "PAK", admin1: str = "Balochistan") -> Place:
    return Place(span(name, 0), name, 1, admin1, None, country, lat, lon, "exact")


def area(name: str, precision: str, country: str = "PAK", admin1: str | None = None) -> Place:
    return Place(span(name, 0), name, 2, admin1, None, country, 30.0, 67.0, precision)


def actor(text: str, at: int, kind: str | None = None, key: str | None = None) -> ActorMention:
    return ActorMention(span(text, at), key, None, kind)


def target(text: str, at: int, category: str = "civilians", form: str = "group", effect: str | None = None) -> Target:
    return Target(span(text, at), None, category, form, effect, None)


def tally(effect: str, number: int, at: int, side: str | None = None, part: bool = False) -> Tally:
    return Tally(effect, side, Count(number, number, number), span(str(number), at), part)
