"""A report is looked for where it may be meant, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extractors.resolution.blocks import BlockIndex, blocks_of, searches_above, searches_below
from extractors.resolution.tiers import Tier, tier_of
from tests.builders import on, place, report, target
from tests.extractors.resolution.chronicle import BALOCHISTAN, KALAT, KUCHLAK, MUSAKHAIL, PAKISTAN, QUETTA, attack
from warehouse.records import Event, Report

ALI = (target("civilians", "person", "Ali Khan Baloch"),)
PAST: dict[str, Any] = {"timeframe": "background", "day": None}
YEARS_AGO = on("2019-01-01")
ADRIFT = place("a ship off the coast", country=None)
KABUL = place("Kabul", country="AFG", admin1="Kabul", lat=34.53, lon=69.17)


def told(what: Event, at: str = "2024-08-27T06:00", number: int = 1) -> Report:
    return report(number, at, what)


def tier(one: Report) -> Tier:
    found = tier_of(one)
    assert isinstance(found, Tier)
    return found


def finds(searcher: Report, other: Report) -> bool:
    """Whether one report looks for another of its own or of a more exact tier; the other way it is found, too."""
    searcher = replace(searcher, event_id="event-a", text_cluster="text-a")
    other = replace(other, event_id="event-b", text_cluster="text-b")
    above = BlockIndex(blocks_of(other, tier(other))).near(searches_above(searcher, tier(searcher)))
    if tier(searcher) is not tier(other):
        below = BlockIndex(blocks_of(searcher, tier(searcher))).near(searches_below(other, tier(other)))
        assert bool(above) is bool(below)
    return bool(above)


@pytest.mark.parametrize(
    ("searcher", "other", "is_found"),
    [
        (attack(QUETTA), attack(QUETTA), True),
        (attack(QUETTA), attack(KUCHLAK), True),
        (attack(QUETTA), attack(KALAT, day=on("2024-08-25")), False),
        (attack(QUETTA), attack(QUETTA, day=on("2024-08-27")), True),
        (attack(QUETTA), attack(QUETTA, day=on("2024-08-24")), False),
        (attack(BALOCHISTAN), attack(QUETTA), True),
        (attack(BALOCHISTAN), attack(KABUL), False),
        (attack(PAKISTAN), attack(BALOCHISTAN), True),
        (attack(QUETTA, day=None), attack(QUETTA), True),
        (attack(QUETTA, day=None), attack(QUETTA, day=on("2024-08-18")), False),
        (attack(None), attack(KABUL), True),
        (attack(QUETTA, timeframe="background", day=None), attack(QUETTA, day=on("2024-07-20")), True),
        (attack(QUETTA, timeframe="background", day=None), attack(KALAT, day=on("2024-07-20")), False),
        (attack(PAKISTAN, timeframe="background", day=None, killed=23), attack(QUETTA, killed=23), True),
        (attack(PAKISTAN, **PAST, killed=4), attack(QUETTA, day=YEARS_AGO, killed=4), False),
        (attack(PAKISTAN, **PAST, killed=23), attack(QUETTA, day=YEARS_AGO, killed=23), True),
        (attack(PAKISTAN, **PAST, targets=ALI), attack(QUETTA, day=YEARS_AGO, targets=ALI), True),
        (attack(ADRIFT), attack(QUETTA), True),
        (attack(PAKISTAN), attack(ADRIFT), True),
    ],
)  # fmt: skip
def test_where_reports_look_for_others(searcher: Event, other: Event, is_found: bool) -> None:
    assert finds(told(searcher), told(other)) is is_found


def test_copies_of_a_text_find_each_other_whatever_day_and_namesake_each_means() -> None:
    one, copy = told(attack(QUETTA)), told(attack(KABUL, day=YEARS_AGO))
    searches = searches_above(copy, Tier.CORE)
    assert BlockIndex(blocks_of(one, Tier.CORE)).near(searches) == {one.event_id}
    assert BlockIndex(blocks_of(replace(one, text_cluster="another"), Tier.CORE)).near(searches) == set()
    assert BlockIndex(blocks_of(told(attack(BALOCHISTAN)), Tier.LOOSE)).near(searches) == set()


def test_a_night_between_two_months_and_years_is_one_night() -> None:
    eve = told(attack(day=on("2024-12-31")), "2025-01-01T03:00")
    morning = told(attack(day=on("2025-01-01")), "2025-01-01T03:00")
    assert finds(eve, morning) and finds(morning, eve)


def test_towns_on_both_sides_of_the_date_line_are_neighbours() -> None:
    east, west = (place("Waiyevo", country="FJI", lat=-16.8, lon=lon) for lon in (179.98, -179.98))
    assert finds(told(attack(east)), told(attack(west)))


def test_where_nothing_is_known_of_a_place_but_its_name_it_lies_in_its_country() -> None:
    unknown = told(attack(place("Killi Sheikhan", admin1="Balochistan")))
    assert finds(unknown, told(attack(MUSAKHAIL)))


DAYS = st.dates(date(2023, 12, 1), date(2024, 9, 30)).flatmap(
    lambda first: st.integers(0, 40).map(lambda days: on(f"{first}", f"{first + timedelta(days=days)}", "week"))
)
MONDAYS = st.sampled_from([on("2024-08-26"), on("2004-08-28"), None])
REPORTS = st.builds(
    told,
    st.builds(
        attack,
        where=st.sampled_from([QUETTA, KUCHLAK, BALOCHISTAN, PAKISTAN, ADRIFT, KABUL, None]),
        day=st.one_of(MONDAYS, DAYS),
        timeframe=st.sampled_from(["current", "background"]),
        killed=st.sampled_from([None, 23]),
        targets=st.sampled_from([(), ALI]),
    ),
    st.sampled_from(["2024-08-27T06:00", "2024-08-23T06:00", "2024-10-25T06:00"]),
)


@settings(max_examples=600, deadline=None)
@given(REPORTS, REPORTS)
def test_whoever_looks_first_finds_the_other(one: Report, other: Report) -> None:
    """Of one tier each finds the other; of two the vaguer looks up and finds what looks down and finds it."""
    assume(all(isinstance(tier_of(report), Tier) for report in (one, other)))
    vague, exact = sorted((one, other), key=lambda report: list(Tier).index(tier(report)), reverse=True)
    if tier(vague) is not tier(exact):
        finds(vague, exact)
    elif tier(vague) is not Tier.FOLLOWER:
        assert finds(vague, exact) is finds(exact, vague)
