"""Alerts, what was told of them and what channels ask for, to the messages to send now and what waits, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from extractors.delivery.changes import TOLD, change_of, why_untold
from extractors.delivery.rules import ChannelRules, digest_after, digest_before, quiet_until, rank
from extractors.ids import stable_id
from warehouse.records import Acknowledgement, Alert, Change, Delivery, Fate, Mute, Severity

# A pass that begins with the hour of the digest finds its alerts some minutes later: they are still in this digest.
DIGEST_GRACE = timedelta(hours=1)
HOUR = timedelta(hours=1)


class Kind(StrEnum):
    """What a message holds: one change, several of one run, or all since the last digest."""

    SINGLE = "single"
    GROUP = "group"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Message:
    """Changes to send to a channel in one message, the most severe first; its id is the same for the same changes."""

    channel: str
    kind: Kind
    message_id: str
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send now, the most severe first; the changes that wait, with until when and why; those told no more."""

    messages: tuple[Message, ...]
    waiting: tuple[Delivery, ...]
    dropped: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What was told of alerts before, and what people said about them."""

    deliveries: Sequence[Delivery]
    acknowledgements: Sequence[Acknowledgement]
    mutes: Sequence[Mute]


def plan(alerts: Sequence[Alert], said: Said, channels: Sequence[ChannelRules], now: datetime) -> Plan:
    """What to send now, to which channel, and what waits.

    Whether something was told is never read from a time, so that a clock moved back sends nothing twice; and what waits
    since a moment that is yet to come waits from now on, so that it holds nothing for ever.
    """
    known = {alert.alert_id: alert for alert in alerts}
    messages: list[Message] = []
    waiting: list[Delivery] = []
    names = {rules.name for rules in channels}
    gone = [row for row in said.deliveries if row.fate is Fate.RETRY and row.channel not in names]
    dropped = [_dropped(row, "the channel is not in the settings any more") for row in gone]
    for rules in channels:
        rows = [row for row in said.deliveries if row.channel == rules.name and row.alert_id in known]
        to_tell, untold = _to_tell(alerts, rows, said, rules, now)
        due, held = _due(to_tell, rows, rules, now)
        sent, over = _within_limit(_messages(due, rules), rows, rules, now)
        messages += sent
        waiting += [*held, *over]
        dropped += untold
    messages.sort(key=lambda message: -rank(message.deliveries[0].severity))
    return Plan(tuple(messages), tuple(waiting), tuple(dropped))


def _to_tell(
    alerts: Iterable[Alert], rows: Iterable[Delivery], said: Said, rules: ChannelRules, now: datetime
) -> tuple[list[Delivery], list[Delivery]]:
    """The changes that the channel is to be told, now or later, and the waiting ones that it is told no more."""
    by_alert: Mapping[str, list[Delivery]] = _grouped(rows)
    seen: dict[str, list[Acknowledgement]] = defaultdict(list)
    for acknowledgement in said.acknowledgements:
        seen[acknowledgement.alert_id].append(acknowledgement)
    to_tell: list[Delivery] = []
    dropped: list[Delivery] = []
    for alert in sorted(alerts, key=lambda alert: (-rank(alert.severity), alert.opened_at, alert.alert_id)):
        mine = by_alert.get(alert.alert_id, [])
        told = [row for row in mine if row.fate in TOLD]
        pending = next((row for row in mine if row.fate is Fate.RETRY), None)
        why = why_untold(alert, rules, seen[alert.alert_id], said.mutes, now)
        change = _change(alert, told, pending)
        if why is None and change is not None:
            to_tell.append(_row(alert, change, told, pending, rules, now))
        elif pending is not None:
            dropped.append(_dropped(pending, why or "it is no longer so"))
    return to_tell, dropped


def _dropped(row: Delivery, why: str) -> Delivery:
    return replace(row, fate=Fate.DISCARDED, reason=why, due_at=None)


def _grouped(rows: Iterable[Delivery]) -> dict[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.number):
        found[row.alert_id].append(row)
    return found


def _change(alert: Alert, told: Sequence[Delivery], pending: Delivery | None) -> Change | None:
    """What is to be told; a change that waits is told although the alert has ended since."""
    change = change_of(alert, told)
    if change is None and pending is not None and alert.state != "open" and pending.change is not Change.ENDED:
        return pending.change
    return change


def _row(
    alert: Alert, change: Change, told: Sequence[Delivery], pending: Delivery | None, rules: ChannelRules, now: datetime
) -> Delivery:
    """The row of a change, the one that waits where there is one, with the alert as it is now."""
    number = pending.number if pending else len(told) + 1
    return Delivery(
        alert_id=alert.alert_id,
        channel=rules.name,
        digest=pending.digest if pending else stable_id("change", alert.alert_id, str(number)),
        change=change,
        number=number,
        state=alert.state,
        severity=alert.severity,
        observed=alert.observed,
        killed=alert.killed,
        fate=Fate.RETRY,
        reason=pending.reason if pending else None,
        attempts=pending.attempts if pending else 0,
        message_id=pending.message_id if pending else None,
        noted_at=min(pending.noted_at, now) if pending else now,
        sent_at=min(pending.sent_at, now) if pending else now,
        # A time from before the clock was moved back is no reason to wait.
        due_at=pending.due_at if pending and pending.sent_at <= now else None,
    )


def _due(
    to_tell: Sequence[Delivery], rows: Sequence[Delivery], rules: ChannelRules, now: datetime
) -> tuple[list[Delivery], list[Delivery]]:
    """The changes to send now and those that wait; one that failed keeps its own time and reason."""
    held = [row for row in to_tell if _is_recovering(row, now)]
    others = [row for row in to_tell if not _is_recovering(row, now)]
    if rules.digest is not None:
        next_digest = digest_after(rules, now)
        if _is_digest_due(others, rows, rules, now):
            return others, held
        return [], [*held, *(_waits(row, next_digest, f"for the digest of {rules.digest:%H:%M}") for row in others)]
    until = quiet_until(rules, now)
    due = [row for row in others if until is None or row.severity is Severity.CRITICAL]
    quiet = [row for row in others if row not in due]
    return due, [*held, *(_waits(row, until, "for the end of the quiet hours") for row in quiet)]


def _is_recovering(row: Delivery, now: datetime) -> bool:
    return row.attempts > 0 and row.due_at is not None and now < row.due_at


def _is_digest_due(to_tell: Sequence[Delivery], rows: Sequence[Delivery], rules: ChannelRules, now: datetime) -> bool:
    moment = digest_before(rules, now)
    if moment is None or not to_tell:
        return False
    is_out = any(row.attempts > 0 and moment <= row.sent_at <= now for row in rows)
    return any(row.noted_at < moment for row in to_tell) or (now < moment + DIGEST_GRACE and not is_out)


def _waits(row: Delivery, until: datetime | None, why: str) -> Delivery:
    """The row with until when it waits; one that failed and is due again keeps the reason of that."""
    return row if row.attempts and row.due_at else replace(row, due_at=until, reason=f"waits {why}")


def _messages(due: Sequence[Delivery], rules: ChannelRules) -> list[Message]:
    """What is due as messages; one that may have arrived before is sent again as it was, under its own key."""
    again: dict[str, list[Delivery]] = defaultdict(list)
    for row in due:
        if row.message_id is not None:
            again[row.message_id].append(row)
    fresh = [row for row in due if row.message_id is None]
    kind = Kind.DIGEST if rules.digest is not None else Kind.GROUP
    alone = [row for row in fresh if kind is Kind.GROUP and (not rules.group or row.severity is Severity.CRITICAL)]
    together = [row for row in fresh if row not in alone]
    if len(together) == 1 and kind is Kind.GROUP:
        alone, together = [*alone, *together], []
    return [
        *(_message(rows, kind if len(rows) > 1 else Kind.SINGLE, key) for key, rows in again.items()),
        *(_message([row], Kind.SINGLE, None) for row in alone),
        *([_message(together, kind, None)] if together else []),
    ]


def _message(rows: Sequence[Delivery], kind: Kind, key: str | None) -> Message:
    channel = rows[0].channel
    made = stable_id("message", channel, *sorted(row.digest for row in rows))
    return Message(channel, kind, key or made, tuple(rows))


def _within_limit(
    messages: Sequence[Message], rows: Sequence[Delivery], rules: ChannelRules, now: datetime
) -> tuple[list[Message], list[Delivery]]:
    """The messages that the channel still takes in this hour, the most severe first, and the changes that wait."""
    sent = {row.message_id or row.digest: row.sent_at for row in rows if row.fate in TOLD and _in_hour(row, now)}
    left = max(0, rules.per_hour - len(sent))
    ordered = sorted(messages, key=lambda message: -rank(message.deliveries[0].severity))
    until = min(sent.values(), default=now) + HOUR
    why = f"for the limit of {rules.per_hour} messages an hour"
    return ordered[:left], [_waits(row, until, why) for message in ordered[left:] for row in message.deliveries]


def _in_hour(row: Delivery, now: datetime) -> bool:
    return now - HOUR < row.sent_at <= now
