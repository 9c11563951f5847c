"""A page that could not be had to the time when it is asked for again."""

from __future__ import annotations

from datetime import datetime, timedelta

from extractors.polls.failing import retry_after
from warehouse.records import FailureClass

# Counted in attempts made; after the last, its feed's own text is all there is.
_WAITS = {
    FailureClass.TEMPORARY: (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1)),
    FailureClass.SOFT: (timedelta(hours=2),),
    FailureClass.PERMANENT: (),
}

# While an entry is so new, a rest of its host is no attempt: a host that gives ten pages an hour would else use up the
# attempts of all that wait behind them. Later it is one, so that nothing waits for ever.
RESTS_ARE_FREE = timedelta(days=2)


def is_free(first_seen_at: datetime, now: datetime) -> bool:
    """Whether a visit that found the host resting, and so asked for nothing, is no attempt."""
    return now - first_seen_at <= RESTS_ARE_FREE


def rest_over(now: datetime, retry_after_s: float | None) -> datetime:
    """When a host that rests may be asked again."""
    return now + retry_after(retry_after_s)


def page_retry_due(
    failure_class: FailureClass, attempts: int, now: datetime, retry_after_s: float | None = None
) -> datetime | None:
    """When the page is to be asked for again after `attempts` failures; None when it is not."""
    waits = _WAITS[failure_class]
    if attempts > len(waits):
        return None
    return now + max(waits[attempts - 1], retry_after(retry_after_s))
