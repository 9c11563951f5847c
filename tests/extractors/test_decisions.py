"""What a person types makes the decision it says, or is refused in one line that names what is wrong and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.decisions import (
    DecisionRefused,
    cells_set,
    merged,
    overruled,
    present_anchors,
    reason,
    rejected,
    renewed,
    split,
    to_undo,
)
from tests.builders import event, report
from warehouse.records import Anchor, Decision, DecisionKind, Incident

NOW = datetime(2024, 8, 31, 12, tzinfo=UTC)
WHY = "the same convoy"


def incident(name: str, *numbers: int, founded: str = "2024-08-26") -> Incident:
    reports = tuple(report(number, f"{founded}T08:00", event()) for number in numbers)
    return Incident(f"incident-{name}", datetime.fromisoformat(founded).replace(tzinfo=UTC), reports, ())


def anchors(of: Incident) -> tuple[Anchor, ...]:
    return tuple(Anchor(r.event_id, r.article_id) for r in of.reports)


ONE = incident("one", 1, 2)
TWO = incident("two", 3, founded="2024-08-25")
BOTH = replace(ONE, reports=(*ONE.reports, *TWO.reports))


def refusal(said: pytest.ExceptionInfo[DecisionRefused]) -> str:
    line = str(said.value)
    assert "\n" not in line
    return line


def test_a_merge_lies_with_the_incident_founded_first_and_holds_the_reports_of_both() -> None:
    decision = merged(ONE, TWO, [], WHY, NOW)
    assert decision == merged(TWO, ONE, [], WHY, NOW)
    assert (decision.kind, decision.incident_id, decision.other_id) == ("merge", "incident-two", "incident-one")
    assert (decision.anchors, decision.others) == (anchors(TWO), anchors(ONE))
    assert (decision.why, decision.decided_at, decision.undone_at) == (WHY, NOW, None)


def test_an_incident_is_not_merged_with_itself() -> None:
    with pytest.raises(DecisionRefused) as said:
        merged(ONE, ONE, [], WHY, NOW)
    assert "incident-one cannot be merged with itself" in refusal(said)


def test_a_split_takes_the_articles_out_by_id_by_its_letters_or_by_address() -> None:
    named = ["article-0001", "0001", "https://example.org/1"]
    for name in named:
        decision = split(ONE, [name], [], WHY, NOW)
        assert (decision.kind, decision.incident_id) == ("split", "incident-one")
        assert (decision.anchors, decision.others) == (anchors(ONE)[:1], anchors(ONE)[1:])
    assert split(ONE, named, [], WHY, NOW) == split(ONE, named[:1], [], WHY, NOW)


def test_a_split_takes_every_event_of_an_article() -> None:
    act = ONE.reports[0]
    twice = replace(ONE, reports=(*ONE.reports, replace(act, event_id="event-more")))
    assert [a.event_id for a in split(twice, ["article-0001"], [], WHY, NOW).anchors] == [act.event_id, "event-more"]


@pytest.mark.parametrize(
    ("articles", "told"),
    [
        ([], "--articles names no article"),
        (["article-0001", "article-0002"], "a split must leave one"),
        (["article-0003"], "'article-0003' is no article of incident-one"),
        (["https://example.org/9"], "'https://example.org/9' is no article of incident-one"),
        (["article-000"], "'article-000' may be 2 articles of incident-one"),
    ],
)
def test_a_split_that_parts_nothing_is_refused(articles: list[str], told: str) -> None:
    with pytest.raises(DecisionRefused) as said:
        split(ONE, articles, [], WHY, NOW)
    line = refusal(said)
    assert told in line
    if len(articles) < 2:
        assert "article-0001 (https://example.org/1), article-0002 (https://example.org/2)" in line


def test_a_merge_overrules_the_split_that_stands_between_its_sides() -> None:
    apart = split(BOTH, ["article-0003"], [], WHY, NOW)
    other = split(incident("three", 7, 8), ["article-0007"], [], WHY, NOW)
    within = split(ONE, ["article-0001"], [], WHY, NOW)
    assert overruled(merged(ONE, TWO, [apart], WHY, NOW), [apart, other, within]) == [apart]


def test_a_split_overrules_the_merge_that_holds_its_sides_together() -> None:
    together = merged(ONE, TWO, [], WHY, NOW)
    assert overruled(split(BOTH, ["article-0003"], [together], WHY, NOW), [together]) == [together]
    grown = replace(BOTH, reports=(*BOTH.reports, *incident("new", 4).reports))
    assert overruled(split(grown, ["article-0004"], [together], WHY, NOW), [together]) == []


def test_a_cell_that_is_set_again_overrules_its_earlier_value_alone() -> None:
    [best, low] = cells_set(ONE, ["killed.best=1", "killed.low=0"], lambda _, value: value, [], WHY, NOW)
    [again] = cells_set(ONE, ["killed.best=2"], lambda _, value: value, [best, low], WHY, NOW)
    assert overruled(again, [best, low]) == [best]
    assert overruled(rejected(ONE, [], WHY, NOW), [best, low]) == []


def upper(cell: str, value: str) -> str:
    if cell != "killed_best":
        raise ValueError(f"no cell '{cell}'")
    return value.upper()


def test_each_cell_that_is_set_is_a_decision_with_its_checked_value() -> None:
    [decision] = cells_set(ONE, ["killed.best= twelve "], upper, [], WHY, NOW)
    assert (decision.kind, decision.cell, decision.value) == ("set", "killed_best", "TWELVE")
    assert (decision.incident_id, decision.anchors, decision.others) == ("incident-one", anchors(ONE), ())
    some = cells_set(ONE, ["killed.best=1", "killed.low=0"], lambda _, value: value, [], WHY, NOW)
    assert [(d.cell, d.value) for d in some] == [("killed_best", "1"), ("killed_low", "0")]
    assert len({d.decision_id for d in some}) == 2


@pytest.mark.parametrize(
    ("assignments", "told"),
    [
        (["killed.best"], "'killed.best' sets nothing; write cell=value"),
        (["kiled.best=1"], "no cell 'kiled_best'"),
        (["killed.best=1", "killed_best=2"], "'killed_best' is set twice"),
    ],
)
def test_a_cell_that_cannot_be_set_is_refused(assignments: list[str], told: str) -> None:
    with pytest.raises(DecisionRefused) as said:
        cells_set(ONE, assignments, upper, [], WHY, NOW)
    assert told in refusal(said)


def test_an_attack_lies_in_no_day_to_come() -> None:
    def plain(_: str, value: str) -> str:
        return value

    assert cells_set(ONE, ["happened=unknown"], plain, [], WHY, NOW)
    assert cells_set(ONE, [f"happened={NOW:%Y-%m-%d}"], plain, [], WHY, NOW)
    for day in ("9999-12-31", "2024-08-30..2024-09-02"):
        with pytest.raises(DecisionRefused) as said:
            cells_set(ONE, [f"happened={day}"], plain, [], WHY, NOW)
        assert "happened is a day that has come" in refusal(said)


def test_of_a_rejected_incident_nothing_is_decided_until_that_is_undone() -> None:
    no = rejected(ONE, [], "a hoax", NOW)
    assert (no.kind, no.incident_id, no.anchors) == ("reject", "incident-one", anchors(ONE))
    for decide in (
        lambda: rejected(ONE, [no], WHY, NOW),
        lambda: merged(TWO, ONE, [no], WHY, NOW),
        lambda: split(ONE, ["article-0001"], [no], WHY, NOW),
        lambda: cells_set(ONE, ["killed.best=1"], upper, [no], WHY, NOW),
    ):
        with pytest.raises(DecisionRefused) as said:
            decide()
        assert f"incident-one was rejected by {no.decision_id} on 2024-08-31 (“a hoax”)" in refusal(said)
    assert rejected(TWO, [no], WHY, NOW).incident_id == "incident-two"


def test_nothing_is_decided_on_an_incident_without_reports() -> None:
    with pytest.raises(DecisionRefused) as said:
        rejected(incident("empty"), [], WHY, NOW)
    assert "incident-empty has no report left" in refusal(said)


def test_what_is_undone_is_what_was_decided_last_and_still_holds() -> None:
    first = rejected(ONE, [], WHY, NOW.replace(hour=10))
    pair = cells_set(ONE, ["killed.best=1", "killed.low=0"], lambda _, value: value, [], WHY, NOW)
    gone = replace(rejected(TWO, [], WHY, NOW), undone_at=NOW)
    assert to_undo("incident-one", [first]) == [first]
    # One command set two cells: undoing it undoes both.
    assert to_undo("incident-one", [first, *pair, gone]) == pair


def test_what_is_undone_is_not_undone_again() -> None:
    gone = replace(rejected(TWO, [], WHY, NOW), undone_at=NOW)
    with pytest.raises(DecisionRefused) as said:
        to_undo("incident-two", [gone])
    assert f"{gone.decision_id} was undone on 2024-08-31" in refusal(said)
    with pytest.raises(DecisionRefused) as said:
        to_undo("incident-two", [])
    assert "nothing was decided on incident-two" in refusal(said)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "--why says nothing"),
        ("  ", "--why says nothing"),
        ("one\ntwo", "control character U+000A at place 4"),
        ("\x1b[31mred", "control character U+001B at place 1"),
        ("half \ud83d", "control character U+D83D at place 6"),
        ("x" * 1001, "--why has 1001 characters"),
    ],
)
def test_a_reason_that_cannot_be_read_is_refused(words: str, told: str) -> None:
    with pytest.raises(DecisionRefused) as said:
        reason(words)
    assert told in refusal(said)


@given(st.text(max_size=60))
def test_every_reason_is_kept_on_one_line_or_refused(words: str) -> None:
    try:
        kept = reason(words)
    except DecisionRefused as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert kept.split() == words.split()
        assert kept.splitlines() == [kept]
        assert reason(kept) == kept


def test_the_id_of_a_decision_comes_from_all_that_it_says() -> None:
    decisions = [
        rejected(ONE, [], WHY, NOW),
        rejected(ONE, [], "another reason", NOW),
        rejected(ONE, [], WHY, NOW.replace(hour=13)),
        rejected(TWO, [], WHY, NOW),
        *cells_set(ONE, ["killed.best=1"], upper, [], WHY, NOW),
        split(ONE, ["article-0001"], [], WHY, NOW),
        split(ONE, ["article-0002"], [], WHY, NOW),
    ]
    assert len({decision.decision_id for decision in decisions}) == len(decisions)
    assert rejected(ONE, [], WHY, NOW).decision_id == decisions[0].decision_id
    assert all(decision.decision_id.startswith("decision-") for decision in decisions)


def test_anchors_follow_their_articles_readings() -> None:
    told = [Anchor("a", "article-1"), Anchor("b", "article-2"), Anchor("c", "article-3"), Anchor("d", "article-4")]
    # a is there as it was; b was read anew twice; c's second reading was given up for its first; d is gone.
    successors = {"b": "b2", "b2": "b3", "c": "c2", "d": "d2"}
    assert present_anchors(told, {"a", "b3", "c2"}, successors) == (
        Anchor("a", "article-1"),
        Anchor("b3", "article-2"),
        Anchor("c2", "article-3"),
    )


def test_two_anchors_with_one_successor_are_one_and_circles_end() -> None:
    told = [Anchor("a", "article-1"), Anchor("b", "article-1"), Anchor("c", "article-2")]
    assert present_anchors(told, {"z"}, {"a": "z", "b": "z", "c": "d", "d": "c"}) == (Anchor("z", "article-1"),)


def test_a_decision_whose_events_are_gone_stays_with_none() -> None:
    decision: Decision = merged(ONE, TWO, [], WHY, NOW)
    assert renewed(decision, {r.event_id for r in BOTH.reports}, {}) == decision
    assert renewed(decision, set(), {}) == replace(decision, anchors=(), others=())
    assert renewed(decision, set(), {}).kind is DecisionKind.MERGE
