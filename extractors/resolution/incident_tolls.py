"""What each report says of the killed, injured or abducted to one toll: low, best and high over independent sources."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from extractors.resolution.beliefs import Rule
from extractors.resolution.source_grades import WEAK, Grade, grade_of, grade_of_count
from extractors.resolution.sources import sources_of
from extractors.resolution.votes import Voice
from warehouse.records import Count, CountedSpan, Report

Measure = Literal["killed", "injured", "abducted"]
MEASURES: tuple[Measure, ...] = ("killed", "injured", "abducted")
BOUNDS = ("low", "best", "high")

# A source that has said nothing more for a week speaks of the toll no longer; until then its figure stands beside the
# others, since only its own correction tells a first count from a disagreement.
STALE_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figure:
    """What one report says of one measure, its independent source, and whose count it is."""

    report: Report
    count: Count
    span: CountedSpan
    source: str
    grade: Grade

    @property
    def value(self) -> int | None:
        """The one number to compare by: the best, else the lower bound."""
        return self.count.best if self.count.best is not None else self.count.low

    @property
    def is_weak(self) -> bool:
        """Whether it gives way to anybody else's count: hearsay, or the attackers' own."""
        return self.grade in WEAK


@dataclass(frozen=True, slots=True)
class SourcedToll:
    """A toll and the figure that each of its bounds comes from, None where no report gives that bound.

    `rule` says why the best one is believed.
    """

    low: Figure | None
    best: Figure | None
    high: Figure | None
    rule: Rule

    @property
    def count(self) -> Count:
        """The three numbers."""
        return Count(
            None if self.low is None else _lower(self.low),
            None if self.best is None else self.best.value,
            None if self.high is None else _most(self.high),
        )


class TollSoFar:
    """The toll of one measure, counted as reports come, oldest first; a wire text once however many outlets print it.

    `best` is the latest credible figure: reports revise upwards, so a lower one counts only where the source that gave
    the higher corrects itself, or two independent sources agree on it and outnumber those that hold the higher. Hearsay
    and the attackers' own count give way to any other. `low` and `high` span what sources say now: each one's latest
    figure, unless it is stale. A bound that nobody gives stays None (`dozens` has no best and no high).
    """

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._texts: set[str] = set()
        self._latest: dict[str, Figure] = {}
        self._best: Figure | None = None
        self._revised_by: Rule | None = None
        self._numbers = _Numbers()

    def add(self, voice: Voice) -> None:
        """Count what one report says of the measure, if anything."""
        figure = _figure(voice, self._measure)
        if figure is None or figure.report.text_cluster in self._texts:
            return
        self._texts.add(figure.report.text_cluster)
        self._latest[figure.source] = figure
        if figure.count.best is not None:
            self._weigh(figure, figure.count.best)

    def toll(self) -> SourcedToll:
        """The toll as told until now."""
        best = self._best
        latest = self._latest.values()
        newest = max((figure.report.reported_at for figure in latest), default=None)
        fresh = [f for f in latest if newest is not None and newest - f.report.reported_at <= STALE_AFTER]
        fresh += [best] if best is not None and best is not self._latest[best.source] else []
        fresh.sort(key=lambda figure: (figure.report.reported_at, figure.report.event_id))
        bounded = [f for f in fresh if _lower(f) is not None]
        low = min(bounded, key=lambda f: _lower(f) or 0, default=None)
        # "At least 30" alone has no upper bound; beside another source's 20 it is the highest figure told.
        is_bounded = any(_upper(f) is not None for f in fresh)
        high = max(fresh, key=_most, default=None) if is_bounded else None
        rule = self._revised_by or self._numbers.standing(best)
        if rule is Rule.TOLD_ALIKE and best is not None and any(_rules_out(figure, best) for figure in fresh):
            rule = Rule.EXACT
        return SourcedToll(low, best, high, rule)

    def _weigh(self, figure: Figure, number: int) -> None:
        best = self._best
        held = best.count.best if best is not None else None
        if held is not None and number < held and self._numbers.is_recalled(figure, number):
            return
        is_repeated = self._numbers.add(figure, number)
        if best is None or held is None or (number == held and best.is_weak and not figure.is_weak):
            self._best = figure
        elif number != held and (rule := self._revision(figure, number, best, held, is_repeated)):
            self._best, self._revised_by = figure, rule

    def _revision(self, figure: Figure, number: int, best: Figure, held: int, is_repeated: bool) -> Rule | None:
        """The rule by which `figure` takes the place of `best`, an earlier one with another number; None if by none."""
        if figure.is_weak is best.is_weak and number > held:
            return Rule.LATER_COUNT
        if self._numbers.outnumbers(number, held):
            return Rule.MOST_SOURCES
        if figure.is_weak is not best.is_weak:
            return _over(best.grade) if best.is_weak else None
        # A paper that prints an agency's first count late does not correct the agency.
        is_late_copy = is_repeated and figure.report.publisher != best.report.publisher
        return Rule.CORRECTION if figure.source == best.source and not is_late_copy else None


def figures(reports: Sequence[Report], measure: Measure) -> list[Figure]:
    """The figures that `reports` (oldest first) give, a wire text once however many outlets print it."""
    sources = sources_of(reports)
    found: dict[str, Figure] = {}
    for report in reports:
        figure = _figure(Voice(report, sources.of(report), grade_of(report.event)), measure)
        if figure is not None:
            found.setdefault(report.text_cluster, figure)
    return list(found.values())


def toll(reports: Sequence[Report], measure: Measure) -> SourcedToll:
    """The toll over `reports`, oldest first."""
    sources, so_far = sources_of(reports), TollSoFar(measure)
    for report in reports:
        so_far.add(Voice(report, sources.of(report), grade_of(report.event)))
    return so_far.toll()


class _Numbers:
    """The exact numbers given: which sources have ever given one, how many hold it now, and which are weak."""

    def __init__(self) -> None:
        self._given: dict[int, set[str]] = defaultdict(set)
        self._latest: dict[str, int] = {}
        self._holding: Counter[int] = Counter()
        self._firm: set[int] = set()
        self._weak: dict[int, set[Grade]] = defaultdict(set)

    def add(self, figure: Figure, number: int) -> bool:
        """Count a figure; whether its source has given this number before."""
        is_repeated = figure.source in self._given[number]
        if figure.source in self._latest:
            self._holding[self._latest[figure.source]] -= 1
        self._latest[figure.source] = number
        self._holding[number] += 1
        self._given[number].add(figure.source)
        if figure.is_weak:
            self._weak[number].add(figure.grade)
        else:
            self._firm.add(number)
        return is_repeated

    def is_recalled(self, figure: Figure, number: int) -> bool:
        """Whether a follow-up only recalls a number that stood before: a trial's story is no new count."""
        return figure.report.event.timeframe != "current" and bool(self._given[number])

    def outnumbers(self, number: int, other: int) -> bool:
        """Whether two sources or more agree on `number`, and more than still hold the `other`."""
        return len(self._given[number]) >= 2 and len(self._given[number]) > self._holding[other]

    def standing(self, best: Figure | None) -> Rule:
        """Why a figure that took no other's place is believed."""
        held = best.count.best if best is not None else None
        if self._firm - {held}:
            return Rule.HIGHER_STANDS
        weak = set(self._grades_beside(held))
        return _over(Grade.PARTISAN if Grade.PARTISAN in weak else Grade.HEARSAY) if weak else Rule.TOLD_ALIKE

    def _grades_beside(self, held: int | None) -> Iterator[Grade]:
        for number, grades in self._weak.items():
            if number != held:
                yield from grades


