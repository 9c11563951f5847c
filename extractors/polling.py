"""The state of a feed and the answer to a poll to its next state: when it is due, what it failed of, what heals it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from extractors.fetching.credentials import shown
from extractors.polls.failing import PAUSE_AT_STRIKES, STRIKES, backoff, pause, retry_after
from extractors.polls.page_retries import is_free, page_retry_due, rest_over
from extractors.polls.publisher_hints import publisher_hint_s
from extractors.polls.rhythm import LENGTHEN, LONGEST_S, SAFE_SHARE, Look, next_interval_s, spread_s, wait_s
from warehouse.records import FailureClass, Feed, FeedState

__all__ = [
    "ReadAnswer",
    "address",
    "after_failure",
    "after_not_modified",
    "after_read",
    "after_same_bytes",
    "digest_of",
    "is_due",
    "is_free",
    "is_line_down",
    "page_retry_due",
    "publisher_hint_s",
    "put_off",
    "rest_over",
    "resumed",
    "unreached",
    "validators",
]

# Validators are believed for so long; then a whole answer is asked for, which shows whether 304 was the truth.
FULL_CHECK_EVERY = timedelta(days=1)
# A moved address that fails so often is doubted: it and the feed's own are then asked by turns.
DOUBTED_FAILURES = 3
# Where so many feeds were polled in one run and not one answered, it was our own line that was down.
FEEDS_OF_A_LINE = 5


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A whole answer that was read: `seen` entries that can be kept, `new` of them never seen before.

    `body_digest` is `digest_of` its bytes, `moved_to` where permanent redirects alone led, `hint_s` of
    `publisher_hint_s`, `problem` what was wrong with it all the same (malformed), `asked_with` whether validators
    were sent.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    seen: int = 0
    new: int = 0
    moved_to: str | None = None
    hint_s: float | None = None
    hub: str | None = None
    problem: str | None = None
    asked_with: bool = False


def digest_of(body: bytes) -> str:
    """What tells one body from another."""
    return hashlib.sha256(body).hexdigest()


def is_due(state: FeedState, now: datetime) -> bool:
    """Whether the feed is to be polled: it is new, or its due time (of a paused one: its return day) has come."""
    return state.due_at is None or state.due_at <= now


def address(feed: Feed, state: FeedState) -> str:
    """Where to ask: where the feed has moved to, or its own URL, by turns with it once the moved address fails."""
    return state.moved_to if state.moved_to and _asks_moved(state) else feed.url


def _asks_moved(state: FeedState) -> bool:
    is_doubted = state.failures >= DOUBTED_FAILURES or state.failure_class is FailureClass.PERMANENT
    return not (is_doubted and state.failures % 2)


def validators(state: FeedState, now: datetime) -> tuple[str | None, str | None]:
    """The ETag and Last-Modified to send; none where only a whole answer will do.

    That is for a failed feed (is it sound again?), for one whose validators lie, and once a day for all others: so a
    server that says 304 for ever is found out.
    """
    read_at = state.read_in_full_at
    if state.failures or state.validators_lie or read_at is None or now - read_at >= FULL_CHECK_EVERY:
        return None, None
    return state.etag, state.last_modified


def after_read(state: FeedState, answer: ReadAnswer, now: datetime) -> FeedState:
    """The feed gave a whole answer and it was read: that heals it and says how soon it is worth asking again."""
    look = Look(_since_success_s(state, now), answer.seen, answer.new)
    interval_s = next_interval_s(state.interval_s, look)
    return FeedState(
        state.feed_id,
        answer.etag,
        answer.last_modified,
        last_polled_at=now,
        last_success_at=now,
        due_at=_due_at(state, interval_s, answer.hint_s, look, now),
        failure_reason=answer.problem,
        interval_s=interval_s,
        hint_s=answer.hint_s,
        hub=answer.hub,
        moved_to=_moved_to(state, answer.moved_to),
        validators_lie=state.validators_lie or _lie(state, answer, look),
        body_digest=answer.body_digest,
        read_in_full_at=now,
    )


def after_not_modified(
    state: FeedState, now: datetime, hint_s: float | None = None, moved_to: str | None = None
) -> FeedState:
    """The feed says that nothing is new: a sound feed stays sound, a failed one stays failed and waits as before."""
    if state.failures and state.failure_class:
        return replace(state, last_polled_at=now, due_at=now + _wait_of_failed(state))
    return _quiet(state, now, hint_s, moved_to)


def after_same_bytes(
    state: FeedState,
    etag: str | None,
    last_modified: str | None,
    now: datetime,
    hint_s: float | None = None,
    moved_to: str | None = None,
) -> FeedState:
    """The feed gave the very body of the last poll: nothing to parse, and its validators hold from now."""
    quiet = _quiet(state, now, hint_s, moved_to)
    return replace(quiet, etag=etag, last_modified=last_modified, read_in_full_at=now)


def after_failure(
    state: FeedState, failure_class: FailureClass, reason: str, now: datetime, retry_after_s: float | None
) -> FeedState:
    """The feed failed: it waits longer after each failure in a row, at least as long as its host asks, at last paused.

    A host that asks for a wait is asked less often from then on. What was read before is forgotten, so that the next
    whole answer is read.
    """
    strikes = state.strikes + (0.0 if _own_is_next(state, failure_class) else STRIKES[failure_class])
    is_paused = state.paused_at is not None or strikes >= PAUSE_AT_STRIKES
    slower = min(LONGEST_S, state.interval_s * LENGTHEN) if retry_after_s and state.interval_s else state.interval_s
    failed = replace(
        state,
        last_polled_at=now,
        failures=state.failures + 1,
        failure_class=failure_class,
        failure_reason=reason,
        interval_s=slower,
        body_digest=None,
        strikes=strikes,
        paused_at=(state.paused_at or now) if is_paused else None,
    )
    wait = _wait_of_failed(failed)
    if _own_is_next(state, failure_class) and not is_paused:
        wait = backoff(state.feed_id, FailureClass.TEMPORARY, 1)
    return replace(failed, due_at=now + max(wait, retry_after(retry_after_s)))


def is_line_down(polled: int, failed: int) -> bool:
    """Whether a run says nothing of the feeds it polled, as no feed at all could be had."""
    return polled >= FEEDS_OF_A_LINE and failed == polled


def unreached(state: FeedState, now: datetime) -> FeedState:
    """A feed, as it was before the poll, that our own line kept us from: due soon, and nothing is held against it.

    A line that is down for days would else pause every feed there is.
    """
    return replace(state, last_polled_at=now, due_at=now + backoff(state.feed_id, FailureClass.TEMPORARY, 1))


def put_off(state: FeedState, now: datetime, retry_after_s: float | None) -> FeedState:
    """A feed that was not asked, as its host rests: nothing is held against it."""
    return replace(state, due_at=now + retry_after(retry_after_s))


def resumed(state: FeedState, now: datetime) -> FeedState:
    """A feed whose pause a person ends: due at once, asked as if for the first time, its rhythm kept."""
    return FeedState(
        state.feed_id,
        last_polled_at=state.last_polled_at,
        last_success_at=state.last_success_at,
        due_at=now,
        interval_s=state.interval_s,
        hint_s=state.hint_s,
        hub=state.hub,
    )


def _quiet(state: FeedState, now: datetime, hint_s: float | None, moved_to: str | None) -> FeedState:
    """A sound answer without anything new; what the feed itself asked for when it was read still holds."""
    look = Look(_since_success_s(state, now))
    interval_s = next_interval_s(state.interval_s, look)
    hint_s = max((hint for hint in (state.hint_s, hint_s) if hint is not None), default=None)
    return replace(
        state,
        last_polled_at=now,
        last_success_at=now,
        due_at=_due_at(state, interval_s, hint_s, look, now),
        failures=0,
        failure_class=None,
        failure_reason=None if state.failures else state.failure_reason,
        interval_s=interval_s,
        hint_s=hint_s,
        moved_to=_moved_to(state, moved_to),
        strikes=0.0,
        paused_at=None,
    )


def _since_success_s(state: FeedState, now: datetime) -> float | None:
    """Seconds since the last sound answer; a clock that was set back counts as no time."""
    return max(0.0, (now - state.last_success_at).total_seconds()) if state.last_success_at else None


def _due_at(state: FeedState, interval_s: float, hint_s: float | None, look: Look, now: datetime) -> datetime:
    return now + timedelta(seconds=spread_s(wait_s(interval_s, hint_s, look), state.feed_id))


def _own_is_next(asked: FeedState, failure_class: FailureClass) -> bool:
    """Whether the moved address failed and the feed's own has its turn: soon, and the one says nothing of the other."""
    if asked.moved_to is None or not _asks_moved(asked):
        return False
    return not _asks_moved(replace(asked, failures=asked.failures + 1, failure_class=failure_class))


