"""The language of a text by its words, with what page and feed declare as the prior."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.languages import language_code, language_of

TEXTS = {
    "en": "Three farmers were shot dead in a village of the district on Saturday night, police said.",
    "es": "Tres campesinos fueron asesinados la noche del sábado en una vereda de la región.",
    "ar": "قتل ثلاثة أشخاص في هجوم استهدف دورية للشرطة في العاصمة بغداد يوم الاثنين",
    "ru": "Трое мирных жителей погибли при обстреле города в понедельник утром",
    "ur": "کوئٹہ میں پولیس کی گاڑی پر فائرنگ سے تین اہلکار ہلاک ہو گئے، حکام نے بتایا",
    "hi": "सोमवार को शहर में हुए हमले में तीन लोगों की मौत हो गई, पुलिस ने बताया",
    "zu": "Amaphoyisa athi abantu abathathu babulewe ngesikhathi kuhlaselwa umuzi ngoMgqibelo",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_sentence_tells_its_language_without_a_hint_and_against_a_wrong_one(language: str, text: str) -> None:
    assert language_of(text) == language
    assert language_of(text, "de") == language
    assert language_of(text, "fr-FR", "en" if language != "en" else "de") == language


def test_a_hint_decides_between_close_languages_and_for_few_words() -> None:
    assert language_of("To menn ble skutt og drept i Oslo natt til søndag, sier politiet.", "nb-NO") == "no"
    assert language_of("Mandag i Oslo", "da") == "da"
    assert language_of("Mandag i Oslo", "no") == "no"
    assert language_of("Bomb!", "fr-FR", "en") == "fr"
    assert language_of("Blast in Quetta kills three") is None
    assert language_of("Blast in Quetta kills three", "en") == "en"
    assert language_of("12 34") is None
    assert language_of("") is None


def test_a_declared_language_that_nothing_identifies_is_kept_only_where_the_text_leaves_it_open() -> None:
    assert language_of("Osama Obama", "ti") == "ti"
    assert language_of(TEXTS["en"], "ti") == "en"


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("EN_us", "en"),
        ("eng", "en"),
        ("fil-PH", "tl"),
        ("prs", "fa"),
        ("nb", "no"),
        ("iw", "he"),
        ("pcm", "pcm"),
        ("zh-Hans-CN", "zh"),
        ("english", None),
        ("", None),
        (None, None),
    ],
)
def test_codes_as_declared(declared: str | None, code: str | None) -> None:
    assert language_code(declared) == code


@given(st.text(max_size=60), st.none() | st.text(max_size=6))
def test_no_words_are_too_odd(text: str, hint: str | None) -> None:
    found = language_of(text, hint)
    assert found is None or 2 <= len(found) <= 3
