"""Reports join the attack they tell of, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.incidents import Reason, Resolution, candidate_days, resolve
from tests.builders import actor, event, on, people, place, report, target, weapon
from warehouse.records import Count, Event, Incident, Report, Target

NOW = datetime(2024, 8, 31, 12, tzinfo=UTC)
MUSAKHAIL = place("Musakhail", admin1="Balochistan", admin2="Musakhail", lat=30.86, lon=69.82, geonameid=1)
KALAT = place("Kalat", admin1="Balochistan", admin2="Kalat", lat=29.03, lon=66.59, geonameid=2)
QUETTA = place("Quetta", admin1="Balochistan", admin2="Quetta", lat=30.18, lon=67.0, geonameid=3)
BALOCHISTAN = place("Balochistan", "admin1", admin1="Balochistan", lat=28.5, lon=65.5, geonameid=4)
PAKISTAN = place("Pakistan", "country", lat=30.0, lon=70.0, geonameid=5)
MONDAY = on("2024-08-26")
BLA = actor("balochistan-liberation-army")


ARMY = actor("military-forces-of-pakistan", kind="State forces")


def attack(where: Any = MUSAKHAIL, kind: str = "Attack", day: Any = MONDAY, **stated: Any) -> Event:
    return event(kind, place=where, happened=day, **stated)


def resolved(*reports: Report, known: list[Incident] | None = None) -> Resolution:
    return resolve(reports, known or [], NOW)


def grouping(resolution: Resolution) -> set[frozenset[str]]:
    return {frozenset(r.article_id for r in incident.reports) for incident in resolution.incidents}


def groups(*reports: Report) -> set[frozenset[int]]:
    return {frozenset(int(a.removeprefix("article-")) for a in group) for group in grouping(resolved(*reports))}


def one(*reports: Report) -> Incident:
    [incident] = resolved(*reports).incidents
    return incident


def reasons(*reports: Report) -> list[str | None]:
    return [outcome.reason for outcome in resolved(*reports).outcomes]


def test_two_outlets_on_one_attack_are_one_incident() -> None:
    first = report(1, "2024-08-26T06:00", attack(killed=22))
    second = report(2, "2024-08-26T09:00", attack(killed=23, perpetrators=(BLA,)))
    incident = one(first, second)
    latest = incident.versions[-1]
    assert [r.event_id for r in incident.reports] == [first.event_id, second.event_id]
    assert (latest.killed_low, latest.killed_best, latest.killed_high) == (22, 23, 23)
    assert (latest.sources, latest.reports) == (2, 2)
    assert latest.perpetrator_key == "balochistan-liberation-army"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (attack(MUSAKHAIL), attack(KALAT)),
        (attack(perpetrators=(BLA,)), attack(kind="Air/drone strike", perpetrators=(ARMY,))),
        (attack(killed=2), attack(killed=40)),
        (attack(killed=40), attack(killed=7)),
        (attack(day=MONDAY), attack(day=on("2024-08-28"))),
        (attack(targets=(target("police", "property"),)), attack(targets=(target("business", "property"),))),
        (attack(perpetrators=(BLA,)), attack(perpetrators=(actor("tehrik-i-taliban-pakistan"),))),
        (attack(kind="Suicide bomb"), attack(kind="Violent demonstration")),
        (attack(status="foiled"), attack(killed=4)),
        (attack(MUSAKHAIL), attack(place("Musakhail", country="IND", admin1="Punjab"))),
        (attack(MUSAKHAIL), attack(place("Musakhail", admin1="Punjab", lat=32.6, lon=71.7))),
        (attack(kind="Remote explosive/landmine/IED", injured=0), attack(killed=6)),
    ],
    ids=["towns", "kinds", "rise", "fall", "days", "targets", "actors", "unlike", "foiled", "country", "area", "harm"],
)  # fmt: skip
def test_attacks_whose_facts_differ_stay_two(left: Event, right: Event) -> None:
    assert groups(report(1, "2024-08-26T06:00", left), report(2, "2024-08-29T07:00", right)) == {
        frozenset({1}),
        frozenset({2}),
    }


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (attack(), attack()),
        (attack(kind="Suicide bomb"), attack(kind="Remote explosive/landmine/IED")),
        (attack(killed=32), attack(killed=37)),
        (attack(perpetrators=(actor(None, "gunmen"),)), attack(perpetrators=(BLA,))),
        (attack(place("Musakhail", "admin2", admin1="Balochistan", admin2="Musakhail")), attack()),
        (attack(day=on("2024-08-25", "2024-08-26")), attack(day=MONDAY)),
        (attack(perpetrators=(BLA,), killed=23), attack(perpetrators=(BLA,), killed=23, day=on("2024-08-25"))),
        (attack(day=None), attack()),
        (attack(kind="Armed clash", perpetrators=(BLA,)), attack(kind="Armed clash", perpetrators=(ARMY,))),
    ],
    ids=["bare", "close-kinds", "toll-rises", "named", "district", "overnight", "night", "undated", "both-sides"],
)  # fmt: skip
def test_reports_that_differ_as_reports_do_are_one(left: Event, right: Event) -> None:
    assert groups(report(1, "2024-08-26T06:00", left), report(2, "2024-08-26T18:00", right)) == {frozenset({1, 2})}


def test_a_day_apart_without_support_stays_two() -> None:
    left, right = attack(perpetrators=(BLA,)), attack(perpetrators=(BLA,), day=on("2024-08-27"))
    assert len(groups(report(1, "2024-08-26T06:00", left), report(2, "2024-08-27T06:00", right))) == 2


def test_the_province_means_the_only_attack_in_it() -> None:
    vague = attack(BALOCHISTAN, killed=23)
    assert groups(report(1, "2024-08-26T06:00", attack(killed=23)), report(2, "2024-08-26T07:00", vague)) == {
        frozenset({1, 2})
    }


def test_a_vague_first_report_takes_the_place_that_a_later_one_names() -> None:
    incident = one(
        report(1, "2024-08-26T05:00", attack(BALOCHISTAN)),
        report(2, "2024-08-26T07:00", attack(MUSAKHAIL, killed=23)),
    )
    assert incident.versions[0].place_precision == "admin1"
    assert (incident.versions[-1].place_name, incident.versions[-1].place_precision) == ("Musakhail", "exact")
    assert incident.versions[-1].change == "place Balochistan → Musakhail, killed 23, after report by Outlet 2"


def test_a_vague_report_that_fits_several_founds_nothing() -> None:
    vague = report(3, "2024-08-26T09:00", attack(BALOCHISTAN, perpetrators=(BLA,)))
    cores = [report(1, "2024-08-26T06:00", attack(MUSAKHAIL)), report(2, "2024-08-26T07:00", attack(KALAT))]
    assert groups(*cores, vague) == {frozenset({1}), frozenset({2})}
    assert reasons(*cores, vague) == [Reason.FITS_SEVERAL]


def test_a_vague_report_whose_toll_means_one_of_several_joins_it() -> None:
    vague = report(3, "2024-08-26T09:00", attack(BALOCHISTAN, killed=23))
    cores = [
        report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23)),
        report(2, "2024-08-26T07:00", attack(KALAT, killed=11)),
    ]
    assert groups(*cores, vague) == {frozenset({1, 3}), frozenset({2})}


def test_a_sum_over_a_province_is_no_incident() -> None:
    total = report(3, "2024-08-27T09:00", attack(BALOCHISTAN, killed=73))
    cores = [
        report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23)),
        report(2, "2024-08-26T07:00", attack(KALAT, killed=11)),
    ]
    assert groups(*cores, total) == {frozenset({1}), frozenset({2})}
    assert reasons(*cores, total) == [Reason.SUMS_UP_SEVERAL]


def test_a_sum_does_not_join_an_attack_whose_toll_nobody_knows() -> None:
    total = report(3, "2024-08-27T09:00", attack(BALOCHISTAN, killed=people(None, low=70)))
    cores = [report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23)), report(2, "2024-08-26T07:00", attack(KALAT))]
    assert reasons(*cores, total) == [Reason.SUMS_UP_SEVERAL]


def test_a_country_alone_founds_nothing_beside_an_attack_that_may_be_meant() -> None:
    core = report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23))
    assert reasons(core, report(2, "2024-08-26T09:00", attack(PAKISTAN))) == [Reason.TOO_VAGUE]
    assert reasons(core, report(2, "2024-08-26T09:00", attack(PAKISTAN, kind="Air/drone strike", killed=4))) == []


def test_a_spot_unknown_to_the_gazetteer_lies_in_its_town() -> None:
    square = replace(QUETTA, name=None, geonameid=None, span=target("Imdad Chowk").span)
    assert groups(
        report(1, "2024-08-26T06:00", attack(QUETTA)), report(2, "2024-08-26T07:00", attack(square))
    ) == {frozenset({1, 2})}  # fmt: skip


def test_the_injured_of_one_nation_do_not_contradict_the_toll() -> None:
    whole, part = attack(killed=9, injured=28), attack(killed=9, injured=1)
    assert len(groups(report(1, "2024-08-26T06:00", whole), report(2, "2024-08-26T07:00", part))) == 1


def test_a_named_branch_is_the_closer_word_for_its_organisation() -> None:
    group, branch = actor("islamic-state"), actor("islamic-state-khorasan-province")
    incident = one(
        report(1, "2024-08-26T06:00", attack(perpetrators=(group,))),
        report(2, "2024-08-26T07:00", attack(perpetrators=(group,))),
        report(3, "2024-08-26T08:00", attack(perpetrators=(branch,))),
    )
    assert incident.versions[-1].perpetrator_key == "islamic-state-khorasan-province"


def test_weak_links_do_not_glue_two_cores() -> None:
    chain = [
        report(1, "2024-08-26T06:00", attack(MUSAKHAIL, killed=23)),
        report(2, "2024-08-26T07:00", attack(KALAT, killed=11)),
        *(report(n, f"2024-08-26T{n:02}:00", attack(w)) for n, w in enumerate([BALOCHISTAN, PAKISTAN, BALOCHISTAN], 8)),
    ]
    found = groups(*chain)
    assert not any({1, 2} <= group for group in found)


def test_one_text_that_tells_two_events_means_two() -> None:
    first = report(1, "2024-08-26T06:00", attack(QUETTA, trigger=target("attack").span))
    second = report(2, "2024-08-26T06:00", attack(QUETTA), text=first.text_cluster)
    assert len(groups(first, second)) == 2


def test_a_copy_of_a_text_is_one_source_and_makes_no_version() -> None:
    first = report(1, "2024-08-26T06:00", attack(killed=23), publisher="Wire")
    copy = report(2, "2024-08-26T08:00", attack(killed=23), publisher="Paper", text=first.text_cluster)
    incident = one(first, copy)
    assert len(incident.reports) == 2
    assert len(incident.versions) == 1
    assert incident.versions[-1].sources == 1


@pytest.mark.parametrize(
    ("told", "reason"),
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
def test_what_founds_no_incident_says_why(told: Event, reason: Reason) -> None:
    resolution = resolved(report(1, "2024-08-26T06:00", told))
    assert resolution.incidents == []
    [outcome] = resolution.outcomes
    assert (outcome.stage, outcome.subject_id) == ("resolve", report(1, "2024-08-26T06:00", told).event_id)
    assert (outcome.fate, outcome.reason, outcome.decided_at) == ("discarded", reason, NOW)


@pytest.mark.parametrize("status", ["occurred", "attempted", "foiled", "alleged"])
def test_what_was_tried_founds_with_its_status(status: str) -> None:
    assert one(report(1, "2024-08-26T06:00", attack(status=status))).versions[-1].status == status


def test_a_follow_up_joins_but_never_founds() -> None:
    later = report(2, "2024-09-05T06:00", attack(timeframe="background", killed=24))
    incident = one(report(1, "2024-08-26T06:00", attack(killed=23)), later)
    assert incident.versions[-1].killed_best == 24


def test_a_denial_is_kept_and_takes_nothing_away() -> None:
    denial = attack(status="denied", perpetrators=(actor("hezbollah"),))
    incident = one(
        report(1, "2024-07-27T18:00", attack(day=on("2024-07-27"), killed=12)),
        report(2, "2024-07-28T06:00", event("Attack", **{**_fields(denial), "happened": on("2024-07-27")})),
    )
    latest = incident.versions[-1]
    assert latest.status == "occurred"
    assert latest.perpetrator is None
    assert latest.change == "denied by Hezbollah, after report by Outlet 2"
    assert [(c.cell, c.value) for c in latest.cells if c.cell == "denied_by"] == [("denied_by", "Hezbollah")]


def test_one_text_that_tells_an_attack_and_its_denial_tells_one_incident() -> None:
    told = attack(day=on("2024-07-27"))
    denial = event(
        "Attack",
        **{**_fields(attack(status="denied", perpetrators=(actor("hezbollah"),))), "happened": on("2024-07-27")},
    )
    incident = one(
        report(1, "2024-07-27T18:00", attack(day=on("2024-07-27"))),
        report(2, "2024-07-28T06:00", told, text="b"),
        report(3, "2024-07-28T06:00", denial, text="b"),
    )
    assert len(incident.reports) == 3
    assert [c.value for c in incident.versions[-1].cells if c.cell == "denied_by"] == ["Hezbollah"]


def _fields(told: Event) -> dict[str, Any]:
    return {"place": told.place, "status": told.status, "perpetrators": told.perpetrators}


def test_the_toll_rises_by_versions_that_say_why() -> None:
    incident = one(
        report(1, "2024-08-03T06:00", attack(day=on("2024-08-02"), killed=32, injured=63), publisher="Daily"),
        report(2, "2024-08-05T06:00", attack(day=on("2024-08-02"), killed=37), publisher="Daily"),
        report(
            3, "2024-08-06T06:00", attack(day=on("2024-08-02"), claimed_by=(actor("al-shabaab"),)), publisher="Herald"
        ),
    )
    assert [v.killed_best for v in incident.versions] == [32, 37, 37]
    assert [v.change for v in incident.versions] == [
        "first report, by Daily",
        "killed 32 → 37, after report by Daily",
        "perpetrator Al Shabaab, claimed by Al Shabaab, after report by Herald",
    ]
    assert incident.versions[-1].claimed_by == "Al Shabaab"


@pytest.mark.parametrize(
    ("figures", "toll"),
    [
        (["10", "14"], (10, 14, 14)),  # two outlets, hours apart: they disagree
        (["14", "10"], (10, 14, 14)),  # one lower figure revises nothing
        (["14", "10", "10"], (10, 10, 14)),  # two outlets agree against one
        (["at least 30"], (30, 30, None)),
        (["dozens"], (24, None, None)),
        (["100+", "93"], (93, 93, 100)),
        (["dozens", "31"], (24, 31, 31)),
    ],
)
def test_the_toll_over_outlets(figures: list[str], toll: tuple[int | None, int | None, int | None]) -> None:
    spans = {
        "at least 30": people(30, low=30),
        "dozens": people(None, low=24),
        "100+": people(None, low=100),
    }
    told = [attack(killed=spans[f] if f in spans else int(f)) for f in figures]
    version = one(*(report(n, f"2024-08-26T{n:02}:00", e) for n, e in enumerate(told, 1))).versions[-1]
    assert (version.killed_low, version.killed_best, version.killed_high) == toll


def test_an_outlet_corrects_itself_downwards() -> None:
    incident = one(
        report(1, "2024-08-26T06:00", attack(killed=14), publisher="Daily"),
        report(2, "2024-08-26T09:00", attack(killed=11), publisher="Daily"),
    )
    latest = incident.versions[-1]
    assert (latest.killed_low, latest.killed_best, latest.killed_high) == (11, 11, 11)


@pytest.mark.parametrize(("reported", "low"), [("2024-08-28T09:00", 32), ("2024-09-03T09:00", 37)])
def test_another_outlets_earlier_figure_bounds_the_toll_for_a_week(reported: str, low: int) -> None:
    incident = one(
        report(1, "2024-08-26T06:00", attack(killed=32)),
        report(2, reported, attack(killed=37)),
    )
    latest = incident.versions[-1]
    assert (latest.killed_low, latest.killed_best, latest.killed_high) == (low, 37, 37)


def test_the_clocks_of_a_version_never_run_backwards() -> None:
    early = report(1, "2024-08-26T06:00", attack(killed=23))
    late_found = report(2, "2024-08-26T05:00", attack(killed=20))
    founded = resolved(early)
    incident = resolved(late_found, known=founded.incidents).incidents[0]
    assert incident.versions[-1].known_at == early.reported_at
    assert incident.versions[-1].learned_at == late_found.learned_at
    assert incident.founded_at == early.reported_at


def test_more_independent_sources_make_it_surer() -> None:
    lone = one(report(1, "2024-08-26T06:00", attack())).versions[-1]
    both = one(report(1, "2024-08-26T06:00", attack()), report(2, "2024-08-26T07:00", attack())).versions[-1]
    copied = one(
        report(1, "2024-08-26T06:00", attack()), report(2, "2024-08-26T07:00", attack(), text="text-1")
    ).versions[-1]
    assert lone.confidence == pytest.approx(0.72)  # 0.8 x 0.9
    assert both.confidence == pytest.approx(0.9216)  # 1 - 0.28 x 0.28
    assert copied.confidence == lone.confidence


def hit(category: str, effect: str | None, name: str | None = None, count: int | None = None) -> Target:
    return replace(target(category, name=name, effect=effect), count=Count(count, count, count) if count else None)


@pytest.mark.parametrize(
    ("told", "target_name"),
    [
        ([[hit("civilians", "killed", count=12)], [hit("civilians", None, "Majdal Shams")]], "civilians"),
        ([[hit("civilians", "killed")], [hit("civilians", "killed", "Fuad Shukr")]], "Fuad Shukr"),
        ([[hit("civilians", "killed", count=6), hit("police", "killed", "P")]], "civilians"),
        ([[hit("militants", "killed", count=3), hit("civilians", None)]], "civilians"),
        ([[hit("civilians", None)], [hit("government", "killed")]], "civilians"),
        ([[hit("transport", None)], [hit("civilians", "killed", count=1)]], "civilians"),
        ([[hit("police", "killed", "A", 1), hit("military", "killed", "B", 4)]], "B"),
        ([[hit("civilians", "killed")], [hit("police", "injured", "P")], [hit("police", "injured", "P")]], "P"),
    ],
    ids=[
        "dead before named",
        "named of the dead",
        "counted before named",
        "no attacker",
        "first told",
        "people before a bus",
        "more before fewer",
        "most told",
    ],
)
def test_the_target_is_who_is_hit_worst(told: list[list[Target]], target_name: str) -> None:
    reports = [
        report(number, f"2024-08-26T0{number}:00", attack(targets=tuple(targets)))
        for number, targets in enumerate(told, 1)
    ]
    assert one(*reports).versions[-1].target == target_name


def test_every_filled_cell_has_words() -> None:
    full = attack(
        killed=23, injured=people(5), perpetrators=(BLA,), claimed_by=(BLA,),
        targets=(target("civilians"),), weapons=(weapon("firearm"),),
    )  # fmt: skip
    told = report(1, "2024-08-26T06:00", full)
    version = one(told).versions[-1]
    cells = {cell.cell: cell for cell in version.cells}
    assert set(cells) == {
        "sub_event_type", "status", "happened", "place", "perpetrator", "claimed_by", "target", "weapon",
        "killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high",
    }  # fmt: skip
    assert {cell.event_id for cell in version.cells} == {told.event_id}
    assert (cells["killed_best"].value, cells["killed_best"].start) == ("23", 160)
    assert cells["place"].value == "Musakhail, Balochistan, PAK"


def test_candidate_days_reach_a_night_and_the_undated() -> None:
    dated = report(1, "2024-08-28T06:00", attack())
    assert candidate_days([dated]) == ("2024-08-25", "2024-09-03")
    undated = report(2, "2024-08-28T06:00", attack(day=None))
    assert candidate_days([dated, undated]) == ("2024-08-21", "2024-09-04")


def test_a_follow_up_to_old_history_opens_no_old_days() -> None:
    old = report(1, "2024-08-07T06:00", attack(timeframe="background", day=on("1998-08-07")))
    first, _ = candidate_days([old])
    assert first >= "2024-06-01"


WHERE = st.sampled_from([MUSAKHAIL, KALAT, QUETTA, BALOCHISTAN, PAKISTAN, None])
DAYS = st.sampled_from([on("2024-08-25"), MONDAY, on("2024-08-27"), on("2024-08-26", "2024-09-01", "week"), None])
EVENTS = st.builds(
    attack,
    where=WHERE,
    kind=st.sampled_from(["Attack", "Armed clash", "Suicide bomb", "Air/drone strike"]),
    day=DAYS,
    status=st.sampled_from(["occurred", "occurred", "occurred", "foiled", "denied"]),
    timeframe=st.sampled_from(["current", "current", "background"]),
    killed=st.sampled_from([None, 1, 5, 11, 23, 73]),
    perpetrators=st.sampled_from([(), (BLA,), (actor("tehrik-i-taliban-pakistan"),)]),
)


@st.composite
def batches(draw: st.DrawFn) -> list[Report]:
    told = draw(st.lists(st.tuples(EVENTS, st.integers(0, 90), st.integers(0, 5)), min_size=1, max_size=14))
    return [
        report(n, f"2024-08-{26 + hour // 24:02}T{hour % 24:02}:00", what, text=f"text-{n if text else 0}")
        for n, (what, hour, text) in enumerate(told)
    ]


@given(batches(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_shuffling_changes_nothing(reports: list[Report], random: Any) -> None:
    shuffled = random.sample(reports, len(reports))
    assert resolve(shuffled, [], NOW) == resolve(reports, [], NOW)


@given(batches())
@settings(max_examples=100, deadline=None)
def test_a_rerun_adds_nothing(reports: list[Report]) -> None:
    done = resolve(reports, [], NOW)
    kept = {r.event_id for incident in done.incidents for r in incident.reports}
    again = resolve([r for r in reports if r.event_id in kept], done.incidents, NOW)
    assert again == Resolution([], [])


@given(batches(), st.integers(0, 14))
@settings(max_examples=150, deadline=None)
def test_batches_in_time_order_give_what_one_batch_gives(reports: list[Report], cut: int) -> None:
    ordered = sorted(reports, key=lambda r: (r.reported_at, r.event_id))
    whole = {incident.incident_id: incident for incident in resolve(ordered, [], NOW).incidents}
    stored: dict[str, Incident] = {}
    for batch in (ordered[:cut], ordered[cut:]):
        if batch:
            first, last = candidate_days(batch)
            known = [i for i in stored.values() if _touches(i, first, last)]
            stored |= {i.incident_id: i for i in resolve(batch, known, NOW).incidents}
    assert stored == whole


def _touches(incident: Incident, first: str, last: str) -> bool:
    latest = incident.versions[-1]
    known = latest.known_at.date().isoformat()
    return (latest.happened_first or known) <= last and (latest.happened_last or known) >= first


@given(batches())
@settings(max_examples=100, deadline=None)
def test_tolls_stay_in_order_and_every_report_has_one_end(reports: list[Report]) -> None:
    done = resolve(reports, [], NOW)
    ends = [r.event_id for incident in done.incidents for r in incident.reports] + [o.subject_id for o in done.outcomes]
    assert sorted(ends) == sorted(r.event_id for r in reports)
    for incident in done.incidents:
        moments = [version.known_at for version in incident.versions]
        assert moments == sorted(moments)
        assert [version.version for version in incident.versions] == list(range(1, len(moments) + 1))
        for version in incident.versions:
            if version.killed_best is not None:
                assert version.killed_low <= version.killed_best <= version.killed_high
