"""What the methods did to rows of figures, and rows to tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields

from flows.bench_alerts.daily import Worth
from flows.bench_alerts.methods import Alarms
from flows.bench_alerts.outcomes import figures, groups, outcomes
from flows.bench_alerts.scenarios import Simulated
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


def rows(simulated: Simulated, contenders: Iterable[Alarms]) -> list[Row]:
    """The figures of every contender on every group of series, the group of all first."""
    named = groups(simulated)
    became = [(one, outcomes(simulated, one.alarms)) for one in contenders]
    return [
        Row(one.method, one.level, group, *astuple(figures(found, among)))
        for group, among in named.items()
        for one, found in became
    ]


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


def verdicts(told: Sequence[Row], method: str, against: str) -> list[str]:
    """On the first group, a sentence for each row of `method` about the row of `against` with the next false alarms."""
    first = [row for row in told if row.group == told[0].group]
    mine = sorted((row for row in first if row.method == method), key=lambda row: row.false_alarms)
    theirs = sorted((row for row in first if row.method == against), key=lambda row: row.false_alarms)
    return [
        f"At {one.false_alarms:.2%} false alarms a week (level {one.level:.3g}) the {method} found {one.found:.1%} of "
        f"the outbreaks, {against} {other.found:.1%} at {other.false_alarms:.2%} (level {other.level:g}). The delay, a "
        f"missed outbreak counting as long as it lasted, was {one.delay:.2f} weeks on average and {one.median:.1f} on "
        f"median, against {other.delay:.2f} and {other.median:.1f}."
        for one, other in zip(mine, theirs, strict=True)
    ]
