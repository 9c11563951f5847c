"""What waits in a warehouse is resolved, in whatever order and however many at a time, with what people decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from extractors.decisions import cells_set, merged, rejected
from extractors.resolution.decided import checked_value
from flows import take_up as taking
from flows.take_up import as_of_now, take_up
from tests.builders import on, people, report
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
    told,
)
from tests.warehouse.reported import keep
from warehouse.records import Incident, Report
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse, open_warehouse

REPORTS = [
    report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23)),
    report(2, "2024-08-26T07:00", attack(BALOCHISTAN, killed=23)),
    report(3, "2024-08-26T08:00", attack(KALAT, killed=4)),
    report(4, "2024-08-26T09:00", attack(BALOCHISTAN)),
    report(5, "2024-08-26T10:00", attack(MUSAKHAIL, killed=22), text="text-1"),
    report(6, "2024-08-27T06:00", attack(QUETTA, day=on("2024-08-26"), perpetrators=(BLA,))),
    report(7, "2024-08-27T07:00", attack(KUCHLAK, day=on("2024-08-25", "2024-08-26"), perpetrators=(BLA,))),
    report(8, "2024-09-14T06:00", attack(PAKISTAN, timeframe="background", day=None, killed=23)),
    report(9, "2024-08-27T08:00", attack(kind="Arrests")),
    report(10, "2024-08-28T08:00", attack(KALAT, status="denied")),
]
Opened = Callable[[], Warehouse]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """New warehouses, closed behind the test."""
    contexts = []

    def open_another() -> Warehouse:
        contexts.append(open_warehouse(tmp_path / f"{len(contexts)}.duckdb"))
        return contexts[-1].__enter__()

    yield open_another
    for context in contexts:
        context.__exit__(None, None, None)


def incidents(warehouse: Warehouse) -> list[Incident]:
    names = warehouse.connection.values("SELECT DISTINCT incident_id FROM stored.incident_reports")
    return warehouse.surroundings.histories(names)


def groups(warehouse: Warehouse) -> set[frozenset[str]]:
    return {frozenset(one.event_id for one in incident.reports) for incident in incidents(warehouse)}


def facts(warehouse: Warehouse) -> dict[frozenset[str], list[tuple[object, ...]]]:
    """What was known of each incident, by its events and in order, apart from ids and the clock of the machine."""
    return {
        frozenset(one.event_id for one in incident.reports): [
            (v.known_at, v.change, v.killed_best, v.place_name, v.sources, v.reports, v.cells)
            for v in incident.versions
        ]
        for incident in incidents(warehouse)
    }


def reasons(warehouse: Warehouse) -> dict[str, str]:
    rows = warehouse.connection.table("SELECT subject_id, reason FROM stored.outcomes WHERE stage = 'resolve'").rows
    return {str(event): str(reason) for event, reason in rows}


def lived(warehouse: Warehouse, batches: Sequence[Sequence[Report]]) -> Warehouse:
    for batch in batches:
        keep(warehouse, batch, NOW)
        take_up(warehouse, NOW)
    return warehouse


def test_a_warehouse_ends_in_what_is_told_at_once_in_memory_whatever_came_first(opened: Opened) -> None:
    expected = told(*REPORTS)
    for batches in ([REPORTS], [[one] for one in REPORTS[::-1]], [REPORTS[5:], REPORTS[:5]]):
        warehouse = lived(opened(), batches)
        assert groups(warehouse) == {frozenset(r.event_id for r in one.reports) for one in expected.incidents}
        assert reasons(warehouse) == expected.world.reasons
    once, backwards = lived(opened(), [REPORTS]), lived(opened(), [REPORTS[6:], REPORTS[:3], REPORTS[3:6]])
    assert facts(once) == facts(backwards)


def test_a_rerun_finds_nothing_to_do(opened: Opened) -> None:
    warehouse = lived(opened(), [REPORTS])
    before = facts(warehouse)
    counts = take_up(warehouse, NOW + timedelta(days=1))
    assert set(counts.values()) == {0}
    assert facts(warehouse) == before


def test_however_many_are_taken_up_at_a_time(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lived(opened(), [REPORTS])
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    one_by_one = lived(opened(), [REPORTS])
    assert (facts(one_by_one), reasons(one_by_one)) == (facts(whole), reasons(whole))
    renamed = [replace(one, event_id=f"{one.event_id}-2") for one in REPORTS]
    successors: dict[str, str | None] = {one.event_id: f"{one.event_id}-2" for one in REPORTS}
    ids = {incident.incident_id for incident in incidents(one_by_one)}
    keep(one_by_one, renamed, NOW, "rules 2", successors)
    take_up(one_by_one, NOW)
    assert groups(one_by_one) == {frozenset(f"{event}-2" for event in group) for group in groups(whole)}
    assert {incident.incident_id for incident in incidents(one_by_one)} == ids
    assert one_by_one.surroundings.touched(99) == [] == one_by_one.surroundings.awaiting(99)


def test_a_merge_is_undone_after_a_new_reader_has_renamed_every_event(opened: Opened) -> None:
    warehouse = lived(opened(), [[REPORTS[0]], [REPORTS[2]]])
    first, second = sorted(incidents(warehouse), key=lambda incident: incident.founded_at)
    decision = merged(first, second, [], "one attack", NOW)
    warehouse.decisions.save([decision])
    take_up(warehouse, NOW)
    [whole] = incidents(warehouse)
    assert whole.incident_id == first.incident_id
    told_anew = [REPORTS[0], REPORTS[2]]
    renamed = [replace(one, event_id=f"{one.event_id}-2") for one in told_anew]
    keep(warehouse, renamed, NOW, "rules 2", {one.event_id: f"{one.event_id}-2" for one in told_anew})
    take_up(warehouse, NOW)
    assert [incident.incident_id for incident in incidents(warehouse)] == [first.incident_id]
    warehouse.decisions.undo(as_of_now(warehouse, [decision]), NOW, "two attacks")
    take_up(warehouse, NOW + timedelta(hours=1))
    by_article = {incident.reports[0].article_id: incident.incident_id for incident in incidents(warehouse)}
    assert by_article == {"article-0001": first.incident_id, "article-0003": second.incident_id}
    assert warehouse.links.forwarded(second.incident_id) == []


def test_what_a_gone_report_kept_from_being_told_is_told(opened: Opened) -> None:
    """A report of the province could mean either of two attacks; a new reader finds only one of them."""
    core, vague, beside = REPORTS[0], REPORTS[3], REPORTS[2]
    warehouse = lived(opened(), [[core, vague, beside]])
    assert reasons(warehouse) == {vague.event_id: "fits_several"}
    keep(warehouse, [], NOW, "rules 2", read=[beside.article_id])
    take_up(warehouse, NOW)
    assert groups(warehouse) == {frozenset({core.event_id, vague.event_id})}
    assert reasons(warehouse) == {}


def test_every_report_is_in_one_incident_or_left_for_one_reason(opened: Opened) -> None:
    warehouse = lived(opened(), [REPORTS[::2], REPORTS[1::2]])
    members = warehouse.connection.values("SELECT event_id FROM stored.incident_reports")
    assert sorted([*members, *reasons(warehouse)]) == sorted(one.event_id for one in REPORTS)


def test_what_a_person_decided_is_undone_where_a_new_reader_has_left_no_report(opened: Opened) -> None:
    warehouse = lived(opened(), [[REPORTS[0]]])
    [incident] = incidents(warehouse)
    of_reader = replace(REPORTS[0].event, killed=people(24))
    toll = cells_set(incident, ["killed.best=30"], checked_value, [], "a list", NOW)
    gone = [*toll, rejected(incident, [], "a drill", NOW + timedelta(minutes=1))]
    warehouse.decisions.save(gone)
    take_up(warehouse, NOW)
    keep(warehouse, [], NOW, "rules 2", {REPORTS[0].event_id: None}, [REPORTS[0].article_id])
    take_up(warehouse, NOW)
    assert standing(warehouse) == [(23, "occurred"), (30, "occurred"), (30, "rejected"), (30, "rejected")]
    assert broken(warehouse) == []
    warehouse.decisions.undo(as_of_now(warehouse, gone), NOW, "no list")
    take_up(warehouse, NOW + timedelta(hours=1))
    assert standing(warehouse) == [(23, "occurred"), (23, "withdrawn")]
    assert broken(warehouse) == []
    assert warehouse.surroundings.touched(99) == []
    back = replace(REPORTS[0], event=of_reader)
    keep(warehouse, [back], NOW, "rules 3")
    take_up(warehouse, NOW + timedelta(hours=2))
    assert standing(warehouse) == [(24, "occurred")]
    assert [one.incident_id for one in incidents(warehouse)] == [incident.incident_id]


def standing(warehouse: Warehouse) -> list[tuple[object, ...]]:
    sql = (
        "SELECT killed_best, status FROM stored.incident_versions WHERE replaced_at IS NULL ORDER BY known_at, version"
    )
    return warehouse.connection.table(sql).rows


def broken(warehouse: Warehouse) -> list[str]:
    """The rules of histories that are broken: the articles of these reports have no text."""
    return [
        check.name for check in failed_checks(warehouse.connection) if check.name.startswith(("versions", "values"))
    ]


def test_what_an_incident_rests_on_is_found_where_no_report_of_it_is_left(opened: Opened) -> None:
    warehouse = lived(opened(), [[REPORTS[0]]])
    [incident] = incidents(warehouse)
    assert warehouse.past_readings.cited_by(incident.incident_id) == [REPORTS[0]]
    for number in (2, 3):
        keep(warehouse, [], NOW, f"rules {number}", {REPORTS[0].event_id: None}, [REPORTS[0].article_id])
        take_up(warehouse, NOW)
        assert warehouse.past_readings.cited_by(incident.incident_id) == [REPORTS[0]]
    assert warehouse.past_readings.cited_by("incident-of-nowhere") == []
