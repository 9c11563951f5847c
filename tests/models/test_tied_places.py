"""Places of a sentence to those where its act may have been: what `from`, `between`, hospitals and other acts say."""

from __future__ import annotations

import pytest
from spacy.language import Language

from models.annotations import TRIGGERS


@pytest.mark.parametrize(
    ("text", "trigger", "where"),
    [
        ("Gunmen abducted two traders from Hangu on Monday.", "abducted", ["Hangu"]),
        ("Rockets fired from Hangu killed two people in Kohat.", "killed", ["Kohat"]),
        ("The ambush took place between Hangu and Kohat on Monday.", "ambush", ["Hangu", "Kohat"]),
        ("A bomb exploded in Kohat during a match between Spain and England.", "exploded", ["Kohat"]),
        ("A man wounded by a bomb in Kohat died at Hangu Civil Hospital on Monday.", "died", ["Kohat"]),
        ("KOHAT, Pakistan (AP) - Gunmen killed two people in Hangu.", "killed", ["Hangu"]),
        ("Militia backed by Turkey killed two people in Kohat.", "killed", ["Kohat"]),
        ("Gunmen killed ten people in Kohat, a raid that imitated the Paris attacks.", "killed", ["Kohat"]),
    ],
)
def test_where_an_act_was(nlp: Language, text: str, trigger: str, where: list[str]) -> None:
    found = [span for span in nlp(text).spans[TRIGGERS] if trigger in span.text]
    assert sorted(span.text for span in found[0]._.roles.places) == sorted(where)
