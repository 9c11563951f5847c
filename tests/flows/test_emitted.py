"""What a run tells those who automate: events for Prefect, and a file of metrics, neither of which can fail it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prefect.events.clients import AssertingEventsClient
from prefect.events.schemas.events import Event
from prefect.events.worker import EventsWorker
from prefect.settings import PREFECT_API_URL, temporary_settings
from prometheus_client.parser import text_string_to_metric_families

from flows.emitted import emit_alerts, emit_run
from flows.metrics import FILE, write_metrics
from flows.settings import Settings
from tests.extractors.test_automation import ALERT
from warehouse.measures import RunMeasures
from warehouse.store import open_warehouse

NOW = datetime(2024, 8, 27, 11, tzinfo=UTC)
MEASURED = RunMeasures(120, 4, 2, 1, 0, 1800.0, 5400.5, datetime(2024, 8, 27, 10, tzinfo=UTC))


@pytest.fixture
def in_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """As inside a run of a flow, by what Prefect offers to pretend it."""
    monkeypatch.setenv("PREFECT__RUNTIME__FLOW_RUN__ID", "11111111-1111-4111-8111-111111111111")


Received = Callable[[], list[Event]]


@pytest.fixture
def received() -> Iterator[Received]:
    """The events that Prefect's client was given, once all are; it keeps them, and no server is there."""

    def drained() -> list[Event]:
        EventsWorker.instance().drain()
        return AssertingEventsClient.all[-1].events

    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        EventsWorker.set_client_override(AssertingEventsClient)
        yield drained
        EventsWorker.instance().drain()
        EventsWorker.set_client_override(None)
        AssertingEventsClient.reset()


def samples(path: Path) -> dict[str, float]:
    families = text_string_to_metric_families(path.read_text(encoding="utf-8"))
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.usefixtures("in_a_run")
def test_an_opened_alert_is_an_event_of_its_resource(received: Received) -> None:
    emit_alerts([ALERT], {})
    [told] = received()
    assert (told.event, told.resource.id, told.resource.name) == (
        "tocsin.alert.opened",
        "tocsin.alert.alert-1",
        "Pakistan",
    )
    assert (told.payload["severity"], told.payload["series"]) == ("high", "Balochistan")


@pytest.mark.usefixtures("in_a_run")
def test_each_change_of_an_alert_is_an_event(received: Received) -> None:
    closed = replace(ALERT, alert_id="alert-2", state="closed")
    emit_alerts([replace(ALERT, observed=10), closed], {"alert-1": ALERT, "alert-2": replace(closed, state="open")})
    assert [told.event for told in received()] == ["tocsin.alert.updated", "tocsin.alert.closed"]


def test_outside_a_run_nothing_is_told_and_no_server_started(received: Received) -> None:
    emit_alerts([ALERT], {})
    assert received() == []


@pytest.mark.usefixtures("in_a_run")
def test_what_prefect_cannot_take_fails_no_run(received: Received) -> None:
    emit_alerts([replace(ALERT, summary="9" * 2_000_000), replace(ALERT, alert_id="alert-2")], {})
    assert [told.resource.id for told in received()] == ["tocsin.alert.alert-2"]


@pytest.mark.usefixtures("in_a_run")
def test_a_worker_that_has_stopped_fails_no_run(received: Received) -> None:
    EventsWorker.instance().drain()
    emit_alerts([ALERT], {})


@pytest.mark.usefixtures("in_a_run")
def test_a_finished_run_is_an_event_and_a_file_of_metrics(received: Received, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.alerts.save([ALERT])
    emit_run(settings, ALERT.opened_at, datetime.now(UTC), {"alert": {"alerts": 1}})
    [told] = received()
    assert (told.event, told.resource.id) == ("tocsin.run.finished", "tocsin.run.2024-08-27T06:00:00+00:00")
    assert (told.payload["incidents_new"], told.payload["alerts_opened"]) == (0, 1)
    assert (told.payload["lag_median_s"], told.payload["newest_article_age_s"]) == (None, None)
    assert told.payload["stages"] == {"alert": {"alerts": 1}}
    assert samples(tmp_path / FILE)["tocsin_alerts_open"] == 1.0


@pytest.mark.usefixtures("in_a_run")
def test_a_warehouse_that_cannot_be_opened_fails_no_run(received: Received, tmp_path: Path) -> None:
    (tmp_path / "tocsin.duckdb").write_bytes(b"not a database")
    emit_run(Settings(home=tmp_path), NOW, NOW, {})
    assert received() == []
    assert not (tmp_path / FILE).exists()


def test_the_metrics_are_read_back_by_prometheus_own_parser(tmp_path: Path) -> None:
    write_metrics(tmp_path / "new" / FILE, MEASURED, NOW, 12.5)
    assert samples(tmp_path / "new" / FILE) == {
        "tocsin_incidents_total": 120.0,
        "tocsin_incidents_new": 4.0,
        "tocsin_alerts_open": 2.0,
        "tocsin_alerts_opened": 1.0,
        "tocsin_alerts_closed": 0.0,
        "tocsin_lag_seconds[0.5]": 1800.0,
        "tocsin_lag_seconds[0.95]": 5400.5,
        "tocsin_newest_article_timestamp_seconds": datetime(2024, 8, 27, 10, tzinfo=UTC).timestamp(),
        "tocsin_run_timestamp_seconds": NOW.timestamp(),
        "tocsin_run_duration_seconds": 12.5,
    }


def test_every_metric_says_what_it_is(tmp_path: Path) -> None:
    write_metrics(tmp_path / FILE, MEASURED, NOW, 12.5)
    families = list(text_string_to_metric_families((tmp_path / FILE).read_text(encoding="utf-8")))
    assert all(family.documentation for family in families)
    assert {family.type for family in families} == {"counter", "gauge"}


def test_what_was_not_measured_has_no_line(tmp_path: Path) -> None:
    write_metrics(tmp_path / FILE, RunMeasures(0, 0, 0, 0, 0, None, None, None), NOW, 1.0)
    names = samples(tmp_path / FILE).keys()
    assert not any("lag" in name or "newest" in name for name in names)


def test_the_file_is_put_in_place_whole(tmp_path: Path) -> None:
    write_metrics(tmp_path / FILE, MEASURED, NOW, 1.0)
    write_metrics(tmp_path / FILE, replace(MEASURED, incidents=121), NOW, 1.0)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert samples(tmp_path / FILE)["tocsin_incidents_total"] == 121.0


def test_a_folder_that_is_none_is_a_line_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "taken").touch()
    write_metrics(tmp_path / "taken" / FILE, MEASURED, NOW, 1.0)
    [record] = caplog.records
    assert record.getMessage().startswith(f"metrics: {tmp_path / 'taken' / FILE} cannot be written")
