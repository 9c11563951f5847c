"""Reports join the attack they tell of, and no other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extractors.decisions import merged, split
from extractors.resolution.tiers import Reason
from tests.builders import actor, event, on, people, place, report, span, target, weapon
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
    Chronicle,
    attack,
    told,
)
from warehouse.records import Event, Incident, Report

SUNDAY, TUESDAY, WEDNESDAY = on("2024-08-25"), on("2024-08-27"), on("2024-08-28")
MOSQUE = replace(QUETTA, span=span("the Hanafi mosque in Quetta", 60))
COURT = replace(QUETTA, span=span("the Sariab courthouse in Quetta", 60))

# Texts of two attacks share no rare word.
ITS_WORDS = ("ambush", "convoy", "highway", "hostages", "minibus", "passengers", "ravine", "roadblock")
OTHER_WORDS = ("bazaar", "checkpost", "courthouse", "curfew", "motorcycle", "procession", "shrine", "shutters")


def groups(*reports: Report) -> set[frozenset[int]]:
    return told(*reports).groups


def one(*reports: Report) -> Incident:
    [incident] = told(*reports).incidents
    return incident


def together(*numbers: int) -> frozenset[int]:
    return frozenset(numbers)


def test_two_outlets_on_one_attack_are_one_incident() -> None:
    first = report(1, "2024-08-26T06:00", attack(killed=22))
    second = report(2, "2024-08-26T09:00", attack(killed=23, perpetrators=(BLA,)))
    incident = one(second, first)
    latest = incident.versions[-1]
    assert [r.event_id for r in incident.reports] == [first.event_id, second.event_id]
    assert (incident.founded_at, latest.killed_best, latest.sources) == (first.reported_at, 23, 2)
    assert latest.perpetrator_key == "balochistan-liberation-army"


AMBUSH = attack(kind="Armed clash", perpetrators=(BLA,), killed=40, weapons=(weapon("firearm"),))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (attack(MUSAKHAIL), attack(KALAT)),
        (attack(killed=90), attack(killed=2)),
        (attack(day=MONDAY), attack(day=WEDNESDAY)),
        (AMBUSH, attack(kind="Suicide bomb", perpetrators=(TTP,), killed=2, weapons=(weapon("explosive"),))),
        (AMBUSH, attack(kind="Remote explosive/landmine/IED", status="foiled", weapons=(weapon("explosive"),))),
        (attack(MUSAKHAIL), attack(place("Musakhail", country="IND", admin1="Punjab", lat=31.0, lon=76.0))),
        (attack(MUSAKHAIL), attack(place("Musakhail", admin1="Punjab", lat=32.6, lon=71.7))),
        (AMBUSH, attack(day=TUESDAY, killed=3, weapons=(weapon("explosive"),))),
    ],
    ids=["towns", "tolls", "days", "all but the town", "foiled", "countries", "two villages of one name", "next day"],
)
def test_attacks_whose_facts_differ_stay_two(left: Event, right: Event) -> None:
    reports = [report(1, "2024-08-28T06:00", left), report(2, "2024-08-29T07:00", right)]
    texts = zip(reports, (ITS_WORDS, OTHER_WORDS), strict=True)
    assert groups(*(replace(one, rare_words=words) for one, words in texts)) == {together(1), together(2)}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (attack(), attack()),
        (attack(kind="Suicide bomb"), attack(kind="Remote explosive/landmine/IED")),
        (attack(killed=32), attack(killed=37)),
        (attack(perpetrators=(actor(None, "gunmen"),)), attack(perpetrators=(BLA,))),
        (attack(place("Musakhail", "admin2", admin1="Balochistan", admin2="Musakhail")), attack()),
        (attack(day=on("2024-08-25", "2024-08-26")), attack()),
        (attack(day=None), attack()),
        (attack(kind="Armed clash", perpetrators=(BLA,)), attack(kind="Armed clash", perpetrators=(ARMY,))),
        (attack(killed=9, injured=28), attack(killed=9, injured=1)),
    ],
    ids=["bare", "close kinds", "rising toll", "named", "district", "overnight", "undated", "both sides", "own dead"],
)
def test_reports_that_differ_as_reports_do_are_one(left: Event, right: Event) -> None:
    assert groups(report(1, "2024-08-26T06:00", left), report(2, "2024-08-26T18:00", right)) == {together(1, 2)}


# Two incidents on one day in one city.


def test_a_town_that_is_shelled_every_day_is_attacked_every_day() -> None:
    shells = {"kind": "Shelling/artillery/missile attack", "perpetrators": (ARMY,), "weapons": (weapon("artillery"),)}
    days = ("2024-08-25", "2024-08-26", "2024-08-27")
    assert groups(*(report(n, f"{day}T18:00", attack(day=on(day), **shells)) for n, day in enumerate(days))) == {
        together(0),
        together(1),
        together(2),
    }


def test_two_spots_of_one_city_on_one_day_are_two() -> None:
    mosque, court = attack(MOSQUE, "Suicide bomb", killed=14), attack(COURT, "Armed clash", killed=2)
    reports = [report(n, f"2024-08-26T{n:02}:00", what) for n, what in enumerate([mosque, court, mosque, court], 6)]
    assert groups(*reports) == {together(6, 8), together(7, 9)}


def test_what_one_text_tells_as_two_at_two_spots_is_two_and_so_are_their_other_reports() -> None:
    first = report(1, "2024-08-26T06:00", attack(MOSQUE, "Grenade"))
    second = report(2, "2024-08-26T06:00", attack(COURT, "Armed clash"), text=first.text_cluster)
    assert groups(first, second) == {together(1), together(2)}
    other = report(3, "2024-08-26T08:00", attack(MOSQUE, "Grenade"))
    assert groups(first, second, other) == {together(1, 3), together(2)}


def test_weak_links_never_glue_two_cores() -> None:
    """Two attacks of one city with tolls far apart, and reports between them that would each fit either."""
    chain = [
        report(1, "2024-08-26T06:00", attack(MOSQUE, killed=40, perpetrators=(TTP,))),
        report(2, "2024-08-26T07:00", attack(COURT, killed=2, perpetrators=(BLA,))),
        *(report(n, f"2024-08-26T{n:02}:00", attack(w)) for n, w in enumerate([QUETTA, BALOCHISTAN, PAKISTAN], 8)),
    ]
    assert not any({1, 2} <= group for group in groups(*chain))


def test_attacks_in_several_towns_at_once_are_as_many() -> None:
    towns = [MUSAKHAIL, KALAT, QUETTA]
    reports = [report(n, f"2024-08-26T{n:02}:00", attack(towns[n % 3], perpetrators=(BLA,))) for n in range(9)]
    assert groups(*reports) == {together(0, 3, 6), together(1, 4, 7), together(2, 5, 8)}


def test_neighbouring_towns_are_one_place_only_where_more_speaks_for_it() -> None:
    ali = (target("civilians", "person", "Ali Khan Baloch"),)
    named = [report(n, f"2024-08-26T0{n}:00", attack(w, targets=ali)) for n, w in enumerate([QUETTA, KUCHLAK], 1)]
    assert groups(*named) == {together(1, 2)}
    unlike = attack(KUCHLAK, "Suicide bomb", perpetrators=(TTP,), killed=2, weapons=(weapon("explosive"),))
    apart = [report(1, "2024-08-26T01:00", replace(AMBUSH, place=QUETTA)), report(2, "2024-08-26T02:00", unlike)]
    assert groups(*apart) == {together(1), together(2)}


# Vaguer reports.


def test_the_province_means_the_only_attack_in_it() -> None:
    vague = report(2, "2024-08-26T07:00", attack(BALOCHISTAN, killed=23))
    assert groups(report(1, "2024-08-26T06:00", attack(killed=23)), vague) == {together(1, 2)}


def test_a_vague_first_report_takes_the_place_that_a_later_one_names() -> None:
    vague = report(1, "2024-08-26T05:00", attack(BALOCHISTAN))
    chronicle = told(vague)
    [founded] = chronicle.incidents
    [incident] = chronicle.tell(report(2, "2024-08-26T07:00", attack(killed=23))).incidents
    assert incident.incident_id == founded.incident_id
    assert [version.place_precision for version in incident.versions] == ["admin1", "exact"]


def test_a_vague_report_that_fits_several_founds_nothing_until_one_is_left() -> None:
    vague = report(3, "2024-08-26T09:00", attack(BALOCHISTAN, perpetrators=(BLA,)))
    cores = [report(1, "2024-08-26T06:00", attack(MUSAKHAIL)), report(2, "2024-08-26T07:00", attack(KALAT))]
    chronicle = told(*cores, vague)
    assert chronicle.groups == {together(1), together(2)}
    assert chronicle.reasons == {3: Reason.FITS_SEVERAL}
    chronicle.read_again({cores[1].event_id: None})
    assert chronicle.groups == {together(1, 3)}


def test_a_vague_report_leaves_the_only_attack_when_a_second_turns_up() -> None:
    chronicle = told(report(1, "2024-08-26T06:00", attack()), report(3, "2024-08-26T09:00", attack(BALOCHISTAN)))
    assert chronicle.groups == {together(1, 3)}
    chronicle.tell(report(2, "2024-08-26T07:00", attack(KALAT)))
    assert chronicle.groups == {together(1), together(2)}
    assert chronicle.reasons == {3: Reason.FITS_SEVERAL}


def test_a_vague_report_whose_toll_means_one_of_several_joins_it() -> None:
    vague = report(3, "2024-08-26T09:00", attack(BALOCHISTAN, killed=23))
    first = report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23))
    assert groups(first, report(2, "2024-08-26T07:00", attack(KALAT, killed=1)), vague) == {together(1, 3), together(2)}


@pytest.mark.parametrize("toll", [73, people(None, low=70)])
def test_a_toll_over_several_attacks_joins_none(toll: Any) -> None:
    total = report(3, "2024-08-27T09:00", attack(BALOCHISTAN, killed=toll))
    cores = [
        report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23)),
        report(2, "2024-08-26T07:00", attack(KALAT, killed=11)),
    ]
    chronicle = told(*cores, total)
    assert chronicle.groups == {together(1), together(2)}
    assert chronicle.reasons == {3: Reason.SUMS_UP_SEVERAL}


def test_a_country_alone_founds_nothing_beside_an_attack_that_may_be_meant() -> None:
    core = report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23))
    beside = told(core, report(2, "2024-08-26T09:00", attack(PAKISTAN)))
    assert beside.groups in ({together(1)}, {together(1, 2)})
    assert told(report(2, "2024-08-26T09:00", attack(PAKISTAN))).groups == {together(2)}


def test_a_spot_unknown_to_the_gazetteer_lies_in_its_town() -> None:
    square = replace(QUETTA, name=None, geonameid=None, span=span("Imdad Chowk", 60))
    found = groups(report(1, "2024-08-26T06:00", attack(QUETTA)), report(2, "2024-08-26T07:00", attack(square)))
    assert found == {together(1, 2)}


# What founds nothing.


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (attack(timeframe="background"), Reason.BACKGROUND),
        (attack(timeframe="background", day=on("1998-08-07")), Reason.BACKGROUND),
        (attack(timeframe="background", day=None), Reason.BACKGROUND),
        (attack(status="planned"), Reason.NOT_HAPPENED),
        (attack(status="threatened"), Reason.NOT_HAPPENED),
        (attack(status="denied"), Reason.DENIED),
        (attack(kind="Arrests"), Reason.NOT_VIOLENCE),
        (attack(kind="Peaceful protest"), Reason.NOT_VIOLENCE),
        (attack(where=None), Reason.NO_PLACE),
        (attack(day=on("2024-01-01", "2024-12-31", "year")), Reason.NO_DAY),
        (attack(day=on("2024-09-02")), Reason.FUTURE_DAY),
    ],
)
def test_what_founds_no_incident_says_why(what: Event, reason: Reason) -> None:
    one = report(1, "2024-08-26T06:00", what)
    chronicle = told(one)
    assert chronicle.last is not None and chronicle.incidents == []
    [outcome] = chronicle.last.outcomes
    assert (outcome.stage, outcome.subject_id) == ("resolve", one.event_id)
    assert (outcome.fate, outcome.reason, outcome.decided_at) == ("discarded", reason, NOW)


@pytest.mark.parametrize("status", ["occurred", "attempted", "foiled", "alleged"])
def test_what_was_tried_founds_with_its_status(status: str) -> None:
    assert one(report(1, "2024-08-26T06:00", attack(status=status))).versions[-1].status == status


@pytest.mark.parametrize(
    "what",
    [attack(day=None), attack(PAKISTAN), attack(BALOCHISTAN, day=None), attack(day=on("--08-26"))],
    ids=["no day", "country only", "province without a day", "a day without a year"],
)
def test_what_is_vague_founds_where_nothing_else_is_meant(what: Event) -> None:
    assert groups(report(1, "2024-08-26T06:00", what)) == {together(1)}


def test_one_article_whose_events_contradict_each_other_in_their_days_tells_two() -> None:
    told_twice = [
        replace(report(n, "2024-08-28T06:00", attack(day=day, killed=n), text="one"), other_days=(other,))
        for n, day, other in ((1, MONDAY, "2024-08-27"), (2, TUESDAY, "2024-08-26"))
    ]
    assert groups(*told_twice) == {together(1), together(2)}


# Follow-ups.


def test_a_follow_up_joins_and_changes_what_is_known_but_never_founds() -> None:
    attacked = report(1, "2024-08-26T06:00", attack(killed=23))
    later = report(2, "2024-09-05T06:00", attack(timeframe="background", killed=24))
    assert one(attacked, later).versions[-1].killed_best == 24
    chronicle = told(later)
    assert chronicle.reasons == {2: Reason.BACKGROUND}
    assert chronicle.tell(attacked).groups == {together(1, 2)}


@pytest.mark.parametrize(
    "follow_up",
    [
        attack(MUSAKHAIL, timeframe="background", day=None),
        attack(PAKISTAN, timeframe="background", day=None, killed=23),
        attack(PAKISTAN, timeframe="background", day=None, targets=(target("civilians", "person", "Ali Khan Baloch"),)),
        attack(MUSAKHAIL, timeframe="background", day=MONDAY),
    ],
    ids=["an arrest at its place", "a trial with its toll", "a trial with a victim's name", "an anniversary"],
)
def test_a_follow_up_of_weeks_later_joins(follow_up: Event) -> None:
    told_first = attack(killed=23, targets=(target("civilians", "person", "Ali Khan Baloch"),))
    reports = [report(1, "2024-08-26T06:00", told_first), report(2, "2024-09-24T06:00", follow_up)]
    assert groups(*reports) == {together(1, 2)}


def test_a_commemoration_joins_the_attack_of_years_before_and_founds_nothing_on_its_own_day() -> None:
    then = report(1, "2023-08-26T06:00", attack(day=on("2023-08-26"), killed=23))
    now = report(2, "2024-08-26T09:00", attack(timeframe="background", day=on("2023-08-26"), killed=23))
    fresh = report(3, "2024-08-26T12:00", attack(killed=4))
    assert groups(then, now, fresh) == {together(1, 2), together(3)}


def test_a_denial_is_kept_and_takes_nothing_away() -> None:
    denial = attack(status="denied", perpetrators=(actor("hezbollah"),))
    incident = one(report(1, "2024-08-26T18:00", attack(killed=12)), report(2, "2024-08-27T06:00", denial))
    latest = incident.versions[-1]
    assert (latest.status, latest.perpetrator) == ("occurred", None)
    assert [c.value for c in latest.cells if c.cell == "denied_by"] == ["Hezbollah"]


def test_one_text_that_tells_an_attack_and_its_denial_tells_one_incident() -> None:
    denial = attack(status="denied", perpetrators=(actor("hezbollah"),))
    incident = one(
        report(1, "2024-08-26T18:00", attack()),
        report(2, "2024-08-27T06:00", attack(), text="b"),
        report(3, "2024-08-27T06:00", denial, text="b"),
    )
    assert len(incident.reports) == 3


def test_an_outlet_that_dates_everything_to_today_founds_an_attack_of_its_news_and_none_of_what_looks_back() -> None:
    """What tells an old attack as today's news cannot be known from news."""
    attacked = report(1, "2024-08-26T06:00", attack(killed=23))
    careless = [report(n, f"2024-08-{26 + n}T06:00", attack(day=on(f"2024-08-{26 + n}"))) for n in (2, 4)]
    looking_back = [replace(r, event=replace(r.event, timeframe="background")) for r in careless]
    assert groups(attacked, *careless) == {together(1), together(2), together(4)}
    chronicle = told(attacked, *looking_back)
    assert chronicle.groups == {together(1)}
    assert chronicle.reasons == {2: Reason.BACKGROUND, 4: Reason.BACKGROUND}


