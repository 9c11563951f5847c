"""What each report says of the killed, injured or abducted to one toll: low, best and high over independent sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from warehouse.records import Count, CountedSpan, Report

Measure = Literal["killed", "injured", "abducted"]
MEASURES: tuple[Measure, ...] = ("killed", "injured", "abducted")

# An outlet that has said nothing more for a week speaks of the toll no longer; until then its figure stands beside the
# others, since only its own correction tells a first count from a disagreement.
STALE_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figure:
    """What one report says of one measure."""

    report: Report
    count: Count
    span: CountedSpan

    @property
    def value(self) -> int | None:
        """The one number to compare by: the best, else the lower bound."""
        return self.count.best if self.count.best is not None else self.count.low


@dataclass(frozen=True, slots=True)
class SourcedToll:
    """A toll and the figure that each of its bounds comes from; None where no report gives that bound."""

    low: Figure | None
    best: Figure | None
    high: Figure | None

    @property
    def count(self) -> Count:
        """The three numbers."""
        return Count(
            None if self.low is None else _lower(self.low),
            None if self.best is None else self.best.value,
            None if self.high is None else _most(self.high),
        )


def figures(reports: Sequence[Report], measure: Measure) -> list[Figure]:
    """The figures that `reports` (oldest first) give, a wire text once however many outlets print it."""
    seen: set[str] = set()
    found = []
    for report in reports:
        counted: CountedSpan | None = getattr(report.event, measure)
        if counted is None or report.event.status == "denied" or report.text_cluster in seen:
            continue
        figure = Figure(report, counted.count, counted)
        if figure.value is not None or counted.count.high is not None:
            seen.add(report.text_cluster)
            found.append(figure)
    return found


def toll(reports: Sequence[Report], measure: Measure) -> SourcedToll:
    """The toll over `reports`, oldest first.

    `best` is the latest credible figure: reports revise upwards, so a lower one counts only where the outlet that gave
    the higher corrects itself, or two independent outlets agree on it and outnumber those that hold the higher. `low`
    and `high` span what outlets say now: each outlet's latest figure, unless it is stale. A bound that nobody gives
    stays None (`dozens` has no best and no high).
    """
    told = figures(reports, measure)
    best = _best(told)
    if not told:
        return SourcedToll(None, None, None)
    newest = told[-1].report.reported_at
    fresh = [f for f in _latest_by_outlet(told) if newest - f.report.reported_at <= STALE_AFTER]
    fresh += [best] if best is not None and best not in fresh else []
    bounded = [f for f in fresh if _lower(f) is not None]
    low = min(bounded, key=lambda f: _lower(f) or 0, default=None)
    # "At least 30" alone has no upper bound; beside another outlet's 20 it is the highest figure told.
    is_bounded = any(_upper(f) is not None for f in fresh)
    high = max(fresh, key=_most, default=None) if is_bounded else None
    return SourcedToll(low, best, high)


def _lower(figure: Figure) -> int | None:
    return figure.count.low if figure.count.low is not None else figure.count.best


def _upper(figure: Figure) -> int | None:
    """The most that a figure allows; None for an open one (`at least 30` has a lower bound and no upper)."""
    if figure.count.high is not None:
        return figure.count.high
    return figure.count.best if figure.count.low is None else None


def _most(figure: Figure) -> int:
    """The highest number that a figure speaks of."""
    return max(n for n in (figure.count.low, figure.count.best, figure.count.high) if n is not None)


def _latest_by_outlet(told: Sequence[Figure]) -> list[Figure]:
    return list({figure.report.publisher: figure for figure in told}.values())


def _best(told: Sequence[Figure]) -> Figure | None:
    best: Figure | None = None
    for index, figure in enumerate(told):
        if figure.count.best is None:
            continue
        if best is None or figure.count.best >= (best.count.best or 0) or _corrects(figure, best, told[: index + 1]):
            best = figure
    return best


def _corrects(figure: Figure, best: Figure, told: Sequence[Figure]) -> bool:
    if figure.report.publisher == best.report.publisher:
        return True
    agreeing = {f.report.publisher for f in told if f.count.best == figure.count.best}
    holding = {f.report.publisher for f in _latest_by_outlet(told) if f.count.best == best.count.best}
    return len(agreeing) >= 2 and len(agreeing) > len(holding)
