"""Spikes of incidents, not of articles: one alert for each, the same after every run, replayable at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.alerts import Alerting, alerts_for
from extractors.watching.episodes import NO_SPIKE_ANY_MORE
from extractors.watching.replay import replay
from tests.builders import incident_day
from tests.extractors.watching.ledger import Ledger
from warehouse.records import Alert, FeedStart, IncidentDay, Severity, Watch

# C2 is reckoned by hand: a deviation of 0.5 at least, an alarm above 3.09 of them (a chance of 0.001).
WATCH = Watch("balochistan", country="PAK", admin1="Balochistan", method="ears-c2")
START = date(2024, 8, 1)


def series(counts: Sequence[int], start: date = START, first: int = 0, **known: Any) -> list[IncidentDay]:
    """As many incidents on each day from `start` as `counts` says, numbered from `first`, known at noon."""
    days = [start + timedelta(days=n) for n, count in enumerate(counts) for _ in range(count)]
    return [incident_day(first + n, day.isoformat(), **known) for n, day in enumerate(days)]


def evening(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(22, tzinfo=UTC))


def run(
    incidents: list[IncidentDay],
    day: str,
    known: Sequence[Alert] = (),
    watches: Sequence[Watch] = (WATCH,),
    **ledger: Any,
) -> list[Alert]:
    return list(told(incidents, day, known, watches, **ledger).alerts)


def told(
    incidents: list[IncidentDay],
    day: str,
    known: Sequence[Alert] = (),
    watches: Sequence[Watch] = (WATCH,),
    **ledger: Any,
) -> Alerting:
    return alerts_for(Ledger(incidents, **{"begins": START, **ledger}), watches, {}, known, evening(day))


# One incident on the first day, a quiet fortnight, five on 16 August.
SPIKE = series([1, *[0] * 14, 5], killed_best=10)


def test_a_spike_is_one_alert_with_its_incidents() -> None:
    [alert] = run(SPIKE, "2024-08-16")
    assert (alert.watch, alert.series, alert.measure, alert.method) == ("balochistan", "", "incidents", "ears-c2")
    assert (alert.opened_day, alert.last_day, alert.observed, alert.expected) == ("2024-08-16", "2024-08-16", 5, 0.0)
    assert (alert.state, alert.killed, alert.severity) == ("open", 50, Severity.CRITICAL)
    assert alert.incident_ids == tuple(f"incident-{n:04}" for n in range(1, 6))
    assert alert.summary == (
        "5 incidents in Balochistan, Pakistan on 16 August 2024, under 0.01 a day expected, "
        "chance under 1 in 1,000,000; 50 killed"
    )
    assert (alert.opened_at, alert.updated_at, alert.closed_at) == (evening("2024-08-16"), evening("2024-08-16"), None)


def test_fewer_incidents_than_the_minimum_are_none() -> None:
    # Two after a quiet week are four deviations above it: an alarm of C2, and no spike unless the watch asks for it.
    two = series([0] * 15 + [2])
    assert run(two, "2024-08-16") == []
    assert len(run(two, "2024-08-16", watches=[replace(WATCH, minimum=2)])) == 1
    assert run(series([0] * 15 + [1]), "2024-08-16", watches=[replace(WATCH, minimum=2)]) == []


def test_days_before_the_record_are_no_baseline() -> None:
    # C2 reads nine days before: seven, and a gap of two.
    assert run(series([5]), "2024-08-01") == []
    assert run(series([1, *[0] * 7, 5]), "2024-08-09") == []
    assert len(run(series([0] * 9 + [5]), "2024-08-10")) == 1


def test_an_empty_record_has_no_alerts() -> None:
    assert run([], "2024-08-16", begins=None) == []


def test_a_rerun_changes_nothing_and_a_later_day_closes_it() -> None:
    opened = run(SPIKE, "2024-08-16")
    assert run(SPIKE, "2024-08-16", opened) == opened
    assert run(SPIKE, "2024-08-19", opened)[0].state == "open"
    [closed] = run(SPIKE, "2024-08-20", opened)
    assert (closed.state, closed.closed_at) == ("closed", evening("2024-08-20"))
    assert (closed.alert_id, closed.incident_ids) == (opened[0].alert_id, opened[0].incident_ids)
    assert run(SPIKE, "2024-12-20", [closed]) == [closed]


def test_late_reports_raise_the_alert_of_their_day() -> None:
    before = run(series([1, *[0] * 14, 3]), "2024-08-16")
    [after] = run(SPIKE, "2024-08-22", before)
    assert (after.alert_id, after.observed, after.state) == (before[0].alert_id, 5, "closed")


def test_what_turns_out_to_be_no_spike_is_closed_and_says_so() -> None:
    opened = run(SPIKE, "2024-08-16")
    merged = [incident for incident in SPIKE if incident.incident_id in ("incident-0000", "incident-0001")]
    [refuted] = run(merged, "2024-08-17", opened)
    assert (refuted.state, refuted.uncertain[-1]) == ("closed", NO_SPIKE_ANY_MORE)


def test_the_alert_of_a_watch_that_is_no_more_ends_in_its_time() -> None:
    opened = run(SPIKE, "2024-08-16")
    other = [replace(WATCH, name="renamed", country="IND")]
    assert run(SPIKE, "2024-08-17", opened, other) == opened
    [over] = run(SPIKE, "2024-08-20", opened, other)
    assert (over.state, NO_SPIKE_ANY_MORE in over.uncertain) == ("closed", False)
    assert run(SPIKE, "2024-08-20", opened, []) == [over]


def test_nearby_alarm_days_are_one_episode() -> None:
    # 16 and 18 August alarm (the baseline of the 18th ends on the 15th), the 17th does not.
    [alert] = run(series([1, *[0] * 14, 4, 0, 6]), "2024-08-18")
    assert (alert.opened_day, alert.last_day, alert.observed) == ("2024-08-16", "2024-08-18", 10)
    assert alert.summary.startswith("10 incidents in Balochistan, Pakistan since 16 August 2024, ")
    [over] = run(series([1, *[0] * 14, 4, 0, 6]), "2024-08-26", [alert])
    assert over.summary.startswith("10 incidents in Balochistan, Pakistan from 16 to 18 August 2024, ")


def test_alarm_days_far_apart_are_two() -> None:
    alerts = run(series([1, *[0] * 14, 4, *[0] * 9, 4]), "2024-08-26")
    assert [alert.opened_day for alert in alerts] == ["2024-08-16", "2024-08-26"]
    assert len({alert.alert_id for alert in alerts}) == 2


def test_an_earlier_day_learned_late_keeps_the_alert_and_its_id() -> None:
    first = run(SPIKE, "2024-08-16")
    late = series([4], start=date(2024, 8, 15), first=500, known_at=evening("2024-08-16"))
    [after] = run([*SPIKE, *late], "2024-08-17", first)
    assert (after.alert_id, after.opened_day, after.observed) == (first[0].alert_id, "2024-08-15", 9)


def test_a_past_moment_replays_without_what_came_after() -> None:
    later = [*SPIKE, *series([9], start=date(2024, 8, 17), first=700)]
    assert run(later, "2024-08-16") == run(SPIKE, "2024-08-16")
    assert run(later, "2024-08-15") == []
    ledger = Ledger(SPIKE, begins=START)
    morning, noon = (datetime(2024, 8, 16, hour, tzinfo=UTC) for hour in (11, 12))
    assert alerts_for(ledger, [WATCH], {}, [], morning).alerts == ()
    assert len(alerts_for(ledger, [WATCH], {}, [], noon).alerts) == 1


def test_an_incident_that_is_withdrawn_counts_until_then() -> None:
    withdrawn = {f"incident-{n:04}": evening("2024-08-16") + timedelta(hours=1) for n in (2, 3, 4)}
    assert run(SPIKE, "2024-08-16", until=withdrawn)[0].observed == 5
    assert run(SPIKE, "2024-08-17", until=withdrawn) == []


def test_alerts_run_day_by_day_are_those_of_one_late_run() -> None:
    incidents = series([1, *[0] * 14, 4, 1, 6, 0, 0, 0, 0])
    daily: list[Alert] = []
    for n in range(22):
        daily = run(incidents, (START + timedelta(days=n)).isoformat(), daily)
    [at_once] = run(incidents, "2024-08-22")
    [stepwise] = daily
    times = {"opened_at": at_once.opened_at, "updated_at": at_once.updated_at, "closed_at": at_once.closed_at}
    assert replace(stepwise, **times, uncertain=()) == replace(at_once, uncertain=())  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 6), min_size=12, max_size=30))
def test_a_second_run_never_adds_an_alert(counts: list[int]) -> None:
    incidents = series([1, *counts])
    day = (START + timedelta(days=len(counts))).isoformat()
    once = run(incidents, day)
    assert run(incidents, day, once) == once


def test_a_clock_that_goes_back_leaves_alerts_as_they_were_told() -> None:
    opened = run(SPIKE, "2024-08-16")
    assert run(SPIKE, "2024-08-10", opened) == opened


def test_incidents_that_are_dated_ahead_wait_for_their_day() -> None:
    ahead = series([5], start=date(2024, 9, 20), known_at=evening("2024-08-15"))
    assert run(ahead, "2024-08-16") == []


COUNTRIES = Watch("countries", by=("country", "admin1"), method="ears-c2")


def test_a_split_watch_has_a_series_for_each_value_and_tells_a_spike_once() -> None:
    elsewhere = series([1] * 16, first=900, country="NGA", admin1="Borno")
    found = told([*SPIKE, *elsewhere], "2024-08-16", watches=[COUNTRIES])
    [alert] = found.alerts
    assert (alert.series, alert.also) == ("PAK/Balochistan", ("Pakistan",))
    assert {day.series for day in found.days} == {"NGA", "NGA/Borno", "PAK", "PAK/Balochistan"}
    assert [day.series for day in found.days if day.is_alarm] == ["PAK/Balochistan"]


def test_an_alert_at_one_level_goes_on_there() -> None:
    country = run([*SPIKE, *series([5], date(2024, 8, 16), 50, admin1="Sindh")], "2024-08-16", watches=[COUNTRIES])
    assert [alert.series for alert in country] == ["PAK"]
    # The next day only one of the provinces goes on.
    more = [*SPIKE, *series([5, 0], date(2024, 8, 16), 50, admin1="Sindh"), *series([6], date(2024, 8, 17), 80)]
    assert [alert.series for alert in run(more, "2024-08-17", country, [COUNTRIES])] == ["PAK"]


def test_watches_that_overlap_tell_a_spike_once() -> None:
    same = [WATCH, replace(WATCH, name="again"), Watch("pakistan", country="PAK", method="ears-c2")]
    [alert] = run(SPIKE, "2024-08-16", watches=same)
    assert alert.watch == "again"  # the first by name of two that are equally fine
    assert alert.also == ("balochistan", "pakistan")


def test_deaths_are_a_series_of_their_own_and_need_as_many_incidents() -> None:
    both = replace(WATCH, measures=("incidents", "killed"))
    deadly = series([0] * 15 + [1], killed_best=80)
    assert run(deadly, "2024-08-16", watches=[both]) == []
    steady = series([3] * 15 + [3])
    worse = [replace(i, killed_best=60 if i.day == "2024-08-16" else 1) for i in steady]
    [alert] = run(worse, "2024-08-16", watches=[both])
    assert (alert.measure, alert.observed, alert.killed) == ("killed", 180, 180)
    assert alert.summary.startswith("180 killed in Balochistan, Pakistan on 16 August 2024, 3 a day expected")


def test_a_run_that_ends_below_what_is_expected_is_told_and_breaks_nothing() -> None:
    # C3 goes by the two days before: two a day, then twelve, twelve and one.
    low = series([2] * 14 + [12, 12, 1])
    watch = replace(WATCH, method="ears-c3")
    [alert] = run(low, "2024-08-17", watches=[watch])
    assert alert.watch == "balochistan"


def test_an_alert_that_shows_in_a_wider_one_is_not_refuted() -> None:
    opened = run(SPIKE, "2024-08-16", watches=[COUNTRIES])
    assert [alert.series for alert in opened] == ["PAK/Balochistan"]
    both = [*SPIKE, *series([7], date(2024, 8, 16), 50, admin1="Sindh")]
    after = {alert.series: alert for alert in run(both, "2024-08-16", opened, [COUNTRIES])}
    assert after["PAK/Balochistan"] == opened[0]
    assert NO_SPIKE_ANY_MORE not in after["PAK"].uncertain


def test_a_first_incident_on_a_busy_weekday_is_a_first_one() -> None:
    firsts = Watch("first", country="PAK", admin1="Balochistan", method="emergence", minimum=1, quiet_days=12)
    # Every weekday of the fortnight was busy: a first incident after twelve days is one all the same.
    busy = run(series([0] * 15 + [1]), "2024-08-16", watches=[firsts], week={5: 900})
    assert len(busy) == 1


DAYS = {START + timedelta(days=n) for n in range(20)}


def test_the_end_of_an_outage_is_no_spike_and_the_outage_no_calm() -> None:
    # Dawn tells all; 4 a day. It does not answer from the 8th to the 16th, and tells 4 again on the 17th and 18th.
    counts = [4] * 7 + [0] * 9 + [4, 4]
    incidents = series(counts)
    told_by = {incident.incident_id: ("dawn",) for incident in incidents}
    silent = {START + timedelta(days=n) for n in range(7, 16)}
    feeds = {"dawn": DAYS - silent}
    assert run(incidents, "2024-08-18", told_by=told_by, feeds=feeds) == []
    assert len(run(incidents, "2024-08-18")) == 1


def test_what_only_a_new_feed_tells_is_no_spike() -> None:
    polled = [FeedStart("dawn", START, START), FeedStart("new", date(2024, 8, 14), date(2024, 8, 14))]
    told_by = {incident.incident_id: ("new",) for incident in SPIKE}
    feeds = {"dawn": DAYS, "new": DAYS}
    assert run(SPIKE, "2024-08-16", told_by=told_by, feeds=feeds, starts=polled) == []
    # Nor is it named by the alert of what counts.
    more = series([3], date(2024, 8, 16), 60)
    told_by |= {incident.incident_id: ("new",) for incident in more}
    told_by |= {incident.incident_id: ("dawn",) for incident in SPIKE}
    [alert] = run([*SPIKE, *more], "2024-08-16", told_by=told_by, feeds=feeds, starts=polled)
    assert (alert.observed, len(alert.incident_ids)) == (5, 5)
    both = {incident.incident_id: ("dawn", "new") for incident in SPIKE}
    assert len(run(SPIKE, "2024-08-16", told_by=both, feeds=feeds, starts=polled)) == 1


def steady(rate: int, first: int, last: int, feed: str, number: int) -> tuple[list[IncidentDay], dict[str, Any]]:
    """So many incidents on each day from `first` until `last`, all told by one feed."""
    incidents = series([rate] * (last - first), date(2025, 1, 1) + timedelta(days=first), number)
    return incidents, {incident.incident_id: (feed,) for incident in incidents}


def span(first: int, last: int) -> set[date]:
    return {date(2025, 1, 1) + timedelta(days=day) for day in range(first, last)}


@pytest.mark.parametrize(
    ("old", "new", "old_ends", "old_polled"),
    [(1, 1, 400, True), (2, 4, 400, True), (3, 3, 400, True), (3, 3, 330, True), (1, 4, 300, False)],
    ids=["as much again", "twice as much", "three more", "the old one ends", "an archive before"],
)
def test_a_feed_that_comes_or_takes_over_is_no_spike(old: int, new: int, old_ends: int, old_polled: bool) -> None:
    (a, told_a), (b, told_b) = steady(old, 0, old_ends, "old", 0), steady(new, 300, 400, "new", 5_000)
    day = date(2025, 1, 1) + timedelta(days=300)
    ledger = Ledger(
        [*a, *b],
        told_by={**told_a, **told_b},
        feeds={"old": span(0, old_ends), "new": span(300, 400)},
        starts=[
            FeedStart("old", date(2025, 1, 1), date(2025, 1, 1) if old_polled else None),
            FeedStart("new", day, day),
        ],
    )
    watch = replace(WATCH, method="nb-cusum")
    assert replay(ledger, [watch], {}, date(2025, 10, 20), date(2026, 2, 3)) == ()
    # A spike among what they tell is one still.
    burst = series([25], date(2026, 1, 20), 90_000)
    ledger.known += burst
    ledger.told_by |= {incident.incident_id: ("new",) for incident in burst}
    [alert] = replay(ledger, [watch], {}, date(2025, 10, 20), date(2026, 2, 3))
    assert alert.last_day == "2026-01-20"


def test_an_alert_says_when_coverage_was_not_as_usual() -> None:
    # Geo and dawn tell half each; on the day of the spike only dawn answers.
    incidents = series([4] * 15 + [9])
    told_by = {i.incident_id: (("dawn", "geo")[n % 2],) for n, i in enumerate(incidents)}
    last = date(2024, 8, 16)
    feeds = {"dawn": DAYS, "geo": DAYS - {last}}
    [alert] = run(incidents, "2024-08-16", told_by=told_by, feeds=feeds)
    assert any("cover" in sentence and "of what they usually do" in sentence for sentence in alert.uncertain)


def test_what_is_uncertain_is_said() -> None:
    some = [replace(i, sources=3 if n else 1, place_precision="admin1") for n, i in enumerate(SPIKE)]
    some = [replace(i, confidence=0.4) if i.incident_id == "incident-0003" else i for i in some]
    [alert] = run(some, "2024-08-16", pairs=[("incident-0001", "incident-0002", 0.31)])
    assert alert.uncertain == (
        "All are known only to a province or country",
        "1 of 5 has a confidence under 0.5",
        "1 pair of them may be one attack told twice (probability up to 0.31)",
    )


@pytest.mark.parametrize("days", [1, 3, 8])
def test_a_short_past_raises_nothing_and_breaks_nothing(days: int) -> None:
    for method in ("nb-cusum", "ears-c1", "ears-c2", "ears-c3", "farrington-flexible", "emergence"):
        watch = replace(WATCH, method=method)
        assert run(series([0] * (days - 1) + [2]), f"2024-08-0{days}", watches=[watch]) == []
