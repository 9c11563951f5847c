"""An event among the events of its article to the days on which the article has others: it tells these apart."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.records import Event


def other_days(event: Event, told: Iterable[Event]) -> tuple[str, ...]:
    """The ISO days, in order, of the events in `told` on a known day on which `event` cannot have been.

    None where the event has no day itself.
    """
    when = event.happened
    if when is None:
        return ()
    days = {
        other.happened.first
        for other in told
        if other.happened is not None
        and other.happened.precision == "day"
        and not other.happened.first.startswith("--")
    }
    return tuple(sorted(day for day in days if not when.first <= day <= when.last))
