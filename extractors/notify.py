"""Alerts to channels: what has not been told yet, sent through apprise, with its failures in one line."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import apprise

from extractors.ids import stable_id
from warehouse.records import Alert, Delivery, Fate

_LOGGER: Final = "apprise"


class NotifyError(Exception):
    """A message could not be sent; `reason` is one line that names no secret of the channel."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def send(channel_url: str, title: str, body: str) -> None:
    """Send one message to one channel, given as an apprise URL; raises NotifyError."""
    with _captured() as lines:
        sender = apprise.Apprise()
        if not sender.add(channel_url):
            raise NotifyError(
                f"channel {channel_key(channel_url)} is not an apprise URL (see apprise's list of services)"
            )
        try:
            is_sent = sender.notify(title=title, body=body, notify_type=apprise.NotifyType.WARNING, body_format="text")
        except Exception as error:  # a plugin of apprise may raise anything its service's client raises
            raise NotifyError(f"channel {channel_key(channel_url)}: {type(error).__name__}") from error
    if not is_sent:
        why = _without_secrets(lines[-1], channel_url) if lines else "the service refused the message"
        raise NotifyError(f"channel {channel_key(channel_url)}: {why}")


def pending(
    alerts: Sequence[Alert], deliveries: Sequence[Delivery], channels: Sequence[str]
) -> list[tuple[Alert, str]]:
    """What to send now: pairs of an alert and the channel URL that lacks its state, oldest alert first.

    A state is sent once to each channel; a failed sending is tried again. A closed alert is news no more: only a
    sending of it that failed is made good, so that a new channel is not flooded with the past.
    """
    fates = {(d.alert_id, d.channel, d.digest): d.fate for d in sorted(deliveries, key=lambda d: d.sent_at)}
    due = []
    for alert in sorted(alerts, key=lambda alert: (alert.opened_day, alert.alert_id)):
        for channel in channels:
            fate = fates.get((alert.alert_id, channel_key(channel), delivery_digest(alert)))
            if fate is Fate.RETRY or (fate is None and alert.state == "open"):
                due.append((alert, channel))
    return due


def delivery_digest(alert: Alert) -> str:
    """The state that is told once: an alert is told anew each time its incidents have doubled (1, 2, 4, 8 ...).

    apprise cannot rewrite a message already sent, and one that arrives for every further incident is soon ignored; what
    lies between is updated in place in the warehouse and its snapshot.
    """
    return stable_id("state", alert.alert_id, str(alert.observed.bit_length()))


def channel_key(channel_url: str) -> str:
    """A name for a channel that may be stored and shown: its scheme and a digest; any other part may be a secret."""
    scheme, separator, _ = channel_url.partition("://")
    return stable_id(scheme.lower() if separator and scheme.isalnum() else "channel", channel_url)


@contextmanager
def _captured() -> Iterator[list[str]]:
    """Collect what apprise logs instead of letting it reach the screen; warnings of its plugins are dropped."""
    lines: list[str] = []
    logger = logging.getLogger(_LOGGER)
    handler = _Lines(lines)
    propagated, level = logger.propagate, logger.level
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield lines
    finally:
        logger.removeHandler(handler)
        logger.propagate, logger.level = propagated, level


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(" ".join(record.getMessage().split()))


def _without_secrets(line: str, channel_url: str) -> str:
    rest = channel_url.partition("://")[2]
    parts = [part for part in re.split(r"[/:@?&=]+", rest) if len(part) > 3]
    for part in sorted(parts, key=len, reverse=True):
        line = line.replace(part, "…")
    return line
