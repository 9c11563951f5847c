"""Incidents to alerts: the watches' series, the episodes they open, and their delivery."""

from __future__ import annotations

import logging
from datetime import datetime

from prefect import flow, task

from extractors.alerts import alerts_for, message
from extractors.notify import NotifyError, channel_key, delivery_digest, pending, send
from extractors.watches_file import read_watches_file
from flows.retries import ON_GROUND
from flows.settings import Settings
from warehouse.records import Delivery, Fate
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


@task(name="deliver-alerts", **ON_GROUND)
def deliver_alerts(settings: Settings, now: datetime) -> dict[str, int]:
    """Send each alert's new state once to each channel; a failed sending is a row that the next run tries again."""
    counts = {"delivered": 0, "undelivered": 0}
    # Secret until here: Prefect stores what its flows and tasks are given.
    channels = [channel.get_secret_value() for channel in settings.channels]
    with open_warehouse(settings.warehouse) as warehouse:
        alerts = warehouse.alerts.all()
        waiting = list(pending(alerts, warehouse.alerts.deliveries(), channels))
        days = warehouse.incidents.days(None) if waiting else []
        for alert, channel in waiting:
            title, body = message(alert, days)
            fate, reason = Fate.DONE, None
            try:
                send(channel, title, body)
            except NotifyError as error:
                fate, reason = Fate.RETRY, error.reason
            counts["delivered" if fate is Fate.DONE else "undelivered"] += 1
            warehouse.alerts.save_delivery(
                Delivery(alert.alert_id, channel_key(channel), delivery_digest(alert), fate, reason, now)
            )
    return counts


@flow(name="alert", validate_parameters=False)
def alert(settings: Settings, now: datetime) -> dict[str, int]:
    """Find spikes and tell of them; gives what was counted."""
    return {**test_watches(settings, now), **deliver_alerts(settings, now)}
