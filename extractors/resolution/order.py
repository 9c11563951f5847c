"""Reports to their order of publication."""

from __future__ import annotations

from datetime import datetime

from warehouse.records import Report


def order(report: Report) -> tuple[datetime, str]:
    """The key to sort reports by: first published, first; of one moment in the order of their events' ids."""
    return report.reported_at, report.event_id
