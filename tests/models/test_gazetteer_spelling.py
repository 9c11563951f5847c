"""Names as newspapers spell them, in any script, and words that are no place by any spelling."""

from __future__ import annotations

from collections import Counter

import pytest

from models.places.gazetteer import LONGEST, MOST, Gazetteer
from models.places.spelling import is_written_name, normal, sound

WORDS = """
    attack attackers bombing explosion ambush gunmen soldiers policeman militants civilians government military
    security officials president parliament election protest protesters demonstration shooting shelling airstrike
    missile rockets kidnapped abducted hostages prisoners refugees casualties wounded injured killed murdered
    violence conflict ceasefire negotiations agreement spokesman statement yesterday morning evening wednesday
    saturday november december september machine butter barrel manner nature serious terror common series setting
    believe missed ruling selling broken shadow youths narrow mapping barely worthy mystery matter minute routine
    building people bombers during nothing something everything anyone everybody weather climate doctors nurses
    patients ambulance emergency children students teachers schools factory workers fishermen traders drivers
    vehicle motorcycle barracks weapons ammunition rifles infantry brigade battalion squadron commander lieutenant
    colonel sergeant insurgents guerrillas terrorists extremists separatists rebels fighters suspects detainees
    investigators witnesses residents villagers tribesmen journalists reporters editors lawyers judges prosecutors
    governor mayor senator deputies ambassador diplomats religion mosques churches temples pilgrims worshippers
    funeral mourners burial inflation currency prices petrol diesel electricity pipeline railway harbour customs
    smugglers traffickers narcotics heroin cocaine opposition coalition assembly committee commission tribunal
    sentence verdict appeal charges evidence allegations
"""
PERSONS = """
    Muhammad Ali; Ahmed Hassan; Imran Khan; Mohammed Abdullahi; Abdul Rahman; Abdullah Mohammed;
    Hassan Sheikh Mohamud; Nawaz Sharif; Asif Ali Zardari; Benazir Bhutto; Narendra Modi; Rahul Gandhi; Amit Shah;
    Omar Abdullah; Mehbooba Mufti; Hamid Karzai; Ashraf Ghani; Mullah Omar; Baitullah Mehsud; Hakimullah Mehsud;
    Osama bin Laden; Ayman al-Zawahiri; Abu Bakr al-Baghdadi; Abubakar Shekau; Muhammadu Buhari; Goodluck Jonathan;
    Bola Tinubu; Salva Kiir; Riek Machar; Omar al-Bashir; Abdel Fattah al-Burhan; Mohamed Hamdan Dagalo; Abiy Ahmed;
    Isaias Afwerki; Paul Kagame; Felix Tshisekedi; Joseph Kabila; Yoweri Museveni; William Ruto; Uhuru Kenyatta;
    Raila Odinga; Bashar al-Assad; Ahmed al-Sharaa; Recep Tayyip Erdogan; Benjamin Netanyahu; Mahmoud Abbas;
    Ismail Haniyeh; Yahya Sinwar; Hassan Nasrallah; Ali Khamenei; Qassem Soleimani; Vladimir Putin;
    Volodymyr Zelensky; Sergei Shoigu; Yevgeny Prigozhin; Ramzan Kadyrov; Aung San Suu Kyi; Min Aung Hlaing;
    Rodrigo Duterte; Gustavo Petro; Nicolas Maduro; Emmanuel Macron; Angela Merkel; Barack Obama; Donald Trump;
    Joe Biden; Jordan Peele; Hillary Clinton; Jamal Khashoggi; Malala Yousafzai; Kofi Annan; Ban Ki-moon;
    Antonio Guterres; Michael Johnson; Jennifer Williams; Christopher Brown; Elizabeth Taylor; Robert Anderson;
    Patricia Thompson; Stephen Robinson; Margaret Mitchell; Ibrahim Traore; Assimi Goita; Iyad Ag Ghali;
    Amadou Koufa; Mahamat Deby; Faustin Touadera; Khalifa Haftar; Muammar Gaddafi; Muqtada al-Sadr; Nouri al-Maliki;
    Haider al-Abadi; Masoud Barzani; Abdul Malik al-Houthi; Khalid Sheikh Mohammed; Prachanda Dahal; Sheikh Hasina;
    Khaleda Zia; Mahinda Rajapaksa
"""


