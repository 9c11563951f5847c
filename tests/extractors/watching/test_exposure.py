"""How much of a day can have been counted: by the feeds that answered, the reports that had come in, the week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from extractors.watching.exposure import (
    LEAST_KNOWN,
    completeness,
    coverage,
    covered_days,
    learned_lags,
    rhythm,
    settled_from,
)
from warehouse.records import FeedStart

FIRST = date(2026, 3, 2)  # a Monday


def on(*days: int) -> set[date]:
    return {FIRST + timedelta(days=day) for day in days}


# Both feeds showed the news of the thirty days from which their worth is learned.
MONTH = {feed: on(*range(-30, 0)) for feed in ("dawn", "geo")}


def test_a_feed_is_worth_what_it_tells_a_day_and_not_a_year() -> None:
    # Dawn told 300 in 100 days, geo 60 in the 20 days that it has shown: three a day each, half of all.
    shown = {"dawn": on(*range(-100, 0)), "geo": on(*range(-20, 0))}
    sets = [(("dawn",), 300), (("geo",), 60)]
    share = coverage(sets, sets, {"dawn": on(0, 1), "geo": on(1)}, shown, FIRST, 2)
    assert share == pytest.approx([0.5, 1.0])


def test_a_silent_feed_takes_away_what_only_it_tells() -> None:
    # Of 90 incidents dawn alone told 30, geo alone 10, both 50. On day 1 dawn is silent, on day 2 geo, on day 3 both.
    sets = [(("dawn",), 30), (("geo",), 10), (("dawn", "geo"), 50)]
    share = coverage(sets, sets, {"dawn": on(0, 2), "geo": on(0, 1)}, MONTH, FIRST, 4)
    assert share == pytest.approx([1.0, 60 / 90, 80 / 90, 0.0])


def test_few_incidents_of_its_own_are_drawn_to_those_of_all_watches() -> None:
    # The watch has 10 incidents, all by dawn; of all incidents half are: (0 of 10, and 10 times 0.5) of 20.
    everybody = [(("dawn",), 100), (("geo",), 100)]
    assert coverage([(("dawn",), 10)], everybody, {"geo": on(0), "dawn": on(1)}, MONTH, FIRST, 1) == pytest.approx(
        [0.25]
    )


def test_without_feeds_on_record_every_day_counts() -> None:
    assert coverage([], [], {}, {}, FIRST, 3).tolist() == [1, 1, 1]


def test_an_incident_that_no_feed_told_is_told_on_every_day() -> None:
    share = coverage([((), 90)], [((), 90)], {"dawn": on(0)}, MONTH, FIRST, 2)
    assert share == pytest.approx([1.0, 1.0])


def test_a_feed_that_is_added_later_counts_four_weeks_after() -> None:
    starts = [
        FeedStart("dawn", date(2026, 1, 1), date(2026, 2, 1)),
        FeedStart("geo", date(2026, 1, 20), date(2026, 2, 8)),  # within a week of the first
        FeedStart("late", date(2026, 3, 1), date(2026, 3, 10)),
        FeedStart("archive", date(2020, 1, 1), None),
    ]
    settled = settled_from(starts)
    assert settled == {"dawn": date(2026, 3, 1), "geo": date(2026, 3, 8), "late": date(2026, 4, 7)}
    assert settled_from(starts[:3]) == {"late": date(2026, 4, 7)}
    assert settled_from([]) == {}
    # Before an archive of years the first feeds that are polled are new ones.
    days = covered_days([("late", date(2026, 4, 6)), ("late", date(2026, 4, 7)), ("dawn", date(2026, 4, 6))], settled)
    assert days == {"late": {date(2026, 4, 7)}, "dawn": {date(2026, 4, 6)}}


def test_delays_are_learned_from_the_ledger_and_drawn_to_the_prior() -> None:
    # After 24 hours the prior knows 0.30 (with the weight of 20 incidents), the ledger 80 of 80.
    lags = learned_lags([(10, 60), (20, 20)])
    assert lags.known_after(np.array([24.0]))[0] == pytest.approx((20 * 0.30 + 80) / 100)
    assert learned_lags([]).known_after(np.array([0.0, 30.0, 126.0, 1e6])) == pytest.approx([0, 0.62, 1, 1])


def test_a_day_is_known_by_its_age_and_a_day_to_come_not_at_all() -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    known = completeness(learned_lags([]), [noon - timedelta(days=1), noon], FIRST, 4)
    assert known.shape == (2, 4)
    # Of Wednesday, 12 hours old, 0.10 is known, and 0.25 is taken at least; of Tuesday 0.80, of Monday 0.96 (60 hours).
    assert known[1] == pytest.approx([0.96, 0.80, LEAST_KNOWN, 0.0])
    assert known[0] == pytest.approx([0.80, LEAST_KNOWN, 0.0, 0.0])


def test_the_week_has_a_rhythm_once_many_incidents_tell_it() -> None:
    assert rhythm({}, FIRST, 8) == pytest.approx([1.0] * 8)
    # 70 on Mondays and none else, mean 10: (70 + 30) / (10 + 30) on Mondays, 30 / 40 on other days.
    factors = rhythm({1: 70}, FIRST, 8)
    assert factors == pytest.approx([2.5, *[0.75] * 6, 2.5])
