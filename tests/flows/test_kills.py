"""Polls that are killed wherever they are: what the press served is in the warehouse, once."""

from __future__ import annotations

from pathlib import Path

from flows.bench_collect.kills import killed_polls
from flows.bench_collect.press import Plan, open_press
from flows.bench_collect.tasks import press_settings, stored

FEEDS, ENTRIES, KILLS, SEED = 40, 5, 6, 11


def test_polls_that_are_killed_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    with open_press(Plan(FEEDS, ENTRIES)) as press:
        settings = press_settings(tmp_path, press)
        found = killed_polls(press, settings, KILLS, SEED)
    assert len(found.moments) == KILLS
    assert (found.lost, found.doubled, found.broken) == (0, 0, ())
    kept = stored(settings)
    assert len(kept.links) == FEEDS * ENTRIES * found.editions
