"""Warehouses for the tests of this folder: an empty one each, and one filled world that all may read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.world import fill
from warehouse.store import Warehouse, open_snapshot, open_warehouse


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        yield warehouse


@pytest.fixture
def filled(empty: Warehouse) -> Warehouse:
    fill(empty)
    return empty


@pytest.fixture(scope="session")
def snapshot_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        fill(warehouse)
        warehouse.publish_snapshot(folder / "snapshot.duckdb")
    return folder / "snapshot.duckdb"


@pytest.fixture(scope="session")
def snapshot(snapshot_path: Path) -> Iterator[Warehouse]:
    with open_snapshot(snapshot_path) as warehouse:
        yield warehouse
