"""What the methods did to rows of figures, and rows to tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from extractors.drawing.methods import MethodPoint
from flows.bench_alerts.daily import Worth
from flows.bench_alerts.matched import Match
from flows.bench_alerts.methods import Alarms
from flows.bench_alerts.outcomes import figures, outcomes
from flows.bench_alerts.scenarios import Bools, Simulated
from flows.bench_alerts.timing import Timed


@dataclass(frozen=True, slots=True)
class Row:
    """A method at a level, on a group of series: shares of quiet weeks and of outbreaks, and weeks (see Figures)."""

    method: str
    level: float
    group: str
    false_alarms: float
    found: float
    delay_found: float
    delay: float
    median: float


def rows(simulated: Simulated, contenders: Iterable[Alarms], named: Mapping[str, Bools]) -> list[Row]:
    """The figures of every contender on every one of the `named` groups of series."""
    became = [(one, outcomes(simulated, one.alarms)) for one in contenders]
    return [
        Row(one.method, one.level, group, *astuple(figures(found, among)))
        for group, among in named.items()
        for one, found in became
    ]


def as_points(told: Sequence[Row]) -> list[MethodPoint]:
    """Rows of one group as points of a chart: false alarms in 100 weeks, and the weeks until an outbreak was found."""
    return [MethodPoint(row.method, 100 * row.false_alarms, row.found, row.median, row.delay) for row in told]


def as_csv(told: Sequence[Row]) -> str:
    """One line a row, figures to four decimals."""
    lines = [",".join(field.name for field in fields(Row))]
    for row in told:
        numbers = (row.false_alarms, row.found, row.delay_found, row.delay, row.median)
        lines.append(",".join((row.method, f"{row.level:.4g}", row.group, *(f"{n:.4f}" for n in numbers))))
    return "\n".join(lines) + "\n"


def as_markdown(told: Sequence[Row]) -> str:
    """A table for each group."""
    by_group: dict[str, list[Row]] = {}
    for row in told:
        by_group.setdefault(row.group, []).append(row)
    parts = []
    for group, of_group in by_group.items():
        cells = [
            (
                row.method,
                f"{row.level:.3g}",
                f"{row.false_alarms:.2%}",
                f"{row.found:.1%}",
                f"{row.median:.1f}",
                f"{row.delay:.2f}",
                f"{row.delay_found:.2f}",
            )
            for row in of_group
        ]
        head = ("method", "level", "false alarms", "found", "median delay", "mean delay", "mean delay of the found")
        parts.append(f"### {group[0].upper()}{group[1:]}\n\n{table(head, cells)}")
    return "\n\n".join(parts)


def matches_as_markdown(told: Sequence[Match]) -> str:
    """A line for each set of parameters and method, the default method's figures after the other's."""
    head = ("series", "against", "level", "false alarms", "found", "mean delay")
    cells = [
        (
            one.group,
            one.against,
            f"{one.level:g}",
            f"{one.theirs.false_alarms:.2%}, {one.mine.false_alarms:.2%}",
            f"{one.theirs.found:.1%}, {one.mine.found:.1%}",
            f"{one.theirs.delay:.2f}, {one.mine.delay:.2f}",
        )
        for one in told
    ]
    return table(head, cells)


def worth_as_markdown(told: Sequence[Worth]) -> str:
    """How often each chance came up, a line for each kind and age of series."""
    chances = sorted({one.chance for one in told}, reverse=True)
    lines: dict[tuple[str, str], list[str]] = {}
    for one in told:
        lines.setdefault((one.series, f"{one.first} to {one.last}"), []).append(f"{one.share:.5f}")
    head = ("series", "days since their first", *(f"chance {chance:g}" for chance in chances))
    return table(head, [(*key, *shares) for key, shares in lines.items()])


def timed_as_markdown(told: Sequence[Timed], baseline: str) -> str:
    """Seconds for all series, and how many times faster a judged day is than by the method that `baseline` begins."""
    base = next((one for one in told if one.method.startswith(baseline)), None)
    cells = [
        (
            one.method,
            f"{one.seconds:.3f} s for {one.cells:,} days",
            f"{one.all:.3g} s" if one.cells == one.of else f"{one.all:,.0f} s (from the sample)",
            f"{base.each / one.each:,.0f}" if base else "",
        )
        for one in told
    ]
    head = ("method", "measured", "all series", f"times as fast a day as {baseline}" if base else "")
    return table(head, cells)


def table(head: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """A Markdown table with its columns aligned, so that it reads as text too."""
    lines = [tuple(head), *(tuple(line) for line in cells)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    padded = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join((padded[0], rule, *padded[1:]))


def verdicts(overall: Sequence[Row], scenarios: Sequence[Row], method: str, against: str) -> list[str]:
    """A sentence for each level of `method`, about `against` with as many false alarms: on all, and by scenario."""
    mine, theirs = (sorted(_levels(overall, name), key=lambda row: row.false_alarms) for name in (method, against))
    return [
        f"At {one.false_alarms:.2%} false alarms a week (level {one.level:.3g}) the {method} found {one.found:.1%} of "
        f"the outbreaks, {against} {other.found:.1%} at {other.false_alarms:.2%} (level {other.level:g}). The delay "
        f"was {one.delay:.2f} weeks on average and {one.median:.1f} on median, against {other.delay:.2f} and "
        f"{other.median:.1f}. {_by_scenario(scenarios, one, other)}"
        for one, other in zip(mine, theirs, strict=True)
    ]


def _levels(told: Iterable[Row], method: str) -> list[Row]:
    return [row for row in told if row.method == method]


def _by_scenario(scenarios: Sequence[Row], one: Row, other: Row) -> str:
    mine, theirs = (
        [row for row in scenarios if (row.method, row.level) == (like.method, like.level)] for like in (one, other)
    )
    pairs = list(zip(mine, theirs, strict=True))
    found = [a.found - b.found for a, b in pairs]
    mean = [b.delay - a.delay for a, b in pairs]
    median = [b.median - a.median for a, b in pairs]
    return (
        f"Of the {len(pairs)} scenarios, in each of which either may have had more false alarms, it found more in "
        f"{_more(found)} and fewer in {_fewer(found)}; its mean delay was shorter in {_more(mean)} and longer in "
        f"{_fewer(mean)}, its median delay in {_more(median)} and {_fewer(median)}."
    )


def _more(differences: Iterable[float]) -> int:
    return sum(difference > 0 for difference in differences)


def _fewer(differences: Iterable[float]) -> int:
    return sum(difference < 0 for difference in differences)
