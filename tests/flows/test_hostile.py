"""Hosts that answer badly over real sockets: each fails by its own reason, and every other feed is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.bench_collect.bodies import address
from flows.bench_collect.hostile import mixed_plan, unharmed
from flows.bench_collect.press import Habit, open_press
from flows.bench_collect.tasks import START, poll, press_settings
from flows.settings import Settings
from warehouse.store import open_warehouse

HOSTS, ENTRIES, ONE_IN = 24, 3, 3
REASONS = {
    Habit.NEVER: "too_slow",
    Habit.DRIP: "too_slow",
    Habit.CLOSE: "connection_lost",
    Habit.FLOOD: "too_large",
}


def failures(settings: Settings) -> dict[str, str]:
    """Why polls failed, in one word, by host and port."""
    with open_warehouse(settings.warehouse) as warehouse:
        rows = warehouse.connection.table("SELECT host, failure FROM polls WHERE answer = 'failed'").rows
    return dict(rows)


@pytest.mark.parametrize("at_once", [32, 2])
def test_hostile_hosts_fail_alone_and_in_time(tmp_path: Path, at_once: int) -> None:
    plan = mixed_plan(HOSTS, ENTRIES, ONE_IN)
    with open_press(plan) as press:
        limits = {"timeout_s": 3.0, "max_bytes": 500_000, "requests_at_once": at_once}
        settings = press_settings(tmp_path, press).model_copy(update=limits)
        counts = poll(settings, START)
        assert unharmed(settings, plan, press.port) == HOSTS - len(plan.habits)
    wanted = {f"{address(index)}:{press.port}": REASONS[habit] for index, habit in plan.habits.items()}
    assert failures(settings) == wanted
    assert set(plan.habits.values()) == set(Habit)
    assert (counts["polled"], counts["failed"], counts["new"]) == (
        HOSTS,
        len(plan.habits),
        (HOSTS - len(plan.habits)) * ENTRIES,
    )
