"""Feeds of many rhythms, polled by the decider alone: none loses an entry, none is asked more than it is worth."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.polling import ReadAnswer, after_not_modified, after_read, is_due
from extractors.polls.rhythm import LONGEST_S, SHORTEST_S, Look, next_interval_s, wait_s
from warehouse.records import FeedState

START = datetime(2024, 8, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
QUARTER = 15 * MINUTE


@dataclass
class Polls:
    """What a simulated month of polls gave: when each was made, its new entries, and entries that nobody ever saw."""

    times: list[float]
    new: list[int]
    missed: list[float]
    state: FeedState

    def gaps(self, since: float) -> list[float]:
        return [b - a for a, b in zip(self.times, self.times[1:], strict=False) if a >= since]


def polled(published: list[float], window: int, days: float, hint_s: float | None = None) -> Polls:
    """Poll a feed of the latest `window` entries at every quarter of an hour at which it is due, from time 0 on.

    Its server answers 304 where nothing is new. What was published before time 0 is not counted as missed.
    """
    state, seen = FeedState("feed-1"), set[int]()
    polls = Polls([], [], [], state)
    moment = 0.0
    while moment <= days * DAY:
        now = START + timedelta(seconds=moment)
        if is_due(state, now):
            last = bisect_right(published, moment)
            shown = set(range(max(0, last - window), last))
            new = shown - seen
            answer = ReadAnswer(str(last), seen=len(shown), new=len(new), hint_s=hint_s)
            state = after_read(state, answer, now) if new or not polls.times else after_not_modified(state, now)
            seen |= shown
            polls.times.append(moment)
            polls.new.append(len(new))
        moment += QUARTER
    last = bisect_right(published, polls.times[-1])
    polls.missed = [published[number] for number in set(range(last)) - seen if published[number] > 0]
    polls.state = state
    return polls


def every(seconds: float, days: float, since: float = 0.0) -> list[float]:
    """Publication times at an even pace, with a full window before time 0."""
    return [since + seconds * number for number in range(-100, int((days * DAY - since) / seconds) + 1)]


def at_random(per_day: float, days: float, seed: int) -> list[float]:
    """A Poisson process, from well before time 0."""
    random, moment, times = Random(seed), -100 * DAY / per_day, []
    while moment < days * DAY:
        times.append(moment)
        moment += random.expovariate(per_day / DAY)
    return times


def test_a_feed_of_an_entry_every_ten_minutes_loses_none() -> None:
    polls = polled(every(10 * MINUTE, 30), 20, 30)
    assert not polls.missed
    assert max(polls.gaps(DAY)) <= HOUR


def test_a_weekly_feed_settles_near_a_day() -> None:
    polls = polled(every(7 * DAY, 90), 10, 90)
    assert not polls.missed
    gaps = polls.gaps(7 * DAY)
    assert max(gaps) <= DAY
    assert sum(gaps) / len(gaps) >= 18 * HOUR


@pytest.mark.parametrize("window", [5, 10, 20, 100])
@pytest.mark.parametrize("per_day", [1, 10, 50, 100])
def test_feeds_that_publish_by_chance_lose_next_to_nothing_and_are_asked_no_more_than_they_bring(
    per_day: float, window: int
) -> None:
    published = at_random(per_day, 30, seed=7)
    polls = polled(published, window, 30)
    counted = sum(0 < moment <= polls.times[-1] for moment in published)
    assert len(polls.missed) <= 0.002 * counted
    assert len(polls.times) <= 30 + 4 * counted
    assert len(polls.times) <= 30 * 96


def test_a_night_without_news_costs_no_entry_in_the_morning() -> None:
    day = [DAY * number + moment for number in range(-2, 30) for moment in every(20 * MINUTE, 1) if moment >= 8 * HOUR]
    polls = polled(sorted(day), 20, 30)
    assert not polls.missed


def test_a_burst_is_caught_up_with_within_a_few_polls() -> None:
    weekly = [moment for moment in every(7 * DAY, 60) if moment < 60 * DAY]
    burst = [60 * DAY + 5 * MINUTE * number for number in range(int(3 * DAY / (5 * MINUTE)))]
    polls = polled(weekly + burst, 20, 63)
    first = next(number for number, moment in enumerate(polls.times) if moment > 60 * DAY)
    # Two polls may find the window full of new entries, before the rhythm is known; from the third on none is missed.
    assert all(new < 20 for new in polls.new[first + 2 :])
    assert max(polls.missed, default=0.0) <= polls.times[first + 1]
    assert max(polls.gaps(polls.times[first + 5])) <= HOUR


def test_a_burst_that_is_over_is_forgotten_within_days() -> None:
    burst = [5 * MINUTE * number for number in range(int(DAY / (5 * MINUTE)))]
    polls = polled(burst, 20, 7)
    assert min(polls.gaps(5 * DAY)) >= 16 * HOUR


@pytest.mark.parametrize("hint_s", [HOUR, 6 * HOUR, DAY])
def test_what_a_publisher_asks_for_is_heeded_but_never_loses_an_entry(hint_s: float) -> None:
    quiet = polled(every(DAY, 30), 20, 30, hint_s)
    assert min(quiet.gaps(3 * DAY)) >= min(hint_s, DAY / 1.1)
    busy = polled(every(10 * MINUTE, 30), 20, 30, hint_s)
    assert not busy.missed
    assert len(busy.times) < len(polled(every(10 * MINUTE, 30), 20, 30).times)


def test_a_hint_of_an_hour_does_not_hold_us_off_breaking_news() -> None:
    published = every(MINUTE, 3)
    polls = polled(published, 20, 3, HOUR)
    assert not [moment for moment in polls.missed if moment > HOUR]


def test_a_window_that_is_all_new_shortens_the_wait_at_once() -> None:
    assert next_interval_s(8 * HOUR, Look(8 * HOUR, 20, 20)) <= 2 * HOUR
    assert wait_s(2 * HOUR, DAY, Look(8 * HOUR, 20, 20)) <= 4 * HOUR


def test_one_quiet_poll_lengthens_the_wait_and_one_ahead_of_its_time_by_less() -> None:
    assert next_interval_s(HOUR, Look(HOUR)) == 1.5 * HOUR
    assert HOUR < next_interval_s(HOUR, Look(MINUTE)) < 1.05 * HOUR


@given(
    st.floats(SHORTEST_S, LONGEST_S),
    st.floats(0, 1e9),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.none() | st.floats(0, LONGEST_S),
)
def test_the_wait_stays_within_its_bounds(
    interval_s: float, elapsed_s: float, seen: int, new: int, hint_s: float | None
) -> None:
    look = Look(elapsed_s, seen, new)
    after = next_interval_s(interval_s, look)
    assert SHORTEST_S <= after <= LONGEST_S
    assert after <= interval_s * 1.5 + 1e-6
    assert after <= wait_s(after, hint_s, look) <= LONGEST_S
    if seen and new >= seen:
        assert after <= max(SHORTEST_S, interval_s / 4)
