"""What few texts have is kept of an event's sentences: names, unusual nouns, numbers; never what all reports say."""

from __future__ import annotations

import pytest

from extractors.resolution.rare_words import COMMON_WORDS, MOST_WORDS, rare_words
from models.training.count_common_words import common_words


def of(text: str) -> tuple[str, ...]:
    return rare_words(text, [(0, len(text))])


@pytest.mark.parametrize(
    ("text", "rare"),
    [
        ("Gunmen killed 23 passengers in Musakhail on Monday.", ("23", "musakhail")),
        ("At least three people were killed, police said.", ()),
        ("Twenty-three of them were shot near Rarasham.", ("23", "rarasham")),
        ("The toll rose to 1,200, two hundred of them in Barsalogho.", ("1200", "200", "barsalogho")),
        ("Barsalogho's trench was seen in Barsalogho.", ("barsalogho", "trench")),
        ("Marib, Ma'rib and Ma’rib are one.", ("marib",)),
        ("São Gonçalo", ("sao", "goncalo")),
        ("AL-SHABAAB stormed it.", ("shabaab",)),
        ("On 26 August 2024, the 26th, and on August 27.", ()),
        ("", ()),
        ("— 5 — ² – 0", ()),
    ],
)
def test_rare_words_are_folded_and_in_the_order_of_the_text(text: str, rare: tuple[str, ...]) -> None:
    assert of(text) == rare


def test_only_the_evidence_counts_each_word_once() -> None:
    text = "Musakhail was quiet. Rarasham was not. Musakhail slept. Rarasham burned."
    first, second = text.index("Rarasham"), text.rindex("Rarasham")
    assert rare_words(text, [(first, first + 17), (second, len(text))]) == ("rarasham",)
    assert rare_words(text, []) == ()


def test_a_text_without_end_brings_forty_words() -> None:
    words = [f"q{chr(97 + at // 26)}{chr(97 + at % 26)}x" for at in range(100)]
    assert of(" ".join(words)) == tuple(words[:MOST_WORDS])


def test_the_words_that_reports_of_all_kinds_have_are_common() -> None:
    lines = COMMON_WORDS.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines)) and 2_000 < len(lines) < 6_000
    assert {"killed", "attack", "militants", "police", "village", "monday", "reuters", "grenade"} <= set(lines)
    assert not {"musakhail", "barsalogho", "mastung", "baghdad", "boko", "amia"} & set(lines)


def test_a_word_is_common_that_many_kinds_of_texts_have_and_a_name_of_two_kinds_is_not() -> None:
    kinds = [
        ["The raid on Bela.", "A raid in Bela."],
        ["One raid near Bela.", "The raid, Bela."],
        ["Some noise.", "More noise."],
    ]
    assert common_words(kinds) == ["raid"]
    kinds[2] = ["Bela.", "Bela again."]
    assert common_words(kinds) == ["bela", "raid"]
