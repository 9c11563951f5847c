"""A finished run to one readable screen: what was polled and read, the newest incidents, the alerts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractors.watching.series_words import series_label
from warehouse.records import Alert, IncidentVersion
from warehouse.store import open_snapshot

NEWEST = 12
SHORT = 8
# The columns that do not wrap take 92, as types have long words; on fewer than this the last ones would be lost.
TABLE_WIDTH = 120


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
    if collect.get("revisited"):
        console.print(
            f"[bold]Again[/]    {collect['revisited']} pages of incidents: {collect['changed']} changed by their "
            f"publishers, {collect['withdrawn']} withdrawn"
        )
    console.print(
        f"[bold]Read[/]     {understand['read']} articles: {understand['relevant']} tell of violence, "
        f"{understand['events']} events, {understand['tolls']} tolls"
        + (f"; {understand['language']} kept unread, in languages without a reader" if understand["language"] else "")
    )
    console.print(
        f"[bold]Resolved[/] {resolve['reports']} reports: {resolve['incidents_new']} new incidents, "
        f"{resolve['incidents_changed']} changed"
        + (f", {resolve['incidents_merged']} merged into others" if resolve["incidents_merged"] else "")
    )
    alerts = "1 alert" if alert["alerts"] == 1 else f"{alert['alerts']} alerts"
    console.print(
        f"[bold]Watched[/]  {alert['watches']} watches, {alert['series']} series: {alerts}, {alert['alerts_open']} open"
    )
    if broken := counts.get("checks"):
        rules = ", ".join(f"{name} ({rows} {'row' if rows == 1 else 'rows'})" for name, rows in broken.items())
        console.print(f"[bold red]Unsound[/]  the warehouse breaks its own rules: {rules}", highlight=False)
    console.print()


def show_incidents(console: Console, snapshot: Path) -> None:
    """Print the newest incidents, the latest day first: as a table, or on a narrow console in two lines each."""
    with open_snapshot(snapshot) as reader:
        newest = reader.incidents.newest(NEWEST)
    if not newest:
        console.print("No incident yet.\n")
    elif console.width < TABLE_WIDTH:
        _print_lines(console, newest)
    else:
        console.print(_table(newest))
        console.print()


def _where(row: IncidentVersion) -> str:
    return ", ".join(dict.fromkeys(part for part in (row.place_name, row.admin1, row.country) if part))


def _table(rows: Sequence[IncidentVersion]) -> Table:
    table = Table(title="Newest incidents", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column, no_wrap in (("date", True), ("place", False), ("type", True), ("perpetrator", False)):
        table.add_column(column, overflow="fold", no_wrap=no_wrap)
    for column in ("killed", "injured", "sources"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("id", style="dim", no_wrap=True)
    for row in rows:
        table.add_row(
            row.happened_first or "",
            escape(_where(row)),
            row.sub_event_type,
            escape(row.perpetrator or ""),
            _figure(row.killed_low, row.killed_best, row.killed_high),
            _figure(row.injured_low, row.injured_best, row.injured_high),
            str(row.sources),
            short_id(row.incident_id),
        )
    return table


def _print_lines(console: Console, rows: Sequence[IncidentVersion]) -> None:
    console.print("Newest incidents", style="italic")
    for row in rows:
        figures = (
            ("killed", _figure(row.killed_low, row.killed_best, row.killed_high)),
            ("injured", _figure(row.injured_low, row.injured_best, row.injured_high)),
        )
        people = [f"{figure} {word}" for word, figure in figures if figure]
        sources = f"{row.sources} source{'' if row.sources == 1 else 's'}"
        by = f" by {row.perpetrator}" if row.perpetrator else ""
        told = f"{row.sub_event_type}{by}: {', '.join([*people, sources])}"
        console.print(f"{row.happened_first or 'no day'}  {short_id(row.incident_id)}  {_where(row)}", markup=False)
        console.print(Padding(Text(told), (0, 0, 0, 2)))
    console.print()


def show_alerts(console: Console, alerts: Sequence[Alert]) -> None:
    """Print each alert with its plain sentence, open ones first."""
    if not alerts:
        console.print("No alert.")
    for alert in sorted(alerts, key=lambda a: (a.state != "open", a.last_day, a.watch)):
        colour = "red" if alert.state == "open" else "yellow"
        label = escape(series_label(alert.watch, alert.series))
        head = f"[bold {colour}]ALERT[/] ({alert.state}, {alert.severity}) [bold]{label}[/]"
        console.print(f"{head}: {escape(alert.summary)}", highlight=False)
    console.print()
