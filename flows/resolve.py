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
def join_reports(settings: Settings, now: datetime) -> dict[str, int]:
    """Resolve every report that is in no incident and not set aside yet; gives counts."""
    with open_warehouse(settings.warehouse) as warehouse:
        reports = warehouse.incidents.reports_awaiting()
        if not reports:
            return {"reports": 0, "incidents_new": 0, "incidents_changed": 0, "set_aside": 0}
        first, last = candidate_days(reports)
        known = warehouse.incidents.between(first, last)
        resolution = resolve(reports, known, now)
        warehouse.incidents.save(resolution.incidents, resolution.outcomes)
        old = {incident.incident_id for incident in known}
        new = sum(incident.incident_id not in old for incident in resolution.incidents)
        changed = len(resolution.incidents) - new
        for outcome in resolution.outcomes:
            log.info("event=%s fate=%s reason=%s", outcome.subject_id, outcome.fate, outcome.reason)
        log.info("reports=%d new=%d changed=%d set_aside=%d", len(reports), new, changed, len(resolution.outcomes))
        return {
            "reports": len(reports),
            "incidents_new": new,
            "incidents_changed": changed,
            "set_aside": len(resolution.outcomes),
        }


@flow(name="resolve", validate_parameters=False)
def resolve_incidents(settings: Settings, now: datetime) -> dict[str, int]:
    """Join what was read into incidents; gives what was counted."""
    return join_reports(settings, now)
