"""A finished run to one readable screen: what was polled and read, the newest incidents, the alerts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from warehouse.records import Alert
from warehouse.store import open_snapshot

NEWEST = 12
SHORT = 8
# "Shelling/artillery/missile" and "explosive/landmine/IED" are one word each, which a narrower column would cut.
LONGEST_WORD = 26


def short_id(incident_id: str) -> str:
    """The first letters of an id, which `tocsin incident` takes: enough for some ten thousand incidents."""
    return incident_id.removeprefix("incident-")[:SHORT]


def _figure(low: int | None, best: int | None, high: int | None) -> str:
    """`7`, `7 (5-9)` where reports differ, `5+` where only a lower bound is known, empty where nobody says."""
    if best is None:
        return "" if low is None else f"{low}+"
    if low is not None and high is not None and low != high:
        return f"{best} ({low}-{high})"
    return str(best)


def show_counts(console: Console, counts: dict[str, dict[str, int]]) -> None:
    """Print one line a stage of what the run counted."""
    collect, understand = counts["collect"], counts["understand"]
    resolve, alert = counts["resolve"], counts["alert"]
    console.print(
        f"[bold]Polled[/]   {collect['polled']} of {collect['feeds']} feeds ({collect['failed']} failed): "
        f"{collect['entries']} entries, {collect['new']} new, {collect['entries_discarded']} discarded"
    )
    console.print(
        f"[bold]Fetched[/]  {collect['pages']} pages: {collect['articles']} articles "
        f"({collect['from_feed']} from the feed's own text), {collect['retry']} to try again, "
        f"{collect['pages_discarded']} without text"
    )
    console.print(
        f"[bold]Read[/]     {understand['read']} articles: {understand['relevant']} tell of violence, "
        f"{understand['events']} events, {understand['tolls']} tolls"
    )
    console.print(
        f"[bold]Resolved[/] {resolve['reports']} reports: {resolve['incidents_new']} new incidents, "
        f"{resolve['incidents_changed']} changed"
    )
    console.print(f"[bold]Watched[/]  {alert['watches']} watches: {alert['alerts']} alerts")
    if broken := counts.get("checks"):
        rules = ", ".join(f"{name} ({rows} {'row' if rows == 1 else 'rows'})" for name, rows in broken.items())
        console.print(f"[bold red]Unsound[/]  the warehouse breaks its own rules: {rules}", highlight=False)
    console.print()


def show_incidents(console: Console, snapshot: Path) -> None:
    """Print the newest incidents as a table, the latest day first."""
    table = Table(title="Newest incidents", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column, width in (("date", 10), ("place", 12), ("type", LONGEST_WORD), ("perpetrator", 12)):
        table.add_column(column, overflow="fold", min_width=width)
    for column in ("killed", "injured", "sources"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("id", style="dim", no_wrap=True, width=SHORT)
    with open_snapshot(snapshot) as reader:
        for row in reader.incidents.newest(NEWEST):
            where = ", ".join(dict.fromkeys(part for part in (row.place_name, row.admin1, row.country) if part))
            table.add_row(
                row.happened_first or "",
                where,
                row.sub_event_type,
                row.perpetrator or "",
                _figure(row.killed_low, row.killed_best, row.killed_high),
                _figure(row.injured_low, row.injured_best, row.injured_high),
                str(row.sources),
                short_id(row.incident_id),
            )
    console.print(table)
    console.print()


def show_alerts(console: Console, alerts: Sequence[Alert]) -> None:
    """Print each alert with its plain sentence, open ones first."""
    if not alerts:
        console.print("No alert.")
    for alert in sorted(alerts, key=lambda a: (a.state != "open", a.last_day, a.watch)):
        colour = "red" if alert.state == "open" else "yellow"
        head = f"[bold {colour}]ALERT[/] ({alert.state}) [bold]{alert.watch}[/]"
        console.print(f"{head}: {alert.summary}", highlight=False)
    console.print()
