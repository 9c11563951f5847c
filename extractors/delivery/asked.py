"""What a person says of an alert or a watch on the command line to the record of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches

from extractors.delivery.changes import is_active
from extractors.delivery.letters import one_line
from extractors.ids import stable_id
from extractors.watching.series_words import series_label
from warehouse.records import Acknowledgement, Alert, Mute, Watch

_PERIOD = re.compile(r"(\d{1,5})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SHOWN = 4
# A mute of more is one without an end.
_LONGEST = timedelta(days=3653)


class SayingRefused(Exception):
    """What was said cannot be; the message is one line that says why."""


def acknowledged(alert: Alert, why: str, now: datetime) -> Acknowledgement:
    """That a person has seen `alert` as it is now."""
    return Acknowledgement(alert.alert_id, now, one_line(why), alert.severity)


def period(told: str) -> timedelta:
    """`30m`, `12h`, `7d` or `4w` as a time; raises SayingRefused."""
    match = _PERIOD.fullmatch(told.strip().lower())
    length = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta(0)
    if not timedelta(0) < length <= _LONGEST:
        raise SayingRefused(f"'{told}' is not a time up to ten years: write 30m, 12h, 7d or 4w")
    return length


def muted(
    watches: Sequence[Watch], name: str, series: str | None, until: datetime | None, why: str, now: datetime
) -> Mute:
    """The mute of a watch, or of a series of it, until then or without an end; raises SayingRefused."""
    if name not in {watch.name for watch in watches}:
        near = get_close_matches(name, [watch.name for watch in watches], n=1)
        raise SayingRefused(f"there is no watch '{name}'{f'; did you mean {near[0]!r}?' if near else ''}")
    if until is not None and until <= now:
        raise SayingRefused(f"{until:%Y-%m-%d %H:%M} is over: give a time to come")
    mute_id = stable_id("mute", name, series or "", now.isoformat())
    return Mute(mute_id, name, series, one_line(why), now, until)


def named_series(watch: str, told: str | None, known: Sequence[str]) -> str | None:
    """The one of the `known` series that a person means, by its value or as alerts call it (`Balochistan, Pakistan`).

    What comes before the first comma is enough where it is of one series alone. Raises SayingRefused.
    """
    if told is None:
        return None
    typed = told.strip().casefold()
    labels = {series: series_label(watch, series) for series in known}
    found = [series for series, label in labels.items() if typed in (series.casefold(), label.casefold())]
    found = found or [series for series, label in labels.items() if typed == label.partition(",")[0].casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        several = "; ".join(labels[series] for series in found[:_SHOWN])
        raise SayingRefused(f"{len(found)} series of watch '{watch}' are called '{told}' ({several})")
    near = get_close_matches(told, labels.values(), n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise SayingRefused(f"watch '{watch}' has no series '{told}' so far{meant}")


def to_lift(mutes: Sequence[Mute], name: str, series: str | None, now: datetime) -> list[Mute]:
    """The mutes of exactly this watch, or this series of it, that hold; raises SayingRefused where there is none."""
    holding = [mute for mute in mutes if mute.watch == name and is_active(mute, now)]
    found = [mute for mute in holding if mute.series == series]
    if found:
        return found
    called = {mute.series: series_label(name, mute.series) for mute in holding if mute.series is not None}
    others = ", ".join("all of it" if mute.series is None else f"'{called[mute.series]}'" for mute in holding)
    subject = f"watch '{name}'" if series is None else f"series '{series_label(name, series)}' of watch '{name}'"
    raise SayingRefused(f"{subject} is not muted{f'; of the watch is muted: {others}' if others else ''}")
