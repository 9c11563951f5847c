"""`python -m flows.bench_alerts`: the methods of alerting on simulated outbreaks, and their cost; writes the tables.

With `--settings`: what other settings of the default method would do, on the series by which they were chosen.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from flows.bench_alerts.daily import KILLED_DISPERSION, Worth, incidents, killed, worth
from flows.bench_alerts.methods import (
    CUSUM,
    FARRINGTON,
    FARRINGTON_LEVELS,
    UNLIMITED,
    Alarms,
    cusum_alarms,
    cusum_level,
    ears_alarms,
    farrington_chances,
)
from flows.bench_alerts.outcomes import figures, groups, outcomes
from flows.bench_alerts.scenarios import SCENARIOS, Simulated, simulate
from flows.bench_alerts.settings import FALSE_ALARMS, tried
from flows.bench_alerts.tables import (
    Row,
    as_csv,
    as_markdown,
    rows,
    table,
    timed_as_markdown,
    verdicts,
    worth_as_markdown,
)
from flows.bench_alerts.timing import DAYS, JUDGED_BY_FARRINGTON, SERIES, timings

RESULTS = Path(__file__).with_name("results")
REPLICATES = 100
# The level of the default method and its settings were chosen on the first, and the tables are of the second.
TUNING_SEED, REPORTED_SEED = 20130101, 20170717
_WORTH_SERIES, _WORTH_DAYS = 3000, 730
_WORTH_SEEDS = (1, 2)
_R = "farringtonFlexible of R"


def main() -> None:
    """Print the tables, and write them."""
    parser = argparse.ArgumentParser(prog="flows.bench_alerts", description=__doc__)
    parser.add_argument("--replicates", type=int, default=REPLICATES, help="series of each scenario")
    parser.add_argument("--settings", action="store_true", help="what other settings would do (some minutes)")
    arguments = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    if arguments.settings:
        _write("settings.md", _settings(arguments.replicates))
        return
    told = compared(arguments.replicates)
    (RESULTS / "scenarios.csv").write_text(as_csv(told), encoding="utf-8")
    _write("scenarios.md", _scenarios(told, arguments.replicates))
    _write("chances.md", _chances())
    _write("timings.md", _timings())


def compared(replicates: int) -> list[Row]:
    """The figures of all methods on `replicates` series of each scenario, by group: what tables and charts show."""
    tuning, reported = simulate(replicates, TUNING_SEED), simulate(replicates, REPORTED_SEED)
    limits = {FARRINGTON: True, UNLIMITED: False}
    learned = farrington_chances(tuning)
    told = {name: farrington_chances(reported, limited=limited) for name, limited in limits.items()}
    contenders = ears_alarms(reported)
    for level in FARRINGTON_LEVELS:
        contenders += [Alarms(name, level, chance <= level) for name, chance in told.items()]
        wrong = figures(outcomes(tuning, learned <= level), groups(tuning)["all 42 scenarios"]).false_alarms
        contenders.append(cusum_alarms(reported, cusum_level(tuning, wrong)))
    return rows(reported, contenders)


def _scenarios(told: list[Row], replicates: int) -> str:
    said = "\n".join(f"- {sentence}" for sentence in verdicts(told, CUSUM, FARRINGTON))
    return (
        f"# Simulated outbreaks\n\nWeekly counts of {len(SCENARIOS)} published scenarios, {replicates} series of each, seed "
        f"{REPORTED_SEED}; the level of the {CUSUM} was chosen on seed {TUNING_SEED}, to have no more false alarms than "
        f"{FARRINGTON}. False alarms are a share of the judged weeks outside of outbreaks, found is a share of the "
        "outbreaks, delays are in weeks from the first case, a missed outbreak counting as long as it lasted.\n\n"
        f"{said}\n\n{as_markdown(told)}\n"
    )


def _chances() -> str:
    told: list[Worth] = worth("incidents", incidents(_WORTH_SERIES, _WORTH_DAYS, _WORTH_SEEDS[0]))
    heaps = killed(_WORTH_SERIES, _WORTH_DAYS, _WORTH_SEEDS[1])
    told += worth("killed", heaps)
    told += worth(f"killed, dispersion {KILLED_DISPERSION:g} supposed", heaps, dispersion=KILLED_DISPERSION)
    return (
        f"# What a chance is worth\n\nThe share of days of {_WORTH_SERIES} quiet daily series whose chance by the {CUSUM} "
        "was at most the one above the column. Killed come in lognormal tolls, whose tails are heavier than those of "
        f"any negative binomial.\n\n{worth_as_markdown(told)}\n"
    )


def _timings() -> str:
    told = timings()
    without = "" if any(one.method.startswith(_R) for one in told) else " R with its package surveillance is not here."
    return (
        f"# What judging costs\n\n{SERIES:,} daily series of {DAYS} days on {os.cpu_count()} cores, of which each method "
        f"takes one, load {os.getloadavg()[0]:.1f} at the end.{without} {FARRINGTON} needs a year of baseline and judges "
        f"the last {JUDGED_BY_FARRINGTON} days of each series.\n\n{timed_as_markdown(told, _R)}\n"
    )


def _settings(replicates: int) -> str:
    simulated: Simulated = simulate(replicates, TUNING_SEED)
    head = (
        "setting",
        *(f"found at {share:.1%} false alarms" for share in FALSE_ALARMS),
        "bursts found",
        "days to a rise",
        "days to a fall",
        "early days at 1 in 1,000",
    )
    cells = []
    for one in tried(simulated):
        found = (f"{share:.1%}" for share in one.found)
        cells.append((one.setting, *found, f"{one.bursts:.1%}", str(one.rise), str(one.fall), f"{one.early:.5f}"))
        print(*cells[-1], sep="  ", flush=True)
    return (
        f"# Other settings of the {CUSUM}\n\nEach changed by itself, on {replicates} series of each scenario, seed "
        f"{TUNING_SEED}, and on daily series.\n\n{table(head, cells)}\n"
    )


def _write(name: str, text: str) -> None:
    print(text, flush=True)
    (RESULTS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
