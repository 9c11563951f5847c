"""Whatever the order in which reports, readings and decisions come, the same incidents are known in the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.decisions import merged, split
from tests.builders import on, people, place, report, span, target, weapon
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
    number,
    told,
)
from warehouse.records import Incident, Report

SQUARE = replace(QUETTA, span=span("Zarghun Square in Quetta", 60))
NEAR_QUETTA = replace(QUETTA, precision="near")
NAMESAKE = replace(KALAT, span=QUETTA.span)
TODAY, TODAY_LATER = (replace(on(day), span=span("today", 40)) for day in ("2024-08-26", "2024-08-28"))
NIGHT = on("2024-08-25", "2024-08-26")
WEEK, LONG = on("2024-08-26", "2024-09-01", "week"), on("2024-08-20", "2024-08-31", "week")
ADRIFT = place("a ship off the coast", country=None)
PLACES = [MUSAKHAIL, QUETTA, QUETTA, QUETTA, SQUARE, NEAR_QUETTA, KUCHLAK, KALAT, NAMESAKE]
AROUND = [on("2024-08-25"), on("2024-08-27"), NIGHT, TODAY, TODAY_LATER]
DAYS = [MONDAY, MONDAY, MONDAY, *AROUND, WEEK, LONG, None, on("2024-09-20")]
EVENTS = st.builds(
    attack,
    where=st.sampled_from([*PLACES, QUETTA_DISTRICT, BALOCHISTAN, PAKISTAN, ADRIFT, None]),
    kind=st.sampled_from(["Attack", "Attack", "Armed clash", "Suicide bomb", "Air/drone strike", "Arrests"]),
    day=st.sampled_from(DAYS),
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
def accounts(draw: st.DrawFn, number: int) -> Report:
    """Report `number` of some attack: perhaps a copy of a text, perhaps withdrawn by its outlet."""
    hour = draw(st.integers(0, 72))
    text = draw(st.sampled_from([None, None, None, "text-a", "text-b"]))
    at = f"2024-08-{26 + hour // 24:02}T{hour % 24:02}:00"
    one = report(number, at, draw(EVENTS), draw(st.sampled_from([None, None, "Daily"])), text)
    withdrawn, agency = draw(st.sampled_from([None] * 7 + [NOW])), draw(st.sampled_from([None, None, "AFP"]))
    return replace(one, rare_words=draw(WORDS), other_days=draw(BESIDE), agency=agency, withdrawn_at=withdrawn)


def worlds(most: int) -> st.SearchStrategy[list[Report]]:
    """Reports of three days around a few towns."""
    return st.integers(2, most).flatmap(lambda count: st.tuples(*map(accounts, range(count))).map(list))


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
    reports = data.draw(worlds(12))
    chronicle = Chronicle()
    for batch in data.draw(arrivals(reports)):
        chronicle.tell(*batch)
    assert_same(chronicle, told(*reports))


@settings(max_examples=100, deadline=None)
@given(worlds(8))
def test_a_rerun_writes_nothing_new(reports: list[Report]) -> None:
    chronicle = told(*reports)
    before = {incident.incident_id: incident for incident in chronicle.incidents}
    chronicle.tell(touched=before)
    assert chronicle.last is not None and not (chronicle.last.forwards or chronicle.last.founded)
    assert {incident.incident_id: incident for incident in chronicle.incidents} == before


class History:
    """What happens to reports of a world, in some order, and what they are in the end."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], reports: list[Report]) -> None:
        self._draw = draw
        self._waiting = reports
        self._steps = 0
        self.chronicle = Chronicle()

    def step(self) -> None:
        """One thing that happens."""
        self._steps += 1
        told = sorted(self.chronicle.world.told.values(), key=number)
        incidents = self.chronicle.incidents
        possible: list[Callable[[], object]] = []
        if self._waiting:
            possible += [self._tell] * 4
        if told:
            possible += [lambda: self._read_again(told), lambda: self._change(told)]
        if len(incidents) > 1:
            possible.append(lambda: self._merge(incidents))
        if any(len(incident.reports) > 1 for incident in incidents):
            possible.append(lambda: self._split(incidents))
        if self.chronicle.decisions:
            possible.append(lambda: self.chronicle.undo(self._draw(st.sampled_from(self.chronicle.decisions))))
        if possible:
            self._draw(st.sampled_from(possible))()

    def _tell(self) -> None:
        count = self._draw(st.integers(1, 3))
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        self.chronicle.tell(*batch)

    def _read_again(self, told: Sequence[Report]) -> None:
        old = self._draw(st.sampled_from(told))
        found = self._draw(st.sampled_from([old, None]) | accounts(number(old)))
        renamed = found and replace(found, event_id=f"{found.event_id}-{self._steps}")
        self.chronicle.read_again({old.event_id: renamed})

    def _change(self, told: Sequence[Report]) -> None:
        old = self._draw(st.sampled_from(told))
        ways: list[dict[str, Any]] = [{"withdrawn_at": NOW}, {"text_cluster": "text-a"}, {"agency": "AFP"}]
        self.chronicle.change(replace(old, **self._draw(st.sampled_from(ways))))

    def _merge(self, incidents: Sequence[Incident]) -> None:
        one, other = self._draw(st.permutations(incidents))[:2]
        self.chronicle.decide(merged(one, other, [], "one attack", self._moment))

    def _split(self, incidents: Sequence[Incident]) -> None:
        whole = self._draw(st.sampled_from([incident for incident in incidents if len(incident.reports) > 1]))
        out = self._draw(st.sets(st.sampled_from([r.article_id for r in whole.reports]), min_size=1))
        if len(out) < len(whole.reports):
            self.chronicle.decide(split(whole, sorted(out), [], "two attacks", self._moment))

    @property
    def _moment(self) -> datetime:
        return NOW + timedelta(minutes=self._steps)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_readings_changes_and_decisions_in_any_order_end_in_what_is_told_at_once(data: st.DataObject) -> None:
    history = History(data.draw, data.draw(worlds(8)))
    for _ in range(data.draw(st.integers(2, 14))):
        history.step()
    lived = history.chronicle
    assert_same(lived, lived.over())
    assert_decisions_hold(lived)


def assert_decisions_hold(chronicle: Chronicle) -> None:
    """What people tied is in one incident where it is in any, what they took apart is in two."""
    bonds, home = chronicle.bonds, chronicle.world.home
    spoken_of = [event for event in bonds.group_of if event in home]
    for one, other in combinations(spoken_of, 2):
        groups = bonds.group_of[one], bonds.group_of[other]
        if groups[0] == groups[1]:
            assert home[one] == home[other]
        if not bonds.may_be_one([groups[0]], [groups[1]]):
            assert home[one] != home[other]
