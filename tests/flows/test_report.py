"""The report holds its facts at every width, and names from anywhere as they are, whatever they mean to the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from flows.report import TABLE_WIDTH, show_alerts, show_incidents
from flows.screen import PIPE_WIDTH
from tests.builders import alert
from tests.warehouse.world import fill
from warehouse.store import open_warehouse

ODD = "the [/b] men"


def shown(warehouse: Path, width: int) -> str:
    console = Console(width=width)
    with console.capture() as captured:
        show_incidents(console, warehouse)
    return captured.get()


@pytest.mark.parametrize("width", [60, 80, TABLE_WIDTH, PIPE_WIDTH])
def test_no_width_costs_a_fact(width: int, tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        fill(warehouse)
    words = shown(tmp_path / "tocsin.duckdb", width)
    assert all(len(line.rstrip()) <= width for line in words.splitlines())
    flat = " ".join(words.split())
    for fact in ("2024-08-26", "Musa Khel Bazar", "massacre", "23", "Baloch"):
        assert fact in flat


@pytest.mark.parametrize("width", [80, PIPE_WIDTH])
def test_a_perpetrator_in_the_marks_of_the_screen_is_shown(width: int, tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        fill(warehouse)
        warehouse.connection.execute("UPDATE stored.incident_versions SET perpetrator = ?", (ODD,))
    assert ODD in shown(tmp_path / "tocsin.duckdb", width)


def test_a_warehouse_without_incidents_says_so(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "tocsin.duckdb"):
        pass
    assert shown(tmp_path / "tocsin.duckdb", PIPE_WIDTH) == "No incident yet.\n\n"


def test_a_watch_in_the_marks_of_the_screen_is_shown() -> None:
    summary = f"3 incidents in [red] by {ODD}"
    odd = alert(watch=ODD, summary=summary)
    console = Console(width=PIPE_WIDTH)
    with console.capture() as captured:
        show_alerts(console, [odd])
    assert captured.get().strip() == f"ALERT (open, high) {ODD}: {summary}"
