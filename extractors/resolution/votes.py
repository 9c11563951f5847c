"""What several reports tell of one cell to the value that is believed, with its witness and the rule that decided."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar

from extractors.resolution.beliefs import Rule
from extractors.resolution.source_grades import FIRM, Grade
from warehouse.records import Report

T = TypeVar("T")


class SupportsLess(Protocol):
    """What can be put in order."""

    def __lt__(self, other: Any, /) -> bool: ...


# A source that passes on hearsay says less than one that tells on its own word or names whose account it gives.
_HEARSAY_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value, the report it is taken from, and the rule that decided for it."""

    value: T
    report: Report
    rule: Rule = Rule.TOLD_ALIKE


@dataclass(frozen=True, slots=True)
class Voice:
    """A report as it speaks for what it tells: by which independent source, and whose account it gives."""

    report: Report
    source: str
    grade: Grade


@dataclass(slots=True)
class Option(Generic[T]):
    """One of the values told and the report that stands for it; what each source gives it, who tells it firmly."""

    value: T
    report: Report
    weights: dict[str, float] = field(default_factory=dict)
    firm: set[str] = field(default_factory=set)

    @property
    def total(self) -> float:
        """The weight of its independent sources."""
        return sum(self.weights.values())

    def believed(self, rule: Rule) -> Told[T]:
        """Its value, by this rule."""
        return Told(self.value, self.report, rule)


class Tally(Generic[T]):
    """The votes for the values of one field, counted as reports come, oldest first.

    A source counts once for each value, by its surest telling. The report that tells a value first stands for it, or
    the one whose value `better` puts first.
    """

    def __init__(self, better: Callable[[T], SupportsLess] | None = None) -> None:
        self._better = better
        self._options: dict[Hashable, Option[T]] = {}

    def add(self, choice: Hashable, value: T, voice: Voice, weight: float = 1.0) -> None:
        """Count that `voice` tells `value`; `choice` is what tellings of one value share."""
        option = self._options.get(choice)
        if option is None:
            option = self._options[choice] = Option(value, voice.report)
        elif self._better is not None and self._better(value) < self._better(option.value):
            option.value, option.report = value, voice.report
        if voice.grade is Grade.HEARSAY:
            weight *= _HEARSAY_WEIGHT
        option.weights[voice.source] = max(weight, option.weights.get(voice.source, 0.0))
        if voice.grade in FIRM:
            option.firm.add(voice.source)

    @property
    def options(self) -> list[Option[T]]:
        """The values told, in order of first telling."""
        return list(self._options.values())


@dataclass(frozen=True, slots=True)
class Scale(Generic[T]):
    """How values of one field contain each other: `level` is 0 for the finest.

    A coarser value may hold a finer one (a week its days), exclude it (another week), or say nothing of it.
    """

    level: Callable[[T], int]
    holds: Callable[[T, T], bool]
    excludes: Callable[[T, T], bool]


def most_told(options: Sequence[Option[T]]) -> Told[T] | None:
    """The value of most independent sources, None without any.

    Among equals the one that more of them tell firmly, then the one told first.
    """
    leading = _leading(options)
    if len(leading) <= 1:
        return leading[0].believed(_rule_of_votes(options)) if leading else None
    return _firmest(leading)


def most_told_or_first(options: Sequence[Option[T]], order: Callable[[T], SupportsLess], rule: Rule) -> Told[T] | None:
    """The value of most independent sources; among equals the first in `order`, by `rule`."""
    leading = _leading(options)
    if len(leading) <= 1:
        return leading[0].believed(_rule_of_votes(options)) if leading else None
    return min(leading, key=lambda option: order(option.value)).believed(rule)


def finest(options: Sequence[Option[T]], scale: Scale[T]) -> Told[T] | None:
    """The finest value, unless coarser ones that exclude it have more sources; then the finest that they hold.

    A coarser value that holds a finer one speaks for it.
    """
    if len(options) <= 1:
        return options[0].believed(Rule.TOLD_ALIKE) if options else None
    levels = sorted({scale.level(option.value) for option in options})
    for level in levels:
        tier = [_backed(option, options, scale) for option in options if scale.level(option.value) == level]
        is_only_finer = len(tier) == 1 and level == levels[0]
        while tier:
            leading = _leading(tier)
            told = _firmest(leading) if len(leading) > 1 else leading[0].believed(Rule.MOST_SOURCES)
            rivals = _rivals(told.value, level, options, scale)
            stronger = [rival for rival in rivals if rival.total > leading[0].total]
            if not stronger:
                return replace(told, rule=Rule.FINER) if is_only_finer else told
            tier = [option for option in tier if not _is_excluded(option, stronger, scale)]
    return None


def _is_excluded(option: Option[T], rivals: Sequence[Option[T]], scale: Scale[T]) -> bool:
    return any(scale.excludes(rival.value, option.value) for rival in rivals)


def _leading(options: Sequence[Option[T]]) -> list[Option[T]]:
    most = max((option.total for option in options), default=0.0)
    return [option for option in options if option.total == most]


def _rule_of_votes(options: Sequence[Option[T]]) -> Rule:
    return Rule.TOLD_ALIKE if len(options) == 1 else Rule.MOST_SOURCES


def _firmest(leading: Sequence[Option[T]]) -> Told[T]:
    most = max(len(option.firm) for option in leading)
    firm = [option for option in leading if len(option.firm) == most]
    return firm[0].believed(Rule.OFFICIAL if len(firm) < len(leading) else Rule.FIRST_TOLD)


def _backed(option: Option[T], options: Sequence[Option[T]], scale: Scale[T]) -> Option[T]:
    """The option with the sources of the coarser ones that hold it."""
    level = scale.level(option.value)
    return _joined(option, [o for o in options if scale.level(o.value) > level and scale.holds(o.value, option.value)])


def _rivals(value: T, level: int, options: Sequence[Option[T]], scale: Scale[T]) -> list[Option[T]]:
    """The coarser options that exclude `value`, each with the sources of the finer ones that it holds."""
    against = [o for o in options if scale.level(o.value) > level and scale.excludes(o.value, value)]
    return [_joined(rival, _held(rival, options, scale)) for rival in against]


def _held(rival: Option[T], options: Sequence[Option[T]], scale: Scale[T]) -> list[Option[T]]:
    level = scale.level(rival.value)
    return [o for o in options if scale.level(o.value) < level and scale.holds(rival.value, o.value)]


def _joined(option: Option[T], others: Sequence[Option[T]]) -> Option[T]:
    if not others:
        return option
    weights = dict(option.weights)
    for other in others:
        for source, weight in other.weights.items():
            weights[source] = max(weight, weights.get(source, 0.0))
    return replace(option, weights=weights)
