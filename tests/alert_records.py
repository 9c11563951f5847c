"""Hand-made alerts and what was told of them: what a test does not state is a plain default."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests import builders
from warehouse.records import Alert, Change, Delivery, Fate, Severity

OPENED_AT = datetime(2024, 8, 26, 12, tzinfo=UTC)


def alert(alert_id: str = "alert-1", **stated: Any) -> Alert:
    """An open alert of six incidents in Balochistan with thirty killed, of the least severity."""
    plain = {"severity": Severity.MODERATE, "killed": 30, "opened_at": OPENED_AT, "updated_at": OPENED_AT}
    return builders.alert(**{**plain, "summary": "6 incidents in Balochistan", "alert_id": alert_id, **stated})


def delivery(alert_id: str = "alert-1", channel: str = "duty", number: int = 1, **stated: Any) -> Delivery:
    """That the alert above was told to a channel when it opened."""
    fields = {
        "digest": f"change-{alert_id}-{number}",
        "change": Change.OPENED,
        "state": "open",
        "severity": Severity.MODERATE,
        "observed": 6,
        "killed": 30,
        "fate": Fate.DONE,
        "reason": None,
        "attempts": 1,
        "message_id": f"message-{alert_id}-{number}",
        "noted_at": OPENED_AT,
        "sent_at": OPENED_AT,
        **stated,
    }
    return Delivery(alert_id=alert_id, channel=channel, number=number, **fields)
