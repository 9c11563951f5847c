"""`tocsin query`, `schema` and `export`: what readers ask of the published snapshot."""

from __future__ import annotations

import sys
from collections.abc import Callable
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
    for command in (query, schema, export):
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


def _to(output: str, write: Callable[[BinaryIO], None]) -> None:
    """Call `write` with the stream of bytes that `output` names; a failure leaves the file that is there as it was."""
    if output == "-":
        write(sys.stdout.buffer)
        sys.stdout.flush()
        return
    answer = BytesIO()
    write(answer)
    Path(output).write_bytes(answer.getbuffer())
