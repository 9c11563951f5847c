"""Vaguer reports go where they mean, or where a person put them or what they are tied to."""

from __future__ import annotations

from extractors.resolution.bonds import NO_BONDS, Bonds
from extractors.resolution.clustering import BOUND, FOUNDED, Joined, cluster_of
from extractors.resolution.placing import Placed, Play, place_all
from extractors.resolution.tiers import Reason, Tier
from tests.builders import place, report
from tests.extractors.resolution.chronicle import BALOCHISTAN, KALAT, MUSAKHAIL, attack
from warehouse.records import Report

SINDH = place("Sindh", "admin1", admin1="Sindh")
CORE = report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23))
BESIDE = report(2, "2024-08-26T07:00", attack(KALAT, killed=1))
MEANT = report(3, "2024-08-26T08:00", attack(BALOCHISTAN, killed=23))
ELSEWHERE = report(4, "2024-08-26T09:00", attack(SINDH, killed=3))


def play(*reports: Report, tier: Tier = Tier.CORE) -> Play:
    return Play(cluster_of([Joined(one, None, FOUNDED) for one in reports], "component"), tier, None)


def bonds(*groups: tuple[Report, ...], apart: bool = False) -> Bonds:
    """Each of `groups` tied, and perhaps kept apart from one another."""
    names = "abc"[: len(groups)]
    tied = {one.event_id: name for name, group in zip(names, groups, strict=True) for one in group}
    return Bonds(tied, frozenset({frozenset(names)}) if apart else frozenset())


def placed(asked: list[Report], plays: list[Play], bonds: Bonds = NO_BONDS, tier: Tier = Tier.LOOSE) -> Placed:
    return place_all({one.event_id: one for one in asked}, tier, plays, bonds)


def test_a_report_is_placed_in_what_it_means_and_says_why() -> None:
    one, other = play(CORE), play(BESIDE)
    assert placed([MEANT, ELSEWHERE], [one, other]).none == [ELSEWHERE]
    [(joined, tier)] = one.placed.values()
    assert (joined.report, tier) == (MEANT, Tier.LOOSE) and joined.probability is not None
    assert other.placed == {}


def test_what_is_asked_anew_leaves_where_it_was() -> None:
    one = play(BESIDE)
    one.placed[ELSEWHERE.event_id] = (Joined(ELSEWHERE, None, ""), Tier.LOOSE)
    assert placed([ELSEWHERE], [one]).none == [ELSEWHERE]
    assert one.placed == {}


def test_what_is_tied_to_a_cluster_is_placed_in_it_wherever_it_lies() -> None:
    one = play(CORE)
    assert placed([ELSEWHERE], [one], bonds((CORE, ELSEWHERE))).none == []
    [(joined, _)] = one.placed.values()
    assert joined.because == BOUND


def test_reports_that_are_tied_go_together() -> None:
    one = play(CORE)
    found = placed([MEANT, ELSEWHERE], [one], bonds((MEANT, ELSEWHERE)))
    assert (found.none, set(one.placed)) in (
        ([], {MEANT.event_id, ELSEWHERE.event_id}),
        ([MEANT, ELSEWHERE], set()),
    )


def test_reports_that_are_kept_apart_are_not_placed_in_one_cluster() -> None:
    again = report(5, "2024-08-26T10:00", attack(BALOCHISTAN, killed=23))
    one = play(CORE)
    assert placed([MEANT, again], [one], bonds((MEANT,), (again,), apart=True)).none == [again]
    assert set(one.placed) == {MEANT.event_id}


def test_what_a_person_spoke_of_is_one_by_itself_where_it_could_mean_several() -> None:
    vague = report(6, "2024-08-26T10:00", attack(BALOCHISTAN))
    plays = [play(CORE), play(BESIDE)]
    assert placed([vague], plays).left == {vague.event_id: (vague, Reason.FITS_SEVERAL)}
    assert placed([vague], plays, bonds((vague,))).none == [vague]


def test_loose_reports_are_placed_in_clusters_of_core_reports_only_and_followers_in_any() -> None:
    loose = play(MEANT, tier=Tier.LOOSE)
    again = report(5, "2024-08-26T10:00", attack(BALOCHISTAN, killed=23))
    assert placed([again], [loose]).none == [again]
    follower = report(7, "2024-08-27T10:00", attack(BALOCHISTAN, timeframe="background", killed=23))
    assert placed([follower], [loose], tier=Tier.FOLLOWER).none == []
    assert set(loose.placed) == {follower.event_id}


def test_followers_wait_for_loose_reports_and_not_the_other_way_round() -> None:
    """A follower that is already in a cluster keeps no loose report from it."""
    follower = report(7, "2024-08-27T10:00", attack(timeframe="background"))
    one = play(CORE)
    one.placed[follower.event_id] = (Joined(follower, None, ""), Tier.FOLLOWER)
    assert placed([MEANT], [one], bonds((MEANT,), (follower,), apart=True)).none == []
