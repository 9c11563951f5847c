"""When a feed is due again, what it failed of, and what heals it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.polling import (
    after_failure,
    after_not_modified,
    after_success,
    is_due,
    page_retry_due,
    validators,
)
from warehouse.records import FailureClass, FeedState

NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
NEW = FeedState("feed-1")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def failed(times: int, failure_class: FailureClass = FailureClass.TEMPORARY, now: datetime = NOW) -> FeedState:
    state = after_success(NEW, '"7"', "yesterday", now, None)
    for _ in range(times):
        state = after_failure(state, failure_class, "server_error: HTTP 500", now, None)
    return state


def test_a_feed_is_due_before_its_first_poll_and_when_its_time_has_come() -> None:
    assert is_due(NEW, NOW)
    state = after_success(NEW, None, None, NOW, None)
    assert not is_due(state, NOW)
    assert not is_due(state, NOW + 9 * MINUTE)
    assert is_due(state, NOW + 15 * MINUTE)  # the next run of the schedule


def test_a_success_keeps_validators_and_clears_failures() -> None:
    state = after_success(failed(3), '"8"', "today", NOW, None)
    assert (state.etag, state.last_modified, state.failures) == ('"8"', "today", 0)
    assert (state.failure_class, state.failure_reason, state.last_success_at) == (None, None, NOW)
    assert validators(state) == ('"8"', "today")


def test_a_feed_that_was_read_with_a_problem_is_sound_and_says_so() -> None:
    state = after_success(NEW, None, None, NOW, "malformed_xml")
    assert (state.failures, state.failure_reason) == (0, "malformed_xml")


def test_not_modified_leaves_a_sound_feed_sound() -> None:
    sound = after_success(NEW, '"7"', None, NOW, "malformed_xml")
    later = after_not_modified(sound, NOW + HOUR)
    assert (later.etag, later.failure_reason, later.last_success_at) == ('"7"', "malformed_xml", NOW + HOUR)
    assert is_due(later, NOW + HOUR + 15 * MINUTE)


def test_not_modified_does_not_heal_a_failed_feed() -> None:
    broken = failed(2)
    later = after_not_modified(broken, NOW + HOUR)
    assert (later.failures, later.failure_class, later.failure_reason) == (
        2,
        FailureClass.TEMPORARY,
        broken.failure_reason,
    )
    assert later.last_success_at == broken.last_success_at
    assert later.due_at is not None and later.due_at >= NOW + HOUR + 30 * MINUTE


def test_a_failed_feed_is_asked_for_everything() -> None:
    assert validators(failed(1)) == (None, None)


@pytest.mark.parametrize(
    ("failure_class", "first", "cap"),
    [
        (FailureClass.TEMPORARY, 15 * MINUTE, 6 * HOUR),
        (FailureClass.SOFT, HOUR, DAY),
        (FailureClass.PERMANENT, DAY, 7 * DAY),
    ],
)
def test_each_failure_doubles_the_wait_up_to_a_cap(
    failure_class: FailureClass, first: timedelta, cap: timedelta
) -> None:
    for times in (1, 2, 3, 10, 1_000):
        due_at = failed(times, failure_class).due_at
        assert due_at is not None
        wait = min(first * 2 ** min(times - 1, 20), cap)
        assert wait <= due_at - NOW <= wait * 1.1


def test_the_host_may_ask_for_longer_but_not_for_ever() -> None:
    def wait(retry_after_s: float) -> timedelta:
        due_at = after_failure(NEW, FailureClass.TEMPORARY, "rate_limited", NOW, retry_after_s).due_at
        assert due_at is not None
        return due_at - NOW

    assert wait(5) >= 15 * MINUTE
    assert wait(7_200) == 2 * HOUR
    assert wait(1e30) == 7 * DAY


def test_feeds_that_fail_together_come_back_apart_and_always_at_the_same_time() -> None:
    states = [after_failure(FeedState(f"feed-{n}"), FailureClass.SOFT, "x", NOW, None) for n in range(20)]
    assert len({state.due_at for state in states}) == 20
    assert states == [after_failure(FeedState(f"feed-{n}"), FailureClass.SOFT, "x", NOW, None) for n in range(20)]


@given(st.lists(st.sampled_from(["success", "304", *FailureClass]), max_size=12), st.floats(0, 1e12))
def test_whatever_happens_the_feed_is_due_again(happenings: list[str], retry_after_s: float) -> None:
    state = NEW
    for happening in happenings:
        if happening == "success":
            state = after_success(state, None, None, NOW, None)
        elif happening == "304":
            state = after_not_modified(state, NOW)
        else:
            state = after_failure(state, FailureClass(happening), "x", NOW, retry_after_s)
        assert state.due_at is not None
        assert NOW < state.due_at <= NOW + 7.7 * DAY
    failures = 0
    for happening in happenings:
        failures = failures if happening == "304" else 0 if happening == "success" else failures + 1
    assert state.failures == failures


def test_a_page_is_asked_for_again_as_often_as_its_failure_deserves() -> None:
    def times(failure_class: FailureClass) -> list[timedelta]:
        due = (page_retry_due(failure_class, attempts, NOW) for attempts in range(1, 20))
        return [moment - NOW for moment in due if moment is not None]

    assert times(FailureClass.TEMPORARY) == [15 * MINUTE, HOUR, 6 * HOUR, DAY]
    assert times(FailureClass.SOFT) == [2 * HOUR]
    assert times(FailureClass.PERMANENT) == []
    assert page_retry_due(FailureClass.TEMPORARY, 1, NOW, 3_600) == NOW + HOUR
