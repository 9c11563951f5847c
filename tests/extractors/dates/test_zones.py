"""Moments by the clocks of their outlets."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from extractors.dates.zones import local_time

MOMENT = datetime(2024, 8, 25, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"), [("+05:00", date(2024, 8, 26)), ("-07:00", date(2024, 8, 25)), (None, date(2024, 8, 25))]
)
def test_the_day_of_a_moment_is_that_of_its_outlet(zone: str | None, day: date) -> None:
    local = local_time(MOMENT, zone)
    assert (local.date(), local) == (day, MOMENT)
