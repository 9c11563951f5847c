"""The schema grows by numbered steps, each whole or not at all; a file of another version is refused in one line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.world import FEEDS
from warehouse.connection import Connection, open_writer
from warehouse.errors import QueryError, WarehouseOutdated
from warehouse.migrations import Migration, migrate, read_migrations
from warehouse.store import open_snapshot, open_warehouse

FIRST = Migration(1, "pets", "CREATE TABLE pets (name VARCHAR); INSERT INTO pets VALUES ('Rex')")
SECOND = Migration(2, "ages", "ALTER TABLE pets ADD COLUMN age INTEGER; UPDATE pets SET age = 3")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    opened = open_writer(tmp_path / "tocsin.duckdb")
    yield opened
    opened.close()


def test_missing_steps_are_applied_once_and_keep_the_rows(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        warehouse.feeds.save(FEEDS)
        steps = read_migrations()
        further = Migration(len(steps) + 1, "notes", "ALTER TABLE feeds ADD COLUMN note VARCHAR")
        for _ in range(2):
            migrate(warehouse.connection, [*steps, further])
        assert warehouse.feeds.all() == FEEDS
        assert warehouse.connection.values("SELECT DISTINCT note FROM stored.feeds") == [None]


def test_a_step_that_fails_leaves_no_trace(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        steps = read_migrations()
        broken = Migration(len(steps) + 1, "broken", "CREATE TABLE pets (name VARCHAR); SELECT nonsense")
        with pytest.raises(QueryError, match="nonsense"):
            migrate(warehouse.connection, [*steps, broken])
        tables = warehouse.connection.values("SELECT table_name FROM duckdb_tables()")
        assert "pets" not in tables
        assert warehouse.connection.values("SELECT max(number) FROM stored.migrations") == [len(steps)]
        migrate(warehouse.connection, [*steps, Migration(len(steps) + 1, "pets", "CREATE TABLE pets (name VARCHAR)")])


def test_a_file_of_a_newer_version_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.duckdb"
    with open_warehouse(path) as warehouse:
        newer = len(read_migrations()) + 1
        warehouse.connection.execute("INSERT INTO stored.migrations VALUES (?, 'from_the_future', 'x')", (newer,))
    for opened in (open_warehouse, open_snapshot):
        with pytest.raises(WarehouseOutdated) as caught, opened(path):
            pass
        assert str(caught.value) == (
            f"{path}: written by a newer version of tocsin (migration {newer:04} 'from_the_future' is unknown here); "
            "update tocsin"
        )


def test_a_step_that_was_edited_after_its_release_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.duckdb"
    with open_warehouse(path) as warehouse:
        warehouse.connection.execute("UPDATE stored.migrations SET digest = 'other' WHERE number = 1")
    with pytest.raises(WarehouseOutdated, match="0001 'feeds' was applied with another text"), open_warehouse(path):
        pass


def test_a_snapshot_of_an_earlier_version_says_how_to_renew_it(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.duckdb"
    with open_warehouse(path) as warehouse:
        warehouse.connection.execute("DELETE FROM stored.migrations WHERE number = ?", (len(read_migrations()),))
    with pytest.raises(WarehouseOutdated, match="do 'tocsin run' to renew it"), open_snapshot(path):
        pass


def test_a_duckdb_file_that_is_no_warehouse_is_not_read_as_one(connection: Connection, tmp_path: Path) -> None:
    connection.execute("CREATE TABLE mine (n INTEGER)")
    connection.close()
    with pytest.raises(WarehouseOutdated), open_snapshot(tmp_path / "tocsin.duckdb"):
        pass


def test_views_are_made_anew_where_their_files_have_changed(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.duckdb"
    with open_warehouse(path) as warehouse:
        warehouse.connection.execute("CREATE OR REPLACE VIEW alerts AS SELECT 1 AS one")
        warehouse.connection.execute("CREATE VIEW gone_since AS SELECT 1 AS one")
        warehouse.connection.execute("CREATE MACRO gone(one) AS one; CREATE MACRO also_gone(one) AS TABLE SELECT one")
        warehouse.connection.execute("CREATE OR REPLACE MACRO km_between(one) AS one")
        warehouse.connection.execute("UPDATE stored.derived SET digest = 'of earlier files'")
    with open_warehouse(path) as warehouse:
        assert "watch" in warehouse.connection.table("FROM alerts").columns
        names = warehouse.connection.values("SELECT view_name FROM duckdb_views() WHERE NOT internal")
        assert "gone_since" not in names
        macros = warehouse.connection.values("SELECT function_name FROM duckdb_functions() WHERE NOT internal")
        assert sorted(macros) == [
            "incidents_asof",
            "incidents_on_record",
            "incidents_within",
            "km_between",
            "moment_told",
        ]
        assert warehouse.connection.values("SELECT km_between(0, 0, 0, 0)") == [0.0]


def test_steps_are_numbered_without_a_gap(tmp_path: Path) -> None:
    (tmp_path / "0001_pets.sql").write_text(FIRST.sql)
    (tmp_path / "0003_ages.sql").write_text(SECOND.sql)
    with pytest.raises(ValueError, match="without a gap"):
        read_migrations(tmp_path)
    (tmp_path / "0003_ages.sql").rename(tmp_path / "0002_ages.sql")
    assert read_migrations(tmp_path) == [FIRST, SECOND]
    (tmp_path / "notes.sql").write_text("")
    with pytest.raises(ValueError, match="NNNN_name"):
        read_migrations(tmp_path)
