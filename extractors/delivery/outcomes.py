"""A message about to be sent, and what became of sending it, to the rows that are kept of its changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from extractors.delivery.plan import Message
from extractors.delivery.rules import ChannelRules
from warehouse.records import Delivery, Fate

# The waits after each failed attempt: a restart is over in minutes, an outage in hours. Eight attempts span two days
# and a half, after which an alert is no news.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 36 * 60))
MOST_ATTEMPTS = len(WAITS) + 1
# A service may ask for more patience, but not for ever.
LONGEST_WAIT = timedelta(days=1)
UNFINISHED = "the run ended while it was being sent"


class Arrival(StrEnum):
    """Whether what was sent is there: `refused` is certain that it is not, `unknown` is not certain of either."""

    ARRIVED = "arrived"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message: `reason` is one line without secrets, `patience_s` the wait that a service asks for."""

    arrival: Arrival
    reason: str | None = None
    patience_s: float = 0.0


def begun(message: Message, rules: ChannelRules, now: datetime) -> list[Delivery]:
    """The rows to commit before a message is sent.

    They are what is right if nothing comes after: it may have arrived, and so is not sent again; where the receiver
    drops what it has seen, it is sent again under the same key.
    """
    again = rules.is_idempotent
    return [
        replace(
            row,
            fate=Fate.RETRY if again else Fate.QUARANTINED,
            reason=UNFINISHED if again else _doubtful(UNFINISHED),
            attempts=row.attempts + 1,
            message_id=message.message_id,
            sent_at=now,
            due_at=now if again else None,
        )
        for row in message.deliveries
    ]


def ended(rows: Sequence[Delivery], sent: Sent, rules: ChannelRules, now: datetime) -> list[Delivery]:
    """The rows to commit after a message was sent, from those committed before."""
    return [_ended(row, sent, rules, now) for row in rows]


def _ended(row: Delivery, sent: Sent, rules: ChannelRules, now: datetime) -> Delivery:
    reason = sent.reason or "no reason was given"
    if sent.arrival is Arrival.ARRIVED:
        return replace(row, fate=Fate.DONE, reason=None, due_at=None)
    if sent.arrival is Arrival.UNKNOWN and not rules.is_idempotent:
        return replace(row, fate=Fate.QUARANTINED, reason=_doubtful(reason), due_at=None)
    if row.attempts >= MOST_ATTEMPTS:
        given_up = f"given up after {row.attempts} attempts: {reason}"
        return replace(row, fate=Fate.QUARANTINED, reason=given_up, due_at=None)
    wait = max(WAITS[row.attempts - 1], min(timedelta(seconds=sent.patience_s), LONGEST_WAIT))
    key = row.message_id if sent.arrival is Arrival.UNKNOWN else None
    return replace(row, fate=Fate.RETRY, reason=reason, due_at=now + wait, message_id=key)


def put_off(message: Message, now: datetime) -> list[Delivery]:
    """The rows of a message that was not tried, since its channel failed or took its time: the next run tries it."""
    why = "waits for the next run: the channel failed or was slow in this one"
    return [row if row.attempts and row.due_at else replace(row, due_at=now, reason=why) for row in message.deliveries]


def _doubtful(reason: str) -> str:
    return f"may not have arrived: {reason}"
