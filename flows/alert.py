"""Incidents to alerts: the watches' series, the episodes they open, and their delivery."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from prefect import flow, task

from extractors.alerts import alerts_for
from extractors.watches_file import read_watches_file
from extractors.watching.budgets import chosen_level, is_due
from flows.deliver import deliver_alerts, write_alert_feed
from flows.emitted import emit_alerts
from flows.retries import ON_GROUND
from flows.settings import Settings
from warehouse.records import Watch
from warehouse.series import SeriesStore
from warehouse.store import open_warehouse

log = logging.getLogger("tocsin.alert")


@task(name="test-watches", **ON_GROUND)
def test_watches(settings: Settings, now: datetime) -> dict[str, int]:
    """Bring the series up to date and test every watch up to `now`; gives counts of watches, series and alerts."""
    watches = read_watches_file(settings.watches)
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.series.refresh()
        _choose_levels(warehouse.series, watches, now)
        chosen = {level.watch: level.chance for level in warehouse.series.levels()}
        before = {alert.alert_id: alert for alert in warehouse.alerts.all()}
        found = alerts_for(warehouse.series, watches, chosen, list(before.values()), now)
        changed = [alert for alert in found.alerts if before.get(alert.alert_id) != alert]
        warehouse.series.save_days(found.days)
        warehouse.series.add_days(found.before)
        warehouse.alerts.save(changed)
        emit_alerts(changed, before)
        for alert in changed:
            log.info("alert=%s series=%s state=%s observed=%d", alert.watch, alert.series, alert.state, alert.observed)
    series = {(day.watch, day.series, day.measure) for day in found.days}
    return {
        "watches": len(watches),
        "series": len(series),
        "alerts": len(found.alerts),
        "alerts_open": sum(alert.state == "open" for alert in found.alerts),
        "alerts_changed": len(changed),
    }


def _choose_levels(series: SeriesStore, watches: Sequence[Watch], now: datetime) -> None:
    """Choose the chance of each watch with a budget that has none yet, or an old one."""
    kept = {level.watch: level for level in series.levels()}
    for watch in watches:
        if is_due(kept.get(watch.name), watch, now):
            level = chosen_level(series, watch, now)
            if level is not None:
                series.save_level(level)
                log.info("watch=%s budget=%g chance=%g days=%d", watch.name, level.budget, level.chance, level.days)


@flow(name="alert", validate_parameters=False)
def alert(settings: Settings, now: datetime) -> dict[str, int]:
    """Find spikes and tell of them; gives what was counted."""
    return {**test_watches(settings, now), **deliver_alerts(settings, now), **write_alert_feed(settings, now)}
