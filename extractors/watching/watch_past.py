"""A watch to the past of its series in lines that fit a screen: a bar for each week, and the sums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from extractors.watching.arrays import Floats
from extractors.watching.series_words import series_label
from extractors.watching.source import SeriesSource
from extractors.watching.watch_series import ground_of, series_of
from warehouse.records import Moments, Watch

_BARS = " ▁▂▃▄▅▆▇█"
# A year and a day.
_MOST_WEEKS = 53


@dataclass(frozen=True, slots=True)
class SeriesPast:
    """A series over some weeks: a bar for each, the newest last, and what was counted in words."""

    weeks: str
    words: str
    incidents: int


def past_of_watch(source: SeriesSource, watch: Watch, first: date, last: date) -> list[SeriesPast]:
    """The series of `watch` as known now, those with most incidents first."""
    ground = ground_of(source, Moments(datetime.combine(last, time(23, 59, 59), UTC)), (last - first).days)
    if ground is None:
        return []
    series = series_of(source, watch, ground)
    pasts = [
        _past(watch, value, series.incidents[row, 0], series.killed[row, 0], float(series.coverage.mean()))
        for row, (_, value) in enumerate(series.values)
    ]
    return sorted(pasts, key=lambda past: (-past.incidents, past.words))


def _past(watch: Watch, value: str, incidents: Floats, killed: Floats, coverage: float) -> SeriesPast:
    total, days = int(incidents.sum()), len(incidents)
    covered = f", its feeds cover {coverage:.0%}" if coverage < 0.95 else ""
    words = (
        f"{series_label(watch.name, value)}: {total} incident{'' if total == 1 else 's'}, {total / days:.2g} a day, "
        f"{int(killed.sum())} killed"
    )
    return SeriesPast(_bars(incidents), f"{words}{covered}", total)


def _bars(incidents: Floats) -> str:
    weeks = [float(incidents[max(0, end - 7) : end].sum()) for end in range(len(incidents), 0, -7)][:_MOST_WEEKS][::-1]
    most = max(weeks, default=0.0)
    return "".join(_BARS[-(-int(week * 8) // int(most)) if most else 0] for week in weeks)
