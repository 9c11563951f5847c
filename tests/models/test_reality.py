"""Every line of reality.jsonl against its own sentences, and how day and cue decide between news and history."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from models.acts.trigger_rules import SENSES
from models.annotations import TRIGGERS, Context, Reality
from models.components.reality import Cue, read_cues

CUES = read_cues()


def read(nlp: Language, text: str, published: datetime | None = None) -> Doc:
    doc = nlp.make_doc(text)
    doc._.context = Context(published, None)
    return nlp(doc)


def realities(doc: Doc) -> list[Reality]:
    return [span._.reality for span in doc.spans[TRIGGERS] if SENSES[span._.trigger.sense].founds]


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_a_cue_changes_its_own_sentence(nlp: Language, cue: Cue) -> None:
    found = realities(read(nlp, cue.yes))
    assert found, f"no trigger in: {cue.yes}"
    if cue.status:
        assert cue.status in {reality.status for reality in found}
    if cue.timeframe:
        assert cue.timeframe in {reality.timeframe for reality in found}


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_a_cue_leaves_its_other_sentence_alone(nlp: Language, cue: Cue) -> None:
    for reality in realities(read(nlp, cue.no)):
        assert cue.status is None or reality.status != cue.status
        assert cue.timeframe is None or reality.timeframe != cue.timeframe


PUBLISHED = datetime(2024, 8, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "timeframe"),
    [
        ("Gunmen killed five people in Bamako on Sunday.", "current"),
        ("Gunmen killed five people in Bamako in March 2019.", "background"),
        ("Gunmen killed five people in Bamako on 2 February 2024.", "background"),
        ("A court sentenced a man to death over the bombing of a mosque in Peshawar.", "background"),
    ],
)
def test_news_and_history(nlp: Language, text: str, timeframe: str) -> None:
    assert next(reality.timeframe for reality in realities(read(nlp, text, PUBLISHED))) == timeframe


def test_a_story_that_opens_with_an_old_act_goes_on_about_it(nlp: Language) -> None:
    text = "Families remembered the bombing of the embassy in August 1998. The explosion killed 200 people."
    assert {reality.timeframe for reality in realities(read(nlp, text, PUBLISHED))} == {"background"}
