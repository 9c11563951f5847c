"""An alert, what was told of it and what people said of it, to the change that is to be told, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from extractors.delivery.rules import ChannelRules, rank
from warehouse.records import Acknowledgement, Alert, Change, Delivery, Fate, Mute

# Growth is told at each doubling (1, 2, 4, 8 …): a message for every further incident is soon not read any more.
GROWTH = 2
# Rows of these fates are of changes that were told, or that may have arrived and are not sent again.
TOLD = (Fate.DONE, Fate.QUARANTINED)


def change_of(alert: Alert, told: Sequence[Delivery]) -> Change | None:
    """What there is to tell of `alert` after the changes `told` to a channel, in order of number.

    The end is told only where the alert was: where a sending arrived. A closed alert is news to nobody else.
    """
    is_open = alert.state == "open"
    if not told:
        return Change.OPENED if is_open else None
    if is_open and told[-1].state != "open":
        return Change.OPENED
    if is_open:
        return Change.GREW if _has_grown(alert, told) else None
    arrived = any(delivery.fate is Fate.DONE for delivery in told)
    return Change.ENDED if arrived and told[-1].state == "open" else None


def _has_grown(alert: Alert, told: Sequence[Delivery]) -> bool:
    """More severe than ever told, or twice the incidents or the killed; from none killed, two are a doubling."""
    killed = max(1, *(delivery.killed or 0 for delivery in told))
    return (
        rank(alert.severity) > max(rank(delivery.severity) for delivery in told)
        or alert.observed >= GROWTH * max(delivery.observed for delivery in told)
        or (alert.killed or 0) >= GROWTH * killed
    )


def why_untold(
    alert: Alert, rules: ChannelRules, seen: Sequence[Acknowledgement], mutes: Sequence[Mute], now: datetime
) -> str | None:
    """Why a channel is told nothing of `alert` now, in words; None where it is told. `seen` is of this alert alone."""
    if rules.watches is not None and alert.watch not in rules.watches:
        return "the channel is not for this watch"
    if rank(alert.severity) < rank(rules.severity):
        return f"less severe than {rules.severity}"
    if any(rank(alert.severity) <= rank(ack.severity) for ack in seen):
        return "acknowledged"
    over = [mute for mute in mutes if covers(mute, alert)]
    if any(is_active(mute, now) for mute in over):
        return "muted"
    # What ended under a mute is told no more when the mute has ended: only what is still open is.
    if alert.closed_at is not None and any(_is_in_force_after(mute, alert.closed_at) for mute in over):
        return "it ended while it was muted"
    return None


def covers(mute: Mute, alert: Alert) -> bool:
    """Whether a mute, in its time, is of this alert's series."""
    return mute.watch == alert.watch and mute.series in (None, alert.series)


def is_active(mute: Mute, now: datetime) -> bool:
    """Whether a mute holds; one that was set by a clock that has been moved back since holds, too."""
    return mute.lifted_at is None and (mute.until is None or now < mute.until)


def _is_in_force_after(mute: Mute, moment: datetime) -> bool:
    ends = [end for end in (mute.until, mute.lifted_at) if end is not None]
    return not ends or min(ends) > moment
