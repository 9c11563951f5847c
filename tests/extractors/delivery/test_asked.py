"""What a person types becomes a record, or one line that says what is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from extractors.delivery.asked import SayingRefused, acknowledged, muted, named_series, period, to_lift
from tests.alert_records import alert
from warehouse.records import Severity, Watch

NOW = datetime(2024, 8, 27, 6, tzinfo=UTC)
WATCHES = [Watch("balochistan", country="PAK", by=("admin2",)), Watch("sahel", country="MLI")]


def test_what_is_seen_is_as_severe_as_it_was_then() -> None:
    seen = acknowledged(alert(severity=Severity.HIGH), "known\nto us", NOW)
    assert (seen.alert_id, seen.severity, seen.why, seen.acked_at) == ("alert-1", "high", "known to us", NOW)


@pytest.mark.parametrize(
    ("told", "length"),
    [("30m", timedelta(minutes=30)), ("12h", timedelta(hours=12)), (" 7D ", timedelta(days=7)), ("4 w", timedelta(28))],
)
def test_a_period_is_a_number_and_a_unit(told: str, length: timedelta) -> None:
    assert period(told) == length


@pytest.mark.parametrize("told", ["", "7", "d", "7y", "-7d", "0d", "1.5d", "99999w", "7d 3h"])
def test_what_is_no_period_says_what_is_one(told: str) -> None:
    with pytest.raises(SayingRefused, match="write 30m, 12h, 7d or 4w"):
        period(told)


def test_a_watch_or_a_series_of_it_is_muted() -> None:
    mute = muted(WATCHES, "balochistan", "Kech", NOW + timedelta(days=7), "drills", NOW)
    assert (mute.watch, mute.series, mute.until, mute.why) == ("balochistan", "Kech", NOW + timedelta(days=7), "drills")
    assert muted(WATCHES, "sahel", None, None, "", NOW).until is None


@pytest.mark.parametrize(
    ("name", "series", "until", "line"),
    [
        ("balochestan", None, None, "there is no watch 'balochestan'; did you mean 'balochistan'?"),
        ("sahel", None, NOW, "2024-08-27 06:00 is over: give a time to come"),
    ],
)
def test_what_cannot_be_muted_is_one_line(name: str, series: str | None, until: datetime | None, line: str) -> None:
    with pytest.raises(SayingRefused) as caught:
        muted(WATCHES, name, series, until, "", NOW)
    assert str(caught.value) == line


KNOWN = ["PAK/Balochistan", "PAK/Punjab", "IND/Punjab", "MLI"]


@pytest.mark.parametrize(
    ("told", "series"),
    [
        (None, None),
        ("PAK/Balochistan", "PAK/Balochistan"),
        ("balochistan, pakistan", "PAK/Balochistan"),
        ("Balochistan", "PAK/Balochistan"),
        ("Punjab, India", "IND/Punjab"),
        ("Mali", "MLI"),
    ],
)
def test_a_series_is_meant_by_its_value_or_as_alerts_call_it(told: str | None, series: str | None) -> None:
    assert named_series("areas", told, KNOWN) == series


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("Punjab", "2 series of watch 'areas' are called 'Punjab' (Punjab, Pakistan; Punjab, India)"),
        (
            "Balochestan, Pakistan",
            "watch 'areas' has no series 'Balochestan, Pakistan' so far; did you mean 'Balochistan, Pakistan'?",
        ),
    ],
)
def test_a_series_that_is_not_one_is_one_line(told: str, line: str) -> None:
    with pytest.raises(SayingRefused) as caught:
        named_series("areas", told, KNOWN)
    assert str(caught.value) == line


def test_a_mute_is_lifted_by_the_name_it_was_set_with() -> None:
    series = muted(WATCHES, "balochistan", "Kech", None, "", NOW)
    over = muted(WATCHES, "balochistan", None, NOW + timedelta(hours=1), "", NOW)
    later = NOW + timedelta(hours=2)
    assert to_lift([series, over], "balochistan", "Kech", later) == [series]
    with pytest.raises(SayingRefused) as caught:
        to_lift([series, over], "balochistan", None, later)
    assert str(caught.value) == "watch 'balochistan' is not muted; of the watch is muted: 'Kech'"
    with pytest.raises(SayingRefused, match=r"^series 'Gao' of watch 'sahel' is not muted$"):
        to_lift([series, over], "sahel", "Gao", later)
