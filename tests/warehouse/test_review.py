"""What deserves a person's eye: each doubt once, the heaviest first, and none that a person has decided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.warehouse.later import DECIDED_AT, anchors, decide_killed, forward, set_toll
from tests.warehouse.world import BLAST_REPORT, FIRST_REPORT, LATER_REPORT
from warehouse.records import Anchor, Decision, DecisionKind
from warehouse.store import Warehouse

MASSACRE, DEFUSED = "incident-massacre", "incident-defused"


def listed(warehouse: Warehouse) -> list[dict[str, Any]]:
    return warehouse.connection.dicts("FROM review")


def reasons(warehouse: Warehouse) -> list[str]:
    return [row["reason"] for row in listed(warehouse)]


def decide(warehouse: Warehouse, kind: DecisionKind, incident_id: str = MASSACRE, **told: Any) -> Decision:
    decision = Decision(f"decision-{kind}", kind, incident_id, "seen by a person", DECIDED_AT, **told)
    warehouse.decisions.save([decision])
    return decision


def undo(warehouse: Warehouse, decision: Decision) -> None:
    warehouse.connection.execute(
        "UPDATE stored.decisions SET undone_at = now() WHERE decision_id = ?", (decision.decision_id,)
    )


def doubt(warehouse: Warehouse, confidence: float) -> None:
    warehouse.connection.execute(
        "UPDATE stored.incident_versions SET confidence = ? WHERE incident_id = ?", (confidence, MASSACRE)
    )


def bring_near(warehouse: Warehouse, probability: float = 0.4) -> None:
    warehouse.connection.execute(
        "INSERT INTO stored.near_merges VALUES (?, ?, ?, 'same province, a day apart')",
        (DEFUSED, MASSACRE, probability),
    )


def test_the_small_world_raises_no_doubt(snapshot: Warehouse) -> None:
    assert listed(snapshot) == []


def test_an_incident_less_likely_than_not(filled: Warehouse) -> None:
    doubt(filled, 0.5)
    assert listed(filled) == []
    doubt(filled, 0.3)
    (row,) = listed(filled)
    assert (row["reason"], row["incident_ids"]) == ("low_confidence", [MASSACRE])
    assert row["detail"] == "Musa Khel Bazar, Pakistan, 2024-08-26: attack, confidence 0.3 by 2 independent sources"
    # 0.7 of doubt, times 1 + log10(24).
    assert row["weight"] == pytest.approx(0.7 * (1 + 1.3802), abs=0.01)


@pytest.mark.parametrize(
    ("bounds", "is_doubted"),
    [
        ((22, 23, 23), False),
        ((3, 3, 6), False),
        ((100, 150, 199), False),
        ((5, 9, 10), True),
        ((0, 2, 5), True),
        ((22, 22, None), False),
        ((None, None, 200), False),
    ],
)
def test_sources_that_differ_by_much_contradict_one_another(
    filled: Warehouse, bounds: tuple[int | None, ...], is_doubted: bool
) -> None:
    set_toll(filled, bounds)
    assert reasons(filled) == ["contradicting_tolls"] * is_doubted


def test_a_contradiction_is_told_in_words(filled: Warehouse) -> None:
    set_toll(filled, (100, 200, 400))
    (row,) = listed(filled)
    assert row["detail"] == "Musa Khel Bazar, Pakistan, 2024-08-26: sources say 100 to 400 killed"
    # Three quarters of it are in doubt, of 400 dead.
    assert row["weight"] == pytest.approx(0.75 * (1 + 2.603), abs=0.01)


def test_a_toll_that_a_person_set_is_not_asked_for_again(filled: Warehouse) -> None:
    decide_killed(filled, 30)
    filled.connection.execute("UPDATE stored.incident_versions SET killed_low = 1 WHERE decision_id IS NOT NULL")
    assert reasons(filled) == []
    filled.connection.execute(
        "UPDATE stored.incident_versions SET injured_low = 1, injured_high = 90 WHERE decision_id IS NOT NULL"
    )
    assert reasons(filled) == ["contradicting_tolls"]


def test_two_incidents_that_may_be_one(filled: Warehouse) -> None:
    bring_near(filled)
    (row,) = listed(filled)
    assert (row["reason"], row["incident_ids"]) == ("near_merge", [DEFUSED, MASSACRE])
    assert row["detail"] == (
        "may be one attack, 40 %: Quetta, 2024-08-27 and Musa Khel Bazar, 2024-08-26; same province, a day apart"
    )


@pytest.mark.parametrize("kind", [DecisionKind.MERGE, DecisionKind.SPLIT])
@pytest.mark.parametrize("turned", [False, True])
def test_a_pair_that_a_person_merged_or_split_is_not_asked_for_again(
    filled: Warehouse, kind: DecisionKind, turned: bool
) -> None:
    bring_near(filled)
    one, other = anchors(FIRST_REPORT, LATER_REPORT), anchors(BLAST_REPORT)
    mine, others = (other, one) if turned else (one, other)
    decision = decide(filled, kind, other_id=DEFUSED, anchors=mine, others=others)
    assert reasons(filled) == []
    undo(filled, decision)
    assert reasons(filled) == ["near_merge"]


def test_what_a_person_rejected_or_looked_at_is_in_doubt_no_more(filled: Warehouse) -> None:
    doubt(filled, 0.3)
    bring_near(filled)
    decide(filled, DecisionKind.REJECT)
    assert reasons(filled) == ["near_merge"]
    filled.connection.execute(
        "UPDATE stored.incident_versions SET status = 'rejected' WHERE incident_id = ?", (MASSACRE,)
    )
    assert reasons(filled) == []


def test_a_decision_on_an_id_that_was_merged_is_one_on_where_it_leads(filled: Warehouse) -> None:
    doubt(filled, 0.3)
    decide(filled, DecisionKind.SET, "incident-old", cell="weapon", value="arson", anchors=anchors(FIRST_REPORT))
    assert reasons(filled) == ["low_confidence"]
    forward(filled, "incident-old", MASSACRE)
    assert reasons(filled) == []


def test_an_incident_that_no_report_tells_of_any_more(filled: Warehouse) -> None:
    filled.connection.execute(
        "UPDATE stored.incident_versions SET status = 'withdrawn', change = 'no report is left' "
        "WHERE incident_id = ? AND version = 2",
        (MASSACRE,),
    )
    (row,) = listed(filled)
    assert (row["reason"], row["incident_ids"]) == ("withdrawn", [MASSACRE])
    assert row["detail"] == "Musa Khel Bazar, Pakistan, 2024-08-26: no report is left"


def test_a_report_too_vague_to_say_of_which_attack(filled: Warehouse) -> None:
    filled.connection.execute("DELETE FROM stored.incident_reports WHERE event_id = 'event-3'")
    filled.connection.execute(
        "INSERT INTO stored.outcomes VALUES ('resolve', 'event-3', 'discarded', 'fits_several', NULL, 1, now())"
    )
    (row,) = listed(filled)
    assert (row["reason"], row["incident_ids"], row["event_id"]) == ("fits_several", [], "event-3")
    assert row["detail"] == (
        "Quetta, 2024-08-27: too vague to say which of several attacks it tells of, by Wire, https://wire.example/2"
    )


LOST = (Anchor("event-9", "article-9"),)


@pytest.mark.parametrize(
    ("sides", "is_lost"),
    [
        ({"anchors": anchors(FIRST_REPORT), "others": anchors(BLAST_REPORT)}, False),
        ({"anchors": (*LOST, *anchors(FIRST_REPORT)), "others": anchors(BLAST_REPORT)}, False),
        ({"anchors": anchors(FIRST_REPORT), "others": LOST}, True),
        ({"anchors": LOST, "others": LOST}, True),
    ],
)
def test_a_decision_whose_reports_are_gone(
    filled: Warehouse, sides: dict[str, tuple[Anchor, ...]], is_lost: bool
) -> None:
    decision = decide(filled, DecisionKind.MERGE, other_id=DEFUSED, **sides)
    assert reasons(filled) == ["decision_lost"] * is_lost
    if is_lost:
        (row,) = listed(filled)
        assert row["decision_id"] == decision.decision_id
        assert row["detail"].startswith("merge: seen by a person (2024-08-30): no")
    undo(filled, decision)
    assert reasons(filled) == []


def test_the_heaviest_doubt_comes_first(filled: Warehouse) -> None:
    doubt(filled, 0.3)
    set_toll(filled, (5, 200, 400))
    bring_near(filled, 0.2)
    decide(filled, DecisionKind.SPLIT, DEFUSED, anchors=LOST, others=LOST)
    rows = listed(filled)
    assert [row["reason"] for row in rows] == [
        "contradicting_tolls",
        "low_confidence",
        "decision_lost",
        "near_merge",
    ]
    assert [row["weight"] for row in rows] == sorted((row["weight"] for row in rows), reverse=True)


def test_no_doubt_is_found_by_comparing_each_incident_with_each(snapshot: Warehouse) -> None:
    plan = snapshot.connection.table("EXPLAIN (FORMAT json) FROM review").rows[0][-1]
    assert [slow for slow in ("NL_JOIN", "NESTED_LOOP_JOIN", "CROSS_PRODUCT") if slow in plan] == []