# Copies and corrections.


def test_a_flood_of_copies_is_one_source_and_one_version() -> None:
    flood = [
        report(n, f"2024-08-26T{n // 60:02}:{n % 60:02}", attack(killed=23), publisher=f"Paper {n}", text="wire")
        for n in range(500)
    ]
    incident = one(*flood)
    assert (len(incident.reports), len(incident.versions), incident.versions[-1].sources) == (500, 1, 1)


def test_an_outlet_that_corrects_its_text_corrects_the_incident() -> None:
    """The old text is withdrawn, the new one stands at its address; the incident stays, and so does what was known."""
    wrong = replace(report(1, "2024-08-26T06:00", attack(killed=41)), url="https://daily.example/1")
    chronicle = told(wrong)
    [before] = chronicle.incidents
    right = replace(report(2, "2024-08-26T06:00", attack(killed=14)), url=wrong.url, reported_at=NOW)
    chronicle.tell(right)
    chronicle.change(replace(wrong, withdrawn_at=NOW))
    [after] = chronicle.incidents
    assert after.incident_id == before.incident_id
    assert [version.killed_best for version in after.versions] == [41, 14]
    assert after.versions[-1].sources == 1


def test_an_attack_whose_only_text_was_withdrawn_is_an_incident_no_more_and_says_so() -> None:
    first = report(1, "2024-08-26T06:00", attack(killed=41))
    chronicle = told(first)
    chronicle.change(replace(first, withdrawn_at=NOW))
    assert (chronicle.incidents, chronicle.reasons) == ([], {1: Reason.WITHDRAWN})
    [gone] = chronicle.world.found.values()
    assert (gone.versions[-1].status, gone.versions[-1].killed_best) == ("withdrawn", 41)


