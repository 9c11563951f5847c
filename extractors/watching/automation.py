"""Alerts that changed, and what a run measured, to the events that others automate on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from warehouse.records import Alert

ALERT_OPENED, ALERT_UPDATED, ALERT_CLOSED = "tocsin.alert.opened", "tocsin.alert.updated", "tocsin.alert.closed"
RUN_FINISHED = "tocsin.run.finished"


@dataclass(frozen=True, slots=True)
class Told:
    """An event to tell: its name, the resource that it is of (id and name), and what JSON it carries."""

    event: str
    resource_id: str
    resource_name: str
    payload: Mapping[str, object]


def alert_events(changed: Sequence[Alert], before: Mapping[str, Alert]) -> Iterator[Told]:
    """An event for each alert that changed; `before` are the alerts as they were, by id.

    One that opened and closed in the same run is told twice.
    """
    for alert in changed:
        known = before.get(alert.alert_id)
        if known is None:
            yield _told(ALERT_OPENED, alert)
        if alert.state == "closed" and (known is None or known.state != "closed"):
            yield _told(ALERT_CLOSED, alert)
        elif known is not None and alert != known:
            yield _told(ALERT_UPDATED, alert)


def run_event(at: datetime, stages: Mapping[str, Mapping[str, int]], measured: Mapping[str, object]) -> Told:
    """The event of a finished run at that moment: what each stage counted beside what was measured."""
    moment = at.isoformat()
    payload = {name: _json(value) for name, value in measured.items()}
    counted = {stage: dict(counts) for stage, counts in stages.items()}
    return Told(RUN_FINISHED, f"tocsin.run.{moment}", f"run of {moment}", {"at": moment, **payload, "stages": counted})


def age_s(newest: datetime | None, at: datetime) -> float | None:
    """How old the newest article was then, in seconds."""
    return None if newest is None else (at - newest).total_seconds()


def _told(event: str, alert: Alert) -> Told:
    payload = {
        "alert_id": alert.alert_id,
        "watch": alert.watch,
        "series": alert.series,
        "measure": alert.measure,
        "severity": alert.severity.value,
        "state": alert.state,
        "summary": alert.summary,
        "observed": alert.observed,
        "expected": _json(alert.expected),
        "chance": _json(alert.chance),
        "killed": alert.killed,
        "incidents": len(alert.incident_ids),
        "opened_day": alert.opened_day,
        "last_day": alert.last_day,
    }
    return Told(event, f"tocsin.alert.{alert.alert_id}", alert.watch, payload)


def _json(value: object) -> object:
    """The value as JSON has it: a number that is none as null, a moment in ISO."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if isinstance(value, datetime) else value
