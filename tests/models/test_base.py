"""What is asked of the base model in bulk is what its own components say, a word at a time."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from models.components.names import NameReader
from models.components.word_classes import WordClasses
from models.pipeline import load_base

TEXTS = (
    "Gunmen killed five soldiers near Kano on Monday, the Nigerian Army said. Boko Haram did not claim the attack.",
    "",
    "   \n\n ",
    "KABUL: At least 12 people, among them Gen. Abdul Raziq and three children, died in Jalalabad  on 5 July.\n\nNATO",
    "Barack Obama",
    "I'm gon na go, and you got ta see it. Let's go, y'all; he ai n't there. There was a bomb in the car, there is.",
    "Il a dit que l'attaque de Ménaka était « terrible ».",
    " ".join(["On Tuesday the Taliban took Ghazni, Herat and Lashkar Gah from the Afghan National Army."] * 40),
)


@pytest.fixture(scope="module")
def base() -> Language:
    return load_base()


def parsed(base: Language) -> list[Doc]:
    """The texts as the base model reads them before its rules and its names."""
    with base.select_pipes(disable=["attribute_ruler", "lemmatizer", "ner"]):
        return list(base.pipe(TEXTS))


def names(docs: list[Doc]) -> list[list[tuple[str, str]]]:
    return [[(ent.text, ent.label_) for ent in doc.ents] for doc in docs]


def test_names_are_those_of_the_recogniser(base: Language) -> None:
    ours, theirs = parsed(base), parsed(base)
    read = list(NameReader(base.get_pipe("ner")).pipe(ours))
    base.get_pipe("ner").pipe(theirs)  # type: ignore[attr-defined]
    expected = [base.get_pipe("ner")(doc) for doc in theirs]
    assert names(read) == names(expected)
    assert [[token.ent_iob for token in doc] for doc in read] == [[token.ent_iob for token in doc] for doc in expected]
    assert ("Boko Haram", "PERSON") in names(read)[0] or ("Boko Haram", "ORG") in names(read)[0]
    assert names(read)[4] == [("Barack Obama", "PERSON")]


@pytest.mark.parametrize("size", [1, 3, 64])
def test_names_do_not_depend_on_the_batch(base: Language, size: int) -> None:
    reader = NameReader(base.get_pipe("ner"))
    assert names(list(reader.pipe(parsed(base), batch_size=size))) == names([reader(doc) for doc in parsed(base)])


def classes(docs: list[Doc]) -> list[list[tuple[str, str, str, str]]]:
    return [[(token.text, token.pos_, str(token.morph), token.lemma_) for token in doc] for doc in docs]


def test_word_classes_are_those_of_the_rules(base: Language) -> None:
    reader = WordClasses(base.get_pipe("attribute_ruler"), base.get_pipe("lemmatizer"))  # type: ignore[arg-type]
    expected = [base.get_pipe("lemmatizer")(base.get_pipe("attribute_ruler")(doc)) for doc in parsed(base)]
    assert classes([reader(doc) for doc in parsed(base)]) == classes(expected)
    remembered = classes([reader(doc) for doc in parsed(base)])
    assert remembered == classes(expected)


def test_a_rule_of_two_words_is_kept(base: Language) -> None:
    reader = WordClasses(base.get_pipe("attribute_ruler"), base.get_pipe("lemmatizer"))  # type: ignore[arg-type]
    told = {token.text: token.lemma_ for token in reader(parsed(base)[5])}
    assert (told["gon"], told["na"], told["ta"]) == ("go", "to", "to")


def test_heads_and_sentences_stay(base: Language) -> None:
    reader = WordClasses(base.get_pipe("attribute_ruler"), base.get_pipe("lemmatizer"))  # type: ignore[arg-type]
    for ours, theirs in zip(map(reader, parsed(base)), parsed(base), strict=True):
        assert [token.head.i for token in ours] == [token.head.i for token in theirs]
        assert [sent.start for sent in ours.sents] == [sent.start for sent in theirs.sents]
