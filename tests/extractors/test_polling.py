"""When a feed is due again, what it failed of, what heals it, and whether its validators can be believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.feeds_file import make_feed
from extractors.polling import (
    ReadAnswer,
    address,
    after_failure,
    after_not_modified,
    after_read,
    after_same_bytes,
    digest_of,
    is_due,
    is_line_down,
    page_retry_due,
    resumed,
    unreached,
    validators,
)
from warehouse.records import FailureClass, FeedState

NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
NEW = FeedState("feed-1")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
READ = ReadAnswer('"7"', "yesterday", digest_of(b"<rss/>"), seen=20, new=20)
FEED = make_feed("https://old.example/rss", "Old")


def failed(times: int, failure_class: FailureClass = FailureClass.TEMPORARY, now: datetime = NOW) -> FeedState:
    state = after_read(NEW, READ, now)
    for _ in range(times):
        state = after_failure(state, failure_class, "server_error: HTTP 500", now, None)
    return state


def wait(state: FeedState, now: datetime = NOW) -> timedelta:
    assert state.due_at is not None
    return state.due_at - now


def test_a_feed_is_due_before_its_first_poll_and_when_its_time_has_come() -> None:
    assert is_due(NEW, NOW)
    state = after_read(NEW, READ, NOW)
    assert not is_due(state, NOW)
    assert not is_due(state, NOW + 10 * MINUTE)
    assert is_due(state, NOW + 15 * MINUTE)  # the next run of the schedule


def test_a_sound_answer_keeps_validators_and_clears_failures() -> None:
    state = after_read(failed(3), ReadAnswer('"8"', "today", "d", seen=2), NOW)
    assert (state.etag, state.last_modified, state.body_digest) == ('"8"', "today", "d")
    assert (state.failures, state.strikes, state.failure_class, state.failure_reason) == (0, 0, None, None)
    assert (state.last_success_at, state.read_in_full_at) == (NOW, NOW)
    assert validators(state, NOW + HOUR) == ('"8"', "today")


def test_a_feed_that_was_read_with_a_problem_is_sound_and_says_so() -> None:
    state = after_read(NEW, ReadAnswer(problem="malformed_xml"), NOW)
    assert (state.failures, state.failure_reason) == (0, "malformed_xml")


def test_not_modified_leaves_a_sound_feed_sound() -> None:
    sound = after_read(NEW, ReadAnswer('"7"', problem="malformed_xml"), NOW)
    later = after_not_modified(sound, NOW + HOUR)
    assert (later.etag, later.failure_reason, later.last_success_at) == ('"7"', "malformed_xml", NOW + HOUR)
    assert later.read_in_full_at == NOW


def test_not_modified_does_not_heal_a_failed_feed() -> None:
    broken = failed(2)
    later = after_not_modified(broken, NOW + HOUR)
    assert (later.failures, later.failure_class, later.failure_reason, later.strikes) == (
        2,
        FailureClass.TEMPORARY,
        broken.failure_reason,
        broken.strikes,
    )
    assert later.last_success_at == broken.last_success_at
    assert wait(later, NOW + HOUR) >= 24 * MINUTE


def test_the_same_bytes_are_a_sound_answer_with_the_newest_validators() -> None:
    later = after_same_bytes(after_read(NEW, READ, NOW), '"8"', None, NOW + HOUR)
    assert (later.etag, later.last_modified, later.body_digest) == ('"8"', None, READ.body_digest)
    assert (later.read_in_full_at, later.last_success_at, later.failures) == (NOW + HOUR, NOW + HOUR, 0)


def test_a_failed_feed_is_asked_for_everything_and_read_again() -> None:
    assert validators(failed(1), NOW) == (None, None)
    assert failed(1).body_digest is None


@pytest.mark.parametrize(
    ("failure_class", "first", "cap", "before_pause"),
    [
        (FailureClass.TEMPORARY, 12 * MINUTE, 6 * HOUR, 39),
        (FailureClass.SOFT, HOUR, DAY, 9),
        (FailureClass.PERMANENT, DAY, 7 * DAY, 3),
    ],
)
def test_each_failure_doubles_the_wait_up_to_a_cap(
    failure_class: FailureClass, first: timedelta, cap: timedelta, before_pause: int
) -> None:
    for times in range(1, before_pause + 1):
        expected = min(first * 2 ** min(times - 1, 20), cap)
        assert expected <= wait(failed(times, failure_class)) <= expected * 1.1


@pytest.mark.parametrize(
    ("failure_class", "fewest_days", "most_days"),
    [(FailureClass.TEMPORARY, 8, 10), (FailureClass.SOFT, 5, 6), (FailureClass.PERMANENT, 7, 8)],
)
def test_a_feed_that_fails_for_about_a_week_is_paused_and_tried_once_a_week(
    failure_class: FailureClass, fewest_days: int, most_days: int
) -> None:
    state, now = after_read(NEW, READ, NOW), NOW
    while state.paused_at is None:
        state = after_failure(state, failure_class, "x", now, None)
        assert state.due_at is not None
        now = state.due_at
    assert fewest_days * DAY <= state.paused_at - NOW <= most_days * DAY
    assert state.due_at is not None and 7 * DAY <= state.due_at - state.paused_at <= 7.7 * DAY
    assert not is_due(state, state.paused_at + 6 * DAY) and is_due(state, state.due_at)
    again = after_failure(state, failure_class, "y", state.due_at, None)
    assert (again.paused_at, again.failure_reason) == (state.paused_at, "y")
    assert 7 * DAY <= wait(again, state.due_at) <= 7.7 * DAY


def test_failures_of_all_classes_add_up_to_a_pause() -> None:
    state = after_read(NEW, READ, NOW)
    for failure_class in [FailureClass.PERMANENT] * 3 + [FailureClass.SOFT] * 2 + [FailureClass.TEMPORARY]:
        state = after_failure(state, failure_class, "x", NOW, None)
    assert state.paused_at is None  # 7.5 + 2 + 0.25
    assert after_failure(state, FailureClass.TEMPORARY, "x", NOW, None).paused_at == NOW


def test_one_good_answer_ends_a_pause() -> None:
    paused = failed(4, FailureClass.PERMANENT)
    assert paused.paused_at and validators(paused, NOW) == (None, None)
    state = after_read(paused, READ, NOW + 7 * DAY)
    assert (state.paused_at, state.strikes, state.failures, state.failure_class) == (None, 0, 0, None)
    assert after_failure(state, FailureClass.PERMANENT, "x", NOW + 7 * DAY, None).paused_at is None


def test_a_person_may_end_a_pause() -> None:
    state = resumed(failed(4, FailureClass.PERMANENT), NOW + DAY)
    assert is_due(state, NOW + DAY)
    assert (state.paused_at, state.strikes, state.failures, state.last_success_at) == (None, 0, 0, NOW)
    assert validators(state, NOW + DAY) == (None, None)


def test_a_line_that_is_down_is_not_held_against_the_feeds() -> None:
    assert is_line_down(polled=300, failed=300)
    assert not is_line_down(polled=300, failed=299)
    assert not is_line_down(polled=2, failed=2) and not is_line_down(polled=0, failed=0)
    sound, now = after_read(NEW, READ, NOW), NOW
    state = sound
    for _ in range(1_000):
        state = unreached(state, now)
        assert 12 * MINUTE <= wait(state, now) < 15 * MINUTE
        now += wait(state, now)
    assert (state.failures, state.strikes, state.paused_at, state.etag) == (0, 0, None, sound.etag)
    assert state.last_success_at == NOW


def test_the_host_may_ask_for_longer_but_not_for_ever() -> None:
    def asked(retry_after_s: float) -> timedelta:
        return wait(after_failure(NEW, FailureClass.TEMPORARY, "rate_limited", NOW, retry_after_s))

    assert asked(5) >= 12 * MINUTE
    assert asked(7_200) == 2 * HOUR
    assert asked(1e30) == 7 * DAY
    assert asked(float("nan")) == asked(-5) == asked(0)


def test_a_host_that_asks_to_be_left_alone_is_asked_less_often_afterwards() -> None:
    state = after_read(NEW, READ, NOW)
    slowed = after_failure(state, FailureClass.TEMPORARY, "rate_limited", NOW, 60)
    plain = after_failure(state, FailureClass.TEMPORARY, "too_slow", NOW, None)
    assert slowed.interval_s and plain.interval_s and slowed.interval_s > plain.interval_s == state.interval_s


def test_feeds_that_fail_together_come_back_apart_and_always_at_the_same_time() -> None:
    states = [after_failure(FeedState(f"feed-{n}"), FailureClass.SOFT, "x", NOW, None) for n in range(20)]
    assert len({state.due_at for state in states}) == 20
    assert states == [after_failure(FeedState(f"feed-{n}"), FailureClass.SOFT, "x", NOW, None) for n in range(20)]


def test_feeds_that_are_read_together_come_due_apart_and_always_at_the_same_time() -> None:
    states = [after_read(FeedState(f"feed-{n}"), READ, NOW) for n in range(20)]
    assert len({state.due_at for state in states}) == 20
    assert states == [after_read(FeedState(f"feed-{n}"), READ, NOW) for n in range(20)]


HAPPENINGS = st.tuples(
    st.sampled_from(["read", "304", "same", *FailureClass]),
    st.floats(0, 10**7),  # seconds since the last one
    st.integers(0, 50),
    st.integers(0, 50),
    st.none() | st.floats(0, 86_400),
)


@given(st.lists(HAPPENINGS, max_size=12), st.floats(0, 1e12))
def test_whatever_happens_the_feed_is_due_again(
    happenings: list[tuple[str, float, int, int, float | None]], retry_after_s: float
) -> None:
    state, now, failures = NEW, NOW, 0
    for happening, passed, seen, new, hint_s in happenings:
        now += timedelta(seconds=passed)
        longest = DAY
        if happening == "read":
            state, failures = after_read(state, ReadAnswer(seen=seen, new=min(seen, new), hint_s=hint_s), now), 0
        elif happening == "same":
            state, failures = after_same_bytes(state, None, None, now, hint_s), 0
        elif happening == "304":
            state = after_not_modified(state, now, hint_s)
            longest = 7.7 * DAY if failures else DAY
        else:
            state, failures = after_failure(state, FailureClass(happening), "x", now, retry_after_s), failures + 1
            longest = 7.7 * DAY
        assert 5 * MINUTE <= wait(state, now) <= longest
        assert state.failures == failures
        assert state.interval_s is None or 300 <= state.interval_s <= 86_400


def test_a_feed_that_moved_is_asked_where_it_has_moved_to() -> None:
    assert address(FEED, NEW) == "https://old.example/rss"
    moved = after_read(NEW, ReadAnswer(moved_to="https://new.example/rss"), NOW)
    assert address(FEED, moved) == "https://new.example/rss"
    assert after_not_modified(moved, NOW).moved_to == "https://new.example/rss"
    assert after_not_modified(moved, NOW, moved_to="https://newer.example/rss").moved_to == "https://newer.example/rss"
    assert after_read(moved, READ, NOW).moved_to == "https://new.example/rss"


@pytest.mark.parametrize(
    ("failure_class", "asked"),
    [(FailureClass.PERMANENT, ["old", "new", "old", "new"]), (FailureClass.TEMPORARY, ["new", "new", "old", "new"])],
)
def test_a_moved_address_that_fails_is_asked_by_turns_with_the_old_one(
    failure_class: FailureClass, asked: list[str]
) -> None:
    state = after_read(NEW, ReadAnswer(moved_to="https://new.example/rss"), NOW)
    hosts = []
    for _ in asked:
        state = after_failure(state, failure_class, "x", NOW, None)
        hosts.append(address(FEED, state).split(".")[0].removeprefix("https://"))
    assert hosts == asked


def test_a_feed_that_has_come_back_to_its_old_address_is_asked_there() -> None:
    moved = after_read(NEW, ReadAnswer(moved_to="https://new.example/rss"), NOW)
    gone = after_failure(moved, FailureClass.PERMANENT, "gone: HTTP 410", NOW, None)
    assert address(FEED, gone) == "https://old.example/rss"
    assert after_read(gone, READ, NOW).moved_to is None
    assert after_read(gone, ReadAnswer(moved_to="https://newer.example/"), NOW).moved_to == "https://newer.example/"


def test_where_a_moved_address_is_gone_the_old_one_is_asked_within_the_quarter_of_an_hour() -> None:
    state = after_read(NEW, ReadAnswer(moved_to="https://new.example/rss"), NOW)
    waits = []
    for _ in range(8):
        state = after_failure(state, FailureClass.PERMANENT, "gone: HTTP 410", NOW, None)
        waits.append((address(FEED, state) == FEED.url, int(wait(state, NOW) / DAY), state.paused_at is not None))
    soon = (True, 0, False)
    assert waits == [soon, (False, 1, False), soon, (False, 2, False), soon, (False, 4, False), soon, (False, 7, True)]


def test_a_new_address_with_a_secret_in_it_is_not_kept() -> None:
    for url in ("https://new.example/rss?token=hush", "https://ann:hush@new.example/rss"):
        assert after_read(NEW, ReadAnswer(moved_to=url), NOW).moved_to is None


def test_validators_are_left_out_once_a_day() -> None:
    state = after_read(NEW, READ, NOW)
    for hours in range(1, 24):
        assert validators(state, NOW + hours * HOUR) == ('"7"', "yesterday")
        state = after_not_modified(state, NOW + hours * HOUR)
    assert validators(state, NOW + DAY) == (None, None)
    checked = after_same_bytes(state, '"7"', "yesterday", NOW + DAY)
    assert validators(checked, NOW + DAY + HOUR) == ('"7"', "yesterday")
    assert not checked.validators_lie


@pytest.mark.parametrize("asked_with", [True, False])
@pytest.mark.parametrize(
    ("before", "after", "lie"),
    [
        (('"7"', None), ('"7"', None), True),
        (('"7"', None), ('W/"7"', None), True),  # compared weakly
        (('"7"', "monday"), ('"7"', "tuesday"), True),  # If-None-Match alone decides
        ((None, "monday"), (None, "monday"), True),
        (('"7"', "monday"), ('"8"', "monday"), False),
        ((None, "monday"), (None, "tuesday"), False),
        (("", ""), (None, None), False),
        ((None, None), (None, None), False),
        (('"7"', "monday"), (None, "monday"), False),
    ],
)
def test_the_same_validator_with_new_entries_is_a_lie(
    before: tuple[str | None, str | None], after: tuple[str | None, str | None], lie: bool, asked_with: bool
) -> None:
    state = after_read(NEW, ReadAnswer(*before, seen=20, new=20), NOW)
    later = after_read(state, ReadAnswer(*after, seen=20, new=1, asked_with=asked_with), NOW + HOUR)
    assert later.validators_lie is lie
    if lie:
        again = after_read(later, ReadAnswer('"9"', "friday", seen=20, new=1), NOW + 2 * HOUR)
        assert validators(later, NOW + HOUR) == validators(again, NOW + 2 * HOUR) == (None, None)


def test_the_same_validator_without_new_entries_is_no_lie() -> None:
    state = after_read(NEW, READ, NOW)
    assert not after_read(state, ReadAnswer('"7"', seen=20, new=0), NOW + HOUR).validators_lie


def said_304_until(hours: int) -> FeedState:
    state = after_read(NEW, READ, NOW)
    for hour in range(1, hours + 1):
        state = after_not_modified(state, NOW + hour * HOUR)
    return state


def test_a_server_that_says_304_whatever_it_has_is_found_out_by_the_daily_check() -> None:
    state = said_304_until(23)
    full = after_read(state, ReadAnswer('"8"', seen=20, new=20), NOW + 24 * HOUR)
    assert full.validators_lie


def test_many_new_entries_after_a_long_sleep_are_no_lie() -> None:
    state = said_304_until(23)
    assert not after_read(state, ReadAnswer('"8"', seen=20, new=20), NOW + 5 * DAY).validators_lie
    assert not after_read(state, ReadAnswer('"8"', seen=20, new=3), NOW + 24 * HOUR).validators_lie


def test_a_page_is_asked_for_again_as_often_as_its_failure_deserves() -> None:
    def times(failure_class: FailureClass) -> list[timedelta]:
        due = (page_retry_due(failure_class, attempts, NOW) for attempts in range(1, 20))
        return [moment - NOW for moment in due if moment is not None]

    assert times(FailureClass.TEMPORARY) == [15 * MINUTE, HOUR, 6 * HOUR, DAY]
    assert times(FailureClass.SOFT) == [2 * HOUR]
    assert times(FailureClass.PERMANENT) == []
    assert page_retry_due(FailureClass.TEMPORARY, 1, NOW, 3_600) == NOW + HOUR
