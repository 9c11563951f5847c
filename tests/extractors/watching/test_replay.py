"""The past day by day as it was known: the alerts of then, how well and how soon; and the level for a budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from extractors.alerts import alerts_for
from extractors.watching.budgets import LEAST_DAYS, chosen_level, is_due
from extractors.watching.replay import KnownEpisode, Replayed, replay, replayed_by, scored
from tests.builders import alert, incident_day
from tests.extractors.watching.ledger import Ledger
from warehouse.records import AlarmLevel, Alert, IncidentDay, Watch

START = date(2025, 1, 1)
WATCH = Watch("balochistan", country="PAK", admin1="Balochistan", method="ears-c2")


def incidents(counts: dict[int, int], late: int = 0) -> list[IncidentDay]:
    """Incidents by the number of their day, each known `late` days after its noon."""
    found = []
    for day, number in counts.items():
        for _ in range(number):
            when = START + timedelta(days=day)
            known = datetime(when.year, when.month, when.day, 12, tzinfo=UTC) + timedelta(days=late)
            found.append(incident_day(len(found), when.isoformat(), known_at=known))
    return found


def day(number: int) -> date:
    return START + timedelta(days=number)


def test_a_replay_is_the_runs_of_each_day_one_after_the_other() -> None:
    ledger = Ledger(incidents({3: 1, 20: 5, 21: 4, 60: 6}, late=1), begins=START)
    known: list[Alert] = []
    for number in range(15, 70):
        end = datetime.combine(day(number), datetime.max.time(), UTC).replace(microsecond=0)
        known = list(alerts_for(ledger, [WATCH], {}, known, end).alerts)
    replayed = replay(ledger, [WATCH], {}, day(15), day(69))
    assert list(replayed) == known
    assert [(a.opened_day, a.opened_at.date()) for a in replayed] == [
        (day(20).isoformat(), day(21)),
        (day(60).isoformat(), day(61)),
    ]


def test_each_day_sees_what_was_known_then() -> None:
    # Nine incidents of day 20 were known on day 30 only, when C2 still judges day 20 again.
    ledger = Ledger(incidents({20: 9}, late=10), begins=START)
    [found] = replay(ledger, [WATCH], {}, day(15), day(40))
    assert (found.opened_day, found.opened_at.date(), found.state) == (day(20).isoformat(), day(30), "closed")


def test_what_was_over_before_the_first_day_is_not_counted() -> None:
    ledger = Ledger(incidents({20: 9}), begins=START)
    assert replay(ledger, [WATCH], {}, day(27), day(40)) == ()
    assert len(replay(ledger, [WATCH], {}, day(20), day(40))) == 1


def test_a_budget_is_chosen_on_the_record_and_not_on_days_after_it() -> None:
    ledger = Ledger(incidents({3: 1}), begins=START, ends=day(49))
    level = chosen_level(ledger, replace(WATCH, budget=1 / 30), NOW)
    assert level is not None
    assert (level.chance, level.days) == (pytest.approx(1 / 30), 0)


def test_a_method_may_stand_in_for_the_watchs_own() -> None:
    ledger = Ledger(incidents({20: 9}), begins=START)
    found = replayed_by(ledger, [WATCH], "nb-cusum", {}, day(10), day(37))
    assert [a.method for a in found.alerts] == ["nb-cusum"]
    assert (found.days, found.alarms_a_week) == (28, 0.25)


def opened(number: int, first: int, opened_on: int) -> Alert:
    at = datetime(2025, 1, 1, 23, tzinfo=UTC) + timedelta(days=opened_on)
    return alert(
        alert_id=f"alert-{number}", opened_day=day(first).isoformat(), last_day=day(first).isoformat(), opened_at=at
    )


def test_alerts_against_known_episodes() -> None:
    replayed = Replayed("ears-c2", day(0), day(99), (opened(1, 10, 11), opened(2, 12, 13), opened(3, 50, 50)))
    episodes = [
        KnownEpisode(day(9), day(12)),  # found by two, by the first two days late
        KnownEpisode(day(70), day(72)),  # missed
        KnownEpisode(day(50), day(50), watch="another"),  # not of this watch
        KnownEpisode(day(200), day(201)),  # not of these days
    ]
    found = scored(replayed, episodes)
    assert (found.found, found.episodes, found.delays, found.median_delay) == (1, 3, (2,), 2)
    assert found.precision == pytest.approx(2 / 3)
    nothing = scored(replace(replayed, alerts=()), episodes)
    assert (nothing.found, nothing.precision, nothing.median_delay) == (0, None, None)


def test_an_episode_of_a_country_is_found_by_an_alert_of_its_province() -> None:
    province = replace(opened(1, 10, 10), series="PAK/Balochistan")
    replayed = Replayed("ears-c2", day(0), day(99), (province,))
    assert scored(replayed, [KnownEpisode(day(10), day(10), series="PAK")]).found == 1
    assert scored(replayed, [KnownEpisode(day(10), day(10), series="PAK/Bal")]).found == 0


NOW = datetime(2025, 12, 31, 12, tzinfo=UTC)
# One and two by turns (a deviation of 0.53); on every 28th day four (4.7 deviations, a chance of 1e-6), twice twelve.
BUSY = {**{day: 1 + day % 2 for day in range(364)}, **dict.fromkeys(range(20, 360, 28), 4), 100: 12, 201: 12}


def test_a_budget_chooses_the_largest_chance_that_keeps_within_it() -> None:
    ledger = Ledger(incidents(BUSY), begins=START)
    generous = chosen_level(ledger, replace(WATCH, budget=1.0), NOW)
    strict = chosen_level(ledger, replace(WATCH, budget=3 / 364), NOW)
    assert generous is not None and strict is not None
    assert (generous.chance, strict.days) == (0.1, 364)
    assert strict.alarms_a_day <= 3 / 364 < generous.alarms_a_day
    # The next larger chance would have told more than was asked for.
    larger = replayed_by(
        ledger, [replace(WATCH, budget=1.0)], "ears-c2", {"balochistan": strict.chance * 5}, START, day(363)
    )
    assert len(larger.alerts) > 3


def test_with_a_short_past_the_budget_itself_is_the_chance() -> None:
    ledger = Ledger(incidents({3: 1}), begins=START)
    level = chosen_level(
        ledger, replace(WATCH, budget=1 / 30), datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=LEAST_DAYS - 1)
    )
    assert level is not None
    assert (level.chance, level.days) == (pytest.approx(1 / 30), 0)


def test_a_watch_without_a_budget_has_no_level() -> None:
    assert chosen_level(Ledger([], begins=START), WATCH, NOW) is None
    assert not is_due(None, WATCH, NOW)


def test_a_level_is_chosen_once_and_anew_when_it_is_old_or_asked_otherwise() -> None:
    watch = replace(WATCH, budget=0.5)
    level = AlarmLevel("balochistan", "ears-c2", 0.5, 0.01, 0.4, 365, NOW)
    assert is_due(None, watch, NOW)
    assert not is_due(level, watch, NOW + timedelta(days=27))
    assert is_due(level, watch, NOW + timedelta(days=28))
    assert is_due(level, replace(watch, budget=0.4), NOW)
    assert is_due(level, replace(watch, method="nb-cusum"), NOW)
    # A clock that was moved back by a month is no reason to wait for it to come round again.
    assert is_due(level, watch, NOW - timedelta(days=40))
