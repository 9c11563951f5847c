"""Core reports make clusters around cores; vaguer ones are placed, or left for a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from extractors.resolution.bonds import NO_BONDS, Bonds
from extractors.resolution.clustering import (
    BOUND,
    COPY,
    CORE,
    FOUNDED,
    Cluster,
    Joined,
    cluster,
    cluster_of,
)
from extractors.resolution.copies import with_copies
from extractors.resolution.links import Links
from extractors.resolution.placing import place
from extractors.resolution.tiers import Reason, Tier
from tests.builders import on, report, span, weapon
from tests.extractors.resolution.chronicle import (
    BALOCHISTAN,
    BLA,
    KALAT,
    MUSAKHAIL,
    PAKISTAN,
    QUETTA,
    TTP,
    attack,
    number,
)
from warehouse.records import Event, Report

MOSQUE = replace(QUETTA, span=span("the Hanafi mosque in Quetta", 60))
COURT = replace(QUETTA, span=span("the Sariab courthouse in Quetta", 60))
AMBUSH = attack(COURT, "Armed clash", perpetrators=(BLA,), killed=40, weapons=(weapon("firearm"),))
BOMB = attack(MOSQUE, "Suicide bomb", perpetrators=(TTP,), killed=3, weapons=(weapon("explosive"),))


def reports(*told: Event, text: str | None = None) -> list[Report]:
    """One report an hour."""
    return [report(n, f"2024-08-26T{n:02}:00", what, text=text) for n, what in enumerate(told, 1)]


def clusters(told: Sequence[Report], bonds: Bonds = NO_BONDS) -> list[list[int]]:
    made = cluster(told, Tier.CORE, {}, bonds, Links())
    return [[number(joined.report) for joined in one.joined] for one in made.clusters]


def of(*told: Report) -> Cluster:
    return cluster_of([Joined(one, None, FOUNDED) for one in told], "component")


def test_clusters_are_in_order_of_their_first_report_and_so_are_their_reports() -> None:
    told = reports(BOMB, AMBUSH, BOMB, AMBUSH)
    assert clusters(told) == clusters(told[::-1]) == [[1, 3], [2, 4]]


def test_a_report_says_how_it_joined() -> None:
    told = reports(BOMB, BOMB)
    copy = replace(told[0], event_id="event-copy", article_id="article-0003", reported_at=told[1].reported_at)
    [made] = cluster([*told, copy], Tier.CORE, {}, NO_BONDS, Links()).clusters
    how = {number(joined.report): joined for joined in made.joined}
    assert (how[1].because, how[1].probability, how[3].because) == (FOUNDED, None, COPY)
    assert (how[2].probability or 0) > 0.5 and "Suicide bomb" in how[2].because


def test_reports_that_are_linked_over_others_are_of_one_component_and_others_of_another() -> None:
    told = reports(BOMB, BOMB, attack(KALAT))
    made = cluster(told, Tier.CORE, {}, NO_BONDS, Links()).clusters
    assert [one.component for one in made] == [told[0].event_id, told[2].event_id]


def test_what_was_of_one_component_stays_so() -> None:
    told = reports(BOMB, attack(KALAT))
    known = {one.event_id: "one component" for one in told}
    assert {one.component for one in cluster(told, Tier.CORE, known, NO_BONDS, Links()).clusters} == {told[0].event_id}


def test_a_cluster_shows_its_first_reports_whatever_comes_later() -> None:
    """A hundred later reports of another toll do not move the core of an incident."""
    first = reports(*[attack(killed=9)] * CORE)
    later = [report(n, f"2024-08-27T{n // 4:02}:00", attack(killed=60)) for n in range(20, 60)]
    assert of(*first, *later).portrait == of(*first).portrait


def test_of_very_many_texts_each_is_in_one_cluster() -> None:
    told = [report(n, f"2024-08-26T{n // 10:02}:{n % 10:02}", BOMB) for n in range(1, 101)]
    [numbers] = clusters(told)
    assert numbers == list(range(1, 101))


def test_what_people_tied_is_one_cluster_and_what_they_took_apart_two() -> None:
    told = reports(BOMB, BOMB, attack(KALAT))
    first, second, third = (one.event_id for one in told)
    tied = Bonds({first: "a", third: "a"}, frozenset())
    assert [1, 3] in [[n for n in one if n in (1, 3)] for one in clusters(told, tied)]
    apart = Bonds({first: "a", second: "b"}, frozenset({frozenset({"a", "b"})}))
    assert clusters(told, apart) == [[1], [2], [3]]
    [made, *_] = cluster(told, Tier.CORE, {}, tied, Links()).clusters
    assert made.joined[0].because == BOUND


def test_copies_are_together_unless_people_took_them_apart() -> None:
    told = reports(BOMB, BOMB, BOMB, text="wire")
    assert [len(same) for same in with_copies(told)] == [3]
    first, second, third = told
    apart = Bonds({first.event_id: "a", third.event_id: "b"}, frozenset({frozenset({"a", "b"})}))
    assert with_copies(told, apart) == [[first, second], [third]]
    tied = Bonds({third.event_id: "a"}, frozenset())
    assert with_copies(told, tied) == [[third, first, second]]


def test_a_pair_is_compared_once_in_whatever_order() -> None:
    one, other = reports(BOMB, BOMB)
    links = Links()
    links.add([one, other])
    assert links.fit(one.event_id, other.event_id) is links.fit(other.event_id, one.event_id)
    assert links.are_linked(one.event_id, other.event_id)


def test_attacks_that_nothing_links_are_no_pair_and_not_nearly_one() -> None:
    assert cluster(reports(BOMB, attack(KALAT)), Tier.CORE, {}, NO_BONDS, Links()).near == ()


def test_what_a_person_took_apart_is_not_nearly_one_however_alike() -> None:
    told = reports(BOMB, BOMB)
    apart = Bonds({told[0].event_id: "a", told[1].event_id: "b"}, frozenset({frozenset({"a", "b"})}))
    made = cluster(told, Tier.CORE, {}, apart, Links())
    assert (len(made.clusters), made.near) == (2, ())


def placed(what: Event, *near: Cluster) -> Cluster | Reason | None:
    found = place([report(50, "2024-08-26T20:00", what)], near)
    return found[0] if isinstance(found, tuple) else found


def test_a_vague_report_joins_the_only_attack_that_it_can_mean() -> None:
    [one] = reports(attack(MUSAKHAIL, killed=23))
    assert placed(attack(BALOCHISTAN, killed=23), of(one)) == of(one)
    assert placed(attack(BALOCHISTAN)) is None


def test_of_several_it_joins_the_one_that_its_toll_points_at() -> None:
    one, other = (of(single) for single in reports(attack(MUSAKHAIL, killed=23), attack(KALAT, killed=1)))
    assert placed(attack(BALOCHISTAN, killed=23), one, other) == one
    assert placed(attack(BALOCHISTAN), one, other) is Reason.FITS_SEVERAL
    assert placed(attack(BALOCHISTAN, killed=73), one, other) is Reason.SUMS_UP_SEVERAL


def test_what_says_of_another_country_means_none() -> None:
    [one] = reports(attack(MUSAKHAIL, killed=23))
    assert placed(attack(replace(PAKISTAN, name="India", country="IND")), of(one)) is None


def test_of_a_town_of_daily_attacks_each_is_compared_with_those_of_its_days_alone() -> None:
    days = [on(f"{date(2024, 6, 1) + timedelta(days=number)}") for number in range(90)]
    told = [report(n, f"{day.first}T12:00", attack(QUETTA, day=day, killed=3)) for n, day in enumerate(days)]
    links = Links()
    links.add(told)
    linked = links.among(told, Tier.CORE)
    assert [{number(one) for one in told if one.event_id in linked[event.event_id]} for event in told[:3]] == [
        {1},
        {0, 2},
        {1, 3},
    ]
    made = cluster(told, Tier.CORE, {}, NO_BONDS, Links())
    assert len({one.component for one in made.clusters}) == 1
