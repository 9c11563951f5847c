"""An alert in the warehouse reaches a channel once, across runs and after a failure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from flows.alert import deliver_alerts
from flows.settings import Settings
from tests.inbox import Inbox
from warehouse.records import Alert, Fate
from warehouse.store import open_warehouse

NOW = datetime(2024, 8, 27, 6, tzinfo=UTC)
ALERT = Alert("alert-1", "balochistan", "ears-c2", "2024-08-26", "2024-08-26", "open", 6, 0.3, 11.0, "6 incidents", ())


@pytest.fixture
def settings(tmp_path: Path, inbox: Inbox) -> Settings:
    made = Settings(home=tmp_path, channels=(SecretStr(inbox.channel("owner-token")),))
    with open_warehouse(made.warehouse) as warehouse:
        warehouse.alerts.save([ALERT])
    return made


def titles(inbox: Inbox) -> list[str]:
    return [message["title"] for message in inbox.received]


def deliver(settings: Settings) -> dict[str, int]:
    return deliver_alerts.fn(settings, NOW)


def test_an_alert_is_sent_once_and_its_sending_kept_without_the_secret(settings: Settings, inbox: Inbox) -> None:
    assert deliver(settings) == {"delivered": 1, "undelivered": 0}
    assert deliver(settings) == {"delivered": 0, "undelivered": 0}
    assert titles(inbox) == ["balochistan: 6 incidents on 26 August 2024"]
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
    assert titles(inbox)[-1] == "balochistan: 12 incidents on 26 August 2024"


def test_what_prefect_keeps_of_the_settings_shows_no_channel(settings: Settings) -> None:
    assert "owner-token" not in settings.model_dump_json() and "owner-token" not in repr(settings)
