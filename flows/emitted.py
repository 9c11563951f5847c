"""What a run did to Prefect's events and to `metrics.prom`, for those who automate on them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from prefect.events import emit_event
from prefect.runtime import flow_run

from extractors.watching.automation import Told, age_s, alert_events, run_event
from flows.metrics import FILE, write_metrics
from flows.settings import Settings
from warehouse.errors import WarehouseError
from warehouse.measures import run_measures
from warehouse.records import Alert
from warehouse.store import open_warehouse

log = logging.getLogger("tocsin.emitted")


def emit_alerts(changed: Sequence[Alert], before: Mapping[str, Alert]) -> None:
    """Tell of alerts that a run changed; `before` are the alerts as they were, by id."""
    _emit(alert_events(changed, before))


def emit_run(settings: Settings, now: datetime, started_at: datetime, counts: Mapping[str, Mapping[str, int]]) -> None:
    """Tell of the run at `now`, which began by the clock at `started_at`, and write its metrics."""
    try:
        with open_warehouse(settings.warehouse) as warehouse:
            measured = run_measures(warehouse.connection, now)
    except WarehouseError as error:
        log.warning("the run is not measured: %s", error)
        return
    age = age_s(measured.newest_published_at, now)
    _emit([run_event(now, counts, {**asdict(measured), "newest_article_age_s": age})])
    write_metrics(settings.home / FILE, measured, now, (datetime.now(UTC) - started_at).total_seconds())


def _emit(told: Iterable[Told]) -> None:
    """Hand events to Prefect, which sends them beside the run; outside a run of a flow nobody listens.

    There it would start a server of its own, and wait for it.
    """
    if flow_run.id is None:
        return
    for one in told:
        resource = {"prefect.resource.id": one.resource_id, "prefect.resource.name": one.resource_name}
        try:
            emit_event(one.event, resource=resource, payload=dict(one.payload))
        except Exception as error:  # whatever Prefect cannot do, the run is whole without it
            log.warning("event %s of %s is not told: %s", one.event, one.resource_id, error)
