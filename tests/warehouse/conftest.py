"""Warehouses for the tests of this folder: copies of an empty and of a filled one, and a snapshot that all may read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.world import fill
from warehouse.store import Warehouse, open_snapshot, open_warehouse


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `empty.duckdb`, `filled.duckdb` and the `snapshot.duckdb` of the latter, made once."""
    folder = tmp_path_factory.mktemp("made")
    with open_warehouse(folder / "empty.duckdb"):
        pass
    with open_warehouse(folder / "filled.duckdb") as warehouse:
        fill(warehouse)
        warehouse.publish_snapshot(folder / "snapshot.duckdb")
    return folder


@pytest.fixture
def empty(made: Path, tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(shutil.copy(made / "empty.duckdb", tmp_path / "tocsin.duckdb")) as warehouse:
        yield warehouse


@pytest.fixture
def filled(made: Path, tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(shutil.copy(made / "filled.duckdb", tmp_path / "tocsin.duckdb")) as warehouse:
        yield warehouse


@pytest.fixture(scope="session")
def snapshot_path(made: Path) -> Path:
    return made / "snapshot.duckdb"


@pytest.fixture(scope="session")
def snapshot(snapshot_path: Path) -> Iterator[Warehouse]:
    with open_snapshot(snapshot_path) as warehouse:
        yield warehouse
