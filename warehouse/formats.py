"""A table of values to bytes that other programs read: CSV, JSON and Parquet."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import BinaryIO
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.connection import Table
from warehouse.errors import QueryError

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


def plain(value: object) -> Plain:
    """A value of DuckDB as JSON knows it: times as ISO 8601 in UTC, lists and structs nested, no NaN."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Mapping():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case bytes():
            return value.hex()
        case timedelta() | UUID():
            return str(value)
        case _:
            return str(value)


def write_csv(table: Table, out: BinaryIO) -> None:
    """RFC 4180 in UTF-8 with a header line; NULL is empty, lists of texts are joined by `; `, other nests are JSON."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_csv_cell(value) for value in row] for row in table.rows)
    text.detach()


def _csv_cell(value: object) -> str | int | float:
    shown = plain(value)
    if shown is None:
        return ""
    if isinstance(shown, bool):
        return "true" if shown else "false"
    if isinstance(shown, list) and all(isinstance(inner, str) for inner in shown):
        return "; ".join(str(inner) for inner in shown)
    return json.dumps(shown, ensure_ascii=False) if isinstance(shown, list | dict) else shown


def write_json(table: Table, out: BinaryIO) -> None:
    """An array of objects in UTF-8, one object a line; QueryError where two columns would share a key."""
    if twice := sorted({name for name in table.columns if table.columns.count(name) > 1}):
        raise QueryError(f"two columns are called '{twice[0]}', of which JSON would keep one; name them apart with AS")
    rows = [
        json.dumps(dict(zip(table.columns, map(plain, row), strict=True)), ensure_ascii=False) for row in table.rows
    ]
    out.write(("[" + ",\n ".join(rows) + "]\n").encode())


def write_parquet(table: pa.Table, out: BinaryIO) -> None:
    """A Parquet file; it is made in memory, for a pipe cannot be sought in."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    out.write(buffer.getbuffer())
