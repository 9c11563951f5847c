"""Alerts reach a real endpoint once, and failures are one line without secrets."""

from __future__ import annotations

import logging
import socket
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from extractors.notify import NotifyError, channel_key, delivery_digest, pending, send
from tests.inbox import Inbox
from warehouse.records import Alert, Delivery, Fate

NOW = datetime(2024, 8, 27, tzinfo=UTC)
ALERT = Alert(
    "alert-1", "balochistan", "ears-c2", "2024-08-26", "2024-08-26", "open", 6, 0.3, 11.0, "6 incidents", ("i-1",)
)
OWNER = "token-of-the-owner"
CHANNEL, OTHER = "json://127.0.0.1:8080/secret-path", "json://127.0.0.1:8081"


def test_a_message_arrives_as_it_was_written(inbox: Inbox) -> None:
    body = "6 incidents in Balochistan.\n- 26 August, Musakhail → https://example.org/a?b=1&c=<2>"
    send(inbox.channel(OWNER), "balochistan: 6 incidents", body)
    [message] = inbox.received
    assert (message["title"], message["message"]) == ("balochistan: 6 incidents", body)


def test_a_refusal_is_one_line(inbox: Inbox, capfd: pytest.CaptureFixture[str]) -> None:
    inbox.status = 500
    with pytest.raises(NotifyError) as caught:
        send(inbox.channel(OWNER), "t", "b")
    assert "error=500" in caught.value.reason
    assert "\n" not in caught.value.reason
    assert "token-of-the-owner" not in caught.value.reason
    assert capfd.readouterr() == ("", "")


def test_nobody_listening_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotifyError) as caught:
        send(f"json://127.0.0.1:{port}/hidden-token", "t", "b")
    assert "\n" not in caught.value.reason
    assert "hidden-token" not in caught.value.reason
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("channel", ["", "nonsense", "no-such-service://token-abcdef", "https//half"])
def test_what_is_no_channel_says_so(channel: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotifyError, match="is not an apprise URL") as caught:
        send(channel, "t", "b")
    assert "token-abcdef" not in caught.value.reason
    assert capfd.readouterr() == ("", "")


def test_the_logger_is_left_as_it_was(inbox: Inbox) -> None:
    logger = logging.getLogger("apprise")
    before = (logger.level, logger.propagate, list(logger.handlers))
    send(inbox.channel(OWNER), "t", "b")
    assert (logger.level, logger.propagate, list(logger.handlers)) == before


def delivered(alert: Alert, channel: str, fate: Fate, hour: int = 0) -> Delivery:
    return Delivery(alert.alert_id, channel_key(channel), delivery_digest(alert), fate, None, NOW.replace(hour=hour))


def test_a_state_is_sent_once_to_each_channel() -> None:
    assert pending([ALERT], [], [CHANNEL, OTHER]) == [(ALERT, CHANNEL), (ALERT, OTHER)]
    assert pending([ALERT], [delivered(ALERT, CHANNEL, Fate.DONE)], [CHANNEL, OTHER]) == [(ALERT, OTHER)]


def test_a_failed_sending_is_tried_again_until_it_is_done() -> None:
    failed = delivered(ALERT, CHANNEL, Fate.RETRY)
    assert pending([ALERT], [failed], [CHANNEL]) == [(ALERT, CHANNEL)]
    assert pending([ALERT], [failed, delivered(ALERT, CHANNEL, Fate.DONE, hour=1)], [CHANNEL]) == []
    assert pending([replace(ALERT, state="closed")], [failed], [CHANNEL]) == [(replace(ALERT, state="closed"), CHANNEL)]


def test_growth_is_told_when_incidents_have_doubled() -> None:
    told = [delivered(ALERT, CHANNEL, Fate.DONE)]
    assert pending([replace(ALERT, observed=7)], told, [CHANNEL]) == []
    assert pending([replace(ALERT, observed=12)], told, [CHANNEL]) == [(replace(ALERT, observed=12), CHANNEL)]


def test_a_new_channel_is_not_flooded_with_the_past() -> None:
    assert pending([replace(ALERT, state="closed")], [], [CHANNEL]) == []


def test_a_channel_key_tells_the_service_and_no_secret() -> None:
    key = channel_key("tgram://123456789:AbCdEf/42")
    assert key.startswith("tgram-")
    assert not {"123456789", "AbCdEf", "42"} & set(key.split("-"))
    assert key == channel_key("tgram://123456789:AbCdEf/42") != channel_key("tgram://123456789:AbCdEf/43")