# Ids.


def test_a_merge_leaves_the_older_id_and_a_way_to_it() -> None:
    """Two towns ten kilometres apart, and an account that names a victim of both."""
    ali = (target("civilians", "person", "Ali Khan Baloch"),)
    older = report(1, "2024-08-26T06:00", attack(MOSQUE, killed=40))
    newer = report(2, "2024-08-26T07:00", attack(COURT, killed=2, targets=ali))
    chronicle = told(older, newer)
    first, second = chronicle.incidents
    chronicle.decide(merged(first, second, [], "one attack", NOW))
    [left] = chronicle.incidents
    assert left.incident_id == first.incident_id
    assert chronicle.last is not None
    [forward] = chronicle.last.forwards
    assert (forward.incident_id, forward.to_incident_id) == (second.incident_id, first.incident_id)
    assert forward.why == "a person decided so (one attack)"


def two_towns() -> Chronicle:
    return told(report(1, "2024-08-26T06:00", attack(MUSAKHAIL)), report(2, "2024-08-26T07:00", attack(KALAT)))


@pytest.mark.parametrize("is_read_again", [False, True])
def test_an_id_that_was_merged_comes_back_when_that_is_undone(is_read_again: bool) -> None:
    chronicle = two_towns()
    first, second = chronicle.incidents
    decision = merged(first, second, [], "one attack", NOW)
    chronicle.decide(decision)
    if is_read_again:
        for old in (*first.reports, *second.reports):
            chronicle.read_again({old.event_id: replace(old, event_id=f"{old.event_id}-2")})
    chronicle.undo(decision)
    assert [i.incident_id for i in chronicle.incidents] == [first.incident_id, second.incident_id]
    assert chronicle.world.leads_to == {}


