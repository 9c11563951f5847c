"""Who did what to whom, where, when and by whose account, in the sentences news is written in."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Span

from models.annotations import TRIGGERS, Roles


def triggers(nlp: Language, text: str) -> list[Span]:
    doc = nlp(text)
    return list(doc.spans[TRIGGERS])


def roles(nlp: Language, text: str, trigger: str) -> Roles:
    found = [span for span in triggers(nlp, text) if trigger in span.text]
    assert found, [span.text for span in triggers(nlp, text)]
    given: Roles = found[0]._.roles
    return given


@pytest.mark.parametrize(
    ("text", "trigger", "agent"),
    [
        ("Suspected militants attacked a police post in Bannu.", "attacked", "Suspected militants"),
        ("Two policemen were shot dead by unidentified gunmen in Quetta.", "shot dead", "unidentified gunmen"),
        ("Boko Haram fighters carried out an attack on a village in Borno.", "attack", "Boko Haram fighters"),
        ("An al-Shabaab attack on a hotel in Mogadishu killed nine people.", "attack", "al-Shabaab"),
        ("The gunmen stormed the school and killed three teachers.", "killed", "gunmen"),
    ],
)
def test_who_did_it(nlp: Language, text: str, trigger: str, agent: str) -> None:
    assert any(agent.lower() in span.text.lower() for span in roles(nlp, text, trigger).agents)


@pytest.mark.parametrize(
    ("text", "trigger", "patient", "effect"),
    [
        ("Gunmen killed two policemen in Hangu.", "killed", "two policemen", "killed"),
        ("Three soldiers were wounded when a mine exploded in Kidal.", "wounded", "Three soldiers", "injured"),
        ("The killing of a teacher shocked the town of Swat.", "killing", "teacher", "killed"),
        ("Rebels abducted seven labourers near Turbat.", "abducted", "seven labourers", "abducted"),
        ("Militants torched a school in Borno.", "torched", "school", "destroyed"),
    ],
)
def test_whom_it_hit(nlp: Language, text: str, trigger: str, patient: str, effect: str) -> None:
    found = [(p.phrase.text, p.effect) for p in roles(nlp, text, trigger).patients]
    assert any(patient in words and told == effect for words, told in found), found


def test_a_part_of_a_figure_is_marked(nlp: Language) -> None:
    parts = roles(nlp, "Gunmen killed 12 people, including three children, in a village.", "killed").patients
    assert [(p.part, p.quantity is not None) for p in parts][:2] == [(False, True), (True, True)]


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        (
            "The Balochistan Liberation Army claimed responsibility for the attack in Quetta.",
            "Balochistan Liberation Army",
        ),
        ("Al-Shabaab said it carried out the bombing in Mogadishu.", "Al-Shabaab"),
    ],
)
def test_a_claim_names_who_claims(nlp: Language, text: str, claimant: str) -> None:
    given = [span.text for trigger in triggers(nlp, text) for span in trigger._.roles.claimants]
    assert any(claimant in words for words in given)


def test_nobody_claimed(nlp: Language) -> None:
    text = "No group has claimed responsibility for the attack on the convoy."
    assert [span for trigger in triggers(nlp, text) for span in trigger._.roles.claimants] == []


def test_a_speaker_is_a_source_and_no_doer(nlp: Language) -> None:
    given = roles(nlp, "Gunmen killed a trader in Kano on Monday, police said.", "killed")
    assert given.source is not None and given.source.text == "police said"
    assert all("police" not in span.text for span in given.agents)


def test_the_seat_of_a_speaker_is_no_place(nlp: Language) -> None:
    given = roles(nlp, "The government in Kabul said gunmen killed two men in Herat.", "killed")
    assert [span.text for span in given.places][:1] == ["Herat"]


def test_the_day_somebody_spoke_is_kept_apart(nlp: Language) -> None:
    given = roles(nlp, "Officials said on 3 October that gunmen killed two men in Herat on 2 October.", "killed")
    assert [span.text for span in given.dates] == ["2 October"]
    assert [span.text for span in given.spoken] == ["3 October"]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("A court in Herat on 3 October 2024 convicted two men of the bombing of a market.", "bombing"),
        ("The group claimed on 3 October 2024 the bombing of a market.", "bombing"),
        ("The number of dead in the bombing of a market rose to 30 on 3 October 2024.", "bombing"),
        ("Relatives held a vigil on 3 October 2024 for the people killed in the market.", "killed"),
        ("A girl who was stabbed at the market died of her wounds on 3 October 2024.", "stabbed"),
        ("The air strike hit a hospital, the United Nations said in a report on 3 October 2024.", "air strike"),
    ],
)
def test_the_day_of_what_came_after_an_act_is_kept_apart(nlp: Language, text: str, trigger: str) -> None:
    given = roles(nlp, text, trigger)
    assert given.dates == ()
    assert [span.text for span in given.spoken] == ["3 October 2024"]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Militants bombed a market on 3 October 2024, killing five people.", "killing"),
        ("Police arrested two men for the killing of a trader on 3 October 2024.", "killing"),
        ("A bomb exploded at a funeral on 3 October 2024.", "exploded"),
        ("Soldiers arrested three men and shot dead two farmers on 3 October 2024.", "shot dead"),
        ("A court sentenced two men for the bombing of a market in October 2024.", "bombing"),
    ],
)
def test_the_day_of_an_act_is_its_own(nlp: Language, text: str, trigger: str) -> None:
    assert len(roles(nlp, text, trigger).dates) == 1


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("It was the deadliest bombing in the city since 2016.", "bombing"),
        ("The bombing was the worst since the war ended on 3 October 2016.", "bombing"),
        ("Bombs struck the burial of a priest who was shot on 3 October 2024.", "Bombs struck"),
    ],
)
def test_the_day_of_something_else_is_none(nlp: Language, text: str, trigger: str) -> None:
    given = roles(nlp, text, trigger)
    assert (given.dates, given.spoken) == ((), ())


@pytest.mark.parametrize(
    ("text", "trigger", "denier", "part"),
    [
        ("Hezbollah denied that it shelled the town of Metula.", "shelled", "Hezbollah", False),
        ("The Taliban denied any involvement in the bombing in Kabul.", "bombing", "Taliban", True),
        ("The Arakan Army denied that it carried out the attack on Maungdaw.", "attack", "Arakan Army", True),
        ("Hamas said that it had nothing to do with the killing of a trader.", "killing", "Hamas", True),
    ],
)
def test_who_denies_it_or_his_part_in_it(nlp: Language, text: str, trigger: str, denier: str, part: bool) -> None:
    denial = roles(nlp, text, trigger).denial
    assert denial is not None
    assert any(denier in span.text for span in denial.deniers)
    assert denial.part is part


def test_who_denies_is_no_doer(nlp: Language) -> None:
    given = roles(nlp, "Hezbollah denied that it fired the rocket that killed 12 children in Metula.", "killed")
    assert (given.agents, given.denial) == ((), None)


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("Survivors of the attack in Sinjar accused the Turkish army.", ["Turkish army"]),
        ("Relatives of those killed in the attack accused the army of wasting money.", []),
    ],
)
def test_who_is_accused_did_it_only_of_violence(nlp: Language, text: str, blamed: list[str]) -> None:
    found = [t for t in triggers(nlp, text) if t._.trigger.sense == "blame"]
    assert [span.text for trigger in found for span in trigger._.roles.agents] == blamed


def test_the_verb_beside_a_bomb_tells_its_effect(nlp: Language) -> None:
    given = roles(nlp, "A bomb killed nine people at a market in Kabul.", "killed")
    assert [(p.phrase.text, p.effect) for p in given.patients][:1] == [("nine people", "killed")]


@pytest.mark.parametrize(
    ("text", "trigger", "where"),
    [
        ("Arsonists set fire to cables in France on Friday, hours before the Games in Paris.", "set fire", ["France"]),
        ("Gunmen attacked a convoy on its way to a meeting in Lagos, killing two in Edo state.", "killing", ["Edo"]),
        ("A judge was shot dead minutes before he reached his house in Hangu.", "shot dead", ["Hangu"]),
        ("Five people were killed after gunmen attacked a bus in Quetta.", "killed", ["Quetta"]),
    ],
)
def test_the_place_of_another_time_or_of_a_journey_is_not_where_it_was(
    nlp: Language, text: str, trigger: str, where: list[str]
) -> None:
    assert [span.text for span in roles(nlp, text, trigger).places] == where


@pytest.mark.parametrize(
    ("text", "trigger", "hit"),
    [
        ("The president and the prime minister condemned the killings.", "killings", []),
        ("The dead lay in the street, a police spokesman said.", "dead", []),
        ("Israel's military said that its aircraft had struck a weapons store.", "aircraft", ["weapons store"]),
        (
            "A man drove a car packed with explosives into a barracks, killing nine soldiers.",
            "killing",
            ["nine soldiers"],
        ),
        ("Suicide bombers in vehicles packed with explosives struck a camp.", "Suicide bombers", ["camp"]),
        ("A bomb went off in the village near a police post.", "bomb went", ["police post"]),
        ("Gunmen fired at his car on the national highway.", "fired at", ["car"]),
        ("The blast hit the market, but officials did not say how many people were hurt.", "hurt", []),
        ("Police blocked the road where the gunman had been seen, and shot him.", "shot", ["gunman"]),
    ],
)
def test_who_speaks_what_attacks_and_where_it_was_are_not_hit(
    nlp: Language, text: str, trigger: str, hit: list[str]
) -> None:
    assert [p.phrase.text for p in roles(nlp, text, trigger).patients if p.target is not None] == hit


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("The army said that it had killed five militants in Mir Ali.", []),
        ("Indian police said that they had killed 12 rebels in a firefight in Gadchiroli.", []),
        ("Jihadists of JNIM said that they had killed ten soldiers in an ambush near Tinzaouaten.", ["JNIM"]),
        ("The military claimed responsibility for the air strike on Bhamo.", ["military"]),
    ],
)
def test_forces_that_report_their_own_act_claim_nothing(nlp: Language, text: str, claims: list[str]) -> None:
    found = dict.fromkeys(span.text for trigger in triggers(nlp, text) for span in trigger._.roles.claimants)
    assert [any(claim in words for words in found) for claim in claims] == [True] * len(claims)
    assert bool(found) is bool(claims)


@pytest.mark.parametrize(
    ("text", "trigger", "people"),
    [
        ("A trooper was killed and a head constable injured in a blast in Sukma.", "injured", ["a head constable"]),
        ("Two policemen were killed and another, identified as Asad, was injured in Swabi.", "injured", ["another"]),
        ("Ten others, including three guards, injured in the blast.", "injured", ["Ten others", "three guards"]),
        ("A cadre was on August 24 killed in a clash with troops in Sukma.", "killed", ["A cadre"]),
        ("The explosion caused injuries to three guards in Torkham.", "injuries", ["three guards"]),
        ("An unknown number of rebels was wounded, reports Daily Herald.", "wounded", []),
    ],
)
def test_people_whom_the_parse_ties_to_another_word(nlp: Language, text: str, trigger: str, people: list[str]) -> None:
    found = [(p.quantity or p.phrase).text for p in roles(nlp, text, trigger).patients]
    assert found == people


def test_a_figure_that_somebody_is_among_is_no_part(nlp: Language) -> None:
    given = roles(nlp, "A commander was among the 17 persons killed in the raid in Miranshah.", "killed").patients
    assert [(p.phrase.text, p.part) for p in given] == [("17 persons", False)]
