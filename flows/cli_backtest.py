"""`tocsin backtest`: the watches replayed over the past, as it was known each day, method beside method."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from flows.screen import screen
from flows.settings import load_settings

MOST_LISTED = 20
_DAY = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(backtest)


def backtest(
    watch: Annotated[list[str] | None, typer.Option(help="Only this watch; may be given again.")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=_DAY, help="First day (default: a year).")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=_DAY, help="Last day (default: the newest).")] = None,
    method: Annotated[
        list[str] | None, typer.Option(help="Only this method beside the watches' own; may be given again.")
    ] = None,
    episodes: Annotated[
        Path | None, typer.Option(help="A TOML file of known episodes, to tell precision and delay.")
    ] = None,
    chart: Annotated[Path | None, typer.Option(help="Write the methods side by side to this PNG file.")] = None,
) -> None:
    """Walk the past day by day as it was known then: alarms a week, precision, delay, by every method."""
    from extractors.charts import methods_chart
    from extractors.episodes_file import read_episodes_file
    from extractors.watching.methods import METHODS
    from extractors.watching.replay import methods_shown, replayed_by, scored
    from flows.replaying import NOTHING_YET, days_between, past_of, watches_called

    settings = load_settings()
    watches = watches_called(settings, watch or [])
    for name in method or []:
        if name not in METHODS:
            raise typer.BadParameter(f"no method '{name}'; there is {', '.join(METHODS)}", param_hint="--method")
    known = read_episodes_file(episodes) if episodes else []
    methods = [*dict.fromkeys(w.method for w in watches), *(method or [m for m in METHODS if METHODS[m].is_test])]
    console = screen()
    with past_of(settings) as snapshot:
        days = days_between(snapshot, first, last)
        if days is None:
            print(NOTHING_YET)
            return
        levels = {level.watch: level.chance for level in snapshot.series.levels()}
        found = []
        for name in dict.fromkeys(methods):
            with console.status(f"replaying {len(watches)} watches by {name} ..."):
                found.append(scored(replayed_by(snapshot.series, watches, name, levels, *days), known))
    console.print(f"Replayed {days[0]} to {days[1]} day by day, {len(watches)} watches, as the world knew it each day.")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("method", "alerts", "a week", "found", "precision", "median delay"):
        table.add_column(column, justify="left" if column == "method" else "right")
    for one in found:
        table.add_row(
            one.replayed.method,
            str(len(one.replayed.alerts)),
            f"{one.replayed.alarms_a_week:.2f}",
            f"{one.found} of {one.episodes}" if known else "",
            f"{one.precision:.0%}" if known and one.precision is not None else "",
            f"{one.median_delay:g} days" if one.median_delay is not None else "",
        )
    console.print(table)
    for alert in found[0].replayed.alerts[:MOST_LISTED]:
        console.print(Text(f"{alert.opened_at:%Y-%m-%d} {alert.severity}: {alert.summary}"), soft_wrap=True)
    more = len(found[0].replayed.alerts) - MOST_LISTED
    if more > 0:
        console.print(f"and {more} more by {found[0].replayed.method}")
    if chart is not None:
        chart.write_bytes(methods_chart("Methods over the past, as it was known", methods_shown(found), "week"))
        console.print(f"wrote {chart}")
