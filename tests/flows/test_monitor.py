"""A run tests the rules of its rows before publishing, and tells of a broken one without holding the rest back."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from flows import monitor as stages
from flows import places
from flows.report import show_counts
from flows.screen import PIPE_WIDTH, screen
from flows.settings import Settings
from models.places.gazetteer_index import gazetteer_version
from warehouse.store import open_snapshot, open_warehouse

NOW = datetime(2024, 8, 27, 6, tzinfo=UTC)
SOUND = {
    "collect": dict.fromkeys(
        ("polled", "feeds", "failed", "entries", "new", "entries_discarded", "pages", "articles", "from_feed", "retry",
         "pages_discarded"), 0,
    ),
    "understand": dict.fromkeys(("read", "relevant", "language", "events", "tolls"), 0),
    "resolve": dict.fromkeys(("reports", "incidents_new", "incidents_changed", "incidents_merged"), 0),
    "alert": dict.fromkeys(("watches", "series", "alerts", "alerts_open"), 0),
    "checks": {},
}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def break_rules(settings: Settings) -> None:
    """Keep two incidents that have no version."""
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.connection.execute("INSERT INTO stored.incidents VALUES ('incident-1', now()), ('incident-2', now())")


def test_a_broken_rule_is_counted_and_logged(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    assert stages.check.fn(settings) == {}
    break_rules(settings)
    with caplog.at_level(logging.ERROR, "tocsin.monitor"):
        assert stages.check.fn(settings) == {"versions_follow_each_other": 2}
    (line,) = caplog.messages
    assert line.startswith("check=versions_follow_each_other rows=2 first: incident_id=incident-")


def test_a_run_with_a_broken_rule_still_publishes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "STAGES", (("resolve", lambda settings, now: break_rules(settings) or {"reports": 0}),))
    for task in ("record", "keep_gazetteer", "check", "publish"):
        monkeypatch.setattr(stages, task, getattr(stages, task).fn)
    counts = stages.monitor.fn(settings, NOW)
    assert counts == {"resolve": {"reports": 0}, "checks": {"versions_follow_each_other": 2}}
    with open_snapshot(settings.snapshot) as snapshot:
        assert snapshot.connection.values("SELECT stage FROM runs") == ["resolve"]


def test_a_run_keeps_the_gazetteer_and_copies_it_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    stages.keep_gazetteer.fn(settings)
    with open_warehouse(settings.warehouse) as warehouse:
        assert warehouse.gazetteer.version() == gazetteer_version()
        assert warehouse.connection.values("SELECT count(*) > 280000 FROM gazetteer") == [True]
    monkeypatch.setattr(places, "Gazetteer", None)  # what is of this version is not opened again
    stages.keep_gazetteer.fn(settings)


def lines_of(counts: dict[str, dict[str, int]]) -> list[str]:
    console = Console(width=PIPE_WIDTH)
    with console.capture() as captured:
        show_counts(console, counts)
    return captured.get().splitlines()


def test_the_report_speaks_of_rules_only_where_one_is_broken() -> None:
    sound = lines_of(SOUND)
    broken = lines_of({**SOUND, "checks": {"tolls_are_in_order": 1, "places_are_on_earth": 3}})
    assert [line for line in broken if line not in sound] == [
        "Unsound  the warehouse breaks its own rules: tolls_are_in_order (1 row), places_are_on_earth (3 rows)"
    ]


def test_the_report_speaks_of_pages_asked_for_again_only_where_some_were() -> None:
    found = {"revisited": 7, "changed": 2, "withdrawn": 1}
    seen = lines_of({**SOUND, "collect": {**SOUND["collect"], **found}})
    assert [line for line in seen if line not in lines_of(SOUND)] == [
        "Again    7 pages of incidents: 2 changed by their publishers, 1 withdrawn"
    ]


@pytest.mark.parametrize(("columns", "width"), [("80", 80), ("0", PIPE_WIDTH), ("wide", PIPE_WIDTH), ("", PIPE_WIDTH)])
def test_a_pipe_is_as_wide_as_columns_says(columns: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert screen().width == width
