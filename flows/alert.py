"""Incidents to alerts: the watches' series, the episodes they open, and their delivery."""

from __future__ import annotations

import logging
from datetime import datetime

from prefect import flow, task

from extractors.alerts import alerts_for
from extractors.watches_file import read_watches_file
from flows.deliver import deliver_alerts, write_alert_feed
from flows.retries import ON_GROUND
from flows.settings import Settings
from warehouse.store import open_warehouse

log = logging.getLogger("tocsin.alert")


@task(name="test-watches", **ON_GROUND)
def test_watches(settings: Settings, now: datetime) -> dict[str, int]:
    """Test every watch up to the day of `now`; gives counts of watches and alerts."""
    watches = read_watches_file(settings.watches)
    with open_warehouse(settings.warehouse) as warehouse:
        before = {alert.alert_id: alert for alert in warehouse.alerts.all()}
        after = alerts_for(watches, warehouse.incidents.days(None), list(before.values()), now.date())
        changed = [alert for alert in after if before.get(alert.alert_id) != alert]
        warehouse.alerts.save(changed)
        for alert in changed:
            log.info("alert=%s state=%s observed=%d", alert.watch, alert.state, alert.observed)
    return {"watches": len(watches), "alerts": len(after), "alerts_changed": len(changed)}


@flow(name="alert", validate_parameters=False)
def alert(settings: Settings, now: datetime) -> dict[str, int]:
    """Find spikes and tell of them; gives what was counted."""
    return {**test_watches(settings, now), **deliver_alerts(settings, now), **write_alert_feed(settings, now)}
