"""Articles that an archive gave, on to incidents and to readers: understand, resolve, check, publish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flows.monitor import check, publish, record
from flows.progress import show_items
from flows.resolve import resolve_incidents
from flows.settings import Settings
from flows.understand import understand

Counts = dict[str, dict[str, int]]


def with_all_after(settings: Settings, name: str, stage: Callable[[], dict[str, int]], now: datetime) -> Counts:
    """Run a stage that gives articles, and those after it; gives what each counted, `checks` being the broken rules.

    No alert is sent: what an archive holds is past.
    """
    show_items()
    stages: tuple[tuple[str, Callable[[], dict[str, int]]], ...] = (
        (name, stage),
        ("understand", lambda: understand(settings, now)),
        ("resolve", lambda: resolve_incidents(settings, now)),
    )
    counts: Counts = {}
    for each, run in stages:
        started_at = datetime.now(UTC)
        counts[each] = run()
        record(settings, each, started_at, datetime.now(UTC), counts[each])
    counts["checks"] = check(settings)
    publish(settings)
    return counts
