"""The word check before the parse lets violence through and stops the rest."""

from __future__ import annotations

import pytest

from models.triage import everything, worth_reading


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen stormed a police post in Bannu and fled.",
        "Three people were shot in the market on Sunday.",
        "MILITANTS BLEW UP A PIPELINE",
        "5 die as van hits mine",
        "Two bodies were found near the village, officials said.",
        "Protesters threw stones at officers outside the court.",
        "Shells hit Kharkiv.",
        "A woman detonated herself in the tent at the entrance.",
        "Villagers pulled the healer from her hut and set her alight.",
    ],
)
def test_violence_is_worth_reading(text: str) -> None:
    assert worth_reading(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The central bank left its rate unchanged on Thursday.",
        "The orchestra will play in Vienna and Salzburg next summer.",
        "Sunny weather is expected over the weekend, with highs of 24 degrees.",
    ],
)
def test_the_rest_is_not(text: str) -> None:
    assert not worth_reading(text)


def test_the_title_counts() -> None:
    assert worth_reading("He was 34.", "Teacher killed in Swat")


def test_everything_is_anything() -> None:
    assert everything("") and everything("Sunny weather.", "Weather")
