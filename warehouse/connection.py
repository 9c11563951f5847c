"""A path to an open DuckDB database: UTC, transactions, rows in and out, and its errors as ours."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.errors import (
    DiskFull,
    QueryError,
    WarehouseDamaged,
    WarehouseError,
    WarehouseHeld,
    WarehouseMissing,
    WarehouseOutdated,
    WarehouseUnreachable,
)

Parameters = Sequence[object] | Mapping[str, object]

# Nothing is fetched from the network behind the user's back: an unknown function is an error, not a download.
_ALWAYS: dict[str, Any] = {"autoinstall_known_extensions": "false"}
# A snapshot is for reading: DuckDB itself then refuses every statement that writes, here or anywhere on the disk.
_READING = {**_ALWAYS, "enable_external_access": "false"}

_PID = re.compile(r"\(PID (\d+)\)")
_NO_ROOM = ("no space left", "file too large", "disk quota", "disk full", "max_temp_directory_size")
_UNSOUND = ("not a valid duckdb database", "corrupt", "could not read enough bytes", "failure while replaying wal")
_BROKEN = (duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
_POSITION = re.compile(r"\s*\bLINE \d+:.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Table:
    """What a statement gave: the names and DuckDB types of its columns, and its rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Connection:
    """An open database; every error of DuckDB leaves as a WarehouseError."""

    def __init__(self, raw: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._raw = raw
        self.path = path

    def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """Run one or more statements and let go of what they give."""
        with _translated(self.path):
            self._raw.execute(sql, parameters)

    def table(self, sql: str, parameters: Parameters = ()) -> Table:
        """Run statements and give what the last one gives; QueryError where it gives nothing."""
        with _translated(self.path):
            result = self._raw.execute(sql, parameters)
            if result is None or result.description is None:
                raise QueryError("the statement gives no rows; write a SELECT")
            columns = tuple(column[0] for column in result.description)
            types = tuple(str(column[1]) for column in result.description)
            return Table(columns, types, result.fetchall())

    def dicts(self, sql: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        """Run one statement and give each row by column name."""
        found = self.table(sql, parameters)
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]

    def values(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        """Run one statement and give its first column."""
        return [row[0] for row in self.table(sql, parameters).rows]

    def arrow(self, sql: str, parameters: Parameters = ()) -> pa.Table:
        """Run statements and give what the last one gives as an Arrow table."""
        with _translated(self.path):
            result = self._raw.execute(sql, parameters)
            if result is None or result.description is None:
                raise QueryError("the statement gives no rows; write a SELECT")
            return result.to_arrow_table()

    def add_new(self, table: str, batch: pa.Table) -> int:
        """Insert the rows whose keys the table does not have; gives their number.

        One statement over a whole batch writes about a hundred times as many rows a second as executemany.
        """
        insert = f"INSERT INTO stored.{table} BY NAME SELECT * FROM batch ON CONFLICT DO NOTHING RETURNING 1"
        return len(self.with_batch(insert, batch))

    def upsert(self, table: str, batch: pa.Table) -> None:
        """Insert rows; one whose key the table has takes that row's place."""
        self.with_batch(f"INSERT OR REPLACE INTO stored.{table} BY NAME SELECT * FROM batch", batch)

    def with_batch(self, sql: str, batch: pa.Table) -> list[tuple[Any, ...]]:
        """Run one statement that reads the table `batch`, and give its rows."""
        with self._registered(batch):
            return self._raw.execute(sql).fetchall()

    def dicts_with_batch(self, sql: str, batch: pa.Table) -> list[dict[str, Any]]:
        """Run one statement that reads the table `batch`, and give each row by column name."""
        with self._registered(batch):
            return self.dicts(sql)

    @contextmanager
    def _registered(self, batch: pa.Table) -> Iterator[None]:
        """Let statements inside read the table `batch`."""
        with _translated(self.path):
            self._raw.register("batch", batch)
            try:
                yield
            finally:
                self._raw.unregister("batch")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside is kept, or nothing."""
        self.execute("BEGIN TRANSACTION")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        """Give the transaction up; where the failure has ended it already, there is nothing left to give up."""
        try:
            self._raw.execute("ROLLBACK")
        except duckdb.Error:
            return

    def copy_to(self, path: Path) -> None:
        """Write a copy of the whole database, as of now, to a new file.

        DuckDB makes the copy: it takes one moment of the data, leaves no log beside the new file, and holds on to its
        lock (a process that opens and closes the file by itself would lose it: POSIX locks end with any close).
        """
        source = self.values("SELECT current_database()")[0]
        with _translated(path):
            self._raw.execute(f"ATTACH {_quoted(str(path), chr(39))} AS copy_of_all")
            try:
                self._raw.execute(f"COPY FROM DATABASE {_quoted(source, chr(34))} TO copy_of_all")
            finally:
                self._raw.execute("DETACH copy_of_all")

    def close(self) -> None:
        """Close the database; safe to call again."""
        with _translated(self.path):
            self._raw.close()


def open_writer(path: Path) -> Connection:
    """Open the database for writing, creating it and its folder.

    Raises WarehouseHeld, WarehouseDamaged, WarehouseUnreachable or DiskFull.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseUnreachable(path, error.strerror or str(error)) from error
    if not path.exists():
        _create(path)
    return _open(path, read_only=False, config=_ALWAYS)


def _create(path: Path) -> None:
    """Have an empty database at `path`, whole or not at all: half of one could never be opened again."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with _translated(path):
            duckdb.connect(unfinished, config=_ALWAYS).close()
        if not path.exists():
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def open_reader(path: Path) -> Connection:
    """Open the database for reading only.

    Raises WarehouseMissing, WarehouseHeld, WarehouseDamaged or WarehouseUnreachable.
    """
    if not path.exists():
        raise WarehouseMissing(path)
    return _open(path, read_only=True, config=_READING)


def _open(path: Path, *, read_only: bool, config: dict[str, Any]) -> Connection:
    with _translated(path):
        raw = duckdb.connect(path, read_only=read_only, config=config)
    connection = Connection(raw, path)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise _ours(error, path) from error
    except UnicodeEncodeError as error:
        raise QueryError("the statement holds bytes that are no UTF-8 text; write it in UTF-8") from error


def _ours(error: duckdb.Error, path: Path) -> WarehouseError:
    """The WarehouseError that says what `error` means; DuckDB tells the kinds apart only by their words."""
    detail = _one_line(str(error))
    words = detail.lower()
    if "could not set lock" in words:
        found = _PID.search(detail)
        return WarehouseHeld(path, int(found.group(1)) if found else None)
    if any(sign in words for sign in _NO_ROOM):
        return DiskFull(path)
    if "database file with version number" in words:
        return WarehouseOutdated(f"{path}: {detail}")
    if isinstance(error, _BROKEN) or any(sign in words for sign in _UNSOUND):
        return WarehouseDamaged(path, detail)
    if isinstance(error, duckdb.IOException):
        return WarehouseUnreachable(path, detail)
    return QueryError(detail)


def literal(text: str) -> str:
    """A text as SQL writes it: to bind each of many as a parameter takes ten times as long."""
    return _quoted(text, "'")


def _quoted(name: str, mark: str) -> str:
    return mark + name.replace(mark, mark * 2) + mark


def _one_line(message: str) -> str:
    """DuckDB's message with its hint, without the drawing of the statement below it."""
    return " ".join(_POSITION.sub("", message).split())


__all__ = ["Connection", "Table", "WarehouseError", "open_reader", "open_writer"]
