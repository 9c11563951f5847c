"""Series to what their method says of the days that are still open to change, at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

import numpy as np

from extractors.watching.arrays import Counts, Floats, Judged
from extractors.watching.methods import METHODS, question_of
from extractors.watching.watch_series import Ground, SeriesKey, WatchSeries
from warehouse.records import Selection, Watch

# Days judged again in every run: reports of an attack keep arriving for days, and a machine may have been off.
LOOK_BACK_DAYS = 14
# What feeds usually cover is what they covered in the four weeks before.
_USUAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class JudgedDay:
    """A day of a series as judged: what was counted, what was to be expected, and since when the run that it ends goes.

    `incidents` are those since `since`; `exposure` is the share of the day that could be known, `coverage` the part of
    it that the feeds covered, `usual_coverage` what they covered on the days before.
    """

    day: date
    observed: float
    incidents: float
    expected: float
    exposure: float
    coverage: float
    usual_coverage: float
    chance: float
    score: float
    since: date


@dataclass(frozen=True, slots=True)
class JudgedSeries:
    """A series with its last days, the newest last, at one moment; `level` is the chance at which it alarms."""

    key: SeriesKey
    watch: Watch
    selection: Selection
    level: float
    is_test: bool
    days: tuple[JudgedDay, ...]


def level_of(watch: Watch, chosen: Mapping[str, float]) -> float:
    """The chance at which a watch alarms: the one chosen for its budget, else its own.

    An emergence was asked for by its quiet days: no first count after them has a larger chance than this.
    """
    if watch.method == "emergence":
        return 1 / (watch.quiet_days + 1)
    return chosen.get(watch.name, watch.chance) if watch.budget is not None else watch.chance


def judged_at_each(
    series: Sequence[WatchSeries], ground: Ground, levels: Sequence[float], method: str
) -> list[list[JudgedSeries]]:
    """What `method` says of the last LOOK_BACK_DAYS days of all series of some watches, at each moment of the ground.

    `levels` are the chances at which the watches alarm. All are judged in one go: a method goes through columns one by
    one, however many rows there are.
    """
    newest = [(moment.astimezone(UTC).date() - ground.first).days for moment in ground.moments]
    parts = [
        (each, measure, level) for each, level in zip(series, levels, strict=True) for measure in each.watch.measures
    ]
    rows = [
        (each.watch, measure, level)
        for each, measure, level in parts
        for _ in range(len(each.values) * len(ground.moments))
    ]
    counts = [each.counts(measure) for each, measure, _ in parts]
    all_counts = Counts(np.vstack([c.observed for c in counts]), np.vstack([c.exposure for c in counts]))
    question = question_of(rows, newest[-1] - newest[0] + LOOK_BACK_DAYS)
    judged = METHODS[method].judge(all_counts, question)
    moments: list[list[JudgedSeries]] = [[] for _ in ground.moments]
    at = 0
    for each, measure, level in parts:
        usual = _usual(each.coverage)
        for row, (split, value) in enumerate(each.values):
            key = SeriesKey(each.watch.name, split, value, measure)
            for number in range(len(ground.moments)):
                days = _days(each, ground, judged, usual, measure, row, number, at, newest[number])
                told = JudgedSeries(key, each.watch, each.selection, level, METHODS[method].is_test, days)
                moments[number].append(told)
                at += 1
    return moments


def _days(
    series: WatchSeries,
    ground: Ground,
    judged: Judged,
    usual: Floats,
    measure: str,
    row: int,
    number: int,
    at: int,
    newest: int,
) -> tuple[JudgedDay, ...]:
    observed = (series.killed if measure == "killed" else series.incidents)[row, number]
    return tuple(
        JudgedDay(
            day=ground.day(column),
            observed=float(observed[column]),
            incidents=float(series.incidents[row, number, int(judged.since[at, column]) : column + 1].sum()),
            expected=float(judged.expected[at, column]),
            exposure=float(series.coverage[column] * ground.known[number, column]),
            coverage=float(series.coverage[column]),
            usual_coverage=float(usual[column]),
            chance=float(judged.chance[at, column]),
            score=float(judged.score[at, column]),
            since=ground.day(int(judged.since[at, column])),
        )
        for column in range(max(0, newest - LOOK_BACK_DAYS + 1), newest + 1)
    )


def _usual(coverage: Floats) -> Floats:
    """For each day the median coverage of the weeks before; shape (days,)."""
    return np.array(
        [np.median(coverage[max(0, day - _USUAL_DAYS) : day] if day else coverage[:1]) for day in range(len(coverage))]
    )
