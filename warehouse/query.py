"""SQL of a reader to its answer from the snapshot, as a table on the screen or a file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import BinaryIO

from warehouse.connection import Connection
from warehouse.errors import QueryError
from warehouse.formats import write_csv, write_json, write_parquet
from warehouse.store import open_snapshot
from warehouse.terminal import table_text

FORMATS = ("table", "csv", "json", "parquet")


def run_query(snapshot: Path, sql: str, format_name: str, out: BinaryIO) -> None:
    """Write what `sql` gives to `out`; the whole answer is known before its first byte is written.

    The snapshot is open for reading only and has no access to files or the network, so a statement that writes is
    refused. Raises WarehouseMissing, or QueryError with DuckDB's own message and hint in one line.
    """
    if not sql.strip():
        raise QueryError("no statement given; write a SELECT")
    with open_snapshot(snapshot) as opened:
        write_answer(opened.connection, sql, format_name, out)


def write_answer(connection: Connection, sql: str, format_name: str, out: BinaryIO) -> None:
    """Write what `sql` gives over an open snapshot as `table`, `csv`, `json` or `parquet`."""
    match format_name:
        case "table":
            width = shutil.get_terminal_size().columns if out.isatty() else None
            out.write(table_text(connection.table(sql), width).encode("utf-8", "replace"))
        case "csv":
            write_csv(connection.table(sql), out)
        case "json":
            write_json(connection.table(sql), out)
        case "parquet":
            write_parquet(connection.arrow(sql), out)
        case _:
            raise QueryError(f"unknown format '{format_name}'; use one of: {', '.join(FORMATS)}")
