"""The state of a feed and the answer to a poll to its next state: when it is due, what it failed of, what heals it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from warehouse.records import FailureClass, FeedState

# A run every quarter of an hour finds each healthy feed due; the spread below stays inside that quarter.
POLL_EVERY = timedelta(minutes=10)
POLL_SPREAD = timedelta(minutes=4)

# First wait after a failure; each further failure in a row doubles it, up to the cap.
_FIRST_WAIT = {
    FailureClass.TEMPORARY: timedelta(minutes=15),
    FailureClass.SOFT: timedelta(hours=1),
    FailureClass.PERMANENT: timedelta(days=1),
}
_LONGEST_WAIT = {
    FailureClass.TEMPORARY: timedelta(hours=6),
    FailureClass.SOFT: timedelta(days=1),
    FailureClass.PERMANENT: timedelta(days=7),
}
_MAX_DOUBLINGS = 10
# Feeds that failed together, as when the line was down, come back a little apart.
_BACKOFF_SPREAD = 0.1
# A host may ask for a longer wait, but not for ever.
MAX_RETRY_AFTER = timedelta(days=7)

# When the page of an entry is asked for again, counted in attempts made; then its feed's own text is all there is.
_PAGE_RETRIES = {
    FailureClass.TEMPORARY: (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1)),
    FailureClass.SOFT: (timedelta(hours=2),),
    FailureClass.PERMANENT: (),
}


def _share(feed_id: str, failures: int) -> float:
    """A number from 0 to 1 that is the same at every run for one feed and one failure."""
    digest = hashlib.sha256(f"{feed_id}:{failures}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFFFFFF


def is_due(state: FeedState, now: datetime) -> bool:
    """Whether the feed is to be polled: its due time has come, or it was never polled."""
    return state.due_at is None or state.due_at <= now


def validators(state: FeedState) -> tuple[str | None, str | None]:
    """The ETag and Last-Modified to send; none for a failed feed, as only a whole answer can show that it is sound."""
    return (None, None) if state.failures else (state.etag, state.last_modified)


def after_success(
    state: FeedState, etag: str | None, last_modified: str | None, now: datetime, problem: str | None
) -> FeedState:
    """The feed answered with entries; `problem` is what was wrong with it all the same (malformed, moved), or None."""
    wait = POLL_EVERY + POLL_SPREAD * _share(state.feed_id, 0)
    return FeedState(state.feed_id, etag, last_modified, now, now, now + wait, 0, None, problem)


def after_not_modified(state: FeedState, now: datetime) -> FeedState:
    """The feed says that nothing is new: a sound feed stays sound, a failed one stays failed and waits as before."""
    if state.failures and state.failure_class:
        due_at = now + _backoff(state, state.failure_class, state.failures)
        return replace(state, last_polled_at=now, due_at=due_at)
    wait = POLL_EVERY + POLL_SPREAD * _share(state.feed_id, 0)
    return replace(state, last_polled_at=now, last_success_at=now, due_at=now + wait)


def after_failure(
    state: FeedState, failure_class: FailureClass, reason: str, now: datetime, retry_after_s: float | None
) -> FeedState:
    """The feed failed: it waits longer after each failure in a row, and at least as long as its host asks."""
    failures = state.failures + 1
    wait = _backoff(state, failure_class, failures)
    if retry_after_s is not None:
        wait = max(wait, min(timedelta(seconds=min(retry_after_s, MAX_RETRY_AFTER.total_seconds())), MAX_RETRY_AFTER))
    return replace(
        state,
        last_polled_at=now,
        due_at=now + wait,
        failures=failures,
        failure_class=failure_class,
        failure_reason=reason,
    )


def _backoff(state: FeedState, failure_class: FailureClass, failures: int) -> timedelta:
    doubled: timedelta = _FIRST_WAIT[failure_class] * 2 ** min(failures - 1, _MAX_DOUBLINGS)
    wait = min(doubled, _LONGEST_WAIT[failure_class])
    return wait * (1 + _BACKOFF_SPREAD * _share(state.feed_id, failures))


def page_retry_due(
    failure_class: FailureClass, attempts: int, now: datetime, retry_after_s: float | None = None
) -> datetime | None:
    """When the page is to be asked for again after `attempts` failures; None when it is not."""
    waits = _PAGE_RETRIES[failure_class]
    if attempts > len(waits):
        return None
    asked = timedelta(seconds=min(retry_after_s or 0.0, MAX_RETRY_AFTER.total_seconds()))
    return now + max(waits[attempts - 1], asked)
