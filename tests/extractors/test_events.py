"""Mentions to events: which are one incident, how many it hit, what kind it was, where and when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.events import events_of
from extractors.stories.casualties import by_side, counted
from extractors.stories.event_kinds import EVENT_TYPES, Facts, sub_event
from extractors.stories.places import APART_KM, contained, distance_km, exclude, fineness, finer_than
from extractors.stories.story import Mention, Story
from extractors.stories.threads import threads_of
from tests.extractors.mention_builders import actor, area, day, mention, span, tally, target, town
from warehouse.records import Weapon

QUETTA = town("Quetta", 30.18, 66.99)
TURBAT = town("Turbat", 26.0, 63.05)


def story(*mentions: Mention) -> Story:
    return Story(mentions, (), tuple(place for told in mentions for place in told.places), ())


def facts(*senses: str, doers: str = "rebels", hit: str = "civilians", **fields: object) -> Facts:
    sets = {name: frozenset(words.split()) for name, words in (("doers", doers), ("hit", hit))}
    return Facts(frozenset(senses), sets["doers"], sets["hit"], frozenset(), frozenset(), **({"hurt": True} | fields))  # type: ignore[arg-type]


def test_mentions_of_one_incident_are_one_event() -> None:
    first = mention("shoot", 10, places=(QUETTA,), dates=(day("2024-08-26"),), agents=(actor("gunmen", 0),))
    later = mention("attack", 210, nominal=True, pointing=True)
    died = mention("die", 310, tallies=(tally("killed", 2, 300),))
    (event,) = events_of(story(first, later, died))
    assert event.trigger == first.trigger
    assert event.killed is not None and event.killed.count.best == 2
    assert event.evidence == ((0, 99), (200, 299), (300, 399))


@pytest.mark.parametrize(
    "other",
    [
        mention("shoot", 210, dates=(day("2024-08-27"),)),
        mention("shoot", 210, places=(TURBAT,)),
        mention("shoot", 210, anew=True, targets=(target("a teacher", 220),)),
        mention("abduct", 210, anew=True, tallies=(tally("abducted", 3, 220),)),
    ],
    ids=["another day", "another town", "another incident", "another act"],
)
def test_what_tells_two_incidents_apart(other: Mention) -> None:
    first = mention("shoot", 10, places=(QUETTA,), dates=(day("2024-08-26"),), targets=(target("two men", 20),))
    assert len(threads_of((first, other))) == 2


def test_a_crowd_that_riots_over_a_bomb_is_another_incident() -> None:
    bomb, riot = mention("explode", 10, places=(QUETTA,)), mention("riot", 210)
    again = mention("explode", 310, nominal=True, pointing=True)
    assert threads_of((bomb, riot, again)) == ((bomb, again), (riot,))


def test_a_bomb_that_a_crowd_throws_is_part_of_its_riot() -> None:
    crowd = actor("protesters", 0, "Protesters")
    assert len(threads_of((mention("explode", 10, agents=(crowd,)), mention("riot", 210, agents=(crowd,))))) == 1


def test_the_country_told_twice_does_not_make_two_provinces_one_incident() -> None:
    kabul = town("Kabul", 34.5, 69.2, "AFG", "Kabul")
    first = mention("attack", 10, places=(kabul, area("Afghanistan", "country", "AFG")))
    other = mention("attack", 210, places=(area("Nangarhar", "admin1", "AFG", "Nangarhar"),))
    assert len(threads_of((first, other))) == 2


def test_the_attack_in_another_town_is_another_incident() -> None:
    first = mention("shoot", 10, places=(QUETTA,))
    turbat = replace(TURBAT, span=span("Turbat", 230))
    assert len(threads_of((first, mention("attack", 210, nominal=True, pointing=True, places=(turbat,))))) == 2
    aside = replace(TURBAT, span=span("Turbat", 290))
    assert len(threads_of((first, mention("attack", 210, nominal=True, pointing=True, places=(aside,))))) == 1


def test_bombs_in_two_towns_are_an_event_for_each_with_its_own_figure() -> None:
    listed = (replace(QUETTA, span=span("Quetta", 30)), replace(TURBAT, span=span("Turbat", 50)))
    bombs = mention("explode", 10, places=listed, nominal=True, plural=True, tallies=(tally("killed", 9, 20),))
    died = mention("die", 210, places=(TURBAT,), tallies=(tally("killed", 4, 220),))
    found = {
        event.place and event.place.name: event.killed and event.killed.count.best
        for event in events_of(story(bombs, died))
    }
    assert found == {"Quetta": None, "Turbat": 4}


def test_one_bomb_is_in_one_town_whatever_else_is_named() -> None:
    listed = (replace(QUETTA, span=span("Quetta", 30)), replace(TURBAT, span=span("Turbat", 50)))
    assert len(events_of(story(mention("explode", 10, places=listed, nominal=True)))) == 1


def test_the_feared_dead_are_the_toll_of_what_happened() -> None:
    feared = mention(
        "die",
        210,
        status="threatened",
        weapons=(Weapon(span("mine", 220), "landmine"),),
        tallies=(tally("killed", 30, 220),),
    )
    (event,) = events_of(story(mention("explode", 10, places=(QUETTA,)), feared))
    assert event.status == "occurred"
    assert event.killed is not None and event.killed.count.best == 30


def test_a_threat_is_not_part_of_what_happened() -> None:
    assert (
        len(
            threads_of(
                (mention("explode", 10), mention("attack", 210, status="threatened", agents=(actor("rebels", 200),)))
            )
        )
        == 2
    )


def test_a_denial_belongs_to_the_act_denied() -> None:
    hezbollah = actor("Hezbollah", 200, "Rebel groups", "hezbollah")
    told = mention("shell", 10, tallies=(tally("killed", 12, 20),))
    denied = mention("shell", 210, status="denied", agents=(hezbollah,))
    (event,) = events_of(story(told, denied))
    assert (event.status, event.perpetrators) == ("occurred", ())


def test_who_denies_an_act_is_told_in_an_event_of_its_own() -> None:
    hezbollah = actor("Hezbollah", 200, "Rebel groups", "hezbollah")
    told = mention("shell", 10, tallies=(tally("killed", 12, 20),))
    denied = mention("shell", 230, status="denied", denial=span("denied", 220), deniers=(hezbollah,))
    act, denial = events_of(story(told, denied))
    assert (act.status, act.perpetrators) == ("occurred", ())
    assert (denial.status, denial.perpetrators, denial.trigger.text) == ("denied", (hezbollah,), "denied")
    assert (denial.killed, denial.sub_event_type) == (act.killed, act.sub_event_type)


def test_an_act_told_only_to_be_denied_is_denied() -> None:
    army = actor("army", 0, "State forces", "army")
    (event,) = events_of(story(mention("shell", 30, status="denied", denial=span("denied", 20), deniers=(army,))))
    assert (event.status, event.perpetrators) == ("denied", (army,))


def test_a_claim_told_before_its_incident_joins_it() -> None:
    group = actor("Balochistan Liberation Army", 0, "Rebel groups", "balochistan-liberation-army")
    (event,) = events_of(story(mention("claim", 10, claimants=(group,)), mention("explode", 210)))
    assert event.claimed_by == (group,)
    assert event.perpetrators == (group,)


def test_injury_without_an_act_is_no_event() -> None:
    assert events_of(story(mention("injure", 10, tallies=(tally("injured", 3, 20),)))) == ()


def test_attacks_in_general_are_no_event() -> None:
    assert events_of(story(mention("attack", 10, nominal=True, plural=True))) == ()


@pytest.mark.parametrize(
    ("tallies", "number"),
    [
        ((tally("killed", 2, 10, "security_forces"), tally("killed", 4, 20, "civilians")), 6),
        ((tally("killed", 12, 10), tally("killed", 3, 20, "civilians", part=True)), 12),
        ((tally("killed", 0, 10),), 0),
    ],
    ids=["sum of coordinates", "a part is in the whole", "nobody"],
)
def test_counts_of_one_sentence(tallies: tuple[object, ...], number: int) -> None:
    found = counted((mention("kill", 5, tallies=tallies),), "killed")
    assert found is not None and found.count.best == number


def test_sides_told_in_different_sentences_add_up() -> None:
    thread = (
        mention("kill", 5, tallies=(tally("killed", 3, 10, "militants"),)),
        mention("die", 205, tallies=(tally("killed", 1, 210, "security_forces"),)),
    )
    found = counted(thread, "killed")
    assert found is not None and found.count.best == 4
    assert by_side(thread) == (("security_forces", 1), ("militants", 3))


def test_a_risen_toll_is_the_number() -> None:
    thread = (
        mention("kill", 5, tallies=(tally("killed", 10, 10),)),
        mention("toll", 15, tallies=(tally("killed", 18, 20),)),
    )
    found = counted(thread, "killed")
    assert found is not None and found.count.best == 18


def test_no_figure_is_none() -> None:
    assert counted((mention("kill", 5),), "killed") is None


def test_the_wounded_who_died_are_not_wounded() -> None:
    same = tally("injured", 1, 10)
    thread = (mention("injure", 5, tallies=(same,)), mention("die", 15, tallies=(tally("killed", 1, 10),)))
    assert counted(thread, "injured") is None


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (facts("explode", "shoot", hit="military", aimed_at_armed=True), "Armed clash"),
        (facts("suicide", "shoot"), "Suicide bomb"),
        (facts("abduct", hurt=False), "Abduction/forced disappearance"),
        (facts("abduct", "kill"), "Attack"),
        (facts("burn", hit="", hurt=False), "Looting/property destruction"),
        (facts("shoot", doers="state", hit="militants"), "Armed clash"),
        (facts("shoot_dead"), "Attack"),
        (facts("shoot_dead", hit="police", aimed_at_armed=True), "Armed clash"),
        (facts("capture", doers="state"), "Government regains territory"),
        (facts("capture"), "Non-state actor overtakes territory"),
        (facts("grenade", setting=frozenset({"clash"})), "Grenade"),
        (facts("kill", setting=frozenset({"clash"}), hit="militants"), "Armed clash"),
        (facts("riot", doers="protesters", hurt=False), "Violent demonstration"),
        (facts("crackdown", doers="state", hit="crowd"), "Excessive force against protesters"),
        (facts("crackdown", doers="state", hit="", hurt=False), "Protest with intervention"),
        (facts("find_bomb", hit="", hurt=False), "Remote explosive/landmine/IED"),
        (facts("rape", "kill"), "Sexual violence"),
        (facts("chemical", "shell"), "Chemical weapon"),
    ],
)
def test_close_calls_of_kind(given: Facts, kind: str) -> None:
    assert sub_event(given) == kind
    assert kind in EVENT_TYPES


def test_the_place_is_the_finest_inside_the_one_told_first() -> None:
    first = mention("shoot", 10, places=(area("Balochistan", "admin1", admin1="Balochistan"),))
    later = mention("shoot", 210, places=(QUETTA,))
    (event,) = events_of(story(first, later))
    assert event.place is not None and event.place.name == "Quetta"


def test_no_place_and_no_day_stay_unknown() -> None:
    (event,) = events_of(story(mention("shoot", 10)))
    assert (event.place, event.happened) == (None, None)


def test_an_unknown_village_takes_its_container() -> None:
    village = contained(area("Killi X", "admin2"), ())
    assert village.name == "Killi X"
    bare = area("Killi X", "country", country="PAK")
    unknown = replace(bare, name=None, country=None, lat=None, lon=None, precision=None)
    held = contained(unknown, (area("Mastung", "admin2", admin1="Balochistan"), area("Pakistan", "country")))
    assert (held.span.text, held.name, held.admin1, held.precision) == ("Killi X", "Killi X", "Balochistan", "admin2")
    assert fineness(replace(held, geonameid=None)) < fineness(area("Mastung", "admin2"))


def test_a_finer_area_of_the_incident_holds_an_unknown_village() -> None:
    guess = replace(area("Killi X", "admin1", admin1="Balochistan"), geonameid=None)
    held = contained(guess, (area("Mastung", "admin2", admin1="Balochistan"),))
    assert (held.name, held.precision) == ("Killi X", "admin2")
    assert contained(guess, (area("Sukkur", "admin2", admin1="Sindh"),)) == guess


def test_the_village_itself_says_more_than_the_town_it_is_near() -> None:
    village = replace(area("Killi X", "admin2", admin1="Balochistan"), geonameid=None)
    assert fineness(village) < fineness(replace(QUETTA, precision="near")) < fineness(area("Quetta", "admin2"))


def test_distance_and_exclusion() -> None:
    # 604 km by the spherical law of cosines, worked out apart.
    assert distance_km(QUETTA, TURBAT) == pytest.approx(604, abs=1)
    assert exclude(QUETTA, TURBAT)
    assert not exclude(QUETTA, town("Kuchlak", 30.34, 66.94)) and APART_KM == 25.0


def test_a_quarter_is_finer_than_its_city_and_a_far_town_is_not() -> None:
    beirut = town("Beirut", 33.89, 35.50, "LBN", "Beirut")
    assert finer_than(town("Haret Hreik", 33.85, 35.51, "LBN", "Mount Lebanon"), beirut)
    assert not finer_than(town("Tripoli", 34.43, 35.84, "LBN", "North"), beirut)
    assert not finer_than(beirut, beirut)


def test_who_answers_fire_is_no_doer() -> None:
    militants = actor("militants", 0, "Rebel groups")
    police = actor("police", 200, "State forces")
    first = mention("attack", 10, agents=(militants,), targets=(target("a police post", 20, "police", "property"),))
    answer = mention("kill", 210, agents=(police,), tallies=(tally("killed", 3, 220, "militants"),))
    (event,) = events_of(story(first, answer))
    assert event.perpetrators == (militants,)
    assert event.sub_event_type == "Armed clash"


def test_people_who_died_come_before_the_building() -> None:
    hall = target("a hall", 20, "business", "property")
    people = target("nine people", 30, effect="killed")
    (event,) = events_of(story(mention("explode", 10, targets=(hall,)), mention("kill", 15, targets=(people,))))
    assert event.targets == (people, hall)


def test_attackers_who_died_in_their_attack_are_no_targets() -> None:
    gunmen = actor("gunmen", 0)
    bus = target("two travellers", 20, effect="killed")
    dead = target("three attackers", 220, "militants", effect="killed")
    (event,) = events_of(
        story(mention("shoot", 10, agents=(gunmen,), targets=(bus,)), mention("kill", 210, targets=(dead,)))
    )
    assert event.targets == (bus,)


def test_fighters_whom_the_state_killed_are_its_targets() -> None:
    army = actor("army", 0, "State forces", "army")
    rebels = target("three rebels", 20, "militants", effect="killed")
    (event,) = events_of(story(mention("kill", 10, agents=(army,), targets=(rebels,))))
    assert event.targets == (rebels,)


def test_one_person_told_twice_is_one_target() -> None:
    captain = target("a captain", 20, "military", "person", "killed")
    pointed = target("officer", 220, "security_forces", "person", "killed")
    (event,) = events_of(story(mention("kill", 10, targets=(captain,)), mention("die", 210, targets=(pointed,))))
    assert event.targets == (captain,)


def test_passers_by_hurt_where_others_died_and_further_property_are_left_out() -> None:
    guard = target("a guard", 20, "security_forces", "person", "killed")
    child = target("a child", 30, form="person", effect="injured")
    post, shop = (target(words, at, "police", "property") for words, at in (("a post", 40), ("a kiosk", 50)))
    (event,) = events_of(story(mention("shoot", 10, targets=(guard, child, post, shop))))
    assert event.targets == (guard, post)