def test_an_id_stays_with_the_report_that_founded_it_where_a_merge_is_undone() -> None:
    """An account of the second attack older than both came meanwhile: that has an id by then, which is the oldest."""
    chronicle = two_towns()
    first, second = chronicle.incidents
    decision = merged(first, second, [], "one attack", NOW)
    chronicle.decide(decision).tell(report(3, "2024-08-26T05:00", attack(KALAT)))
    chronicle.undo(decision)
    assert chronicle.groups == {together(1), together(2, 3)}
    assert {r.article_id for r in chronicle.world.found[first.incident_id].reports} == {"article-0001"}


def test_a_split_keeps_the_id_with_the_core() -> None:
    chronicle = told(*(report(n, f"2024-08-26T{n:02}:00", attack(killed=n)) for n in (6, 7, 8)))
    [whole] = chronicle.incidents
    chronicle.decide(split(whole, ["article-0006"], [], "another attack", NOW))
    by_reports = {frozenset(r.article_id for r in i.reports): i.incident_id for i in chronicle.incidents}
    assert by_reports[frozenset({"article-0007", "article-0008"})] == whole.incident_id
    assert len(by_reports) == 2


def test_no_two_incidents_have_one_id() -> None:
    """A vague report founds an incident whose id goes to the attack that it joins; later it founds another."""
    vague = report(1, "2024-08-26T05:00", attack(BALOCHISTAN))
    chronicle = told(vague)
    [founded] = chronicle.incidents
    core = report(2, "2024-08-26T07:00", attack(MUSAKHAIL))
    [joined] = chronicle.tell(core).incidents
    assert joined.incident_id == founded.incident_id
    chronicle.decide(split(joined, [vague.article_id], [], "another attack", NOW))
    assert chronicle.groups == {together(1), together(2)}
    assert len({incident.incident_id for incident in chronicle.incidents}) == 2


