"""Spikes of incidents, not of articles: one alert for each, the same after every run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.alerts import alerts_for, message
from extractors.watching.watch_series import ears_c2, watched
from tests.builders import incident_day
from warehouse.records import Alert, IncidentDay, Watch

WATCH = Watch("balochistan", country="PAK", admin1="Balochistan")
START = date(2024, 8, 1)


def series(counts: list[int], start: date = START, first: int = 0, **known: Any) -> list[IncidentDay]:
    """As many incidents on each day from `start` as `counts` says, numbered from `first`."""
    days = [start + timedelta(days=n) for n, count in enumerate(counts) for _ in range(count)]
    return [incident_day(first + n, day.isoformat(), **known) for n, day in enumerate(days)]


# Elsewhere the record begins on the first day, so that a quiet fortnight in the province is a watched one.
ELSEWHERE = series([3], first=900, country="UKR", admin1="Kharkiv")


def run(incidents: list[IncidentDay], day: str, known: list[Alert] | None = None, watch: Watch = WATCH) -> list[Alert]:
    return alerts_for([watch], [*ELSEWHERE, *incidents], known or [], date.fromisoformat(day))


# One incident on the first day, a quiet fortnight, five on 16 August.
SPIKE = series([1, *[0] * 14, 5], killed_best=10)


def test_c2_is_the_distance_from_the_mean_in_deviations() -> None:
    # Seven days 0 2 1 1 0 2 1: mean 1, sample deviation sqrt(4/6); the two days of the gap (9, 9) do not count.
    judgement = ears_c2([0, 2, 1, 1, 0, 2, 1, 9, 9, 5], WATCH)
    assert judgement.expected == pytest.approx(1.0)
    assert judgement.score == pytest.approx(4 / (4 / 6) ** 0.5)
    assert judgement.is_alarm


@pytest.mark.parametrize(
    ("today", "watch", "is_alarm"),
    [
        (3, WATCH, True),
        (2, WATCH, False),  # score 4, yet fewer than the minimum
        (2, replace(WATCH, minimum=2), True),
        (3, replace(WATCH, floor=1.0), False),  # exactly the threshold is no alarm
        (4, replace(WATCH, floor=1.0), True),
        (4, replace(WATCH, threshold=9.0), False),
    ],
)
def test_a_quiet_baseline_needs_the_minimum_and_the_floor(today: int, watch: Watch, is_alarm: bool) -> None:
    assert ears_c2([0] * 9 + [today], watch).is_alarm is is_alarm


def test_a_spike_is_one_alert_with_its_incidents() -> None:
    [alert] = run(SPIKE, "2024-08-16")
    assert (alert.watch, alert.method, alert.state) == ("balochistan", "ears-c2", "open")
    assert (alert.opened_day, alert.last_day, alert.observed, alert.expected) == ("2024-08-16", "2024-08-16", 5, 0.0)
    assert alert.incident_ids == tuple(f"incident-{n:04}" for n in range(1, 6))
    assert alert.summary == (
        "5 incidents in Balochistan on 16 August 2024, 0 a day expected (7 days to 13 August); 50 killed"
    )


def test_days_that_nobody_watched_are_no_baseline() -> None:
    assert run(series([5]), "2024-08-01") == []
    assert run(series([1, *[0] * 7, 5]), "2024-08-09") == []
    assert len(run(series([1, *[0] * 8, 5]), "2024-08-10")) == 1


def test_one_old_incident_does_not_make_a_record() -> None:
    first_run = [incident_day(800, "2024-07-01", country="UKR"), *series([5], start=date(2024, 8, 16))]
    assert alerts_for([WATCH], first_run, [], date(2024, 8, 16)) == []
    assert alerts_for([WATCH], [], [], date(2024, 8, 16)) == []


def test_a_rerun_changes_nothing_and_a_later_day_closes_it() -> None:
    opened = run(SPIKE, "2024-08-16")
    assert run(SPIKE, "2024-08-16", opened) == opened
    assert run(SPIKE, "2024-08-19", opened)[0].state == "open"
    closed = run(SPIKE, "2024-08-20", opened)
    assert closed == [replace(opened[0], state="closed")]
    assert run(SPIKE, "2024-12-20", closed) == closed


def test_late_reports_raise_the_alert_of_their_day() -> None:
    before = run(series([1, *[0] * 14, 3]), "2024-08-16")
    [after] = run(SPIKE, "2024-08-22", before)
    assert (after.alert_id, after.observed, after.state) == (before[0].alert_id, 5, "closed")


def test_nearby_alarm_days_are_one_episode() -> None:
    # 16 and 18 August alarm (the baseline of the 18th ends on the 15th), the 17th does not.
    [alert] = run(series([1, *[0] * 14, 4, 0, 6]), "2024-08-18")
    assert (alert.opened_day, alert.last_day, alert.observed) == ("2024-08-16", "2024-08-18", 10)
    assert alert.summary.startswith("10 incidents in Balochistan from 16 to 18 August 2024")


def test_alarm_days_far_apart_are_two() -> None:
    alerts = run(series([1, *[0] * 14, 4, *[0] * 9, 4]), "2024-08-26")
    assert [alert.opened_day for alert in alerts] == ["2024-08-16", "2024-08-26"]
    assert len({alert.alert_id for alert in alerts}) == 2


def test_an_earlier_day_learned_late_keeps_the_alert_and_its_id() -> None:
    first = run(SPIKE, "2024-08-16")
    [after] = run([*SPIKE, *series([4], start=date(2024, 8, 15), first=500)], "2024-08-17", first)
    assert (after.alert_id, after.opened_day, after.observed) == (first[0].alert_id, "2024-08-15", 9)


def test_a_past_day_replays_without_what_came_after() -> None:
    later = [*SPIKE, *series([9], start=date(2024, 8, 17), first=700)]
    assert run(later, "2024-08-16") == run(SPIKE, "2024-08-16")
    assert run(later, "2024-08-15") == []


def test_alerts_run_day_by_day_are_those_of_one_late_run() -> None:
    incidents = series([1, *[0] * 14, 4, 1, 6, 0, 0, 0, 0])
    daily: list[Alert] = []
    for n in range(22):
        daily = run(incidents, (START + timedelta(days=n)).isoformat(), daily)
    assert daily == run(incidents, "2024-08-22")


@given(st.lists(st.integers(0, 6), min_size=12, max_size=30))
def test_a_second_run_never_adds_an_alert(counts: list[int]) -> None:
    incidents = series([1, *counts])
    day = (START + timedelta(days=len(counts))).isoformat()
    once = run(incidents, day)
    assert run(incidents, day, once) == once


@pytest.mark.parametrize(
    ("watch", "meets"),
    [
        (Watch("w", country="PAK"), True),
        (Watch("w", country="IND"), False),
        (Watch("w", admin1="balochistan"), True),
        (Watch("w", admin1="Bälochistan"), True),
        (Watch("w", admin1="Sindh"), False),
        (Watch("w", actor="balochistan-liberation-army"), True),
        (Watch("w", actor="Balochistan Liberation Army"), True),
        (Watch("w", actor="al-shabaab"), False),
        (Watch("w", event_type="Violence against civilians"), True),
        (Watch("w", event_type="Attack"), True),
        (Watch("w", event_type="Battles"), False),
        (Watch("w", lat=30.0, lon=70.0, radius_km=112.0), True),  # one degree of latitude is 111.2 km
        (Watch("w", lat=30.0, lon=70.0, radius_km=110.0), False),
        (Watch("w", country="PAK", event_type="Battles"), False),
    ],
)
def test_a_watch_is_met_by_all_its_conditions(watch: Watch, meets: bool) -> None:
    incident = incident_day(
        1, "2024-08-16", lat=31.0, lon=70.0,
        perpetrator="Balochistan Liberation Army", perpetrator_key="balochistan-liberation-army",
    )  # fmt: skip
    assert watched(watch, incident) is meets


@pytest.mark.parametrize(
    ("precision", "meets"),
    [("exact", True), ("near", True), ("admin2", False), ("admin1", False), ("country", False), (None, False)],
)
def test_the_middle_of_an_area_lies_within_no_radius(precision: str | None, meets: bool) -> None:
    incident = incident_day(1, "2024-08-16", lat=34.0, lon=71.5, place_precision=precision)
    assert watched(Watch("w", lat=34.0, lon=71.5, radius_km=50.0), incident) is meets
    assert watched(Watch("w", country="PAK"), incident)


def test_a_branch_counts_for_its_organisation_but_not_for_its_sister() -> None:
    incident = incident_day(1, "2024-08-16", perpetrator_key="islamic-state-khorasan-province")
    assert watched(Watch("w", actor="islamic-state"), incident)
    assert not watched(Watch("w", actor="islamic-state-sahel-province"), incident)


def test_the_message_leads_to_the_articles() -> None:
    deadly = replace(
        SPIKE[3],
        killed_best=23,
        perpetrator="Balochistan Liberation Army",
        articles=tuple((f"Paper {n}", f"https://paper{n}.example/a") for n in range(5)),
    )
    incidents = [*SPIKE[:3], deadly, *SPIKE[4:]]
    [alert] = run(incidents, "2024-08-16")
    title, body = message(alert, incidents)
    lines = body.splitlines()
    assert title == "balochistan: 5 incidents on 16 August 2024"
    assert lines[0] == f"{alert.summary}."
    assert lines[3:8] == [
        "- 16 August, Town 3, Balochistan, Pakistan: Attack by Balochistan Liberation Army, 23 killed [incident-0003]",
        "  Paper 0: https://paper0.example/a",
        "  Paper 1: https://paper1.example/a",
        "  Paper 2: https://paper2.example/a",
        "  and 2 more reports",
    ]
    assert all(f"https://example.org/{n}" in body for n in (1, 2, 4, 5))


def test_a_long_alert_counts_what_it_does_not_list() -> None:
    incidents = series([1, *[0] * 14, 18])
    [alert] = run(incidents, "2024-08-16")
    _, body = message(alert, incidents)
    assert "and 3 more" in body.splitlines()
