"""Rows of figures to the pages that tell what was measured, and how."""

from __future__ import annotations

import os
from collections.abc import Sequence

from flows.bench_alerts.daily import Worth
from flows.bench_alerts.matched import Match
from flows.bench_alerts.methods import CUSUM, FARRINGTON
from flows.bench_alerts.scenarios import SCENARIOS
from flows.bench_alerts.settings import FALSE_ALARMS, Tried
from flows.bench_alerts.tables import (
    Row,
    as_markdown,
    matches_as_markdown,
    table,
    timed_as_markdown,
    verdicts,
    worth_as_markdown,
)
from flows.bench_alerts.timing import DAYS, JUDGED_BY_FARRINGTON, SERIES, Timed

_R = "farringtonFlexible of R"
_SCENARIOS = """\
# Simulated outbreaks

Weekly counts of {scenarios} published scenarios, {replicates} series of each, seed {reported}.
The level of the {cusum} was chosen on seed {tuning}, to have no more false alarms than {farrington}.
False alarms are a share of the judged weeks outside of outbreaks, found is a share of the outbreaks, delays are weeks
from the first case; a missed outbreak counts as long as it lasted.

{said}

## At as many false alarms in each set of parameters

The level of the {cusum} is chosen for each set of parameters on these very series, so that it has no more false alarms
there than the other method: what both can do. Its figures are the second ones.

{matches}

## By group of series, at one level for all

{tables}
"""
_CHANCES = """\
# What a chance is worth

The share of days of {series} daily series that stay what they are whose chance by the {cusum} was at most the one above
the column. Killed come in lognormal tolls, whose tails are heavier than those of any negative binomial.

{table}
"""
_TIMINGS = """\
# What judging costs

{series:,} daily series of {days} days; each method takes one of {cores} cores, load {load:.1f} at the end.{without}
{farrington} needs a year of baseline and judges the last {judged} days of each series.

{table}
"""
_SETTINGS = """\
# Other settings of the {cusum}

Each is changed by itself. Found is the share of outbreaks in {replicates} series of each scenario, seed {tuning}.
The other columns are of daily series: bursts of a week of five times as many incidents found at one false alarm in
2,000 days; days until what is expected is halfway to where a lasting shift to five times, or to a fifth, went; the
share of the first 120 days with a chance of at most one in a thousand.

{table}
"""


def scenarios_page(
    told: Sequence[Row],
    by_scenario: Sequence[Row],
    matched: Sequence[Match],
    *,
    replicates: int,
    tuning: int,
    reported: int,
) -> str:
    """`tuning` and `reported` are the seeds of the series that the level was chosen on and that the rows are of.

    The first group of `told` is of all series.
    """
    overall = [row for row in told if row.group == told[0].group]
    return _SCENARIOS.format(
        scenarios=len(SCENARIOS),
        replicates=replicates,
        reported=reported,
        tuning=tuning,
        cusum=CUSUM,
        farrington=FARRINGTON,
        matches=matches_as_markdown(matched),
        said="\n".join(f"- {sentence}" for sentence in verdicts(overall, by_scenario, CUSUM, FARRINGTON)),
        tables=as_markdown(told),
    )


def chances_page(told: Sequence[Worth], series: int) -> str:
    """What a chance is worth on so many series of each kind."""
    return _CHANCES.format(series=series, cusum=CUSUM, table=worth_as_markdown(told))


def timings_page(told: Sequence[Timed]) -> str:
    """What judging costs, beside R where it is here."""
    has_r = any(one.method.startswith(_R) for one in told)
    return _TIMINGS.format(
        series=SERIES,
        days=DAYS,
        cores=os.cpu_count(),
        load=os.getloadavg()[0],
        without="" if has_r else " R with its package surveillance is not here.",
        farrington=FARRINGTON,
        judged=JUDGED_BY_FARRINGTON,
        table=timed_as_markdown(told, _R),
    )


def settings_page(told: Sequence[Tried], replicates: int, tuning: int) -> str:
    """What other settings would do on the series that they were chosen on, of the seed `tuning`."""
    found = (f"found at {share:.1%} false alarms" for share in FALSE_ALARMS)
    head = ("setting", *found, "bursts found", "days to a rise", "days to a fall", "early chances")
    cells = [
        (
            one.setting,
            *(f"{share:.1%}" for share in one.found),
            f"{one.bursts:.1%}",
            str(one.rise),
            str(one.fall),
            f"{one.early:.5f}",
        )
        for one in told
    ]
    return _SETTINGS.format(cusum=CUSUM, replicates=replicates, tuning=tuning, table=table(head, cells))
