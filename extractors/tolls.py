"""The figures of a story over a period or an area to tolls."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.stories.story import Figure, Story
from warehouse.records import Period, Toll, When


def tolls_of(story: Story) -> tuple[Toll, ...]:
    """One toll per measure and period; the first told wins."""
    kept: dict[tuple[str, Period | None], Toll] = {}
    for figure in story.figures:
        toll = _toll(figure)
        kept.setdefault((toll.measure, toll.period), toll)
    return tuple(kept.values())


def _toll(figure: Figure) -> Toll:
    return Toll(
        measure=figure.measure,
        count=figure.count,
        period=_period(figure.periods),
        place=figure.place,
        change_percent=figure.change_percent,
        compared_with=_period(figure.compared[:1]),
        attributed_to=figure.source,
        evidence=(figure.sentence,),
    )


def _period(whens: Sequence[When]) -> Period | None:
    """The first period told; days (`on Sunday and Monday`) are one from the first to the last of them."""
    days = [when for when in whens if when.precision == "day"]
    if not whens:
        return None
    told = days if whens[0].precision == "day" else whens[:1]
    return Period(min(when.first for when in told), max(when.last for when in told))
