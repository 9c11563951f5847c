"""One pass over the whole path: collect, understand, resolve, alert, and the snapshot that readers open."""

# No postponed annotations: `serve` sends this flow to its runs by value, where names in strings could not be resolved.

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from prefect import flow, task

from flows.alert import alert
from flows.collect import collect
from flows.emitted import emit_run
from flows.places import keep_gazetteer
from flows.progress import show_items
from flows.resolve import resolve_incidents
from flows.retries import ON_GROUND
from flows.settings import Settings, load_settings
from flows.understand import understand
from warehouse.soundness import failed_checks
from warehouse.store import open_warehouse

log = logging.getLogger("tocsin.monitor")
Stage = Callable[[Settings, datetime], dict[str, int]]
STAGES: tuple[tuple[str, Stage], ...] = (
    ("collect", collect),
    ("understand", understand),
    ("resolve", resolve_incidents),
    ("alert", alert),
)


@task(name="check-warehouse", **ON_GROUND)
def check(settings: Settings) -> dict[str, int]:
    """Test the rules that the rows must keep; gives the number of rows that break each broken one."""
    with open_warehouse(settings.warehouse) as warehouse:
        failed = failed_checks(warehouse.connection)
    for broken in failed:
        log.error("check=%s rows=%d first: %s", broken.name, broken.rows, broken.first)
    return {broken.name: broken.rows for broken in failed}


@task(name="publish-snapshot", **ON_GROUND)
def publish(settings: Settings) -> None:
    """Give readers the state of this finished run, with series that count what it found."""
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.series.refresh()
        warehouse.publish_snapshot(settings.snapshot)


@task(name="record-run", **ON_GROUND)
def record(settings: Settings, stage: str, started_at: datetime, finished_at: datetime, counts: dict[str, int]) -> None:
    """Keep what one stage of this run counted."""
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.record_run(stage, started_at, finished_at, counts)


@flow(name="monitor")
def monitor(settings: Settings | None = None, now: datetime | None = None) -> dict[str, dict[str, int]]:
    """Run the four stages, check the rows and publish; gives what each counted, `checks` being the broken rules.

    A broken rule is told and does not keep the run from readers. Without arguments: the settings and the clock.
    """
    settings = settings or load_settings()
    now = now or datetime.now(UTC)
    show_items()
    began_at = datetime.now(UTC)
    counts: dict[str, dict[str, int]] = {}
    for name, stage in STAGES:
        started_at = datetime.now(UTC)
        counts[name] = stage(settings, now)
        record(settings, name, started_at, datetime.now(UTC), counts[name])
    keep_gazetteer(settings)
    counts["checks"] = check(settings)
    publish(settings)
    emit_run(settings, now, began_at, counts)
    return counts