def test_words_and_persons_are_no_places_by_any_spelling(gazetteer: Gazetteer) -> None:
    """None of them is the name of a place, so that whatever were found would be invented."""
    names = [*WORDS.split(), *(" ".join(person.split()) for person in PERSONS.split(";"))]
    assert len(names) >= 250
    invented = {name: found[0].name for name in names if (found := gazetteer.lookup(name.title()))}
    assert invented == {}


@pytest.mark.parametrize(
    ("written", "name", "country"),
    [
        ("Al-Shaddadi", "Ash Shaddadah", "SYR"),
        ("Shaddadi", "Ash Shaddadah", "SYR"),
        ("Miranshah", "Miran Shah", "PAK"),
        ("Jaffarabad", "Jafarabad", "IND"),
        ("Deir Ezzor", "Deir ez-Zor", "SYR"),
        ("Petržalka", "Petržalka", "SVK"),
        ("Petrzalka", "Petržalka", "SVK"),
        ("Kiev", "Kyiv", "UKR"),
        ("Kharkov", "Kharkiv", "UKR"),
        ("Artemivsk", "Bakhmut", "UKR"),
        ("Awantipore", "Awantipur", "IND"),
        ("Rostov Oblast", "Rostov", "RUS"),
    ],
)
def test_other_spellings_of_the_press_find_the_place(
    gazetteer: Gazetteer, written: str, name: str, country: str
) -> None:
    assert (name, country) in {(entry.name, entry.country) for entry in gazetteer.lookup(written)}


@pytest.mark.parametrize(
    ("written", "geonameid"),
    [("کوئٹہ", 1167528), ("كابل", 1138958), ("Харків", 706483), ("Харьков", 706483), ("दिल्ली", 1273294)],
)
def test_names_in_other_scripts_answer(gazetteer: Gazetteer, written: str, geonameid: int) -> None:
    assert geonameid in {entry.geonameid for entry in gazetteer.lookup(written)}


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a",
        "K",
        "é",
        "ط",
        "\x00",
        "\x07\x1b",
        "\u200f\u200e",
        "\ud800",
        "-",
        "''",
        "...",
        "1234",
        "😀",
        "x" * 10_000,
    ],
)
def test_names_that_are_none_mean_no_place(gazetteer: Gazetteer, name: str) -> None:
    assert all(len(entry.name) == len(name) for entry in gazetteer.lookup(name))


def test_control_characters_within_a_name_are_passed_over(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Que\u200btta\x07") == gazetteer.lookup("Quetta") != ()


def test_a_name_of_thousands_of_places_gives_the_most_populous(gazetteer: Gazetteer) -> None:
    found = gazetteer.lookup("San José")
    assert len(found) == MOST
    people = [entry.population for entry in found]
    assert people == sorted(people, reverse=True) and people[0] > 900_000
    assert Counter(entry.country for entry in found)["CRI"] > 1


def test_a_name_longer_than_any_place_is_not_asked_for(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Kabul" + " " * LONGEST) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohmand", "Muhmand"),
        ("Awantipora", "Avantipur"),
        ("Deir al-Balah", "Deir el Balah"),
        ("Khan Younis", "Khan Yunis"),
        ("Jaffarabad", "Jafarabad"),
        ("Al-Hasakah", "Hasaka"),
        ("Nusaybin", "Nusaibin"),
    ],
)
def test_spellings_of_one_name_sound_alike(one: str, other: str) -> None:
    assert sound(normal(one)) == sound(normal(other)) != ""


@pytest.mark.parametrize("name", ["Kabul", "al-Bab", "Al Qaim", ""])
def test_short_names_have_no_sound(name: str) -> None:
    assert sound(normal(name)) == ""


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("Kabul", True), ("kabul", False), ("KBL", False), ("UKR", False), ("Харків", True), ("दिल्ली", True), ("", False)],
)
def test_alternate_names_are_those_that_texts_use(name: str, is_one: bool) -> None:
    assert is_written_name(name) == is_one
