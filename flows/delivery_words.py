"""What became of the changes of alerts, and what people muted, to lines for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from extractors.delivery.letters import one_line
from extractors.watching.series_words import series_label
from warehouse.records import Alert, Delivery, Fate, Mute


def moment(value: datetime) -> str:
    """`2024-08-27 06:00Z`."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")


def delivery_line(delivery: Delivery, alert: Alert) -> str:
    """`2024-08-27 06:00Z duty: arrived: opened, 6 incidents in Balochistan [alert-1]`."""
    what = f"{delivery.change}, {delivery.severity}, {one_line(alert.summary)} [{alert.alert_id}]"
    return f"{moment(delivery.sent_at)} {delivery.channel}: {_fate(delivery)}: {what}"


def _fate(delivery: Delivery) -> str:
    match delivery.fate:
        case Fate.DONE:
            return "arrived"
        case Fate.RETRY if delivery.due_at is not None:
            times = f"failed {delivery.attempts} time{'s' if delivery.attempts > 1 else ''}, tried again from "
            return f"{times if delivery.attempts else 'not before '}{moment(delivery.due_at)} ({delivery.reason})"
        case Fate.DISCARDED:
            return f"not told ({delivery.reason})"
        case _:
            return str(delivery.reason)


def mute_line(mute: Mute) -> str:
    """`muted until 2024-09-03 06:00Z: watch countries, series Balochistan, Pakistan: too many drills`."""
    until = f"until {moment(mute.until)}" if mute.until else "until it is unmuted"
    series = f", series {series_label(mute.watch, mute.series)}" if mute.series is not None else ""
    return f"muted {until}: watch {mute.watch}{series}{f': {mute.why}' if mute.why else ''}"


def ordered(deliveries: Sequence[Delivery], most: int) -> list[Delivery]:
    """What is not settled first, then the latest, no more than that."""
    return sorted(deliveries, key=lambda row: (row.fate is not Fate.RETRY, -row.sent_at.timestamp(), row.digest))[:most]
