"""The history of an incident: what was known when, why it changed, and what of it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.resolution.ledger import retold
from tests.builders import actor, event, on, people, place, report, span, target, weapon
from warehouse.records import Decision, DecisionKind, Incident, IncidentVersion, Report

NOW = datetime(2024, 9, 30, 12, tzinfo=UTC)
MUSAKHAIL = place("Musakhail", admin1="Balochistan", admin2="Musakhail", lat=30.86, lon=69.82, geonameid=1)
KALAT = place("Kalat", admin1="Balochistan", admin2="Kalat", lat=29.03, lon=66.59, geonameid=2)
BALOCHISTAN = place("Balochistan", "admin1", admin1="Balochistan", lat=28.5, lon=65.5, geonameid=4)
MONDAY = on("2024-08-26")
BLA = actor("balochistan-liberation-army")


def attack(hour: int, publisher: str = "", text: str | None = None, **stated: Any) -> Report:
    """A report of so many hours into 26 August."""
    moment = f"2024-08-{26 + hour // 24}T{hour % 24:02}:00"
    facts = {"place": MUSAKHAIL, "happened": MONDAY, **stated}
    return report(hour, moment, event(**facts), publisher or f"Outlet {hour}", text)


def at(hour: int) -> datetime:
    return datetime(2024, 8, 26, tzinfo=UTC) + timedelta(hours=hour)


def decision(hour: int, cell: str | None, value: str | None = None, **more: Any) -> Decision:
    kind = DecisionKind.SET if cell else DecisionKind.REJECT
    plain = Decision(f"decision-{hour}", kind, "incident-1", "the hospital's list", at(hour), cell=cell, value=value)
    return replace(plain, **more)


def empty() -> Incident:
    return Incident("incident-1", NOW, (), ())


def grown(
    incident: Incident, reports: Sequence[Report], decisions: Sequence[Decision] = (), now: datetime = NOW
) -> Incident:
    """The incident with the versions that stand once its reports are these."""
    versions = retold(incident, reports, decisions, now)
    recorded = max([incident.recorded, *(version.version for version in versions)])
    return Incident(incident.incident_id, incident.founded_at, tuple(reports), versions, recorded)


def history(*reports: Report, decisions: Sequence[Decision] = ()) -> tuple[IncidentVersion, ...]:
    return retold(empty(), reports, decisions, NOW)


def facts(versions: Sequence[IncidentVersion]) -> list[IncidentVersion]:
    """Versions without what this machine numbered and when it wrote."""
    return [replace(version, version=0, recorded_at=NOW) for version in versions]


def tolls(versions: Sequence[IncidentVersion]) -> list[int | None]:
    return [version.killed_best for version in versions]


def cell(version: IncidentVersion, name: str) -> tuple[str, str, str | None]:
    [found] = [found for found in version.cells if found.cell == name]
    return found.value, found.rule, found.decision_id


def test_each_report_that_says_something_new_makes_a_version_that_says_why() -> None:
    told = history(
        attack(6, "Daily", killed=32, injured=63),
        attack(8, "Daily", killed=37),
        attack(9, "Herald", claimed_by=(BLA,)),
        attack(10, "Post"),
    )
    assert [version.change for version in told] == [
        "first report, by Daily",
        "killed 32 → 37 (later count), after report by Daily",
        "perpetrator Balochistan Liberation Army, claimed by Balochistan Liberation Army, after report by Herald",
        "confirmed by Post",
    ]
    assert [version.known_at for version in told] == [at(6), at(8), at(9), at(10)]
    assert [version.version for version in told] == [1, 2, 3, 4]
    assert [version.sources for version in told] == [1, 1, 2, 3]
    assert {version.recorded_at for version in told} == {NOW}
    assert told[1].learned_at == at(8) + timedelta(minutes=10)


def test_every_filled_cell_has_its_words_and_the_rule_by_which_it_is_believed() -> None:
    full = attack(
        6, killed=23, injured=people(5), perpetrators=(BLA,), claimed_by=(BLA,), targets=(target("civilians"),),
        weapons=(weapon("firearm"),),
    )  # fmt: skip
    [version] = history(full)
    assert {found.cell for found in version.cells} == {
        "sub_event_type", "status", "happened", "place", "perpetrator", "claimed_by", "target", "weapon",
        "killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high",
    }  # fmt: skip
    assert {found.event_id for found in version.cells} == {full.event_id}
    assert {found.rule for found in version.cells} == {"told_alike"}
    later = history(full, attack(7, killed=25, happened=None))[-1]
    assert cell(later, "killed_low") == ("23", "lowest", None)
    assert cell(later, "killed_best") == ("25", "later_count", None)
    assert cell(later, "killed_high") == ("25", "highest", None)
    assert cell(later, "place") == ("Musakhail, Balochistan, PAK", "told_alike", None)


def test_a_figure_that_all_tell_has_one_witness_even_where_the_first_has_been_silent_for_a_week() -> None:
    first = attack(6, killed=20)
    version = history(first, replace(attack(7, killed=20), reported_at=at(6) + timedelta(days=9)))[-1]
    tolls = [found for found in version.cells if found.cell.startswith("killed")]
    assert {(found.value, found.rule, found.event_id) for found in tolls} == {("20", "told_alike", first.event_id)}


def test_a_later_place_that_is_finer_says_so() -> None:
    told = history(attack(6, place=BALOCHISTAN), attack(7))
    assert told[-1].change == "place Balochistan → Musakhail (finer), after report by Outlet 7"


def test_a_report_that_comes_last_is_one_version_more_and_the_others_are_the_same() -> None:
    before = grown(empty(), [attack(6, killed=10), attack(8, killed=12)])
    after = grown(before, [*before.reports, attack(9, killed=14)], now=NOW + timedelta(days=1))
    assert all(new is old for new, old in zip(after.versions, before.versions, strict=False))
    assert [(v.version, v.recorded_at) for v in after.versions[2:]] == [(3, NOW + timedelta(days=1))]


def test_a_late_older_report_writes_history_again_from_there() -> None:
    before = grown(empty(), [attack(6, killed=10), attack(8, killed=12), attack(9, killed=14)])
    after = grown(before, [*before.reports, attack(7, killed=11)])
    assert tolls(after.versions) == [10, 11, 12, 14]
    assert [version.known_at for version in after.versions] == [at(6), at(7), at(8), at(9)]
    assert [version.version for version in after.versions] == [1, 4, 5, 6]
    assert after.versions[0] is before.versions[0]


def test_a_rerun_changes_nothing() -> None:
    incident = grown(empty(), [attack(6, killed=10), attack(8, killed=12)], [decision(9, "killed_best", "11")])
    again = retold(incident, incident.reports, [decision(9, "killed_best", "11")], NOW + timedelta(days=3))
    assert all(new is old for new, old in zip(again, incident.versions, strict=True))


def test_copies_of_one_text_make_no_version_and_are_counted_by_the_next() -> None:
    first = attack(1, "Wire", "a", killed=23)
    flood = [
        replace(first, event_id=f"event-{n:03}", publisher=f"Paper {n}", reported_at=at(2) + timedelta(seconds=n))
        for n in range(500)
    ]
    told = history(first, *flood)
    assert [(version.sources, version.reports) for version in told] == [(1, 1)]
    with_news = history(first, *flood, attack(5, "Herald", killed=24))
    assert [(version.sources, version.reports) for version in with_news] == [(1, 1), (2, 502)]


def test_a_longer_copy_that_says_more_is_news_of_the_same_source() -> None:
    told = history(attack(6, "Wire", "a"), attack(7, "Paper", "a", killed=23))
    assert [(version.killed_best, version.sources) for version in told] == [(None, 1), (23, 1)]


def test_rewritten_texts_of_one_agency_are_one_source_and_make_nothing_surer() -> None:
    one = history(attack(6))[-1]
    wires = [replace(attack(hour), agency="AFP") for hour in (6, 7, 8)]
    assert [version.sources for version in history(*wires)] == [1]
    two = history(*wires, attack(9))[-1]
    assert two.sources == 2
    assert one.confidence == pytest.approx(0.72)  # 0.8 x 0.9
    assert two.confidence == pytest.approx(0.9216)  # 1 - 0.28 x 0.28


def test_an_agency_found_later_makes_two_sources_one() -> None:
    early, other = attack(6, "Daily", "a"), replace(attack(7, "Herald"), agency="AFP")
    credited = replace(attack(8, "Post", "a"), agency="AFP")
    assert [version.sources for version in history(early, other, credited)] == [1, 2, 1]


def test_two_reports_of_one_minute_make_a_version_each_in_order_of_their_numbers() -> None:
    pair = [replace(attack(hour, killed=hour), reported_at=at(6)) for hour in (10, 12)]
    told = history(*pair)
    assert [version.known_at for version in told] == [at(6), at(6)]
    assert [version.version for version in told] == [1, 2]
    assert facts(history(*reversed(pair))) == facts(told)
    first, last = sorted(pair, key=lambda r: r.event_id)
    late = grown(grown(empty(), [last]), [first, last])
    assert [version.event_id for version in late.versions] == [first.event_id, last.event_id]
    assert late.versions[0].version < late.versions[1].version
    assert facts(late.versions) == facts(told)


def test_a_withdrawn_report_counts_until_its_outlet_withdrew_it() -> None:
    wrong = replace(attack(6, "Daily", killed=12, perpetrators=(BLA,)), withdrawn_at=at(9))
    told = history(wrong, attack(7, "Herald", killed=10))
    assert tolls(told) == [12, 12, 10]
    assert told[-1].known_at == at(9)
    assert (told[-1].event_id, told[-1].sources, told[-1].reports) == (wrong.event_id, 1, 2)
    assert told[-1].change == (
        "perpetrator Balochistan Liberation Army → unknown, killed 12 (10-12) → 10, after Daily withdrew its report"
    )


def test_a_text_in_the_place_of_another_corrects_it() -> None:
    wrong = replace(attack(6, "Daily", killed=12, place=KALAT), withdrawn_at=at(9))
    right = replace(attack(9, "Daily", killed=10), url=wrong.url)
    told = history(wrong, right)
    assert tolls(told) == [12, 10]
    assert [version.place_name for version in told] == ["Kalat", "Musakhail"]
    assert told[-1].change == ("place Kalat → Musakhail, killed 12 → 10, after Daily changed its report")


def test_a_text_that_is_corrected_twice_corrects_itself_twice() -> None:
    wrong = replace(attack(6, "Daily", killed=12), withdrawn_at=at(9))
    better = replace(attack(9, "Daily", killed=10), url=wrong.url, withdrawn_at=at(12))
    told = history(wrong, better, replace(attack(12, "Daily", killed=11), url=wrong.url))
    assert [version.change for version in told[1:]] == [
        "killed 12 → 10, after Daily changed its report",
        "killed 10 → 11, after Daily changed its report",
    ]
    at_once = replace(better, withdrawn_at=at(9))
    assert tolls(history(wrong, at_once)) == [12, 10, 10]
    assert history(wrong, at_once)[-1].change == "status occurred → withdrawn, after Daily withdrew its report"


def test_a_corrected_text_that_was_seen_before_the_old_one_was_missed_corrects_itself() -> None:
    wrong = replace(attack(6, "Daily", killed=12), withdrawn_at=at(9))
    right = replace(attack(8, "Daily", killed=10), url=wrong.url)
    told = history(wrong, right)
    assert tolls(told) == [12, 10]
    assert told[1].change == "killed 12 → 10 (corrected by its source), after report by Daily"


def test_where_every_text_is_withdrawn_the_last_known_facts_stay_with_that_status() -> None:
    told = history(replace(attack(6, killed=12), withdrawn_at=at(9)))
    assert [version.status for version in told] == ["occurred", "withdrawn"]
    assert (told[-1].killed_best, told[-1].place_name, told[-1].sources) == (12, "Musakhail", 0)
    assert told[-1].change == "status occurred → withdrawn, after Outlet 6 withdrew its report"
    again = history(replace(attack(6, killed=12), withdrawn_at=at(9)), attack(10, killed=3))
    assert [version.status for version in again] == ["occurred", "withdrawn", "occurred"]
    assert tolls(again) == [12, 12, 3]


def test_a_denial_makes_a_version_and_takes_nothing_away() -> None:
    told = history(attack(6, killed=12), attack(8, status="denied", perpetrators=(actor("hezbollah"),)))
    assert told[-1].change == "denied by Hezbollah, after report by Outlet 8"
    assert (told[-1].status, told[-1].perpetrator, told[-1].sources) == ("occurred", None, 2)
    assert cell(told[-1], "denied_by") == ("Hezbollah", "told_alike", None)


def test_a_denial_in_the_text_that_tells_the_attack_is_news_too() -> None:
    denial = replace(attack(6, "Daily", "a", status="denied"), event_id="event-z")
    told = history(attack(6, "Daily", "a"), denial)
    assert told[-1].change == "denied by somebody, after report by Daily"


def test_without_reports_one_more_version_says_so_and_none_after_it() -> None:
    before = grown(empty(), [attack(6, killed=12)])
    left = grown(before, [])
    assert [version.status for version in left.versions] == ["occurred", "withdrawn"]
    last = left.versions[-1]
    assert (last.killed_best, last.known_at, last.event_id, last.decision_id) == (12, NOW, None, None)
    assert (last.change, last.reports, last.version) == ("no report of it is left", 0, 2)
    assert retold(left, [], (), NOW + timedelta(days=1)) == left.versions
    back = grown(left, [attack(6, killed=12)])
    assert back.versions == before.versions
    assert retold(empty(), [], (), NOW) == ()


def test_without_reports_what_rests_on_a_decision_that_was_undone_goes() -> None:
    set_to_14, rejected = decision(8, "killed_best", "14"), decision(9, None)
    before = grown(empty(), [attack(6, killed=12)], [set_to_14, rejected])
    left = grown(before, [], [set_to_14, rejected])
    assert [(v.killed_best, v.status) for v in left.versions] == [
        (12, "occurred"), (14, "occurred"), (14, "rejected"), (14, "rejected"),
    ]  # fmt: skip
    later = NOW + timedelta(days=1)
    unrejected = grown(left, [], [set_to_14], later)
    assert [(v.killed_best, v.status) for v in unrejected.versions] == [
        (12, "occurred"), (14, "occurred"), (14, "withdrawn"),
    ]  # fmt: skip
    assert (unrejected.versions[-1].known_at, unrejected.versions[-1].recorded_at) == (NOW, later)
    undone = grown(unrejected, [], [], later)
    assert [(v.killed_best, v.status, v.version) for v in undone.versions] == [
        (12, "occurred", 1),
        (12, "withdrawn", 6),
    ]
    assert retold(undone, [], [], later) == undone.versions


def test_what_a_person_sets_holds_from_then_on() -> None:
    told = history(
        attack(6, killed=12),
        attack(9, killed=20),
        decisions=[decision(8, "killed_best", "11")],
    )
    assert tolls(told) == [12, 11, 11]
    assert [version.decision_id for version in told] == [None, "decision-8", None]
    assert (told[1].known_at, told[1].learned_at, told[1].event_id) == (at(8), at(8), None)
    assert told[1].change == "killed 12 → 11 (11-12), set by a person: the hospital's list"
    assert cell(told[2], "killed_best") == ("11", "", "decision-8")
    assert (told[2].killed_low, told[2].killed_high) == (11, 20)


def test_of_two_decisions_on_one_cell_the_later_holds_and_undone_ones_leave_no_trace() -> None:
    first, second = decision(7, "killed_best", "11"), decision(8, "killed_best", "15")
    incident = grown(empty(), [attack(6, killed=12)], [first, second])
    assert tolls(incident.versions) == [12, 11, 15]
    undone = grown(incident, incident.reports, [first, replace(second, undone_at=at(9))])
    assert tolls(undone.versions) == [12, 11]
    assert all(new is old for new, old in zip(undone.versions, incident.versions, strict=False))
    none = grown(undone, incident.reports, [])
    assert none.versions == incident.versions[:1]
    assert none.recorded == 3


def test_a_decision_that_changes_nothing_is_a_version_too() -> None:
    told = history(attack(6, killed=12), decisions=[decision(7, "killed_best", "12")])
    assert told[-1].change == "killed_best 12, set by a person: the hospital's list"
    assert cell(told[-1], "killed_best") == ("12", "", "decision-7")


def test_a_rejected_incident_stays_rejected_whatever_is_reported() -> None:
    told = history(attack(6, killed=12), attack(9, killed=20), decisions=[decision(8, None)])
    assert [(version.status, version.killed_best) for version in told] == [
        ("occurred", 12),
        ("rejected", 12),
        ("rejected", 20),
    ]
    assert told[1].change == "rejected by a person: the hospital's list"
    withdrawn = history(replace(attack(6), withdrawn_at=at(9)), decisions=[decision(8, None)])
    assert withdrawn[-1].status == "rejected"


def test_a_decision_that_comes_before_every_report_left_holds_from_the_first() -> None:
    told = history(attack(9, killed=20), decisions=[decision(8, "killed_best", "11")])
    assert [(version.killed_best, version.decision_id) for version in told] == [(11, None)]
    assert cell(told[0], "killed_best") == ("11", "", "decision-8")


def test_decisions_of_merging_and_splitting_are_not_of_the_facts() -> None:
    merge = replace(decision(8, None), kind=DecisionKind.MERGE)
    assert len(history(attack(6, killed=12), decisions=[merge])) == 1


def test_a_merge_of_two_histories_is_the_history_of_all_reports() -> None:
    mine, yours = [attack(6, killed=12), attack(9, killed=14)], [attack(5, killed=3), attack(8, killed=13)]
    older = grown(empty(), mine)
    merged = grown(older, [*mine, *yours])
    assert facts(merged.versions) == facts(history(*yours, *mine))
    assert [version.version for version in merged.versions] == [3, 4, 5, 6]


ACCOUNTS = [None, span("police said"), span("local media reported"), span("the rebels claimed")]
TOLD = st.builds(
    event,
    sub_event_type=st.sampled_from(["Attack", "Attack", "Suicide bomb"]),
    status=st.sampled_from(["occurred", "occurred", "foiled", "denied"]),
    timeframe=st.sampled_from(["current", "current", "background"]),
    place=st.sampled_from([MUSAKHAIL, KALAT, BALOCHISTAN, None]),
    happened=st.sampled_from([MONDAY, on("2024-08-26", "2024-09-01", "week"), None]),
    killed=st.sampled_from([None, 1, 5, 11, people(None, low=24)]),
    perpetrators=st.sampled_from([(), (BLA,), (actor(None, "gunmen"),), (actor("islamic-state"),)]),
    attributed_to=st.sampled_from(ACCOUNTS),
    confidence=st.sampled_from([0.5, 0.9]),
)
HOURS = st.integers(0, 60)


@st.composite
def members(draw: st.DrawFn) -> list[Report]:
    told = draw(st.lists(st.tuples(TOLD, HOURS, st.integers(0, 4), st.integers(0, 6)), min_size=1, max_size=9))
    return [
        replace(
            report(n, f"2024-08-{26 + hour // 24}T{hour % 24:02}:00", what, f"Outlet {n % 4}", f"text-{text or n + 9}"),
            agency=[None, None, "AFP", "AP, AFP"][n % 4],
            withdrawn_at=at(hour + later) if later > 4 else None,
            url=f"https://example.org/{n // 2}",
        )
        for n, (what, hour, text, later) in enumerate(told)
    ]


ASSIGNED = [
    ("killed_best", "7"),
    ("killed_best", "unknown"),
    ("killed_low", "30"),
    ("killed_high", "0"),
    ("place_name", "Kalat"),
    ("country", "AFG"),
    ("perpetrator", "al-shabaab"),
    ("status", "foiled"),
    (None, None),
]
DECISIONS = st.lists(
    st.builds(lambda hour, assigned: decision(hour, *assigned), HOURS, st.sampled_from(ASSIGNED)),
    max_size=3,
    unique_by=lambda d: d.decision_id,
)


@given(members(), DECISIONS, st.randoms(use_true_random=False), st.lists(st.integers(0, 9), max_size=3))
@settings(max_examples=200, deadline=None)
def test_any_order_of_arrival_and_any_batching_end_in_the_same_facts(
    reports: list[Report], decisions: list[Decision], random: Any, cuts: list[int]
) -> None:
    whole = retold(empty(), reports, decisions, NOW)
    arrived = random.sample(reports, len(reports))
    incident = empty()
    for number, cut in enumerate([*sorted(cuts), len(arrived)]):
        taken = arrived[:cut]
        incident = grown(incident, taken, random.sample(decisions, len(decisions)), NOW + timedelta(days=number))
    assert facts(incident.versions) == facts(whole)


@given(members(), DECISIONS, HOURS)
@settings(max_examples=150, deadline=None)
def test_what_was_known_at_a_moment_is_what_its_reports_told(
    reports: list[Report], decisions: list[Decision], hour: int
) -> None:
    moment = at(hour)
    known = [version for version in retold(empty(), reports, decisions, NOW) if version.known_at <= moment]
    by_then = [r for r in reports if r.reported_at <= moment]
    decided_by_then = [d for d in decisions if d.decided_at <= moment]
    told = retold(empty(), by_then, decided_by_then, NOW)
    assert facts(known) == facts([version for version in told if version.known_at <= moment])


@given(members(), DECISIONS)
@settings(max_examples=150, deadline=None)
def test_histories_are_in_order_and_tolls_too(reports: list[Report], decisions: list[Decision]) -> None:
    versions = retold(empty(), reports, decisions, NOW)
    assert [v.known_at for v in versions] == sorted(v.known_at for v in versions)
    assert [v.version for v in versions] == list(range(1, len(versions) + 1))
    for version in versions:
        bounds = [b for b in (version.killed_low, version.killed_best, version.killed_high) if b is not None]
        assert bounds == sorted(bounds)
        assert all(found.rule or found.decision_id for found in version.cells)
        assert len({found.cell for found in version.cells}) == len(version.cells)
