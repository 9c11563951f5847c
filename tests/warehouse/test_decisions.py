"""Decisions are kept for ever with the events they speak of; what earlier readers found leads to what is there now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.warehouse.world import DEFUSED, MASSACRE, at
from warehouse.errors import WarehouseError
from warehouse.records import Anchor, Decision, DecisionKind, Forward, NearMerge
from warehouse.store import Warehouse

WHEN = at("2024-08-29T10:00")
SET = Decision(
    "decision-1111", DecisionKind.SET, "incident-massacre", "the court's list", WHEN,
    anchors=(Anchor("event-1", "article-dawn-1"), Anchor("event-2", "article-wire-1")),
    cell="killed_best", value="24",
)  # fmt: skip
MERGE = Decision(
    "decision-2222", DecisionKind.MERGE, "incident-massacre", "one convoy", at("2024-08-29T11:00"), "incident-defused",
    (Anchor("event-1", "article-dawn-1"),), (Anchor("event-3", "article-wire-2"),),
)  # fmt: skip


def forward(warehouse: Warehouse, of: str, to: str, since: str, until: str | None = None) -> Forward:
    made = Forward(of, to, at(since), "same place and day", at(until) if until else None)
    warehouse.connection.execute(
        "INSERT INTO stored.incident_forwards VALUES (?, ?, ?, ?, ?)",
        (made.incident_id, made.to_incident_id, made.since, made.why, made.until),
    )
    return made


def past(warehouse: Warehouse, event_id: str, successor_id: str | None, replaced: str) -> None:
    warehouse.connection.execute(
        "INSERT INTO stored.past_events BY NAME "
        "SELECT ? AS event_id, ? AS successor_id, ?::TIMESTAMPTZ AS replaced_at, columns(* EXCLUDE event_id) "
        "FROM stored.events LIMIT 1",
        (event_id, successor_id, at(replaced)),
    )


def test_a_decision_comes_back_as_it_was_kept(filled: Warehouse) -> None:
    filled.decisions.save([MERGE, SET])
    assert filled.decisions.all() == filled.decisions.standing() == [SET, MERGE]


def test_the_next_resolution_looks_at_what_was_decided_or_undone(filled: Warehouse) -> None:
    stale = "SELECT event_id FROM stored.stale_events ORDER BY ALL"
    filled.decisions.save([SET, MERGE])
    assert filled.connection.values(stale) == ["event-1", "event-2", "event-3"]
    filled.connection.execute("DELETE FROM stored.stale_events")
    filled.decisions.undo([MERGE], WHEN, "two convoys")
    assert filled.connection.values(stale) == ["event-1", "event-3"]


def test_what_is_kept_is_not_written_over(filled: Warehouse) -> None:
    filled.decisions.save([SET])
    filled.decisions.save([replace(SET, value="99")])
    assert filled.decisions.all() == [SET]


def test_an_undone_decision_holds_no_longer_and_stays(filled: Warehouse) -> None:
    filled.decisions.save([SET, MERGE])
    filled.decisions.undo([SET], at("2024-08-30T09:00"), "read wrongly")
    assert filled.decisions.standing() == [MERGE]
    undone = replace(SET, undone_at=at("2024-08-30T09:00"), undone_why="read wrongly")
    assert filled.decisions.all() == [undone, MERGE]
    filled.decisions.undo([SET], at("2024-08-31T09:00"), "again")
    assert filled.decisions.all() == [undone, MERGE]


def test_decisions_are_found_by_the_incidents_they_name_and_by_where_their_events_are(filled: Warehouse) -> None:
    out = replace(MERGE, decision_id="decision-3333", kind=DecisionKind.SPLIT, other_id=None)
    filled.decisions.save([SET, MERGE, out])
    assert filled.decisions.on(["incident-massacre"]) == [SET, MERGE, out]
    # The split took event-3 out of another incident; it is in this one.
    assert filled.decisions.on(["incident-defused"]) == [MERGE, out]
    assert filled.decisions.on(["incident-of-nowhere"]) == []


def test_decisions_are_found_by_the_first_letters_of_their_ids(filled: Warehouse) -> None:
    filled.decisions.save([SET, MERGE])
    assert filled.decisions.like("decision-") == [SET, MERGE]
    assert filled.decisions.like("decision-2") == filled.decisions.like("22") == [MERGE]
    assert filled.decisions.like("3") == []


def test_a_set_without_a_kind_of_decision_is_refused(filled: Warehouse) -> None:
    with pytest.raises(WarehouseError):
        filled.connection.execute(
            "INSERT INTO stored.decisions BY NAME SELECT 'decision-1' AS decision_id, 'guess' AS kind, "
            "'incident-massacre' AS incident_id, '' AS why, now() AS decided_at, [] AS anchors, [] AS others"
        )


def test_events_are_followed_through_their_successors(filled: Warehouse) -> None:
    past(filled, "event-old", "event-older", "2024-08-28T10:00")
    past(filled, "event-older", "event-2", "2024-08-29T10:00")
    past(filled, "event-lost", None, "2024-08-29T10:00")
    past(filled, "event-unasked", "event-1", "2024-08-29T10:00")
    assert filled.decisions.successors(["event-old", "event-lost", "event-1"]) == {
        "event-old": "event-older",
        "event-older": "event-2",
    }
    assert filled.decisions.present(["event-1", "event-old", "event-2"]) == {"event-1", "event-2"}


def test_a_circle_of_successors_ends_and_the_last_reading_counts(filled: Warehouse) -> None:
    past(filled, "event-a", "event-b", "2024-08-28T10:00")
    past(filled, "event-b", "event-a", "2024-08-29T10:00")
    past(filled, "event-a", "event-c", "2024-08-30T10:00")
    assert filled.decisions.successors(["event-a"]) == {"event-a": "event-c", "event-b": "event-a"}


def test_merged_ids_lead_on_until_they_are_taken_up_again(filled: Warehouse) -> None:
    first = forward(filled, "incident-a", "incident-b", "2024-08-28T10:00")
    second = forward(filled, "incident-b", "incident-massacre", "2024-08-29T10:00")
    forward(filled, "incident-c", "incident-massacre", "2024-08-29T10:00", "2024-08-30T10:00")
    assert filled.links.forwarded("incident-a") == [first, second]
    assert filled.links.forwarded("incident-c") == filled.links.forwarded("incident-massacre") == []
    assert filled.links.led_here("incident-massacre") == [first, second]
    asked = ["incident-a", "incident-b", "incident-c", "incident-massacre", "incident-unknown"]
    led = {"incident-a": "incident-massacre", "incident-b": "incident-massacre"}
    assert filled.links.leads_to(asked) == led


def test_forwards_in_a_circle_end(filled: Warehouse) -> None:
    first = forward(filled, "incident-a", "incident-b", "2024-08-28T10:00")
    forward(filled, "incident-b", "incident-a", "2024-08-29T10:00")
    assert filled.links.forwarded("incident-a") == [first]


def test_near_merges_are_found_from_both_sides_the_likeliest_first(filled: Warehouse) -> None:
    rows = [
        NearMerge("incident-massacre", "incident-defused", 0.41, "one province and day"),
        NearMerge("incident-0", "incident-massacre", 0.44, "one province"),
    ]
    for row in rows:
        filled.connection.execute(
            "INSERT INTO stored.near_merges VALUES (?, ?, ?, ?)",
            (row.incident_id, row.other_id, row.probability, row.because),
        )
    assert filled.links.near_merges("incident-massacre") == [rows[1], rows[0]]
    assert filled.links.near_merges("incident-defused") == [rows[0]]


def test_the_incidents_of_events_are_named_once(filled: Warehouse) -> None:
    assert filled.links.holding(["event-1", "event-2", "event-3", "event-lost"]) == [
        DEFUSED.incident_id,
        MASSACRE.incident_id,
    ]
