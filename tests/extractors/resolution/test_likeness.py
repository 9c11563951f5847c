"""Two portraits to how surely they are of one attack: what rules it out, what speaks for it, what is shared."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.resolution.copies import copy_key
from extractors.resolution.likeness import Likeness, day_fit, knowledge, lies_inside, likeness
from extractors.resolution.likeness_details import details
from extractors.resolution.portraits import Portrait, portrait
from tests.builders import actor, on, place, report, span, target, weapon
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
    TTP,
    attack,
)
from warehouse.records import Event, When

ALI = (target("civilians", "person", "Ali Khan Baloch"),)
MOSQUE = replace(QUETTA, span=span("the Hanafi mosque in Quetta", 60))
COURT = replace(QUETTA, span=span("the Sariab courthouse in Quetta", 60))

BY_BLA, BY_TTP = attack(perpetrators=(BLA,)), attack(perpetrators=(TTP,))
AT_A_SCHOOL, AT_A_BANK = (attack(targets=(target(what, "property"),)) for what in ("school", "bank"))


def shown(told: Event, number: int = 1, **beside: object) -> Portrait:
    """What one report shows."""
    return portrait([replace(report(number, f"2024-08-26T{number:02}:00", told), **beside)])  # type: ignore[arg-type]


def like(one: Event, other: Event) -> Likeness | None:
    return likeness(shown(one, 1), shown(other, 2))


def score(one: Event, other: Event) -> float:
    found = like(one, other)
    assert found is not None
    return found.score


def told_of(one: Event, other: Event) -> set[str]:
    """The names of the details of two events."""
    return {detail.name for detail in details(shown(one, 1), shown(other, 2))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (attack(MUSAKHAIL), attack(KALAT)),
        (attack(day=MONDAY), attack(day=on("2024-08-28"))),
        (attack(MUSAKHAIL), attack(replace(MUSAKHAIL, country="IND"))),
        (attack(BALOCHISTAN, "Suicide bomb"), attack(MUSAKHAIL, "Mob violence")),
        (attack(BALOCHISTAN, perpetrators=(BLA,)), attack(MUSAKHAIL, perpetrators=(TTP,))),
        (attack(BALOCHISTAN, killed=60), attack(MUSAKHAIL, killed=9)),
    ],
    ids=["towns", "days", "countries", "kinds in a province", "actors in a province", "tolls in a province"],
)
def test_what_rules_one_attack_out(one: Event, other: Event) -> None:
    assert like(one, other) is None and like(other, one) is None


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ((attack(killed=23), attack(killed=23)), (attack(killed=23), attack(killed=2))),
        ((attack(killed=2), attack(killed=9)), (attack(killed=9), attack(killed=2))),
        ((attack(targets=ALI), attack(targets=ALI)), (attack(), attack())),
        ((attack(), attack()), (attack(), attack(day=on("2024-08-27")))),
        ((attack(QUETTA), attack(QUETTA)), (attack(QUETTA), attack(KUCHLAK))),
        ((attack(MOSQUE), attack(MOSQUE)), (attack(MOSQUE), attack(COURT))),
        ((BY_BLA, BY_BLA), (BY_BLA, BY_TTP)),
        ((attack(), attack()), (attack(status="foiled"), attack(killed=3))),
        ((attack(), attack()), (attack(), attack(kind="Air/drone strike"))),
    ],
    ids=["toll", "tolls rise", "a victim's name", "day", "town", "spot", "actor", "foiled", "kind"],
)  # fmt: skip
def test_what_makes_one_attack_likelier(more: tuple[Event, Event], less: tuple[Event, Event]) -> None:
    assert score(*more) > score(*less)


def test_what_one_text_tells_twice_is_less_likely_one() -> None:
    one, other = shown(attack(MOSQUE), 1, text_cluster="one"), shown(attack(COURT), 2, text_cluster="one")
    apart = likeness(one, replace(other, texts=frozenset({"another"})))
    together = likeness(one, other)
    assert apart is not None and together is not None and together.score < apart.score


def test_a_text_that_tells_of_the_other_day_beside_is_less_likely_of_one() -> None:
    monday = shown(attack(), 1)
    tuesday, beside = (shown(attack(day=on("2024-08-27")), 2, other_days=days) for days in ((), ("2024-08-26",)))
    next_day, told_beside = likeness(monday, tuesday), likeness(monday, beside)
    assert next_day is not None and told_beside is not None and told_beside.score < next_day.score


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        (attack(killed=23), attack(killed=23), "killed_equal_many"),
        (attack(killed=3), attack(killed=3), "killed_equal_some"),
        (attack(killed=1), attack(killed=1), "killed_equal_one"),
        (attack(killed=0), attack(killed=0), "killed_equal_none"),
        (attack(killed=23), attack(killed=25), "killed_near"),
        (attack(killed=2), attack(killed=9), "killed_apart"),
        (attack(killed=9), attack(killed=2), "killed_falls"),
        (attack(injured=0), attack(killed=6), "harm_apart"),
        (attack(status="foiled"), attack(killed=4), "status_apart"),
        (attack(targets=ALI), attack(targets=ALI), "name_same"),
        (attack(perpetrators=(BLA,)), attack(perpetrators=(BLA,)), "actor_same"),
        (attack(perpetrators=(BLA,)), attack(perpetrators=(TTP,)), "actor_apart"),
        (
            attack(perpetrators=(actor("balochistan-liberation-army", suspected=True),)),
            attack(perpetrators=(TTP,)),
            "suspect_apart",
        ),
        (attack(weapons=(weapon("firearm"),)), attack(weapons=(weapon("explosive"),)), "weapon_apart"),
        (AT_A_SCHOOL, AT_A_BANK, "property_apart"),
    ],
)  # fmt: skip
def test_details_have_names(one: Event, other: Event, name: str) -> None:
    assert name in told_of(one, other)
    assert name in knowledge()


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        (
            attack(kind="Armed clash", perpetrators=(BLA,)),
            attack(kind="Armed clash", perpetrators=(ARMY,)),
            "actor_apart",
        ),
        (attack(killed=9), attack(), "killed_apart"),
        (attack(perpetrators=(BLA,)), attack(), "actor_apart"),
        (attack(injured=0), attack(), "harm_apart"),
    ],
    ids=["each side of a fight", "no toll", "nobody named", "nothing said of harm"],
)
def test_what_is_no_contradiction(one: Event, other: Event, name: str) -> None:
    assert name not in told_of(one, other)


@pytest.mark.parametrize(
    ("a", "b", "fit"),
    [
        (MONDAY, MONDAY, "same"),
        (MONDAY, on("2024-08-27"), "next"),
        (MONDAY, on("2024-08-28"), None),
        (MONDAY, on("2024-08-25", "2024-08-26"), "overlap"),
        (on("2024-08-26", "2024-09-01", "week"), on("2024-08-26", "2024-09-01", "week"), "overlap"),
        (on("2024-12-31"), on("2025-01-01"), "next"),
        (MONDAY, None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_how_days_fit(a: When | None, b: When | None, fit: str | None) -> None:
    assert day_fit(a, b) == day_fit(b, a) == fit


def test_the_probability_is_that_of_the_score_and_words_say_why() -> None:
    found = like(attack(killed=23, targets=ALI), attack(killed=23, targets=ALI))
    assert found is not None
    assert found.probability == pytest.approx(1 / (1 + exp(-found.score)))
    assert found.because.startswith("in Musakhail; on 2024-08-26; ")
    assert "both name Ali Khan Baloch" in found.because
    assert found.is_pointed
    plain = like(attack(), attack())
    assert plain is not None and not plain.is_pointed


def test_what_lies_inside_a_province_may_be_summed_up_by_it() -> None:
    province, town = shown(attack(BALOCHISTAN)), shown(attack(MUSAKHAIL))
    assert lies_inside(town, province) and not lies_inside(province, town)
    assert not lies_inside(shown(attack(place("Lahore", admin1="Punjab", lat=31.5, lon=74.3))), province)
    assert lies_inside(town, shown(attack(PAKISTAN)))


def test_copies_share_words_for_the_event_and_its_numbers() -> None:
    one = report(1, "2024-08-26T06:00", attack(killed=23), text="wire")
    copy = report(2, "2024-08-26T08:00", attack(killed=23), text="wire")
    redated = report(
        3, "2024-08-28T08:00", attack(day=replace(on("2024-08-28"), span=MONDAY.span), killed=23), text="wire"
    )
    namesake = report(3, "2024-08-26T08:00", attack(replace(KALAT, span=MUSAKHAIL.span), killed=23), text="wire")
    assert copy_key(one) == copy_key(copy) == copy_key(redated) == copy_key(namesake)
    for other in (
        report(3, "2024-08-26T08:00", attack(killed=24), text="wire"),
        report(3, "2024-08-26T08:00", attack(KALAT, killed=23), text="wire"),
        report(3, "2024-08-26T08:00", attack(killed=23), text="another"),
        replace(copy, withdrawn_at=NOW),
    ):
        assert copy_key(one) != copy_key(other)


EVENTS = st.builds(
    attack,
    where=st.sampled_from([MOSQUE, COURT, KUCHLAK, MUSAKHAIL, BALOCHISTAN, PAKISTAN, None]),
    kind=st.sampled_from(["Attack", "Armed clash", "Suicide bomb"]),
    day=st.sampled_from([MONDAY, on("2024-08-27"), None]),
    killed=st.sampled_from([None, 0, 3, 23]),
    perpetrators=st.sampled_from([(), (BLA,), (TTP,)]),
    targets=st.sampled_from([(), ALI]),
)


@settings(max_examples=200, deadline=None)
@given(EVENTS, EVENTS)
def test_likeness_is_the_same_in_both_directions(one: Event, other: Event) -> None:
    first, second = like(one, other), likeness(shown(other, 2), shown(one, 1))
    assert (first is None) is (second is None)
    if first is not None and second is not None:
        assert first.score == pytest.approx(second.score)
