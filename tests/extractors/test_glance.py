"""The sentences looked at first are those with possible triggers, and each knows where in its text it lies."""

from __future__ import annotations

import pytest
from spacy.language import Language

from extractors.glance import passages
from models.acts.possible_triggers import PossibleTriggers

CALM = "The council met on Monday to talk about the bridge, which is to open next summer. "


@pytest.fixture(scope="module")
def possible(nlp: Language) -> PossibleTriggers:
    found = nlp.get_pipe("tocsin_triggers").possible  # type: ignore[attr-defined]
    assert isinstance(found, PossibleTriggers)
    return found


def test_passages_are_the_sentences_with_triggers(possible: PossibleTriggers) -> None:
    text = CALM * 5 + "Gunmen shot two men. " + CALM * 5 + "Rebels burned a school. " + CALM
    seen = passages(text, possible)
    assert seen is not None
    assert seen.text == "Gunmen shot two men.\n\nRebels burned a school."
    for word in ("Gunmen", "two", "Rebels", "school"):
        assert seen.at(seen.text.index(word)) == text.index(word)


def test_a_text_without_any_has_empty_passages(possible: PossibleTriggers) -> None:
    seen = passages(CALM * 3, possible)
    assert seen is not None and seen.text == ""


def test_where_most_of_a_text_of_conflict_would_be_looked_at_it_is_read_at_once(possible: PossibleTriggers) -> None:
    assert passages("Rebels shot two soldiers in the town. " + CALM, possible) is None


def test_a_short_text_that_speaks_of_no_conflict_is_looked_at_first(possible: PossibleTriggers) -> None:
    seen = passages("Two women were hit by a car. " + CALM, possible)
    assert seen is not None and seen.text == "Two women were hit by a car."
