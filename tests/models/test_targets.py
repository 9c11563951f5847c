"""Targets: every line of the list against its own sentences, categories, forms and extents."""

from __future__ import annotations

from itertools import pairwise

import pytest
from spacy.language import Language

from models.annotations import TARGETS, TargetKind
from models.participants.lexicon import lines, plural, spellings
from models.participants.target_list import nouns


def found(nlp: Language, text: str) -> dict[str, TargetKind]:
    doc = nlp(text)
    return {span.text: span._.target for span in doc.spans[TARGETS]}


def mentions(nlp: Language, text: str, words: str) -> list[str]:
    wanted = spellings(words) | spellings(plural(words))
    doc = nlp(text)
    spans = doc.spans[TARGETS]
    runs = {
        span.text: [span[i:j].text for i in range(len(span)) for j in range(i + 1, len(span) + 1)] for span in spans
    }
    return [text for text, parts in runs.items() if any(spellings(part) & wanted for part in parts)]


def test_a_line_finds_its_sentence(nlp: Language) -> None:
    rows = [row for row in lines("targets.jsonl") if "match" in row]
    assert [row["match"] for row in rows if not mentions(nlp, row["match"], row["words"])] == []


def test_a_line_leaves_its_other_sentence_alone(nlp: Language) -> None:
    rows = [row for row in lines("targets.jsonl") if "not" in row]
    assert [row["not"] for row in rows if mentions(nlp, row["not"], row["words"])] == []


def test_every_noun_is_listed_once() -> None:
    words = [row["words"] for row in lines("targets.jsonl") if "words" in row]
    assert len(words) == len(set(words))
    assert all(nouns().get(key) for word in words for key in spellings(word))


@pytest.mark.parametrize(
    ("text", "mention", "category", "form"),
    [
        ("Gunmen killed two labourers in Turbat.", "two labourers", "civilians", "group"),
        ("A bomb damaged a girls school in Mir Ali.", "girls school", "education", "property"),
        ("Rebels attacked an army base.", "army base", "military", "property"),
        ("Militants fired on a police post.", "police post", "police", "property"),
        ("The blast hit a police station.", "police station", "police", "property"),
        ("Insurgents ambushed a convoy of soldiers.", "convoy of soldiers", "military", "property"),
        ("Attackers shot a journalist dead.", "journalist", "journalist", "person"),
        ("Assailants blew up a gas pipeline.", "gas pipeline", "infrastructure", "property"),
        ("Gunmen burned the house of a senator.", "house of a senator", "politician", "property"),
        ("Four CRPF troopers were wounded.", "Four CRPF troopers", "security_forces", "group"),
        ("Troops killed three Boko Haram fighters.", "three Boko Haram fighters", "militants", "group"),
        ("Police shot five protesters.", "five protesters", "civilians", "group"),
        ("Attackers set fire to a mosque.", "mosque", "religious", "property"),
        ("Twelve children were hurt.", "Twelve children", "civilians", "group"),
        ("A policeman was wounded.", "policeman", "police", "person"),
    ],
)
def test_a_target_with_its_category_and_form(nlp: Language, text: str, mention: str, category: str, form: str) -> None:
    targets = found(nlp, text)
    assert mention in targets, sorted(targets)
    assert (targets[mention].category, targets[mention].form) == (category, form)


@pytest.mark.parametrize(
    ("text", "mention", "name", "category"),
    [
        ("Gunmen killed Senator John Martin in the capital.", "Senator John Martin", "John Martin", "politician"),
        ("Attackers shot Maria Lopez, a local journalist, on Monday.", "Maria Lopez", "Maria Lopez", "journalist"),
        ("A constable, identified as Sher Muhammad, was killed.", "Sher Muhammad", "Sher Muhammad", "police"),
        ("Two men killed Peter Brown at his door.", "Peter Brown", "Peter Brown", "civilians"),
    ],
)
def test_a_named_person_is_what_the_text_calls_him(
    nlp: Language, text: str, mention: str, name: str, category: str
) -> None:
    targets = found(nlp, text)
    assert mention in targets, sorted(targets)
    assert targets[mention] == TargetKind(category, "person", name)


def test_a_name_takes_what_the_text_says_of_it_elsewhere(nlp: Language) -> None:
    text = "John Martin was shot in London. Senator John Martin had received threats."
    kinds = [span._.target for span in nlp(text).spans[TARGETS] if span._.target.name == "John Martin"]
    assert [kind.category for kind in kinds] == ["politician", "politician"]


def test_a_weapon_s_words_are_no_target(nlp: Language) -> None:
    assert "car" not in " ".join(found(nlp, "A car bomb killed nine soldiers."))


def test_offsets_reproduce_the_words_and_no_two_overlap(nlp: Language) -> None:
    text = "Gunmen killed two police officers, a priest and 12 villagers, and burned shops, a church and an oil tanker."
    doc = nlp(text)
    spans = list(doc.spans[TARGETS])
    assert [text[span.start_char : span.end_char] for span in spans] == [span.text for span in spans]
    assert all(first.end <= second.start for first, second in pairwise(spans))
