"""Reports that a test made up, as a reader keeps them in a warehouse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from tests.warehouse.world import article
from warehouse.records import Reading, Report
from warehouse.store import Warehouse


def keep(
    warehouse: Warehouse,
    reports: Iterable[Report],
    now: datetime,
    reader: str = "rules 1",
    successors: Mapping[str, str | None] | None = None,
    read: Iterable[str] = (),
) -> None:
    """Keep what a reader found in the articles of `reports`, and nothing in the articles `read` beside these."""
    found: dict[str, list[Report]] = defaultdict(list, {article_id: [] for article_id in read})
    for report in reports:
        found[report.article_id].append(report)
    rows = [
        (article("dawn", 1, "", article_id=article_id), Reading(bool(told), "en", tuple(r.event for r in told)), told)
        for article_id, told in found.items()
    ]
    warehouse.readings.save(reader, rows, [], successors or {}, now)
