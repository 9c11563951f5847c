"""Events to incidents: new reports join the attack they tell of, or found it."""

from __future__ import annotations

import logging
from datetime import datetime

from prefect import flow, task

from extractors.incidents import candidate_days, resolve
from flows.retries import ON_GROUND
from flows.settings import Settings
from warehouse.store import open_warehouse

log = logging.getLogger("tocsin.resolve")


@task(name="join-reports", **ON_GROUND)
def join_reports(settings: Settings) -> dict[str, int]:
    """Resolve every report that belongs to no incident yet, in one transaction; gives counts."""
    with open_warehouse(settings.warehouse) as warehouse:
        reports = warehouse.incidents.reports_awaiting()
        if not reports:
            return {"reports": 0, "incidents_new": 0, "incidents_changed": 0}
        first, last = candidate_days(reports)
        known = warehouse.incidents.between(first, last)
        changed = resolve(reports, known)
        warehouse.incidents.save(changed)
        old = {incident.incident_id for incident in known}
        new = sum(incident.incident_id not in old for incident in changed)
        log.info("reports=%d new=%d changed=%d", len(reports), new, len(changed) - new)
        return {"reports": len(reports), "incidents_new": new, "incidents_changed": len(changed) - new}


@flow(name="resolve")
def resolve_incidents(settings: Settings, now: datetime) -> dict[str, int]:
    """Join what was read into incidents; gives what was counted."""
    return join_reports(settings)
