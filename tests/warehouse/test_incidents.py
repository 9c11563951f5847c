"""Incidents with every version: kept once, never overwritten, found again by day and by moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import resolution
from tests.warehouse.world import (
    ALERT,
    BLAST_REPORT,
    DEFUSED,
    DELIVERY,
    FIRST_REPORT,
    LATER_REPORT,
    MASSACRE,
    NOW,
    READER,
    READINGS,
    at,
    fill_with_articles,
    fill_with_feeds,
    outcome,
    version,
)
from warehouse.records import Fate, Incident
from warehouse.store import Warehouse


@pytest.fixture
def read(empty: Warehouse) -> Warehouse:
    fill_with_feeds(empty)
    fill_with_articles(empty)
    empty.readings.save(READER, READINGS, [], {}, NOW)
    return empty


def awaiting(warehouse: Warehouse) -> list[str]:
    return [report.event_id for report in warehouse.surroundings.awaiting(100)]


def undated(number: int, **stated: Any) -> Incident:
    """An incident of one report with the stated facts."""
    incident_id = f"incident-{number}"
    founding = version(incident_id, 1, FIRST_REPORT, **stated)
    return Incident(incident_id, FIRST_REPORT.reported_at, (), (founding,))


def test_an_incident_comes_back_whole(read: Warehouse) -> None:
    read.resolutions.save(resolution(MASSACRE, DEFUSED))
    assert read.incidents.get("incident-massacre") == MASSACRE
    assert read.incidents.get("incident-defused") == DEFUSED
    assert read.incidents.get("incident-unknown") is None


def test_reports_await_until_they_join_or_are_set_aside(read: Warehouse) -> None:
    assert read.surroundings.awaiting(100) == [FIRST_REPORT, LATER_REPORT, BLAST_REPORT]
    read.resolutions.save(resolution(replace(MASSACRE, reports=(FIRST_REPORT,), versions=MASSACRE.versions[:1])))
    read.resolutions.save(resolution(outcomes=[outcome("resolve", "event-3", Fate.DISCARDED, reason="background")]))
    assert awaiting(read) == ["event-2"]
    told = read.connection.table("SELECT decision, decision_reason FROM events WHERE event_id = 'event-3'").rows
    assert told == [("discarded", "background")]


def test_later_versions_are_added_and_kept_ones_never_overwritten(read: Warehouse) -> None:
    founded = replace(MASSACRE, reports=MASSACRE.reports[:1], versions=MASSACRE.versions[:1])
    read.resolutions.save(resolution(founded))
    rewritten = replace(MASSACRE.versions[0], killed_best=99)
    read.resolutions.save(resolution(replace(MASSACRE, versions=(rewritten, MASSACRE.versions[1]))))
    assert read.incidents.get("incident-massacre") == MASSACRE


def test_members_keep_the_order_that_the_incident_gives_them(read: Warehouse) -> None:
    read.resolutions.save(resolution(replace(MASSACRE, reports=(LATER_REPORT,), versions=MASSACRE.versions[:1])))
    read.resolutions.save(resolution(MASSACRE))
    assert read.incidents.get("incident-massacre") == MASSACRE


def test_saving_again_adds_nothing(read: Warehouse) -> None:
    for _ in range(2):
        read.resolutions.save(resolution(MASSACRE, DEFUSED))
    assert read.connection.values("SELECT count(*) FROM incident_versions") == [3]
    assert read.incidents.get("incident-massacre") == MASSACRE


def test_an_event_belongs_to_one_incident_the_one_it_joined_last(read: Warehouse) -> None:
    read.resolutions.save(resolution(MASSACRE))
    moved = replace(DEFUSED, reports=(LATER_REPORT, BLAST_REPORT))
    read.resolutions.save(resolution(moved))
    left, joined = read.incidents.get("incident-massacre"), read.incidents.get("incident-defused")
    assert left is not None and left.reports == (FIRST_REPORT,)
    assert joined is not None and joined.reports == (LATER_REPORT, BLAST_REPORT)


def test_the_newest_come_by_day_and_the_undated_last(read: Warehouse) -> None:
    read.resolutions.save(resolution(MASSACRE, DEFUSED, undated(1)))
    assert [row.incident_id for row in read.incidents.newest(5)] == [
        "incident-defused",
        "incident-massacre",
        "incident-1",
    ]
    assert read.incidents.newest(2)[1] == MASSACRE.versions[-1]


def test_a_watch_counts_what_happened_with_its_articles(filled: Warehouse) -> None:
    (day,) = filled.incidents.days(["incident-massacre", "incident-blast"])
    assert (day.incident_id, day.day, day.killed_best, day.admin1) == (
        "incident-massacre",
        "2024-08-26",
        23,
        "Balochistan",
    )
    assert day.articles == (("Dawn", "https://dawn.example/1"), ("Wire", "https://wire.example/1"))


def test_a_past_day_is_replayed_with_what_was_published_by_then(filled: Warehouse) -> None:
    (day,) = filled.incidents.days(["incident-massacre"], at("2024-08-26T23:59"))
    assert (day.killed_best, day.articles) == (22, (("Dawn", "https://dawn.example/1"),))
    assert filled.incidents.days(["incident-massacre"], at("2024-08-26T07:59")) == []


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({"status": "alleged"}, True),
        ({"status": "denied"}, False),
        ({"status": "planned"}, False),
        ({"happened_precision": "month"}, False),
        ({"sub_event_type": "Peaceful protest", "event_type": "Protests"}, False),
        ({"sub_event_type": "Mob violence", "event_type": "Riots"}, True),
        ({"happened_first": "--08-26"}, False),
    ],
)
def test_what_a_watch_counts(read: Warehouse, facts: dict[str, Any], counts: bool) -> None:
    day = {"happened_first": "2024-08-26", "happened_last": "2024-08-26", "happened_precision": "day"}
    told = undated(1, **{**day, **facts})
    read.resolutions.save(resolution(told))
    assert bool(read.incidents.days([told.incident_id])) is counts


def test_an_alert_is_one_row_updated_in_place(empty: Warehouse) -> None:
    empty.alerts.save([ALERT])
    closed = replace(ALERT, state="closed", last_day="2024-08-27", observed=9)
    earlier = replace(ALERT, alert_id="alert-0", opened_day="2024-08-01")
    empty.alerts.save([closed, earlier])
    assert empty.alerts.all() == [earlier, closed]


def test_a_delivery_that_failed_and_then_succeeded_is_one_row(empty: Warehouse) -> None:
    failed = replace(DELIVERY, fate=Fate.RETRY, reason="refused")
    for delivery in (failed, DELIVERY, replace(DELIVERY, digest="digest-2", sent_at=at("2024-08-29T00:00"))):
        empty.alerts.save_deliveries([delivery])
    assert [(row.digest, row.fate) for row in empty.alerts.deliveries()] == [
        ("digest-1", Fate.DONE),
        ("digest-2", Fate.DONE),
    ]


def test_the_first_letters_of_an_id_find_it(read: Warehouse) -> None:
    first, second = undated(1), undated(2)
    read.resolutions.save(resolution(first, second))
    assert read.incidents.ids_like(first.incident_id) == [first.incident_id]
    assert read.incidents.ids_like("incident-") == sorted((first.incident_id, second.incident_id))
    assert read.incidents.ids_like("of-nowhere") == []


@pytest.mark.parametrize("beginning", ["%", "'; DROP TABLE stored.incidents; --", "é", "\udcff", "\x00"])
def test_letters_that_no_id_has_find_none(read: Warehouse, beginning: str) -> None:
    assert read.incidents.ids_like(beginning) == []
