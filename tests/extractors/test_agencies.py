"""News agencies are known where they are credited, in the forms of many countries, and never where they are quoted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.agencies import agencies_in, knowledge

BODY = "Gunmen killed two officers near the town, police said.\nA third was hurt.\nThe road was closed.\nIt rained.\n"
REST = f"\n{BODY}{BODY}{BODY}The search went on."


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("KABUL, Aug 26 (Reuters) - Three people were killed on Monday.", "Reuters"),
        ("KABUL, Afghanistan (AP) — Three people were killed on Monday.", "AP"),
        ("New Delhi [India], September 3 (ANI): Three people were killed.", "ANI"),
        ("Srinagar, Sep 3 (PTI) Three people were killed on Monday.", "PTI"),
        ("Maiduguri, Sept. 3, 2024 (NAN) Troops have killed three people.", "NAN"),
        ("RAMALLAH, Tuesday, September 3, 2024 (WAFA) – Three people were killed.", "WAFA"),
        ("BEIJING, Sept. 3 (Xinhua) -- Three people were killed on Monday.", "Xinhua"),
        ("MOSCOW, September 3. /TASS/. Three people were killed on Monday.", "TASS"),
        ("МОСКВА, 3 сен — РИА Новости. Три человека погибли в понедельник.", "RIA Novosti"),
        ("KYIV. Sept 3 (Interfax-Ukraine) – Three people were killed.", "Interfax-Ukraine"),
        ("TOKYO, Sept 3, Kyodo - Three people were killed on Monday.", "Kyodo"),
        ("SEOUL, Sept. 3 (Yonhap) -- Three people were killed on Monday.", "Yonhap"),
        ("(서울=연합뉴스) 김철수 기자 = 세 명이 숨졌다.", "Yonhap"),
        ("【カブール時事】アフガニスタンの首都で爆発があった。", "Jiji"),
        ("［カブール ３日 ロイター］ - 爆発があった。", "Reuters"),
        ("新华社喀布尔9月3日电（记者张三）三人在袭击中丧生。", "Xinhua"),
        ("كابول 3 سبتمبر (رويترز) - قتل ثلاثة أشخاص.", "Reuters"),
        ("اسلام آباد (اے پی پی): تین افراد ہلاک ہوئے۔", "APP"),
        ("Berlin (dpa/tmn) - Drei Menschen starben am Montag.", "dpa"),
        ("Kabul (AFP) Drei Menschen starben am Montag bei einem Anschlag.", None),
        ("Bogotá, 3 sep (EFE).- Tres personas murieron el lunes.", "EFE"),
        ("(ANSA) - ROMA, 03 SET - Tre persone sono morte.", "ANSA"),
        ("By AFP", "AFP"),
        ("By Reuters in Kabul", "Reuters"),
        ("By MUNIR AHMED, Associated Press", "AP"),
        ("AFP, KABUL", "AFP"),
        ("PTI | Srinagar", "PTI"),
        ("By Our Correspondent / Agencies", "Agencies"),
        ("PARIS (AFP/AP) - Three people were killed on Monday.", "AFP, AP"),
        # Quoted, shown in a picture, or a name that only looks like one.
        ("“We ran,” a witness told Reuters.", None),
        ("AFP reported that three people were killed on Monday.", None),
        ("Smoke rises over the town of Gao on Monday (AFP)", None),
        ("The People's Alliance (PA) said on Monday that three of its members were killed.", None),
        ("By Sana Achakzai", None),
        ("Reuters", None),
    ],
)
def test_the_top_of_a_text(line: str, agency: str | None) -> None:
    assert agencies_in((), line + REST) == agency


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("The road was closed, he said. (AFP)", "AFP"),
        ("The road was closed, he said.—Reuters", "Reuters"),
        ("“The road was closed.” — Bernama", "Bernama"),
        ("Die Straße wurde gesperrt. (dpa/afp)", "dpa, AFP"),
        ("(With inputs from ANI and PTI)", "ANI, PTI"),
        ("with input from Reuters", "Reuters"),
        ("(With inputs from APP and AFP)", "APP, AFP"),
        ("Source: Anadolu Agency", "Anadolu"),
        ("Con información de EFE", "EFE"),
        ("Источник: ТАСС", "TASS"),
        ("المصدر: وكالات", "Agencies"),
        ("The Associated Press contributed to this report.", "AP"),
        ("Associated Press writer Jane Doe in Dubai contributed to this report.", "AP"),
        (
            "Associated Press writers Jane Doe in Jerusalem, John Roe in Beirut, Max Poe in Cairo and Ann Loe "
            "in Ankara, Turkey, contributed to this report.",
            "AP",
        ),
        ("A Reuters journalist in Gao contributed reporting.", "Reuters"),
        ("PTI SNE DIV DIV", "PTI"),
        ("© 2024 AFP", "AFP"),
        ("Copyright 2024 The Associated Press. All rights reserved.", "AP"),
        ("Our Standards: The Thomson Reuters Trust Principles.", "Reuters"),
        ("UNB/BSS", "UNB, BSS"),
        ("Agencies", "Agencies"),
        ("The road was closed, a spokesman told AFP.", None),
        ("That is what the state agency said, according to TASS", None),
        ("He leads the People's Alliance (PA).", None),
        ("With AP leaders in jail, the party is weak.", None),
        ("Photo: Reuters", None),
        ("The writer Jane Doe contributed to this report.", None),
        ("The two men's writers told Associated Press reporters that they had contributed.", None),
        ("Source: the ministry", None),
    ],
)
def test_the_bottom_of_a_text(line: str, agency: str | None) -> None:
    assert agencies_in((), BODY + BODY + BODY + line) == agency


def test_what_stands_within_a_text_credits_nobody() -> None:
    for line in ("(AFP)", "Source: Reuters", "By AP", "KABUL (AP) — Three died."):
        assert agencies_in((), f"{BODY}{BODY}{line}\n{BODY}{BODY}") is None


@pytest.mark.parametrize(
    ("authors", "agency"),
    [
        (("AFP",), "AFP"),
        (("Agence France-Presse",), "AFP"),
        (("ASSOCIATED PRESS",), "AP"),
        (("Reuters Staff",), "Reuters"),
        (("Munir Ahmed | AP", "Reuters"), "AP, Reuters"),
        (("Jane Doe with AFP",), "AFP"),
        (("News Desk", "Agencies"), "Agencies"),
        (("Sana Achakzai", "Ani Petrosyan", "Petra Schmidt"), None),
        ((), None),
    ],
)
def test_authors(authors: tuple[str, ...], agency: str | None) -> None:
    assert agencies_in(authors, BODY * 4) == agency


@pytest.mark.parametrize("form", sorted(knowledge().exact))
def test_each_form_is_found_as_a_credit_and_not_where_it_speaks(form: str) -> None:
    name = knowledge().exact[form]
    assert agencies_in((), f"{BODY}{BODY}The road was closed. ({form})") == name
    assert agencies_in((), f"QUETTA, Sept 3 ({form}) - Three people were killed.{REST}") == name
    assert agencies_in((form,), BODY) == name
    assert agencies_in((), f"{BODY}{BODY}The road was closed, he told {form}.") is None
    assert agencies_in((), f"{form} reported that three people were killed.{REST}") is None


@given(st.lists(st.text(max_size=20), max_size=2), st.text(alphabet="AFP(),-–—./ \nReutersdpa【】by", max_size=200))
def test_no_words_are_too_odd(authors: list[str], raw: str) -> None:
    found = agencies_in(authors, raw)
    assert found is None or set(found.split(", ")) <= set(knowledge().exact.values())