def _over(grade: Grade) -> Rule:
    """The rule that believes another count over one of this weak grade."""
    return Rule.PARTISAN if grade is Grade.PARTISAN else Rule.OFFICIAL


def _figure(voice: Voice, measure: Measure) -> Figure | None:
    counted: CountedSpan | None = getattr(voice.report.event, measure)
    if counted is None or voice.report.event.status == "denied":
        return None
    figure = Figure(voice.report, counted.count, counted, voice.source, grade_of_count(voice.report.event, counted))
    return figure if figure.value is not None or counted.count.high is not None else None


def _lower(figure: Figure) -> int | None:
    return figure.count.low if figure.count.low is not None else figure.count.best


def _upper(figure: Figure) -> int | None:
    """The most that a figure allows; None for an open one (`at least 30` has a lower bound and no upper)."""
    if figure.count.high is not None:
        return figure.count.high
    return figure.count.best if figure.count.low is None else None


def _rules_out(bound: Figure, figure: Figure) -> bool:
    """Whether a report that gives no best figure (`more than 100`) leaves no room for this one."""
    number, count = figure.count.best, bound.count
    if number is None or count.best is not None:
        return False
    return (count.low is not None and number < count.low) or (count.high is not None and number > count.high)


def _most(figure: Figure) -> int:
    """The highest number that a figure speaks of."""
    return max(n for n in (figure.count.low, figure.count.best, figure.count.high) if n is not None)
