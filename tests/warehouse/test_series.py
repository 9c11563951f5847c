"""What series are counted from: spells of incidents by the world's clock, and the days that feeds covered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import resolution
from tests.warehouse.world import FIRST_REPORT, article, entry, feed, outcome, poll, version, visit
from warehouse.records import (
    AlarmLevel,
    CountChange,
    FailureClass,
    FeedStart,
    FeedState,
    Incident,
    IncidentVersion,
    Moments,
    Selection,
    SeriesDay,
)
from warehouse.store import Warehouse, open_warehouse

JUNE = date(2026, 6, 1)
PAKISTAN = Selection(country="PAK")


def moment(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def told(name: str, number: int, day: str, **facts: Any) -> IncidentVersion:
    plain: dict[str, Any] = {
        "happened_first": day, "happened_last": day, "happened_precision": "day", "country": "PAK",
        "admin1": "Balochistan", "admin2": "Kech", "place_name": "Turbat", "place_precision": "exact", "lat": 26.0,
        "lon": 63.0, "event_type": "Violence against civilians", "sub_event_type": "Attack", "status": "occurred",
    }  # fmt: skip
    return version(name, number, FIRST_REPORT, **{**plain, **facts})


def incident(name: str, *versions: IncidentVersion) -> Incident:
    return Incident(name, versions[0].known_at, (), versions, len(versions))


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(tmp_path / "tocsin.duckdb") as opened:
        yield opened


def keep(warehouse: Warehouse, *incidents: Incident) -> None:
    warehouse.resolutions.save(resolution(*incidents))
    warehouse.series.refresh()


def counts(warehouse: Warehouse, split: str = "", moments: Moments | None = None, **selected: Any) -> list[CountChange]:
    at = moments or Moments(moment(30))
    return warehouse.series.changes(Selection(**{"country": "PAK", **selected}), split, {}, JUNE, date(2026, 6, 30), at)


def test_an_incident_counts_from_when_it_was_known_with_the_toll_of_then(warehouse: Warehouse) -> None:
    first = told("a", 1, "2026-06-03", known_at=moment(3, 9), killed_best=4)
    second = told("a", 2, "2026-06-03", known_at=moment(5, 9), killed_best=7)
    keep(warehouse, incident("a", first, second))
    days = Moments(moment(1, 12), count=7)  # noon of 1 to 7 June
    assert counts(warehouse, moments=days) == [
        CountChange("", date(2026, 6, 3), 2, 1, 4),
        CountChange("", date(2026, 6, 3), 4, 0, 3),
    ]


def test_a_day_that_is_mended_moves_the_incident(warehouse: Warehouse) -> None:
    first = told("a", 1, "2026-06-03", known_at=moment(3, 9))
    second = told("a", 2, "2026-06-02", known_at=moment(5, 9))
    keep(warehouse, incident("a", first, second))
    assert counts(warehouse, moments=Moments(moment(1, 12), count=7)) == [
        CountChange("", date(2026, 6, 2), 4, 1, 0),
        CountChange("", date(2026, 6, 3), 2, 1, 0),
        CountChange("", date(2026, 6, 3), 4, -1, 0),
    ]


def test_what_does_not_count_has_no_spell(warehouse: Warehouse) -> None:
    protest = {"event_type": "Protests", "sub_event_type": "Peaceful protest"}
    keep(
        warehouse,
        incident("foiled", told("foiled", 1, "2026-06-03", known_at=moment(3), status="foiled")),
        incident("protest", told("protest", 1, "2026-06-03", known_at=moment(3), **protest)),
        incident("vague", told("vague", 1, "2026-06-03", known_at=moment(3), happened_precision="month")),
    )
    assert counts(warehouse) == []


@pytest.mark.parametrize(
    ("split", "series"),
    [
        ("country", "PAK"),
        ("admin1", "PAK/Balochistan"),
        ("admin2", "PAK/Balochistan/Kech"),
        ("event_type", "Attack"),
        ("target", "police"),
        ("actor", "balochistan-liberation-army"),
        ("admin2 x event_type", "PAK/Balochistan/Kech · Attack"),
        ("country x actor", "PAK · balochistan-liberation-army"),
    ],
)
def test_a_split_gives_each_value_its_series(warehouse: Warehouse, split: str, series: str) -> None:
    known: dict[str, Any] = {"known_at": moment(3), "target_category": "police"}
    by = {"perpetrator": "BLA", "perpetrator_key": "balochistan-liberation-army"}
    bare = {"admin1": None, "admin2": None, "target_category": None}
    keep(
        warehouse,
        incident("a", told("a", 1, "2026-06-03", **known, **by)),
        incident("b", told("b", 1, "2026-06-04", **{**known, **by, **bare})),
    )
    found = counts(warehouse, split)
    assert (series, date(2026, 6, 3)) in {(change.series, change.day) for change in found}
    assert all(change.series for change in found)


@pytest.mark.parametrize(
    ("selected", "number"),
    [
        ({}, 1),
        ({"country": "IND"}, 0),
        ({"areas": ("Balochistan",)}, 1),
        ({"areas": ()}, 0),
        ({"actors": ("gunmen",)}, 1),
        ({"actors": ()}, 0),
        ({"event_type": "Violence against civilians"}, 1),
        ({"event_type": "Attack"}, 1),
        ({"event_type": "Suicide bomb"}, 0),
        ({"target": "police"}, 1),
        ({"target": "education"}, 0),
        ({"lat": 26.0, "lon": 63.2, "radius_km": 25.0}, 1),
        ({"lat": 26.0, "lon": 63.2, "radius_km": 15.0}, 0),
        ({"areas": ("Balochistan",), "actors": ("gunmen",), "target": "education"}, 0),
    ],
)
def test_all_conditions_of_a_selection_hold(warehouse: Warehouse, selected: dict[str, Any], number: int) -> None:
    facts = {"known_at": moment(3), "perpetrator": "gunmen", "target_category": "police"}
    keep(warehouse, incident("a", told("a", 1, "2026-06-03", **facts)))
    assert len(counts(warehouse, **selected)) == number


def test_the_middle_of_an_area_lies_in_no_circle(warehouse: Warehouse) -> None:
    keep(warehouse, incident("a", told("a", 1, "2026-06-03", known_at=moment(3), place_precision="admin1")))
    assert counts(warehouse, lat=26.0, lon=63.0, radius_km=100.0) == []


def test_only_what_has_changed_is_spelled_again(warehouse: Warehouse) -> None:
    keep(warehouse, incident("a", told("a", 1, "2026-06-03", known_at=moment(3), killed_best=1)))
    keep(warehouse, incident("b", told("b", 1, "2026-06-04", known_at=moment(4))))
    # A mark on the spell of the one that does not change outlives the refresh of the other.
    warehouse.connection.execute("UPDATE stored.incident_spells SET killed = 99 WHERE incident_id = 'a'")
    more = told("b", 2, "2026-06-04", known_at=moment(5), killed_best=2)
    keep(warehouse, incident("b", told("b", 1, "2026-06-04", known_at=moment(4)), more))
    assert {(change.day.day, change.killed) for change in counts(warehouse)} == {(3, 99), (4, 2)}


def test_refreshing_again_changes_nothing(warehouse: Warehouse) -> None:
    keep(warehouse, incident("a", told("a", 1, "2026-06-03", known_at=moment(3))))
    spells = warehouse.connection.table("FROM stored.incident_spells").rows
    warehouse.series.refresh()
    assert warehouse.connection.table("FROM stored.incident_spells").rows == spells


def state(name: str, day: int, **known: Any) -> FeedState:
    return FeedState(f"feed-{name}", last_polled_at=moment(day, 10), **known)


def test_a_feed_covers_the_days_it_answers_and_what_it_held_at_first(warehouse: Warehouse) -> None:
    warehouse.feeds.save([feed("dawn")])
    held = [entry("dawn", day, published_at=moment(day, 8), first_seen_at=moment(12, 10)) for day in (8, 9, 10, 11)]
    poll(warehouse, state("dawn", 12), held, [])
    for day in (8, 9, 10, 11):
        read = article("dawn", day, "Text.", published_at=moment(day, 8), first_seen_at=moment(12, 10))
        visit(warehouse, outcome("page", read.entry_id), None, read)
    poll(warehouse, state("dawn", 13), held[:1], [])
    # It does not answer from the 14th to the 16th.
    for day in (14, 15, 16):
        poll(
            warehouse,
            state("dawn", day, failures=1, failure_class=FailureClass.SOFT, failure_reason="500"),
            held[:1],
            [],
        )
    poll(warehouse, state("dawn", 18), held[:1], [])
    warehouse.series.refresh()
    assert warehouse.series.feed_starts() == [FeedStart("feed-dawn", date(2026, 6, 8), date(2026, 6, 12))]
    covered = [day.day for _, day in warehouse.series.covered(JUNE, date(2026, 6, 30))]
    assert covered == [8, 9, 10, 11, 12, 13, 17, 18]
    assert (warehouse.series.first_day(), warehouse.series.last_day()) == (date(2026, 6, 8), date(2026, 6, 18))


def test_a_clock_that_was_ahead_for_one_poll_hides_no_day(warehouse: Warehouse) -> None:
    warehouse.feeds.save([feed("dawn")])
    held = [entry("dawn", 1, published_at=moment(1))]
    ahead = replace(state("dawn", 1), last_polled_at=datetime(2027, 6, 1, tzinfo=UTC))
    for polled in (ahead, state("dawn", 20), state("dawn", 21)):
        poll(warehouse, polled, held, [])
        warehouse.series.refresh()
    covered = [day.day for _, day in warehouse.series.covered(date(2026, 6, 19), date(2026, 6, 30))]
    assert covered == [19, 20, 21]


def archived(warehouse: Warehouse, name: str, number: int, day: int) -> None:
    """An article of an archive: seen, by its crawler, on the day it was published."""
    visit(warehouse, outcome("page", f"entry-{name}-{number}"), None,
          article(name, number, "Text.", published_at=moment(day, 8), first_seen_at=moment(day, 9)))  # fmt: skip


def test_an_archive_covers_what_it_holds_and_gaps_of_a_few_days(warehouse: Warehouse) -> None:
    for number, day in enumerate((10, 14, 25)):
        archived(warehouse, "dawn", number, day)
    warehouse.series.refresh()
    assert warehouse.series.feed_starts() == [FeedStart("feed-dawn", date(2026, 6, 10), None)]
    assert [day.day for _, day in warehouse.series.covered(JUNE, date(2026, 6, 30))] == [10, 11, 12, 13, 14, 25]
    archived(warehouse, "dawn", 3, 8)  # of an older archive, read later
    warehouse.series.refresh()
    assert [day.day for _, day in warehouse.series.covered(JUNE, date(2026, 6, 30))][:3] == [8, 9, 10]


def test_an_archive_of_an_outlet_that_is_polled_takes_its_record_back(warehouse: Warehouse) -> None:
    warehouse.feeds.save([feed("dawn")])
    poll(warehouse, state("dawn", 20), [entry("dawn", 9, published_at=moment(20))], [])
    warehouse.series.refresh()
    for number, day in enumerate((3, 5)):
        archived(warehouse, "dawn", number, day)
    warehouse.series.refresh()
    assert warehouse.series.feed_starts() == [FeedStart("feed-dawn", date(2026, 6, 3), date(2026, 6, 20))]
    assert [day.day for _, day in warehouse.series.covered(JUNE, date(2026, 6, 30))] == [3, 4, 5, 19, 20]


def test_delays_and_weekdays_are_counted(warehouse: Warehouse) -> None:
    keep(
        warehouse,
        incident("a", told("a", 1, "2026-06-03", known_at=moment(3, 9))),
        incident("b", told("b", 1, "2026-06-03", known_at=moment(4, 9))),
        incident("c", told("c", 1, "2026-06-03", known_at=moment(4, 9) + timedelta(minutes=40))),
    )
    assert warehouse.series.lags(JUNE, date(2026, 6, 30)) == [(9, 1), (33, 2)]
    assert warehouse.series.weekdays(JUNE, date(2026, 6, 30)) == {3: 3}  # a Wednesday


def test_what_runs_said_is_kept_and_given_by_series(warehouse: Warehouse) -> None:
    days = [
        SeriesDay("w", "PAK", "incidents", f"2026-06-0{day}", 1.0, None, 1.0, 0.5, 0.1, False, moment(9))
        for day in (3, 1, 2)
    ]
    warehouse.series.save_days(days)
    warehouse.series.save_days([replace(days[0], observed=2.0)])
    found = warehouse.series.days_of("w", "PAK", "incidents", "2026-06-02", "2026-06-09")
    assert [(day.day, day.observed) for day in found] == [("2026-06-02", 1.0), ("2026-06-03", 2.0)]
    level = AlarmLevel("w", "nb-cusum", 0.03, 0.01, 0.02, 365, moment(9))
    warehouse.series.save_level(level)
    assert warehouse.series.levels() == [level]


def test_the_incidents_of_a_series_are_those_of_then(warehouse: Warehouse) -> None:
    first = told("a", 1, "2026-06-03", known_at=moment(3, 9), killed_best=4)
    second = told("a", 2, "2026-06-03", known_at=moment(5, 9), killed_best=7)
    keep(warehouse, incident("a", first, second), incident("b", told("b", 1, "2026-06-04", known_at=moment(6))))
    days = JUNE, date(2026, 6, 30)
    then = warehouse.series.incidents(PAKISTAN, "admin1", "PAK/Balochistan", {}, *days, moment(4))
    assert [(i.incident_id, i.killed_best, i.known_at) for i in then] == [("a", 4, moment(3, 9))]
    now = warehouse.series.incidents(PAKISTAN, "admin1", "PAK/Balochistan", {}, *days, moment(7))
    assert [(i.incident_id, i.killed_best, i.known_at) for i in now] == [("a", 7, moment(3, 9)), ("b", None, moment(6))]
    assert warehouse.series.incidents(PAKISTAN, "admin1", "PAK/Sindh", {}, *days, moment(7)) == []
