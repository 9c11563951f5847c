"""Series to what their method says of the days that are still open to change, at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    """A series with its last days, the newest last, at one moment; `level` is the chance at which it alarms.

    `settled` is from which day on feeds count that were added later.
    """

    key: SeriesKey
    watch: Watch
    selection: Selection
    settled: Mapping[str, date]
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
    series: Sequence[WatchSeries],
    ground: Ground,
    levels: Sequence[float],
    method: str,
    look_back: int = LOOK_BACK_DAYS,
) -> list[list[JudgedSeries]]:
    """What `method` says of the last `look_back` days of all series of some watches, at each moment of the ground.

    `levels` are the chances at which the watches alarm. All are judged in one go: a method goes through columns one by
    one, however many rows there are.
    """
    newest = [(moment.astimezone(UTC).date() - ground.first).days for moment in ground.moments]
    rows = list(_rows(series, levels, len(ground.moments)))
    parts = [each.counts(measure) for each in series for measure in each.watch.measures]
    counts = Counts(np.vstack([part.observed for part in parts]), np.vstack([part.exposure for part in parts]))
    question = question_of(
        [(row.series.watch, row.key.measure, row.level) for row in rows], newest[-1] - newest[0] + look_back
    )
    judged = METHODS[method].judge(counts, question)
    moments: list[list[JudgedSeries]] = [[] for _ in ground.moments]
    for at, row in enumerate(rows):
        columns = range(max(0, newest[row.moment] - look_back + 1), newest[row.moment] + 1)
        days = tuple(_day(row, ground, judged, at, column) for column in columns)
        told = JudgedSeries(
            row.key, row.series.watch, row.series.selection, ground.settled, row.level, METHODS[method].is_test, days
        )
        moments[row.moment].append(told)
    return moments


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the counts: a series, by its number in the watch, as known at the moment of that number."""

    series: WatchSeries
    key: SeriesKey
    level: float
    usual: Floats
    number: int
    moment: int


def _rows(series: Sequence[WatchSeries], levels: Sequence[float], moments: int) -> Iterator[_Row]:
    for each, level in zip(series, levels, strict=True):
        usual = _usual(each.coverage)
        for measure in each.watch.measures:
            for number, (split, value) in enumerate(each.values):
                key = SeriesKey(each.watch.name, split, value, measure)
                for moment in range(moments):
                    yield _Row(each, key, level, usual, number, moment)


def _day(row: _Row, ground: Ground, judged: Judged, at: int, column: int) -> JudgedDay:
    incidents = row.series.incidents[row.number, row.moment]
    observed = row.series.killed[row.number, row.moment] if row.key.measure == "killed" else incidents
    coverage, since = float(row.series.coverage[column]), int(judged.since[at, column])
    return JudgedDay(
        day=ground.day(column),
        observed=float(observed[column]),
        incidents=float(incidents[since : column + 1].sum()),
        expected=float(judged.expected[at, column]),
        exposure=coverage * float(ground.known[row.moment, column]),
        coverage=coverage,
        usual_coverage=float(row.usual[column]),
        chance=float(judged.chance[at, column]),
        score=float(judged.score[at, column]),
        since=ground.day(since),
    )


def _usual(coverage: Floats) -> Floats:
    """For each day the median coverage of the weeks before; shape (days,)."""
    return np.array(
        [np.median(coverage[max(0, day - _USUAL_DAYS) : day] if day else coverage[:1]) for day in range(len(coverage))]
    )
