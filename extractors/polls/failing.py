"""Failures in a row to how long a feed is left alone, and to the pause of one that fails for good."""

from __future__ import annotations

from datetime import timedelta

from extractors.polls.rhythm import place_of
from warehouse.records import FailureClass

# First wait after a failure; each further failure in a row doubles it, up to the cap. The shortest one stays, with its
# spread, within a schedule of a quarter of an hour.
_FIRST_WAIT = {
    FailureClass.TEMPORARY: timedelta(minutes=12),
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

# How much a failure counts, and the sum at which a feed is paused. With the waits above that is about a week without
# one good answer: 4 permanent failures (7 days), 10 soft ones (5 days) or 40 temporary ones (9 days).
STRIKES = {FailureClass.TEMPORARY: 0.25, FailureClass.SOFT: 1.0, FailureClass.PERMANENT: 2.5}
PAUSE_AT_STRIKES = 10.0
# A paused feed is asked this often whether it is back: what was moved or repaired is found within a week.
PAUSE = timedelta(days=7)


def backoff(feed_id: str, failure_class: FailureClass, failures: int) -> timedelta:
    """The wait after so many failures in a row, the last of this class."""
    doubled: timedelta = _FIRST_WAIT[failure_class] * 2 ** min(max(failures - 1, 0), _MAX_DOUBLINGS)
    wait = min(doubled, _LONGEST_WAIT[failure_class])
    return wait * (1 + _BACKOFF_SPREAD * place_of(feed_id, failures))


def pause(feed_id: str) -> timedelta:
    """The wait of a paused feed."""
    return PAUSE * (1 + _BACKOFF_SPREAD * place_of(feed_id))


def retry_after(seconds: float | None) -> timedelta:
    """What a host asks for, capped; nothing where it does not ask or asks for nonsense."""
    if seconds is None or not seconds > 0:
        return timedelta()
    return timedelta(seconds=min(seconds, MAX_RETRY_AFTER.total_seconds()))
