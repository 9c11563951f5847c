"""`tocsin query`, `schema`, `export` and `alerts`: what readers ask of the published snapshot."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from flows.settings import load_settings


class QueryFormat(StrEnum):
    """How `tocsin query` prints."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class ExportFormat(StrEnum):
    """How `tocsin export` writes."""

    CSV = "csv"
    JSON = "json"
    GEOJSON = "geojson"
    PARQUET = "parquet"
    ACLED = "acled"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    for command in (query, schema, export, alerts):
        app.command()(command)


Output = Annotated[str, typer.Option("--output", "-o", help="File to write; - for standard output.")]


def query(
    sql: Annotated[str, typer.Argument(help="One SQL statement over the views that `tocsin schema` lists.")],
    format_: Annotated[QueryFormat, typer.Option("--format", "-f", help="How to print the rows.")] = QueryFormat.TABLE,
    output: Output = "-",
) -> None:
    """Ask the snapshot of the last finished run, also while a run goes on."""
    from warehouse.query import run_query

    _to(output, lambda out: run_query(load_settings().snapshot, sql, format_.value, out))


def schema() -> None:
    """Print every view and column with what it means."""
    from warehouse.schema_text import describe

    print(describe(load_settings().snapshot))


def export(
    format_: Annotated[ExportFormat, typer.Option("--format", "-f", help="The form of the incidents.")],
    output: Output = "-",
) -> None:
    """Write all incidents; `acled` gives ACLED's columns in ACLED's order."""
    from warehouse.exports import export_incidents

    _to(output, lambda out: export_incidents(load_settings().snapshot, format_.value, out))


def alerts(
    now: Annotated[
        datetime | None,
        typer.Option("--now", formats=["%Y-%m-%d"], help="Replay: the alerts as of this past day; nothing is sent."),
    ] = None,
    watch: Annotated[str | None, typer.Option(help="Only this watch.")] = None,
) -> None:
    """List the alerts, or replay any past day with --now."""
    from extractors.alerts import alerts_for, message
    from extractors.watches_file import read_watches_file
    from warehouse.store import open_snapshot

    settings = load_settings()
    watches = read_watches_file(settings.watches)
    if watch is not None and watch not in {w.name for w in watches}:
        raise typer.BadParameter(f"no watch '{watch}' in {settings.watches}", param_hint="--watch")
    with open_snapshot(settings.snapshot) as snapshot:
        if now is None:
            days, found = snapshot.incidents.days(None), snapshot.alerts.all()
        else:
            moment = now.replace(hour=23, minute=59, second=59, tzinfo=UTC)
            days = snapshot.incidents.days(moment)
            found = alerts_for(watches, days, [], now.date())
    chosen = [alert for alert in found if watch is None or alert.watch == watch]
    if not chosen:
        print("No alert.")
    for alert in chosen:
        title, body = message(alert, days)
        print(f"{title}\n{body}\n")


def _to(output: str, write: Callable[[BinaryIO], None]) -> None:
    """Call `write` with the stream of bytes that `output` names; a failure leaves the file that is there as it was."""
    if output == "-":
        write(sys.stdout.buffer)
        sys.stdout.flush()
        return
    answer = BytesIO()
    write(answer)
    Path(output).write_bytes(answer.getbuffer())
