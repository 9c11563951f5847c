"""A watch to its series: what was counted on each day and how much of the day could be, at each of some moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from extractors.watching.arrays import Counts, Floats
from extractors.watching.exposure import (
    SETTLED_DAYS,
    completeness,
    coverage,
    covered_days,
    learned_lags,
    rhythm,
    settled_from,
)
from extractors.watching.selections import selection_of
from extractors.watching.source import SeriesSource
from warehouse.records import CountChange, Moments, Selection, Watch

# What is learned of feeds, delays and weekdays is learned from this many days.
_LEARNING_DAYS = 365


@dataclass(frozen=True, slots=True)
class Ground:
    """What all watches of a run share: the days, the moments, and what is known of feeds, delays and weekdays.

    `known` is the share of each day that is known at each moment, (moments, days); `rhythm` is by day. `observed`
    are the days of each feed that count, `shown` all on which it showed the news, as those before it counts.
    """

    first: date
    days: int
    moments: tuple[datetime, ...]
    spaced: Moments
    settled: dict[str, date]
    observed: dict[str, set[date]]
    shown: dict[str, set[date]]
    all_sets: list[tuple[tuple[str, ...], int]]
    known: Floats
    rhythm: Floats
    actors: list[tuple[str | None, str | None]]
    areas: list[tuple[str | None, str]]

    @property
    def last(self) -> date:
        """The newest day."""
        return self.first + timedelta(days=self.days - 1)

    def day(self, column: int) -> date:
        """The day of a column."""
        return self.first + timedelta(days=column)


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """Which series it is: of which watch, by which split, with which value, and what it counts."""

    watch: str
    split: str
    series: str
    measure: str

    @property
    def identity(self) -> tuple[str, str, str]:
        """What an alert is known by: watch, series and measure."""
        return self.watch, self.series, self.measure


@dataclass(frozen=True, slots=True)
class WatchSeries:
    """The series of a watch: `values` are (split, value) of each.

    `incidents` and `killed` are (series, moments, days); `coverage`, by day, is what its feeds covered; `exposure`,
    (moments, days), is that with what was known by then and the rhythm of the week.
    """

    watch: Watch
    selection: Selection
    values: tuple[tuple[str, str], ...]
    incidents: Floats
    killed: Floats
    coverage: Floats
    exposure: Floats

    def counts(self, measure: str) -> Counts:
        """The counts of a measure, one row for each series and moment."""
        observed = self.killed if measure == "killed" else self.incidents
        exposure = np.broadcast_to(self.exposure[None], observed.shape)
        days = observed.shape[-1]
        # What is counted of a day that nobody observed tells nothing of how many there were.
        return Counts(np.where(exposure > 0, observed, 0.0).reshape(-1, days), exposure.reshape(-1, days).copy())


def stirring(series: WatchSeries, days: int) -> WatchSeries:
    """The series that have an incident on one of the last `days` days at some moment: no other can alarm on them."""
    rows = np.flatnonzero(series.incidents[:, :, -days:].any(axis=(1, 2)))
    return replace(
        series,
        values=tuple(series.values[row] for row in rows),
        incidents=series.incidents[rows],
        killed=series.killed[rows],
    )


def only(series: WatchSeries, key: SeriesKey) -> WatchSeries:
    """The watch with that one of its series alone, and what it counts."""
    row = series.values.index((key.split, key.series))
    return replace(
        series,
        watch=replace(series.watch, measures=(key.measure,)),
        values=series.values[row : row + 1],
        incidents=series.incidents[row : row + 1],
        killed=series.killed[row : row + 1],
    )


def ground_of(source: SeriesSource, moments: Moments, history_days: int) -> Ground | None:
    """What the watches of a run share, over the days up to the last moment; None where nothing is on record.

    The days begin `history_days` before the first moment, or with the record.
    """
    at = tuple(moments.first + timedelta(seconds=moments.step_s * number) for number in range(moments.count))
    last = at[-1].astimezone(UTC).date()
    begins = source.first_day()
    if begins is None or begins > last:
        return None
    first = max(begins, at[0].astimezone(UTC).date() - timedelta(days=history_days))
    days = (last - first).days + 1
    learned_first, learned_last = last - timedelta(days=_LEARNING_DAYS), last - timedelta(days=SETTLED_DAYS)
    settled = settled_from(source.feed_starts())
    covered = source.covered(min(first, learned_first), last)
    return Ground(
        first=first,
        days=days,
        moments=at,
        spaced=moments,
        settled=settled,
        observed=covered_days(covered, settled),
        shown=covered_days(covered, {}),
        all_sets=source.feed_sets(Selection(), learned_first, last),
        known=completeness(learned_lags(source.lags(learned_first, learned_last)), at, first, days),
        rhythm=rhythm(source.weekdays(learned_first, learned_last), first, days),
        actors=source.actors(),
        areas=source.areas(),
    )


def series_of(source: SeriesSource, watch: Watch, ground: Ground) -> WatchSeries:
    """The series of `watch` on common ground: the one of all of it, unless it is split, and one for each value.

    A value of a split has a series once an incident has it.
    """
    selection = selection_of(watch, ground.actors, ground.areas)
    # A split watch without a condition is a list of areas or actors: the whole world is no series of it.
    is_whole = not watch.by or selection != Selection()
    splits = (*([""] if is_whole else []), *watch.by)
    changes = {
        split: source.changes(selection, split, ground.settled, ground.first, ground.last, ground.spaced)
        for split in splits
    }
    values = tuple(
        (split, value)
        for split in splits
        for value in ([""] if not split else sorted({c.series for c in changes[split]}))
    )
    learned_first = ground.last - timedelta(days=_LEARNING_DAYS)
    own_sets = source.feed_sets(selection, learned_first, ground.last)
    covered = coverage(own_sets, ground.all_sets, ground.observed, ground.shown, ground.first, ground.days)
    return WatchSeries(
        watch=watch,
        selection=selection,
        values=values,
        incidents=_cumulated([(split, c, c.incidents) for split in splits for c in changes[split]], values, ground),
        killed=_cumulated([(split, c, c.killed) for split in splits for c in changes[split]], values, ground),
        coverage=covered,
        exposure=ground.known * (covered * ground.rhythm)[None, :],
    )


def _cumulated(
    steps: Sequence[tuple[str, CountChange, int]], values: Sequence[tuple[str, str]], ground: Ground
) -> Floats:
    """Changes from moment to moment, summed to what stood at each moment; shape (series, moments, days)."""
    rows = {value: row for row, value in enumerate(values)}
    grid = np.zeros((len(values), len(ground.moments), ground.days))
    for split, change, by in steps:
        grid[rows[split, change.series], change.moment, (change.day - ground.first).days] += by
    return grid.cumsum(axis=1)