def test_a_copy_that_was_split_off_stays_apart_from_its_text() -> None:
    copies = [report(n, f"2024-08-26T{n:02}:00", attack(killed=23), text="wire") for n in (6, 7)]
    chronicle = told(*copies)
    [whole] = chronicle.incidents
    chronicle.decide(split(whole, ["article-0007"], [], "another attack", NOW))
    assert chronicle.groups == {together(6), together(7)}
    chronicle.tell(report(5, "2024-08-26T05:00", attack(killed=23), text="wire"))
    assert chronicle.groups == {together(5, 6), together(7)}


def test_vague_reports_that_were_merged_move_together() -> None:
    vague = [
        report(1, "2024-08-26T05:00", attack(BALOCHISTAN, killed=23)),
        report(2, "2024-08-26T06:00", attack(place("Sindh", "admin1", admin1="Sindh"), killed=3)),
    ]
    chronicle = told(*vague)
    first, second = chronicle.incidents
    chronicle.decide(merged(first, second, [], "one attack", NOW))
    chronicle.tell(report(3, "2024-08-26T07:00", attack(MUSAKHAIL, killed=23)))
    assert any({1, 2} <= group for group in chronicle.groups)


def test_a_report_that_no_reader_finds_any_more_leaves_its_incident_with_what_was_known() -> None:
    first = report(1, "2024-08-26T06:00", attack(killed=23))
    chronicle = told(first)
    chronicle.read_again({first.event_id: None})
    assert (chronicle.incidents, chronicle.reasons) == ([], {})
    [gone] = chronicle.world.found.values()
    assert [version.status for version in gone.versions] == ["occurred", "withdrawn"]


