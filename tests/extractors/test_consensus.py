"""What is believed of each cell when sources disagree, and by which rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extractors.resolution.beliefs import Rule
from extractors.resolution.consensus import agree
from extractors.resolution.votes import Told
from tests.builders import actor, event, on, place, report, span, target, weapon
from warehouse.records import Count, Report

MUSAKHAIL = place("Musakhail", admin1="Balochistan", admin2="Musakhail", lat=30.86, lon=69.82, geonameid=1)
KALAT = place("Kalat", admin1="Balochistan", admin2="Kalat", lat=29.03, lon=66.59, geonameid=2)
KARACHI = place("Karachi", admin1="Sindh", lat=24.86, lon=67.01, geonameid=6)
BALOCHISTAN = place("Balochistan", "admin1", admin1="Balochistan", lat=28.5, lon=65.5, geonameid=4)
IS, ISKP = actor("islamic-state"), actor("islamic-state-khorasan-province")
TTP = actor("tehrik-i-taliban-pakistan")
POLICE, MEDIA = span("police said"), span("local media reported")


def told(*stated: dict[str, Any], publishers: tuple[str, ...] = ()) -> list[Report]:
    """Reports an hour apart, each of an outlet of its own unless named."""
    names = publishers or tuple(f"Outlet {n}" for n in range(len(stated)))
    return [
        report(n, f"2024-08-27T{n:02}:00", event(what.pop("kind", "Attack"), **what), name)
        for n, (what, name) in enumerate(zip(map(dict, stated), names, strict=True))
    ]


def believed(name: str, *stated: dict[str, Any], publishers: tuple[str, ...] = ()) -> tuple[Any, Rule]:
    found = getattr(agree(told(*stated, publishers=publishers)), name)
    return found.value, found.rule


def days(*firsts: Any) -> list[dict[str, Any]]:
    return [{"happened": on(first) if isinstance(first, str) else first} for first in firsts]


def places(*names: Any) -> list[dict[str, Any]]:
    return [{"place": name} for name in names]


def test_what_all_tell_is_told_alike() -> None:
    assert believed("day", *days("2024-08-26", "2024-08-26")) == (on("2024-08-26"), Rule.TOLD_ALIKE)


def test_most_independent_sources_are_believed() -> None:
    assert believed("day", *days("2024-08-25", "2024-08-26", "2024-08-26")) == (on("2024-08-26"), Rule.MOST_SOURCES)


def test_an_outlet_that_repeats_itself_is_one_source() -> None:
    stated = days("2024-08-25", "2024-08-25", "2024-08-25", "2024-08-26", "2024-08-26")
    publishers = ("Daily", "Daily", "Daily", "Herald", "Post")
    assert believed("day", *stated, publishers=publishers) == (on("2024-08-26"), Rule.MOST_SOURCES)


def test_a_day_is_believed_over_the_week_that_holds_it() -> None:
    week = on("2024-08-20", "2024-08-26", "week")
    assert believed("day", *days(week, week, "2024-08-26")) == (on("2024-08-26"), Rule.FINER)


def test_weeks_that_exclude_a_day_outnumber_it() -> None:
    week = on("2024-08-12", "2024-08-18", "week")
    assert believed("day", *days("2024-08-26", week)) == (on("2024-08-26"), Rule.FINER)
    assert believed("day", *days("2024-08-26", week, week)) == (week, Rule.MOST_SOURCES)


def test_a_week_speaks_for_the_days_in_it() -> None:
    week = on("2024-08-20", "2024-08-26", "week")
    assert believed("day", *days("2024-08-30", "2024-08-26", week)) == (on("2024-08-26"), Rule.MOST_SOURCES)


def test_days_without_a_year_say_nothing() -> None:
    assert agree(told(*days("--08-26"))).day is None


def test_a_town_is_believed_over_its_province() -> None:
    assert believed("place", *places(BALOCHISTAN, BALOCHISTAN, MUSAKHAIL)) == (MUSAKHAIL, Rule.FINER)


def test_a_town_elsewhere_is_outnumbered_by_a_province() -> None:
    assert believed("place", *places(KARACHI, BALOCHISTAN, BALOCHISTAN)) == (BALOCHISTAN, Rule.MOST_SOURCES)


def test_a_province_with_its_towns_outnumbers_a_town_elsewhere() -> None:
    value, rule = believed("place", *places(KARACHI, KARACHI, MUSAKHAIL, KALAT, BALOCHISTAN))
    assert (value, rule) == (MUSAKHAIL, Rule.FIRST_TOLD)


@pytest.mark.parametrize(("first", "second"), [(MUSAKHAIL, KALAT), (KALAT, MUSAKHAIL)])
def test_officials_decide_between_equals_else_what_was_told_first(first: Any, second: Any) -> None:
    assert believed("place", *places(first, second)) == (first, Rule.FIRST_TOLD)
    official = {"place": second, "attributed_to": POLICE}
    assert believed("place", {"place": first}, official) == (second, Rule.OFFICIAL)


def test_hearsay_counts_half() -> None:
    hearsay = {"place": KALAT, "attributed_to": MEDIA}
    assert believed("place", hearsay, {"place": MUSAKHAIL}) == (MUSAKHAIL, Rule.MOST_SOURCES)
    two = (hearsay, hearsay, {"place": MUSAKHAIL, "attributed_to": POLICE})
    assert believed("place", *two) == (MUSAKHAIL, Rule.OFFICIAL)


def test_the_more_precise_kind_is_believed_among_equals() -> None:
    kinds = [{"kind": "Attack"}, {"kind": "Suicide bomb"}]
    assert believed("kind", *kinds) == ("Suicide bomb", Rule.PRECISE_KIND)
    assert believed("kind", *kinds, {"kind": "Attack"}) == ("Attack", Rule.MOST_SOURCES)


def test_one_source_is_enough_for_what_happened_unless_it_is_hearsay() -> None:
    foiled, happened = {"status": "foiled"}, {"status": "occurred"}
    assert believed("status", foiled, foiled, happened) == ("occurred", Rule.HAPPENED)
    assert believed("status", foiled, {**happened, "attributed_to": MEDIA}) == ("foiled", Rule.OFFICIAL)
    assert believed("status", {**happened, "attributed_to": MEDIA}) == ("occurred", Rule.TOLD_ALIKE)


def test_a_name_is_believed_over_a_description() -> None:
    gunmen = {"perpetrators": (actor(None, "gunmen"),)}
    assert believed("perpetrator", gunmen, gunmen, {"perpetrators": (TTP,)}) == (TTP, Rule.NAMED)
    assert believed("claim", {"claimed_by": (actor(None, "militants"),)}, {"claimed_by": (TTP,)}) == (TTP, Rule.NAMED)


def test_a_branch_is_believed_over_its_organisation_and_both_speak_for_it() -> None:
    by = [{"perpetrators": (who,)} for who in (TTP, IS, ISKP)]
    assert believed("perpetrator", by[1], by[1], by[2]) == (ISKP, Rule.FINER)
    assert believed("perpetrator", *by) == (ISKP, Rule.FINER)


def test_who_is_only_suspected_counts_half() -> None:
    suspected = {"perpetrators": (replace(TTP, suspected=True),)}
    assert believed("perpetrator", suspected, {"perpetrators": (IS,)}) == (IS, Rule.MOST_SOURCES)


def test_who_is_hit_worst_is_the_target_among_equals() -> None:
    many, few = (replace(target(category), count=Count(n, n, n)) for category, n in (("civilians", 12), ("police", 1)))
    assert believed("target", {"targets": (few,)}, {"targets": (many,)}) == (many, Rule.WORST_HIT)
    told_by = ({"targets": (few,)}, {"targets": (many,)}, {"targets": (few,)})
    assert believed("target", *told_by) == (few, Rule.MOST_SOURCES)


def test_the_weapon_and_the_denial_of_most_are_believed() -> None:
    gun, knife = ({"weapons": (weapon(kind),)} for kind in ("firearm", "blade"))
    assert believed("weapon", knife, gun, gun) == (weapon("firearm"), Rule.MOST_SOURCES)
    denied = {"status": "denied", "perpetrators": (TTP,)}
    assert believed("denial", {"status": "occurred"}, denied) == (TTP, Rule.TOLD_ALIKE)
    assert believed("denial", {"status": "occurred"}, {"status": "denied"}) == (None, Rule.TOLD_ALIKE)


def test_follow_ups_decide_only_where_nothing_tells_it_as_news() -> None:
    old = {"timeframe": "background", "place": KALAT}
    assert believed("place", old) == (KALAT, Rule.TOLD_ALIKE)
    assert believed("place", old, old, {"place": MUSAKHAIL}) == (MUSAKHAIL, Rule.TOLD_ALIKE)


def test_a_copy_with_a_credit_makes_two_votes_one() -> None:
    first, second, third = told(*places(KALAT, KALAT, MUSAKHAIL))
    assert agree([first, second, third]).place == Told(KALAT, first, Rule.MOST_SOURCES)
    credited = [replace(first, agency="AFP"), replace(second, agency="AFP"), third]
    assert agree(credited).place == Told(KALAT, credited[0], Rule.FIRST_TOLD)


def test_among_equals_who_claims_it_is_believed_over_who_is_only_named() -> None:
    named, claimant = actor("al-qaeda"), actor("al-shabaab")
    told = agree([report(1, "2024-08-03T07:00", event("Suicide bomb", perpetrators=(named,), claimed_by=(claimant,)))])
    assert told.perpetrator is not None
    assert (told.perpetrator.value.actor, told.perpetrator.rule) == ("al-shabaab", Rule.CLAIMED)


def test_two_sources_that_accuse_are_believed_over_one_claim() -> None:
    accused, claimant = actor("tehrik-i-taliban-pakistan"), actor("balochistan-liberation-army")
    told = agree(
        [
            report(1, "2024-08-03T07:00", event(perpetrators=(accused,))),
            report(2, "2024-08-03T08:00", event(perpetrators=(accused,))),
            report(3, "2024-08-03T09:00", event(claimed_by=(claimant,))),
        ]
    )
    assert told.perpetrator is not None
    assert told.perpetrator.value.actor == "tehrik-i-taliban-pakistan"
