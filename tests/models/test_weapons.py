"""Weapons: every line of the list against its own sentences, kinds, extents and what is none."""

from __future__ import annotations

import pytest
from spacy.language import Language

from models.annotations import WEAPONS
from models.participants.lexicon import lines, plural, spellings
from models.participants.weapon_list import KINDS, weapons


def found(nlp: Language, text: str) -> dict[str, str]:
    doc = nlp(text)
    return {span.text: span._.weapon for span in doc.spans[WEAPONS]}


def mentions(nlp: Language, text: str, words: str) -> list[str]:
    wanted = spellings(words) | spellings(plural(words))
    doc = nlp(text)
    spans = doc.spans[WEAPONS]
    runs = {
        span.text: [span[i:j].text for i in range(len(span)) for j in range(i + 1, len(span) + 1)] for span in spans
    }
    return [text for text, parts in runs.items() if any(spellings(part) & wanted for part in parts)]


def test_a_line_finds_its_sentence(nlp: Language) -> None:
    rows = [row for row in lines("weapons.jsonl") if "match" in row]
    assert [row["match"] for row in rows if not mentions(nlp, row["match"], row["words"])] == []
    assert [row["match"] for row in rows if row["kind"] not in found(nlp, row["match"]).values()] == []


def test_a_line_leaves_its_other_sentence_alone(nlp: Language) -> None:
    rows = [row for row in lines("weapons.jsonl") if "not" in row]
    assert [row["not"] for row in rows if mentions(nlp, row["not"], row["words"])] == []


def test_every_spelling_is_listed_once_and_every_kind_has_one() -> None:
    rows = list(lines("weapons.jsonl"))
    words = [row["words"] for row in rows]
    assert len(words) == len(set(words))
    assert {row["kind"] for row in rows} == set(KINDS)
    assert all(weapons().get(key) for row in rows for key in spellings(row["words"]))


@pytest.mark.parametrize(
    ("text", "weapon", "kind"),
    [
        ("A roadside bomb killed two soldiers.", "roadside bomb", "explosive device"),
        (
            "An improvised explosive device (IED) hit the convoy.",
            "improvised explosive device (IED)",
            "explosive device",
        ),
        ("Two booby-trapped cars went off.", "booby-trapped cars", "vehicle bomb"),
        ("They fired rocket-propelled grenades at the gate.", "rocket-propelled grenades", "rocket"),
        ("Attackers armed with AK-47 rifles stormed the hotel.", "AK-47 rifles", "firearm"),
        ("The mob attacked them with machetes.", "machetes", "blade"),
        ("Protesters hurled stones at the police.", "stones", "blunt"),
        ("Barrel bombs fell on the suburb.", "Barrel bombs", "aircraft bomb"),
        ("Two persons threw a Chinese made hand grenade at the post.", "Chinese made hand grenade", "grenade"),
    ],
)
def test_a_weapon_with_its_kind(nlp: Language, text: str, weapon: str, kind: str) -> None:
    assert found(nlp, text) == {weapon: kind}


@pytest.mark.parametrize(
    "text",
    [
        "A bomb cyclone battered the coast.",
        "Two workers died in a coal mine.",
        "The price of kerosene rose again.",
        "The rock band played until midnight.",
        "They bought sheep at the market.",
        "The company launched a mobile application.",
    ],
)
def test_what_is_no_weapon(nlp: Language, text: str) -> None:
    assert found(nlp, text) == {}
