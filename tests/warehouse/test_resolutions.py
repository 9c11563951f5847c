"""What resolutions gave is kept whole: who is where and why, where ids lead, and what was known before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from extractors.decisions import merged
from extractors.incidents import resolve
from tests.builders import on, report
from tests.extractors.resolution.chronicle import BALOCHISTAN, KALAT, MUSAKHAIL, NOW, attack
from tests.warehouse.reported import keep
from warehouse.errors import WarehouseError
from warehouse.records import Decision, NearMerge, Report, Resolution
from warehouse.store import Warehouse

LATER = NOW + timedelta(hours=1)
FIRST = report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23))
SECOND = report(2, "2024-08-26T07:00", attack(KALAT, killed=4))


def resolved(
    warehouse: Warehouse, *reports: Report, touched: tuple[str, ...] = (), decisions: tuple[Decision, ...] = ()
) -> Resolution:
    """Keep reports, resolve them, and keep what comes of it."""
    keep(warehouse, reports, NOW)
    resolution = resolve(reports, touched, decisions, warehouse.surroundings, LATER)
    warehouse.resolutions.save(resolution)
    return resolution


def ids(warehouse: Warehouse) -> list[str]:
    """The incidents of the first two reports."""
    return [warehouse.links.holding([one.event_id])[0] for one in (FIRST, SECOND)]


def test_who_is_where_and_why_comes_back(empty: Warehouse) -> None:
    resolution = resolved(empty, FIRST, report(3, "2024-08-26T08:00", attack(BALOCHISTAN, killed=23)))
    [incident] = resolution.incidents
    assert empty.links.memberships(incident.incident_id) == list(resolution.memberships)
    assert [row.tier for row in resolution.memberships] == ["core", "loose"]


def test_a_merge_leads_on_and_its_versions_stand_no_more_until_it_is_undone(empty: Warehouse) -> None:
    one, other = resolved(empty, FIRST, SECOND).incidents
    decision = merged(one, other, [], "one attack", NOW)
    resolved(empty, touched=(one.incident_id, other.incident_id), decisions=(decision,))
    assert ids(empty) == [one.incident_id] * 2
    [forward] = empty.links.forwarded(other.incident_id)
    assert (forward.to_incident_id, forward.since, forward.until) == (one.incident_id, LATER, None)
    standing = "SELECT count(*) FROM stored.incident_versions WHERE incident_id = '{}' AND replaced_at IS NULL"
    assert empty.connection.values(standing.format(other.incident_id)) == [0]
    resolved(empty, touched=(one.incident_id,))
    assert ids(empty) == [one.incident_id, other.incident_id]
    assert empty.links.forwarded(other.incident_id) == []
    assert empty.connection.values("SELECT until FROM stored.incident_forwards") == [LATER]
    [again] = empty.surroundings.histories([other.incident_id])
    assert again.versions[-1].killed_best == 4


def test_a_report_that_is_left_aside_later_leaves_its_incident(empty: Warehouse) -> None:
    vague = report(3, "2024-08-26T09:00", attack(BALOCHISTAN))
    resolved(empty, FIRST, vague)
    assert empty.links.holding([vague.event_id]) == empty.links.holding([FIRST.event_id])
    resolution = resolved(empty, SECOND)
    assert [outcome.subject_id for outcome in resolution.outcomes] == [vague.event_id]
    assert empty.links.holding([vague.event_id]) == []
    reasons = "SELECT reason FROM stored.outcomes WHERE stage = 'resolve'"
    assert empty.connection.values(reasons) == ["fits_several"]


def test_a_report_that_joins_later_is_left_aside_no_more(empty: Warehouse) -> None:
    follow_up = report(3, "2024-08-29T09:00", attack(MUSAKHAIL, timeframe="background"))
    resolved(empty, follow_up)
    assert empty.surroundings.awaiting(9) == []
    resolved(empty, FIRST)
    assert empty.links.holding([follow_up.event_id]) == empty.links.holding([FIRST.event_id])
    assert empty.connection.values("SELECT count(*) FROM stored.outcomes WHERE stage = 'resolve'") == [0]


def test_an_incident_that_is_only_linked_anew_is_found_by_its_new_component(empty: Warehouse) -> None:
    resolution = resolved(empty, FIRST)
    linked = tuple(replace(row, component="event-older") for row in resolution.memberships)
    empty.resolutions.save(replace(resolution, incidents=(), memberships=linked))
    [found] = empty.surroundings.incidents_in(["event-older"])
    assert found.memberships == linked
    assert empty.surroundings.incidents_in([resolution.memberships[0].component]) == []


def near(warehouse: Warehouse) -> set[tuple[str, str]]:
    rows = warehouse.connection.table("SELECT incident_id, other_id FROM stored.near_merges").rows
    return {(str(one), str(other)) for one, other in rows}


def test_what_is_nearly_one_with_a_merged_incident_is_nearly_one_with_what_it_leads_to(empty: Warehouse) -> None:
    one, other = resolved(empty, FIRST, SECOND).incidents
    pair = sorted(("incident-beside", other.incident_id))
    empty.connection.execute("INSERT INTO stored.near_merges VALUES (?, ?, 0.4, 'one day')", pair)
    decision = merged(one, other, [], "one attack", NOW)
    touched = (one.incident_id, other.incident_id)
    resolution = resolve([], touched, [decision], empty.surroundings, LATER)
    empty.resolutions.save(replace(resolution, looked_at=frozenset()))
    assert near(empty) == {tuple(sorted(("incident-beside", one.incident_id)))}


def test_what_was_looked_at_is_near_to_what_is_said_and_to_no_other(empty: Warehouse) -> None:
    one, other = resolved(empty, FIRST, SECOND).incidents
    row = NearMerge(*sorted((one.incident_id, "incident-gone")), 0.4, "one day")
    resolution = resolve([], (one.incident_id,), [], empty.surroundings, LATER)
    empty.resolutions.save(replace(resolution, near=(row,)))
    assert near(empty) == {(row.incident_id, row.other_id)}
    empty.resolutions.save(resolution)
    assert near(empty) == set()
    assert other.incident_id not in resolution.looked_at


def test_what_has_left_an_incident_waits_until_that_is_told_anew(empty: Warehouse) -> None:
    """Of many incidents some are taken up at a time; to be looked at beside them is not to be told anew."""
    resolved(empty, FIRST, SECOND)
    first, second = ids(empty)
    keep(empty, [], LATER, "rules 2", read=[FIRST.article_id, SECOND.article_id])
    assert empty.surroundings.touched(9) == sorted((first, second))
    one = resolve([], (first,), [], empty.surroundings, LATER)
    empty.resolutions.save(replace(one, looked_at=frozenset({first, second})))
    assert empty.surroundings.touched(9) == [second]
    [gone] = empty.surroundings.histories([first])
    assert gone.versions[-1].status == "withdrawn"


def test_a_changed_report_lies_where_it_lies_now(empty: Warehouse) -> None:
    undated = report(3, "2024-08-26T09:00", attack(day=None))
    resolved(empty, undated)
    days = 'SELECT DISTINCT "last"::VARCHAR FROM stored.report_blocks'
    assert empty.connection.values(days) == ["2024-08-26"]
    keep(empty, [replace(undated, reported_at=undated.reported_at + timedelta(days=2))], LATER, "rules 2")
    [home] = empty.links.holding([undated.event_id])
    empty.resolutions.save(resolve([], (home,), [], empty.surroundings, LATER))
    assert empty.connection.values(days) == ["2024-08-28"]


def test_a_resolution_that_cannot_be_kept_leaves_nothing(empty: Warehouse) -> None:
    keep(empty, [FIRST], NOW)
    resolution = resolve([FIRST], (), [], empty.surroundings, NOW)
    [incident] = resolution.incidents
    broken = replace(incident.versions[0], sub_event_type=None)  # type: ignore[arg-type]
    with pytest.raises((WarehouseError, ValueError)):
        empty.resolutions.save(replace(resolution, incidents=(replace(incident, versions=(broken,)),)))
    assert empty.surroundings.awaiting(9) == [FIRST]
    assert empty.connection.values("SELECT count(*) FROM stored.incidents") == [0]


def test_a_day_without_reports_changes_nothing(empty: Warehouse) -> None:
    resolved(empty, FIRST)
    before = empty.connection.table("SELECT * FROM stored.incident_versions").rows
    resolution = resolved(empty, report(7, "2024-09-20T06:00", attack(KALAT, day=on("2024-09-19"))))
    assert len(resolution.incidents) == 1
    assert empty.connection.table("SELECT * FROM stored.incident_versions LIMIT 1").rows == before
