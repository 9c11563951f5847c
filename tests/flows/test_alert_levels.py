"""A watch with a budget has its chance chosen by the run that first sees it, and keeps it over the next runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.alert import test_watches as judge_watches
from flows.settings import Settings
from tests.builders import resolution
from tests.flows.test_radius_watch import incident
from warehouse.records import AlarmLevel
from warehouse.store import open_warehouse

NOW = datetime(2024, 12, 30, 6, tzinfo=UTC)


def levels(settings: Settings) -> list[AlarmLevel]:
    with open_warehouse(settings.warehouse) as warehouse:
        return warehouse.series.levels()


def test_the_first_run_chooses_and_the_next_ones_keep(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, watches=tmp_path / "watches.toml")
    settings.watches.write_text('[[watch]]\nname = "pakistan"\ncountry = "PAK"\nbudget = "1 per month"\n', "utf-8")
    with open_warehouse(settings.warehouse) as warehouse:
        days = ["2024-08-01", "2024-08-01", "2024-12-29"]  # the record goes from the first to the last
        warehouse.resolutions.save(resolution(*[incident(f"a{n}", day, 34.0, "exact") for n, day in enumerate(days)]))
    judge_watches.fn(settings, NOW)
    [chosen] = levels(settings)
    # 151 days from the first of August to the day before the run.
    assert (chosen.watch, chosen.days, chosen.chosen_at) == ("pakistan", 151, NOW)
    assert chosen.alarms_a_day <= chosen.budget
    judge_watches.fn(settings, NOW + timedelta(days=1))
    assert levels(settings) == [chosen]
    judge_watches.fn(settings, NOW + timedelta(days=28))
    assert levels(settings)[0].chosen_at == NOW + timedelta(days=28)


def test_a_watch_without_a_budget_has_none(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert judge_watches.fn(settings, NOW)["alerts"] == 0
    assert levels(settings) == []
