"""Ordinary crime, sport and mishaps are told from political violence by the words around the act."""

from __future__ import annotations

import pytest
from spacy.language import Language

from extractors.reading import Reader
from models.triage import everything


@pytest.fixture(scope="module")
def reader(nlp: Language) -> Reader:
    return Reader(nlp, everything)


ORDINARY = (
    "A 22-year-old man was stabbed in the back during an argument outside a bar on Elm Street early Saturday.\n\n"
    "He was taken to hospital, where his condition was stable. Detectives arrested a suspect, 24, who was charged with "
    "felonious assault and is being held in the county jail. A judge set his bail at $50,000 on Monday.",
    "A woman was struck by a car as she crossed Mill Road on Tuesday evening.\n\nShe was taken to hospital with a "
    "broken leg. The driver stopped and spoke to officers, and no charges are expected, the sheriff's office said.",
    "A hiker was attacked by a swarm of bees near Red Canyon on Sunday.\n\nHe was stung some 200 times and is "
    "recovering in hospital. Firefighters said it was the worst attack they had seen in the county this year.",
)
POLITICAL = (
    "A 22-year-old activist of the ruling party was stabbed in the back outside a polling station in Dhaka.\n\n"
    "The opposition denied that its supporters were behind the attack. Clashes between the two parties have killed "
    "nine people since the election was called.",
    "Gunmen on motorcycles shot dead two policemen at a checkpoint in Quetta on Sunday.\n\nNo group claimed the "
    "attack. Baloch separatists have attacked security forces in the province for years.",
    "Herders armed with machetes raided the village of Agatu on Friday and killed eleven farmers, residents said.\n\n"
    "The army sent troops to the area. Communal fighting over land has displaced thousands in Benue State.",
)


@pytest.mark.parametrize("text", ORDINARY, ids=["stabbing", "car", "bees"])
def test_ordinary_news_tells_no_event(reader: Reader, text: str) -> None:
    assert reader.read(text).events == ()


@pytest.mark.parametrize("text", POLITICAL, ids=["party", "separatists", "herders"])
def test_the_same_acts_in_a_conflict_are_events(reader: Reader, text: str) -> None:
    assert [event.timeframe for event in reader.read(text).events][:1] == ["current"]
