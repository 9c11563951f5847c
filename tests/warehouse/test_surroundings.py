"""A warehouse answers what resolution asks as the memory of the same resolutions does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.decisions import merged
from extractors.incidents import resolve
from extractors.resolution.blocks import searches_above, searches_below
from extractors.resolution.in_memory import InMemory
from extractors.resolution.surroundings import Surroundings
from extractors.resolution.tiers import Tier, tier_of
from tests.builders import on, place, report, target
from tests.extractors.resolution.chronicle import (
    BALOCHISTAN,
    BLA,
    KALAT,
    KUCHLAK,
    MUSAKHAIL,
    NOW,
    PAKISTAN,
    QUETTA,
    attack,
)
from tests.warehouse.reported import keep
from warehouse.records import Block, Decision, Leaver, Report
from warehouse.store import Warehouse

ALI = (target("civilians", "person", "Ali Khan Baloch"),)
HONARA = place("Honiara", country="SLB", admin1="Honiara", lat=-9.43, lon=179.95, geonameid=9)
FIJI = place("Suva", country="SLB", admin1="Honiara", lat=-9.5, lon=-179.98, geonameid=10)

# One attack at three precisions beside another; follow-ups without a day; what is left aside.
BALOCHISTAN_DAYS = [
    report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23, targets=ALI)),
    report(2, "2024-08-26T07:00", attack(BALOCHISTAN, killed=23)),
    report(3, "2024-08-26T08:00", attack(PAKISTAN, killed=23)),
    report(4, "2024-08-26T09:00", attack(KALAT, day=None)),
    report(5, "2024-08-27T09:00", attack(QUETTA, day=on("2024-08-26", "2024-09-01", "week"), perpetrators=(BLA,))),
    report(6, "2024-09-20T09:00", attack(PAKISTAN, timeframe="background", day=None, killed=23)),
    report(7, "2024-09-20T09:00", attack(None, timeframe="background", day=None, targets=ALI)),
    report(8, "2024-08-26T09:00", attack(MUSAKHAIL, status="denied", day=None)),
    report(9, "2024-08-26T09:00", attack(kind="Arrests")),
]
# Neighbouring towns, copies of one text, and a night between two months.
NIGHTS = [
    report(1, "2024-09-01T06:00", attack(QUETTA, day=on("2024-08-31")), text="wire"),
    report(2, "2024-09-01T07:00", attack(QUETTA, day=on("2024-08-31")), text="wire"),
    report(3, "2024-09-01T08:00", attack(KUCHLAK, day=on("2024-08-31", "2024-09-01"))),
    report(4, "2024-09-01T08:00", attack(BALOCHISTAN, day=on("2024-09-01"))),
    replace(report(5, "2024-09-01T08:00", attack(QUETTA, day=on("2024-09-01"))), withdrawn_at=NOW),
]
# On both sides of the date line.
DATE_LINE = [
    report(1, "2024-08-26T06:00", attack(HONARA)),
    report(2, "2024-08-26T07:00", attack(FIJI, killed=1)),
]
WORLDS = {"days": BALOCHISTAN_DAYS, "nights": NIGHTS, "date line": DATE_LINE}


def taken_in(
    memory: InMemory, warehouse: Warehouse, reports: list[Report], touched: set[str], decisions: list[Decision]
) -> None:
    """Resolve over the one, and keep what comes of it in both."""
    resolution = resolve(reports, touched, decisions, memory, NOW)
    assert resolve(reports, touched, decisions, warehouse.surroundings, NOW) == resolution
    warehouse.resolutions.save(resolution)
    memory.take_in(reports, resolution)


def assert_answers_agree(memory: InMemory, stored: Surroundings, events: set[str]) -> None:
    """Whatever is asked about these events, their incidents and what lies near them."""
    told = memory.reports(sorted(events))
    asked = [report for report in told if isinstance(tier_of(report), Tier)]
    searches: list[Block] = []
    for one in asked:
        for tier in Tier:
            searches += (*searches_above(one, tier), *searches_below(one, tier))
    for tiers in ([Tier.CORE], [Tier.LOOSE], [Tier.FOLLOWER], list(Tier)):
        near = {event: found for event, found in memory.near(searches, tiers).items() if found}
        assert dict(stored.near(searches, tiers)) == near
    unknown = {*events, "event-unknown"}
    assert sorted(stored.reports(unknown), key=lambda r: r.event_id) == sorted(told, key=lambda r: r.event_id)
    assert stored.incidents_with(unknown) == memory.incidents_with(unknown)
    components = {row.component for rows in memory.members.values() for row in rows.values() if row.component}
    assert stored.incidents_in(components) == memory.incidents_in(components)
    names = {*memory.found, "incident-unknown"}
    assert stored.incidents(names) == memory.incidents(names)
    by_name = {incident.incident_id: incident for incident in stored.histories(names)}
    assert by_name == memory.found
    assert (stored.living(names), stored.closed(names)) == (memory.living(names), memory.closed(names))
    assert dict(stored.former(unknown)) == dict(memory.former(unknown))
    assert stored.departed(names) == memory.departed(names)


@pytest.mark.parametrize("name", WORLDS)
def test_reports_that_come_one_by_one(name: str, empty: Warehouse) -> None:
    memory, reports = InMemory(), WORLDS[name]
    for one in reversed(reports):
        keep(empty, [one], NOW)
        taken_in(memory, empty, [one], set(), [])
        assert_answers_agree(memory, empty.surroundings, {report.event_id for report in reports})


def test_reports_that_a_new_reader_renames_after_a_merge(empty: Warehouse) -> None:
    memory = InMemory()
    reports = BALOCHISTAN_DAYS[:5]
    keep(empty, reports, NOW)
    taken_in(memory, empty, reports, set(), [])
    one, other = (memory.found[name] for name in sorted(memory.living(memory.found))[:2])
    decision = merged(one, other, [], "one attack", NOW)
    taken_in(memory, empty, [], {one.incident_id, other.incident_id}, [decision])
    old = reports[0]
    new = replace(old, event_id="event-renamed", event=replace(old.event, confidence=0.5))
    leaver = Leaver(old.event_id, memory.home[old.event_id], new.event_id, NOW)
    memory.forget([leaver])
    keep(empty, [new], NOW, "rules 2", {old.event_id: new.event_id})
    assert empty.surroundings.awaiting(9) == [new]
    assert empty.surroundings.touched(9) == [leaver.incident_id]
    events = {*(report.event_id for report in reports), new.event_id}
    assert empty.surroundings.departed([leaver.incident_id]) == [old]
    taken_in(memory, empty, [new], {leaver.incident_id}, [])
    assert_answers_agree(memory, empty.surroundings, events)
    assert empty.surroundings.former([new.event_id]) == {new.event_id: [old.event_id]}
    assert empty.surroundings.touched(9) == []


def test_nothing_is_asked_for_nothing(empty: Warehouse) -> None:
    asked = empty.surroundings
    assert (dict(asked.near([], [Tier.CORE])), asked.reports([]), asked.incidents([])) == ({}, [], [])
    assert (asked.histories([]), asked.living([]), asked.closed([]), dict(asked.former([]))) == (
        [], frozenset(), frozenset(), {},
    )  # fmt: skip
