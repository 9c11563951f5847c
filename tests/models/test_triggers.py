"""Every line of the trigger files against its own sentences, and how matches are chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from models.acts.phrases import PhraseError, parse_phrase
from models.acts.trigger_rules import SENSES, Rule, RuleError, phrases_of, read_rules
from models.annotations import TRIGGERS

TRIGGER_RULES = read_rules("triggers.jsonl")
NEGATIVE_RULES = [
    (name, rule) for name in ("figurative.jsonl", "accidents.jsonl", "totals.jsonl") for rule in read_rules(name)
]


def senses(nlp: Language, text: str) -> list[tuple[str, str]]:
    doc = nlp(text)
    return [(span.text, span._.trigger.sense) for span in doc.spans[TRIGGERS]]


def rules_hit(nlp: Language, text: str) -> set[str]:
    doc = nlp(text)
    return {span._.trigger.rule for span in doc.spans[TRIGGERS]}


@pytest.mark.parametrize("rule", TRIGGER_RULES, ids=lambda rule: rule.id)
def test_a_trigger_line_matches_its_own_sentence(nlp: Language, rule: Rule) -> None:
    doc = nlp(rule.yes)
    found = {span._.trigger.sense for span in doc.spans[TRIGGERS]}
    assert found, f"no trigger in: {doc.text}"
    assert rule.sense in found or SENSES[rule.sense].sub_event in {SENSES[s].sub_event for s in found}


@pytest.mark.parametrize("rule", TRIGGER_RULES, ids=lambda rule: rule.id)
def test_a_trigger_line_leaves_its_other_sentence_alone(nlp: Language, rule: Rule) -> None:
    assert rule.id not in rules_hit(nlp, rule.no)


@pytest.mark.parametrize(("name", "rule"), NEGATIVE_RULES, ids=lambda value: getattr(value, "id", value))
def test_lines_that_say_what_is_no_violence(nlp: Language, name: str, rule: Rule) -> None:
    phrases = phrases_of([rule])
    assert list(phrases.find(nlp(rule.yes)))
    assert not list(phrases.find(nlp(rule.no)))


def test_the_longest_match_wins(nlp: Language) -> None:
    assert senses(nlp, "A suicide bombing killed six soldiers in Kabul.")[0] == ("suicide bombing", "suicide")


@pytest.mark.parametrize(
    "text",
    [
        "The opposition launched a scathing attack on the budget.",
        "The striker shot wide and the attack faltered in the final against City.",
        "The crew will shoot the film in Jordan.",
        "A bomb cyclone hit the coast with heavy snow.",
        "Nine people died when a bus plunged into a ravine.",
        "A gas cylinder explosion killed four people in a restaurant.",
        "The strike by rail workers entered its second week.",
        "Battle of the Sexes opens in cinemas on Friday.",
        "A man killed his wife in a domestic dispute.",
    ],
)
def test_no_violence_no_trigger_that_founds(nlp: Language, text: str) -> None:
    assert [sense for _, sense in senses(nlp, text) if SENSES[sense].founds] == []


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("5 die as van hits landmine", "explode"),
        ("Gunmen shot dead three teachers in Kurram", "shoot_dead"),
        ("Air-strike on a school kills 12 in Khartoum", "airstrike"),
        ("Police said gunmen had opened heavy fire on their van.", "shoot"),
        ("Russian bombers struck an airfield near Dnipro.", "airstrike"),
        ("Three people died in a sectarian attack on a shop in Karachi.", "attack"),
    ],
)
def test_headlines_and_spellings(nlp: Language, text: str, sense: str) -> None:
    assert sense in {found for _, found in senses(nlp, text)}


def test_a_phrase_with_hyphens_reads_as_its_parts() -> None:
    (reading,) = parse_phrase("shoot-out/N")
    assert [(sorted(item.lemmas), item.pos) for item in reading] == [(["shoot"], None), (["out"], "N")]


@pytest.mark.parametrize("phrase", ["", "~2 fire", "open ~x fire", "open/Q fire", "open ~2"])
def test_a_bad_phrase_is_named(phrase: str) -> None:
    with pytest.raises(PhraseError, match="phrase"):
        parse_phrase(phrase)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"id": "x", "match": ["y"], "yes": "a"}',
        '{"id": "x", "match": ["y"], "yes": "a", "no": "b", "needs": ["luck"]}',
        '{"id": "x", "match": ["y"], "yes": "a", "no": "b", "explains": "luck"}',
        '{"id": "x", "sense": "joy", "match": ["y"], "yes": "a", "no": "b"}',
        '{"id": "x", "match": ["y"], "yes": "a", "no": "b", "colour": 1}',
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "rules.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"rules\.jsonl, line 1"):
        read_rules("rules.jsonl", tmp_path)
