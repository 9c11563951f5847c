"""The made-up warehouse of the benchmark is one that could be: it breaks no rule, before and after joining."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.bench_incidents.made_stories import StoryTeller
from flows.bench_incidents.made_world import LAST_DAY, MadeWorld
from flows.take_up import take_up
from warehouse.soundness import failed_checks
from warehouse.store import open_warehouse

NOW = datetime.combine(LAST_DAY, datetime.min.time(), UTC) + timedelta(days=2)


def test_made_up_rows_keep_all_rules_and_new_reports_join_them(tmp_path: Path) -> None:
    world = MadeWorld(seed=1, stories=100)
    known = world.attacks(300, LAST_DAY - timedelta(days=9), LAST_DAY)
    fresh = world.attacks(60, LAST_DAY, LAST_DAY, number=100_000)
    with open_warehouse(tmp_path / "made.duckdb") as warehouse:
        world.fill(warehouse, known)
        assert failed_checks(warehouse.connection) == []
        assert warehouse.surroundings.awaiting(1) == []
        before = warehouse.connection.values("SELECT count(*) FROM stored.incidents")[0]

        waiting = world.tell_more(warehouse, known, 40) + world.tell(warehouse, fresh, 60)
        counts = take_up(warehouse, NOW)
        assert counts["reports"] == waiting == 100
        assert counts["incidents_new"] and counts["incidents_changed"]
        assert failed_checks(warehouse.connection) == []
        after = warehouse.connection.values("SELECT count(*) FROM stored.incidents")[0]
        assert after == before + counts["incidents_new"]


def test_copies_of_one_made_up_text_are_one_incident_of_one_source(tmp_path: Path) -> None:
    world = MadeWorld(seed=1, stories=1)
    with open_warehouse(tmp_path / "made.duckdb") as warehouse:
        world.tell_of_one(warehouse, StoryTeller(1).copies(30), 7)
        assert take_up(warehouse, NOW)["incidents_new"] == 1
        (version,) = warehouse.incidents.newest(5)
        assert version.sources == 1
        assert failed_checks(warehouse.connection) == []
