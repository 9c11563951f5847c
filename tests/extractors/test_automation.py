"""What others automate on: an event for each change of an alert, and one for each run."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime

from extractors.watching.automation import age_s, alert_events, run_event
from warehouse.records import Alert, Severity

NOW = datetime(2024, 8, 27, 6, tzinfo=UTC)
ALERT = Alert(
    alert_id="alert-1",
    watch="Pakistan",
    series="Balochistan",
    measure="incidents",
    method="nb-cusum",
    opened_day="2024-08-25",
    last_day="2024-08-26",
    state="open",
    severity=Severity.HIGH,
    observed=9,
    killed=61,
    expected=0.7,
    chance=0.00005,
    score=7.1,
    summary="9 incidents in Balochistan since 25 August",
    incident_ids=("incident-1", "incident-2"),
    uncertain=(),
    also=(),
    opened_at=NOW,
    updated_at=NOW,
)
CLOSED = replace(ALERT, state="closed", closed_at=NOW)


def names(changed: Alert, *before: Alert) -> list[str]:
    return [told.event for told in alert_events([changed], {alert.alert_id: alert for alert in before})]


def test_an_alert_is_opened_updated_and_closed() -> None:
    assert names(ALERT) == ["tocsin.alert.opened"]
    assert names(replace(ALERT, observed=10), ALERT) == ["tocsin.alert.updated"]
    assert names(CLOSED, ALERT) == ["tocsin.alert.closed"]


def test_what_has_not_changed_is_not_told() -> None:
    assert names(ALERT, ALERT) == []
    assert names(CLOSED, CLOSED) == []


def test_a_closed_alert_that_changes_is_not_closed_again() -> None:
    assert names(replace(CLOSED, observed=10), CLOSED) == ["tocsin.alert.updated"]


def test_an_alert_that_opens_and_closes_in_one_run_is_told_of_both() -> None:
    assert names(CLOSED) == ["tocsin.alert.opened", "tocsin.alert.closed"]


def test_an_event_says_which_alert_and_how_severe() -> None:
    [told] = alert_events([replace(ALERT, expected=math.nan)], {})
    assert (told.resource_id, told.resource_name) == ("tocsin.alert.alert-1", "Pakistan")
    assert json.loads(json.dumps(told.payload, allow_nan=False)) == {
        "alert_id": "alert-1",
        "watch": "Pakistan",
        "series": "Balochistan",
        "measure": "incidents",
        "severity": "high",
        "state": "open",
        "summary": "9 incidents in Balochistan since 25 August",
        "observed": 9,
        "expected": None,
        "chance": 0.00005,
        "killed": 61,
        "incidents": 2,
        "opened_day": "2024-08-25",
        "last_day": "2024-08-26",
    }


def test_the_event_of_a_run_carries_its_measures_and_what_each_stage_counted() -> None:
    told = run_event(NOW, {"collect": {"polled": 3}}, {"incidents_new": 2, "lag_median_s": None, "newest": NOW})
    assert (told.event, told.resource_id) == ("tocsin.run.finished", "tocsin.run.2024-08-27T06:00:00+00:00")
    assert json.loads(json.dumps(told.payload)) == {
        "at": "2024-08-27T06:00:00+00:00",
        "incidents_new": 2,
        "lag_median_s": None,
        "newest": "2024-08-27T06:00:00+00:00",
        "stages": {"collect": {"polled": 3}},
    }


def test_the_age_of_the_newest_article_is_counted_to_the_run() -> None:
    assert age_s(datetime(2024, 8, 27, 5, 30, tzinfo=UTC), NOW) == 1800.0
    assert age_s(None, NOW) is None