def _wait_of_failed(state: FeedState) -> timedelta:
    if state.paused_at is not None or state.failure_class is None:
        return pause(state.feed_id)
    rounds = (state.failures + 1) // 2 if state.moved_to else state.failures  # a moved feed has two addresses to fail
    return backoff(state.feed_id, state.failure_class, rounds)


def _moved_to(state: FeedState, moved_to: str | None) -> str | None:
    """Where the feed lives after a sound answer; its own URL, where that was asked and led nowhere else.

    An address that holds a secret is not kept, as states are stored: the old one leads there at every poll.
    """
    if moved_to and shown(moved_to) == moved_to:
        return moved_to
    return state.moved_to if _asks_moved(state) else None


def _lie(state: FeedState, answer: ReadAnswer, look: Look) -> bool:
    """Whether the answer shows that the feed's validators do not change with its entries.

    Either they are those of the last poll and entries are new; or the server said 304 at the last poll, made in time,
    and now that it was asked without them most of the window is new.
    """
    if not answer.new:
        return False
    if state.etag or answer.etag:
        is_same = state.etag is not None and _strong(state.etag) == _strong(answer.etag or "")
    else:
        is_same = state.last_modified is not None and state.last_modified == answer.last_modified
    return is_same or (look.share >= SAFE_SHARE and _was_told_304_in_time(state, answer, look))


def _strong(etag: str) -> str:
    """If-None-Match compares weakly (RFC 9110, 13.1.2)."""
    return etag.removeprefix("W/")


def _was_told_304_in_time(state: FeedState, answer: ReadAnswer, look: Look) -> bool:
    """Whether the last poll was answered 304 and this one came when it was due: later, a whole window may be new."""
    if answer.asked_with or state.failures or look.elapsed_s is None or state.interval_s is None:
        return False
    if state.read_in_full_at is None or state.last_polled_at is None or state.last_polled_at <= state.read_in_full_at:
        return False
    return look.elapsed_s <= 2 * max(state.interval_s, state.hint_s or 0.0)
