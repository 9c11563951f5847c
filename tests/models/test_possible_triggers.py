"""A sentence that the rules could match is found by its words alone; a sentence without such words is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from models.acts.possible_triggers import PossibleTriggers
from models.acts.trigger_rules import Rule, read_rules
from models.annotations import TRIGGERS

RULES = [rule for rule in read_rules("triggers.jsonl") if rule.sense]
STORIES = sorted((Path(__file__).parents[2] / "flows" / "newsroom" / "stories").glob("*.md"))[::6]


@pytest.fixture(scope="module")
def possible(nlp: Language) -> PossibleTriggers:
    found = nlp.get_pipe("tocsin_triggers").possible  # type: ignore[attr-defined]
    assert isinstance(found, PossibleTriggers)
    return found


def found(possible: PossibleTriggers, text: str) -> list[str]:
    return [text[start:stop] for start, stop in possible.sentences(text)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_a_rule_must_match_is_found(possible: PossibleTriggers, rule: Rule) -> None:
    assert found(possible, rule.yes), rule.yes
    assert found(possible, rule.yes.upper()), rule.yes


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_every_trigger_of_a_story_stands_in_a_sentence_found(
    possible: PossibleTriggers, nlp: Language, story: Path
) -> None:
    text = story.read_text(encoding="utf-8").split("+++", 2)[2].strip()
    stretches = list(possible.sentences(text))
    for trigger in nlp(text).spans[TRIGGERS]:
        assert any(start <= trigger.start_char and trigger.end_char <= stop for start, stop in stretches), trigger


def test_only_the_sentences_that_hold_such_words(possible: PossibleTriggers) -> None:
    text = "The council met. Gunmen shot two farmers near Kano! Rain is due.\nNobody has claimed the raid\nThe end."
    assert found(possible, text) == ["Gunmen shot two farmers near Kano!", "Nobody has claimed the raid"]


def test_a_title_ends_no_sentence(possible: PossibleTriggers) -> None:
    text = "They killed Gen. Musa Bello and Lt. Col. Ali of the U.S. troops. It rained."
    assert found(possible, text) == ["They killed Gen. Musa Bello and Lt. Col. Ali of the U.S. troops."]


@pytest.mark.parametrize("text", ["", " \n ", "The orchestra will play in Vienna next summer.", "12 34 !!!"])
def test_nothing_in_the_rest(possible: PossibleTriggers, text: str) -> None:
    assert found(possible, text) == []
