"""A text parsed in parts is read as one parsed at once."""

from __future__ import annotations

from datetime import datetime

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from models.annotations import TRIGGERS, Context
from models.long_texts import PART, is_long, read_long

PARAGRAPH = (
    "KANO, Nigeria: Gunmen killed five soldiers near Kano on Monday, the army said.\n\n"
    "Nobody claimed the attack. The governor, Abba Yusuf, was abroad.\n\n"
)


def made(nlp: Language, text: str) -> Doc:
    doc = nlp.make_doc(text)
    doc._.context = Context(datetime(2024, 8, 27), "NGA")
    return doc


@pytest.fixture(scope="module")
def both(nlp: Language) -> tuple[Doc, Doc]:
    text = PARAGRAPH * 400
    return read_long(nlp, made(nlp, text)), nlp(made(nlp, text))


def test_the_text_is_long(nlp: Language) -> None:
    assert is_long(made(nlp, PARAGRAPH * 400)) and not is_long(made(nlp, PARAGRAPH * 100))
    assert len(made(nlp, PARAGRAPH * 400)) > 2 * PART


def test_words_and_context_are_the_same(both: tuple[Doc, Doc]) -> None:
    parted, whole = both
    assert parted.text == whole.text
    assert [token.idx for token in parted] == [token.idx for token in whole]
    assert parted._.context == whole._.context


def test_sentences_names_and_triggers_are_the_same(both: tuple[Doc, Doc]) -> None:
    parted, whole = both
    assert [sent.start for sent in parted.sents] == [sent.start for sent in whole.sents]
    assert [(ent.start, ent.end, ent.label_) for ent in parted.ents] == [
        (ent.start, ent.end, ent.label_) for ent in whole.ents
    ]
    assert [(span.start, span.end) for span in parted.spans[TRIGGERS]] == [
        (span.start, span.end) for span in whole.spans[TRIGGERS]
    ]
    assert len(parted.spans[TRIGGERS]) >= 400


def test_a_text_without_ends_is_cut_all_the_same(nlp: Language) -> None:
    text = "shells fell " * PART
    assert read_long(nlp, made(nlp, text)).text == text