def test_what_followed_a_report_that_is_gone_gives_its_id_to_no_other_incident() -> None:
    """Of two attacks the report of the older is gone; its follow-up now means the other, which keeps its own id."""
    gone = report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23))
    other = report(2, "2024-08-26T07:00", attack(KALAT, killed=23))
    follow_up = report(
        3, "2024-08-29T07:00", attack(BALOCHISTAN, timeframe="background", perpetrators=(BLA,), killed=23)
    )
    chronicle = told(gone, replace(follow_up, event=replace(follow_up.event, place=MUSAKHAIL)))
    chronicle.tell(other)
    ids = {incident.reports[0].article_id: incident.incident_id for incident in chronicle.incidents}
    chronicle.read_again({gone.event_id: None, follow_up.event_id: follow_up})
    [left] = chronicle.incidents
    assert left.incident_id == ids["article-0002"]
    assert ids["article-0001"] not in chronicle.world.leads_to


def test_an_event_without_any_known_word_is_told_as_it_is() -> None:
    bare = event("Attack", place=MUSAKHAIL, happened=MONDAY)
    assert one(report(1, "2024-08-26T06:00", bare)).versions[-1].killed_best is None


def test_how_surely_a_report_joined_stays_with_it_when_others_come() -> None:
    """A core report, a vaguer one and a follow-up, a day after the other: each makes the incident one to write anew."""
    known = told(report(1, "2024-08-26T06:00", attack(killed=23)), report(2, "2024-08-26T08:00", attack(killed=23)))
    [joined] = [row for row in known.world.members[known.incidents[0].incident_id].values() if row.position == 1]
    known.tell(report(3, "2024-08-27T06:00", attack(BALOCHISTAN, killed=23)))
    known.tell(report(4, "2024-08-28T06:00", attack(killed=23, timeframe="background")))
    rows = known.world.members[known.incidents[0].incident_id]
    assert rows[joined.event_id] == joined and joined.probability is not None
    assert [row.probability is None for row in rows.values()] == [True, False, False, False]
