"""Events to incidents: new reports join the attack they tell of, or found it; what has changed is taken up again."""

from __future__ import annotations

import logging
from datetime import datetime

from prefect import flow, task

from flows.retries import ON_GROUND
from flows.settings import Settings
from flows.take_up import take_up
from warehouse.store import open_warehouse

log = logging.getLogger("tocsin.resolve")


@task(name="join-reports", **ON_GROUND)
def join_reports(settings: Settings, now: datetime) -> dict[str, int]:
    """Resolve what waits; gives counts."""
    with open_warehouse(settings.warehouse) as warehouse:
        counts = take_up(warehouse, now)
    log.info(" ".join(f"{name}=%d" for name in counts), *counts.values())
    return counts


@flow(name="resolve", validate_parameters=False)
def resolve_incidents(settings: Settings, now: datetime) -> dict[str, int]:
    """Join what was read into incidents; gives what was counted."""
    return join_reports(settings, now)
