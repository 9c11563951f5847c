"""`python -m flows.bench_alerts`: the methods of alerting on simulated outbreaks, and their cost; writes the tables.

With `--settings`: what other settings of the default method would do, on the series by which they were chosen.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from extractors.charts import methods_chart
from extractors.watching.methods import KILLED_DISPERSION
from flows.bench_alerts.daily import incidents, killed, worth
from flows.bench_alerts.matched import matches
from flows.bench_alerts.methods import FARRINGTON, UNLIMITED, compared
from flows.bench_alerts.outcomes import by_scenario, groups
from flows.bench_alerts.pages import chances_page, scenarios_page, settings_page, timings_page
from flows.bench_alerts.scenarios import simulate
from flows.bench_alerts.settings import tried
from flows.bench_alerts.tables import as_csv, as_points, rows
from flows.bench_alerts.timing import timings

RESULTS = Path(__file__).with_name("results")
REPLICATES = 100
# The level of the default method and its settings were chosen on the first; the tables are of the second.
TUNING_SEED, REPORTED_SEED = 20130101, 20170717
_WORTH_SERIES, _WORTH_DAYS = 3000, 730
_WORTH_SEEDS = (1, 2)


def main() -> None:
    """Print the tables, and write them."""
    parser = argparse.ArgumentParser(prog="flows.bench_alerts", description=__doc__)
    parser.add_argument("--replicates", type=int, default=REPLICATES, help="series of each scenario")
    parser.add_argument("--settings", action="store_true", help="what other settings would do (some minutes)")
    arguments = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    if arguments.settings:
        _tell_settings(arguments.replicates)
    else:
        _tell_methods(arguments.replicates)


def _tell_methods(replicates: int) -> None:
    reported = simulate(replicates, REPORTED_SEED)
    contenders = compared(simulate(replicates, TUNING_SEED), reported)
    told = rows(reported, contenders, groups(reported))
    each = rows(reported, contenders, by_scenario(reported))
    (RESULTS / "scenarios.csv").write_text(as_csv([*told, *each]), encoding="utf-8")
    overall = [row for row in told if row.group == told[0].group]
    picture = methods_chart("Outbreaks of 42 published scenarios", as_points(overall), "100 weeks", "weeks")
    (RESULTS / "scenarios.png").write_bytes(picture)
    matched = [match for one in contenders if one.method in (FARRINGTON, UNLIMITED) for match in matches(reported, one)]
    seeds = {"tuning": TUNING_SEED, "reported": REPORTED_SEED}
    _write("scenarios.md", scenarios_page(told, each, matched, replicates=replicates, **seeds))
    heaps = killed(_WORTH_SERIES, _WORTH_DAYS, _WORTH_SEEDS[1])
    kinds = [
        *worth("incidents", incidents(_WORTH_SERIES, _WORTH_DAYS, _WORTH_SEEDS[0])),
        *worth("killed", heaps),
        *worth(f"killed, dispersion {KILLED_DISPERSION:g} supposed", heaps, KILLED_DISPERSION),
    ]
    _write("chances.md", chances_page(kinds, _WORTH_SERIES))
    _write("timings.md", timings_page(timings()))


def _tell_settings(replicates: int) -> None:
    told = tried(simulate(replicates, TUNING_SEED))
    _write("settings.md", settings_page(list(told), replicates, TUNING_SEED))


def _write(name: str, text: str) -> None:
    print(text, flush=True)
    (RESULTS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
