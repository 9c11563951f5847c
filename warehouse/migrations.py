"""An open database of any earlier version to one with this version's tables, lists, views and macros."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from warehouse.connection import Connection
from warehouse.errors import WarehouseOutdated

_HERE = Path(__file__).parent
SCHEMA = _HERE / "schema"
VIEWS = _HERE / "views"
MACROS = _HERE / "macros"
REFERENCE = _HERE / "reference"

_FILE_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")

_LEDGER = """
CREATE SCHEMA IF NOT EXISTS stored;
CREATE TABLE IF NOT EXISTS stored.migrations (
    number INTEGER PRIMARY KEY, name VARCHAR NOT NULL, digest VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS stored.derived (name VARCHAR PRIMARY KEY, digest VARCHAR NOT NULL);
"""
# Views, macros and table macros of readers, each as what DROP calls it.
_OURS = """
    SELECT format('VIEW "{}"', view_name) FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'
    UNION ALL
    SELECT format('{} "{}"', CASE function_type WHEN 'macro' THEN 'MACRO' ELSE 'MACRO TABLE' END, function_name)
    FROM duckdb_functions() WHERE NOT internal AND schema_name = 'main'
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema; once released it is never edited, only followed."""

    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the step's text, by which an edited step is noticed."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(folder: Path = SCHEMA) -> list[Migration]:
    """The folder's `NNNN_name.sql` files, in order; raises ValueError on a gap or a stray name."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = _FILE_NAME.fullmatch(path.name)
        if match is None:
            raise ValueError(f"{path}: a migration is called NNNN_name.sql")
        found.append(Migration(int(match[1]), match[2], path.read_text(encoding="utf-8")))
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"{folder}: migrations are numbered from 0001 without a gap")
    return found


def migrate(connection: Connection, migrations: list[Migration] | None = None) -> None:
    """Bring the database to this program's schema: each missing step in one transaction with its record, then views.

    Raises WarehouseOutdated where the database knows steps that this program does not, or knows a step differently.
    """
    steps = read_migrations() if migrations is None else migrations
    connection.execute(_LEDGER)
    applied = _applied(connection)
    _refuse_strangers(connection, steps, applied)
    for step in steps[len(applied) :]:
        _apply(connection, step)
    _refresh_derived(connection)


def require_current(connection: Connection) -> None:
    """Do nothing where a database opened for reading has this program's schema; else raise WarehouseOutdated."""
    tables = "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'stored' AND table_name = 'migrations'"
    steps = read_migrations()
    applied = _applied(connection) if connection.values(tables) == [1] else []
    _refuse_strangers(connection, steps, applied)
    if len(applied) < len(steps):
        raise WarehouseOutdated(f"{connection.path}: made by an earlier version of tocsin; do 'tocsin run' to renew it")


def _applied(connection: Connection) -> list[tuple[int, str, str]]:
    return connection.table("SELECT number, name, digest FROM stored.migrations ORDER BY number").rows


def _refuse_strangers(connection: Connection, steps: list[Migration], applied: list[tuple[int, str, str]]) -> None:
    if len(applied) > len(steps):
        number, name, _ = applied[len(steps)]
        raise WarehouseOutdated(
            f"{connection.path}: written by a newer version of tocsin "
            f"(migration {number:04} '{name}' is unknown here); update tocsin"
        )
    for step, (number, name, digest) in zip(steps, applied, strict=False):
        if (step.number, step.digest) != (number, digest):
            raise WarehouseOutdated(
                f"{connection.path}: migration {number:04} '{name}' was applied with another text than this version "
                "has; use the version of tocsin that wrote the file, or move the file away"
            )


def _apply(connection: Connection, step: Migration) -> None:
    """Run one step; the names in it are of the schema `stored`."""
    with connection.transaction():
        connection.execute("USE stored")
        connection.execute(step.sql)
        connection.execute("USE main")
        connection.execute("INSERT INTO stored.migrations VALUES (?, ?, ?)", (step.number, step.name, step.digest))


def _refresh_derived(connection: Connection) -> None:
    """Make lists, views and macros anew where their files have changed since; they hold nothing of their own."""
    lists = sorted(REFERENCE.glob("*.csv"))
    made = [path for folder in (VIEWS, MACROS) for path in sorted(folder.glob("*.sql"))]
    digest = hashlib.sha256(b"\0".join(path.name.encode() + path.read_bytes() for path in [*lists, *made])).hexdigest()
    if connection.values("SELECT digest FROM stored.derived WHERE name = 'views'") == [digest]:
        return
    with connection.transaction():
        for ours in connection.values(_OURS):
            connection.execute(f"DROP {ours}")
        for path in lists:
            listed = (
                f"CREATE OR REPLACE TABLE stored.{path.stem} AS FROM read_csv(?, header = true, all_varchar = true)"
            )
            connection.execute(listed, (str(path),))
        for path in made:
            connection.execute(path.read_text(encoding="utf-8"))
        connection.execute("INSERT OR REPLACE INTO stored.derived VALUES ('views', ?)", (digest,))
