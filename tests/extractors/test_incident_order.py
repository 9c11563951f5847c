"""Whatever the order in which reports, readings and decisions come, the same incidents are known in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import on, people, report, span, target, weapon
from tests.extractors.resolution.chronicle import (
    ARMY,
    BALOCHISTAN,
    BLA,
    KALAT,
    KUCHLAK,
    MONDAY,
    MUSAKHAIL,
    NOW,
    PAKISTAN,
    QUETTA,
    QUETTA_DISTRICT,
    TTP,
    Chronicle,
    attack,
    told,
)
from warehouse.records import Report

SQUARE = replace(QUETTA, span=span("Zarghun Square in Quetta", 60))
NEAR_QUETTA = replace(QUETTA, precision="near")
NIGHT = on("2024-08-25", "2024-08-26")
WEEK = on("2024-08-26", "2024-09-01", "week")
EVENTS = st.builds(
    attack,
    where=st.sampled_from(
        [MUSAKHAIL, QUETTA, QUETTA, QUETTA, SQUARE, NEAR_QUETTA, KUCHLAK, KALAT, QUETTA_DISTRICT, BALOCHISTAN, PAKISTAN]
        + [None]
    ),
    kind=st.sampled_from(["Attack", "Attack", "Armed clash", "Suicide bomb", "Air/drone strike", "Arrests"]),
    day=st.sampled_from(
        [MONDAY, MONDAY, MONDAY, on("2024-08-25"), on("2024-08-27"), NIGHT, WEEK, None, on("2024-09-20")]
    ),
    status=st.sampled_from(["occurred"] * 5 + ["foiled", "denied", "planned"]),
    timeframe=st.sampled_from(["current"] * 4 + ["background"]),
    killed=st.sampled_from([None, None, 0, 1, 5, 11, 23, 73, people(None, low=24)]),
    perpetrators=st.sampled_from([(), (), (BLA,), (TTP,), (ARMY,)]),
    targets=st.sampled_from([(), (target("civilians"),), (target("civilians", "person", "Ali Khan Baloch"),)]),
    weapons=st.sampled_from([(), (weapon("firearm"),)]),
)
WORDS = st.sampled_from([(), (), ("zarghun", "minibus"), ("zarghun", "minibus", "courthouse"), ("checkpost",)])
BESIDE = st.sampled_from([(), (), ("2024-08-25",), ("2024-08-27",)])


@st.composite
def worlds(draw: st.DrawFn, least: int = 2, most: int = 10) -> list[Report]:
    """Reports of a few days around some towns; some are copies of one text, some texts are withdrawn."""
    count = draw(st.integers(least, most))
    made = []
    for number in range(count):
        hour = draw(st.integers(0, 72))
        text = draw(st.sampled_from([None, None, None, "text-a", "text-b"]))
        at = f"2024-08-{26 + hour // 24:02}T{hour % 24:02}:00"
        one = report(number, at, draw(EVENTS), draw(st.sampled_from([None, None, "Daily"])), text)
        withdrawn = draw(st.sampled_from([None] * 7 + [NOW]))
        agency = draw(st.sampled_from([None, None, "AFP"]))
        beside = replace(one, rare_words=draw(WORDS), other_days=draw(BESIDE), agency=agency, withdrawn_at=withdrawn)
        made.append(beside)
    return made


@st.composite
def arrivals(draw: st.DrawFn, reports: Sequence[Report]) -> list[list[Report]]:
    """The reports in some order and some batches."""
    order = draw(st.permutations(reports))
    batches: list[list[Report]] = []
    for one in order:
        if not batches or draw(st.booleans()):
            batches.append([])
        batches[-1].append(one)
    return batches


def assert_same(one: Chronicle, other: Chronicle) -> None:
    """Both know the same incidents, histories and near merges, and left the same reports aside for the same reasons."""
    assert one.groups == other.groups
    assert one.reasons == other.reasons
    assert one.facts == other.facts
    assert one.near == other.near
    assert_sound(one)


def assert_sound(chronicle: Chronicle) -> None:
    """Every report is in one incident or left for one reason, and no version of an incident runs before another."""
    world = chronicle.world
    members = [event for rows in world.members.values() for event in rows]
    assert sorted([*members, *world.reasons]) == sorted(world.told)
    assert {event: name for name, rows in world.members.items() for event in rows} == world.home
    for incident in chronicle.incidents:
        assert {r.event_id for r in incident.reports} == set(world.members[incident.incident_id])
        assert incident.incident_id not in world.leads_to


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_order_and_any_batching_end_in_the_same_incidents(data: st.DataObject) -> None:
    reports = data.draw(worlds())
    chronicle = Chronicle()
    for batch in data.draw(arrivals(reports)):
        chronicle.tell(*batch)
    assert_same(chronicle, told(*reports))
