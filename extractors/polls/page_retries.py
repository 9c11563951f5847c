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


def page_retry_due(
    failure_class: FailureClass, attempts: int, now: datetime, retry_after_s: float | None = None
) -> datetime | None:
    """When the page is to be asked for again after `attempts` failures; None when it is not."""
    waits = _WAITS[failure_class]
    if attempts > len(waits):
        return None
    return now + max(waits[attempts - 1], retry_after(retry_after_s))
