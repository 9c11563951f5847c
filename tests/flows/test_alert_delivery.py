"""An alert in the warehouse reaches a channel once: across runs, after failures, and after a crash in between."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from pydantic import SecretStr

from flows.deliver import deliver_alerts, write_alert_feed
from flows.settings import Settings
from tests.alert_records import alert
from tests.flows.one_delivery import BEFORE_BEGINNING, BEFORE_RECORDING
from tests.inbox import Inbox, open_inbox
from tests.mailbox import open_mailbox
from warehouse.records import Alert, Delivery, Fate, Mute, SeriesDay, Severity
from warehouse.soundness import failed_checks
from warehouse.store import open_warehouse

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2024, 8, 27, 6, tzinfo=UTC)


def with_channels(home: Path, *channels: Any) -> Settings:
    made = Settings(home=home, channels=channels)
    with open_warehouse(made.warehouse) as warehouse:
        warehouse.alerts.save([alert()])
    return made


@pytest.fixture
def settings(tmp_path: Path, inbox: Inbox) -> Settings:
    return with_channels(tmp_path, SecretStr(inbox.channel("owner-token")))


def titles(inbox: Inbox) -> list[str]:
    return [message["title"] for message in inbox.received]


def deliver(settings: Settings, now: datetime = NOW) -> tuple[int, int, int]:
    """Deliver; gives the messages that arrived and did not, and the changes that wait."""
    counts = deliver_alerts.fn(settings, now)
    return counts["delivered"], counts["undelivered"], counts["changes_waiting"]


def kept(settings: Settings) -> list[Delivery]:
    with open_warehouse(settings.warehouse) as warehouse:
        assert [broken.name for broken in failed_checks(warehouse.connection)] == []
        return warehouse.alerts.deliveries()


def save(settings: Settings, alerts: Sequence[Alert]) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.alerts.save(alerts)


def test_an_alert_is_sent_once_and_its_sending_kept_without_the_secret(settings: Settings, inbox: Inbox) -> None:
    assert deliver(settings) == (1, 0, 0)
    assert deliver(settings) == (0, 0, 0)
    assert titles(inbox) == ["balochistan: 6 incidents on 26 August 2024"]
    [delivery] = kept(settings)
    assert (delivery.fate, delivery.sent_at, delivery.attempts) == (Fate.DONE, NOW, 1)
    assert "owner-token" not in repr(delivery)


def test_a_refused_sending_is_made_good_by_a_run_when_it_is_due(
    settings: Settings, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.status = 503
    with caplog.at_level(logging.WARNING, "tocsin.alert"):
        assert deliver(settings) == (0, 1, 0)
    assert "error=503" in caplog.text and "owner-token" not in caplog.text
    inbox.status = 200
    assert deliver(settings, NOW + timedelta(minutes=4)) == (0, 0, 1)
    assert deliver(settings, NOW + timedelta(minutes=5)) == (1, 0, 0)
    assert deliver(settings, NOW + timedelta(minutes=6)) == (0, 0, 0)
    assert len(inbox.requests) == 2


def test_an_episode_that_doubles_and_ends_is_told_again(settings: Settings, inbox: Inbox) -> None:
    deliver(settings)
    save(settings, [alert(observed=12)])
    assert deliver(settings) == (1, 0, 0)
    save(settings, [alert(observed=12, state="closed", closed_at=NOW)])
    assert deliver(settings) == (1, 0, 0)
    assert titles(inbox)[1:] == [
        "Growing: balochistan: 12 incidents on 26 August 2024",
        "balochistan: 12 incidents on 26 August 2024 (over)",
    ]
    assert [(row.number, row.change, row.observed) for row in kept(settings)] == [
        (1, "opened", 6),
        (2, "grew", 12),
        (3, "ended", 12),
    ]


def test_several_alerts_of_a_run_are_one_message(settings: Settings, inbox: Inbox) -> None:
    save(settings, [alert("alert-2", watch="sahel", severity=Severity.HIGH)])
    assert deliver(settings) == (1, 0, 0)
    [message] = inbox.received
    assert message["title"] == "2 alerts: sahel: 6 incidents on 26 August 2024"
    assert message["message"].index("sahel") < message["message"].index("balochistan")
    assert len({row.message_id for row in kept(settings)}) == 1


@pytest.mark.parametrize(
    ("is_idempotent", "call", "requests", "fate"),
    [
        (False, BEFORE_BEGINNING, 1, Fate.DONE),
        (False, BEFORE_RECORDING, 1, Fate.QUARANTINED),
        (True, BEFORE_RECORDING, 2, Fate.DONE),
    ],
)
def test_a_run_that_is_killed_sends_nothing_twice(
    is_idempotent: bool, call: int, requests: int, fate: Fate, tmp_path: Path, inbox: Inbox
) -> None:
    """Between sending and recording it is not known whether it arrived: again only to who drops what it has seen."""
    channel = {"name": "hook", "url": inbox.channel("owner-token"), "idempotent": is_idempotent}
    settings = with_channels(tmp_path, channel)
    command = [sys.executable, "-m", "tests.flows.one_delivery", str(tmp_path), NOW.isoformat(), str(call)]
    environment = {**os.environ, "TOCSIN_CHANNELS": json.dumps([channel])}
    killed = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    for minutes in (0, 15, 30):
        deliver(settings, NOW + timedelta(minutes=minutes))
    assert len(inbox.requests) == requests
    assert len({request.headers["Idempotency-Key"] for request in inbox.requests}) == 1
    [row] = kept(settings)
    assert row.fate is fate
    assert fate is Fate.DONE or row.reason == "may not have arrived: the run ended while it was being sent"


def test_a_channel_that_never_ends_holds_up_no_other(tmp_path: Path, inbox: Inbox) -> None:
    """A byte now and then keeps every time limit of a socket from passing; the process is ended all the same."""
    with open_inbox() as slow:
        slow.body, slow.drip_s = b"x" * 1000, 0.1
        settings = with_channels(
            tmp_path, {"name": "slow", "url": slow.channel("a")}, {"name": "duty", "url": inbox.channel("b")}
        ).model_copy(update={"timeout_s": 1.0})
        assert deliver(settings) == (1, 1, 0)
        assert deliver(settings) == (0, 0, 0)
        assert (len(slow.requests), len(inbox.requests)) == (1, 1)
    assert {row.channel: (row.fate, row.reason) for row in kept(settings)} == {
        "duty": (Fate.DONE, None),
        "slow": (Fate.QUARANTINED, "may not have arrived: no end after 1 s"),
    }


def test_a_channel_that_fails_is_left_alone_for_the_rest_of_the_run(tmp_path: Path, inbox: Inbox) -> None:
    inbox.status = 500
    settings = with_channels(tmp_path, {"name": "duty", "url": inbox.channel("a"), "group": False})
    save(settings, [alert("alert-2"), alert("alert-3")])
    assert deliver(settings) == (0, 1, 0)
    assert len(inbox.requests) == 1
    assert sorted((row.attempts, row.fate) for row in kept(settings)) == [(0, "retry"), (0, "retry"), (1, "retry")]
    inbox.status = 200
    assert deliver(settings, NOW + timedelta(minutes=15)) == (3, 0, 0)


def test_a_digest_by_mail_shows_the_chart_of_the_series(tmp_path: Path) -> None:
    with open_mailbox() as mailbox:
        settings = with_channels(tmp_path, {"name": "mail", "url": mailbox.channel(), "digest": "06:00"})
        days = [
            SeriesDay("balochistan", "", "incidents", f"2024-08-{n}", 6.0, 0.3, 1.0, 0.0001, 11.0, n == 26, NOW)
            for n in range(20, 27)
        ]
        with open_warehouse(settings.warehouse) as warehouse:
            warehouse.series.save_days(days)
        assert deliver(settings, NOW - timedelta(hours=1)) == (0, 0, 1)
        assert deliver(settings) == (1, 0, 0)
        [mail] = mailbox.mails
    assert mail["Subject"] == "Digest of 27 August 2024: 1 alert"
    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "image/png"]
    [chart] = [part for part in mail.walk() if part.get_filename()]
    assert chart.get_filename() == "alert-1-chart.png" and chart.get_content().startswith(b"\x89PNG")


def test_quiet_hours_hold_a_message_until_they_end(tmp_path: Path, inbox: Inbox) -> None:
    settings = with_channels(tmp_path, {"name": "duty", "url": inbox.channel("a"), "quiet": "22:00-06:00"})
    assert deliver(settings, NOW.replace(hour=5, minute=59)) == (0, 0, 1)
    [row] = kept(settings)
    assert (row.fate, row.due_at, row.reason) == (Fate.RETRY, NOW, "waits for the end of the quiet hours")
    assert deliver(settings) == (1, 0, 0)


def test_an_address_is_taken_from_the_environment(
    tmp_path: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = with_channels(tmp_path, {"name": "duty", "url_env": "DUTY_URL"})
    assert deliver(settings) == (0, 1, 0)
    [row] = kept(settings)
    assert (row.fate, row.reason) == (Fate.RETRY, "the environment variable DUTY_URL is not set")
    monkeypatch.setenv("DUTY_URL", inbox.channel("a"))
    assert deliver(settings, NOW + timedelta(minutes=5)) == (1, 0, 0)


def test_what_prefect_keeps_of_the_settings_shows_no_channel(settings: Settings) -> None:
    assert "owner-token" not in settings.model_dump_json() and "owner-token" not in repr(settings)


def test_the_feed_is_there_without_a_channel_and_follows_the_alerts(tmp_path: Path) -> None:
    settings = with_channels(tmp_path)
    assert write_alert_feed.fn(settings, NOW) == {"feed_entries": 1}
    [first] = feedparser.parse(settings.feed_of_alerts).entries
    save(settings, [replace(alert(), observed=12, updated_at=NOW)])
    assert write_alert_feed.fn(settings, NOW) == {"feed_entries": 1}
    [then] = feedparser.parse(settings.feed_of_alerts).entries
    assert (first.id, first.title) == (then.id, "balochistan: 6 incidents on 26 August 2024")
    assert (then.updated, then.title) == ("2024-08-27T06:00:00Z", "balochistan: 12 incidents on 26 August 2024")
    assert [path.name for path in tmp_path.glob("alerts*")] == ["alerts.xml"]


def test_a_muted_watch_is_not_in_the_feed(tmp_path: Path) -> None:
    settings = with_channels(tmp_path)
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.alerts.mute(Mute("mute-1", "balochistan", None, "", NOW, None))
    assert write_alert_feed.fn(settings, NOW) == {"feed_entries": 0}


def test_a_feed_that_cannot_be_written_is_told_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    settings = with_channels(tmp_path).model_copy(update={"alerts_feed": tmp_path / "file" / "alerts.xml"})
    with caplog.at_level(logging.ERROR, "tocsin.alert"):
        assert write_alert_feed.fn(settings, NOW) == {"feed_entries": 0}
    assert "cannot be written" in caplog.text
