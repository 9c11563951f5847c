"""An alert in the warehouse reaches a channel once, across runs and after a failure."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.alert import deliver_alerts
from flows.settings import Settings
from warehouse.records import Alert, Fate
from warehouse.store import open_warehouse

NOW = datetime(2024, 8, 27, 6, tzinfo=UTC)
ALERT = Alert("alert-1", "balochistan", "ears-c2", "2024-08-26", "2024-08-26", "open", 6, 0.3, 11.0, "6 incidents", ())


class Inbox(ThreadingHTTPServer):
    """A loopback channel that answers `status` and keeps the titles it was sent."""

    daemon_threads = True
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.titles: list[str] = []


class _Post(BaseHTTPRequestHandler):
    server: Inbox

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.titles.append(told["title"])
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    server = Inbox()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(tmp_path: Path, inbox: Inbox) -> Settings:
    made = Settings(home=tmp_path, channels=(f"json://127.0.0.1:{inbox.server_address[1]}/owner-token",))
    with open_warehouse(made.warehouse) as warehouse:
        warehouse.alerts.save([ALERT])
    return made


def deliver(settings: Settings) -> dict[str, int]:
    return deliver_alerts.fn(settings, NOW)


def test_an_alert_is_sent_once_and_its_sending_kept_without_the_secret(settings: Settings, inbox: Inbox) -> None:
    assert deliver(settings) == {"delivered": 1, "undelivered": 0}
    assert deliver(settings) == {"delivered": 0, "undelivered": 0}
    assert inbox.titles == ["balochistan: 6 incidents on 26 August 2024"]
    with open_warehouse(settings.warehouse) as warehouse:
        [delivery] = warehouse.alerts.deliveries()
    assert (delivery.fate, delivery.sent_at) == (Fate.DONE, NOW)
    assert "owner-token" not in repr(delivery)


def test_a_refused_sending_is_made_good_by_the_next_run(settings: Settings, inbox: Inbox) -> None:
    inbox.status = 503
    assert deliver(settings) == {"delivered": 0, "undelivered": 1}
    inbox.status = 200
    assert deliver(settings) == {"delivered": 1, "undelivered": 0}
    assert deliver(settings) == {"delivered": 0, "undelivered": 0}


def test_an_episode_that_doubles_is_told_again(settings: Settings, inbox: Inbox) -> None:
    deliver(settings)
    with open_warehouse(settings.warehouse) as warehouse:
        [kept] = warehouse.alerts.all()
        warehouse.alerts.save([replace(kept, observed=12)])
    assert deliver(settings) == {"delivered": 1, "undelivered": 0}
    assert inbox.titles[-1] == "balochistan: 12 incidents on 26 August 2024"
