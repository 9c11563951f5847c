"""The views and macros of a snapshot to a page that says what each of them and each column means."""

from __future__ import annotations

import textwrap
from pathlib import Path

from warehouse.connection import Connection
from warehouse.store import open_snapshot

_WIDTH = 118
_INDENT = 2

# The view that most questions start from comes first, the others by name.
_VIEWS = """
    SELECT view_name AS name, comment
    FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'
    ORDER BY name <> 'incidents', name
"""
_COLUMNS = """
    SELECT column_name AS name, data_type AS type, comment
    FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main' AND table_name = ?
    ORDER BY column_index
"""
_MACROS = """
    SELECT DISTINCT format('{}({})', function_name, array_to_string(parameters, ', ')) AS call, comment
    FROM duckdb_functions() WHERE NOT internal AND schema_name = 'main'
    ORDER BY call
"""


def describe(snapshot: Path) -> str:
    """Every view with its comment, its columns with type and comment, then every macro.

    Raises WarehouseMissing without a snapshot.
    """
    with open_snapshot(snapshot) as opened:
        return describe_views(opened.connection)


def describe_views(connection: Connection) -> str:
    """Every view and macro of an open database, as `describe` gives them."""
    views = [_view(connection, row["name"], row["comment"]) for row in connection.dicts(_VIEWS)]
    macros = ["\n".join([row["call"], *_comment(row["comment"])]) for row in connection.dicts(_MACROS)]
    return "\n\n".join(views + macros)


def _view(connection: Connection, name: str, comment: str) -> str:
    columns = connection.dicts(_COLUMNS, (name,))
    names = max(len(column["name"]) for column in columns)
    types = max(len(_short(column["type"])) for column in columns)
    lines = [name, *_comment(comment)]
    for column in columns:
        head = f"{'':{_INDENT}}{column['name']:{names}}  {_short(column['type']):{types}}  "
        lines += textwrap.wrap(
            head + column["comment"],
            _WIDTH,
            subsequent_indent=" " * len(head),
            drop_whitespace=True,
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def _comment(comment: str) -> list[str]:
    return textwrap.wrap(comment, _WIDTH - _INDENT, initial_indent="  ", subsequent_indent="  ")


def _short(type_name: str) -> str:
    """The type as people write it; DuckDB's own name of a time in UTC is long."""
    return type_name.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ").lower()
