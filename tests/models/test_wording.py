"""Words of conflict and of crime are counted where they stand."""

from __future__ import annotations

import pytest

from models.acts.wording import Wording, wording_of

TEXT = "Rebels shelled the TOWN. A judge sentenced two soldiers."


def test_each_word_has_its_place() -> None:
    wording = wording_of(TEXT)
    assert [TEXT[place:].split()[0] for place in wording.words] == TEXT.split()
    assert [TEXT[place:].split()[0] for place in wording.conflict] == ["Rebels", "shelled", "soldiers."]
    assert [TEXT[place:].split()[0] for place in wording.crime] == ["judge", "sentenced"]


def test_counts_are_of_a_stretch() -> None:
    wording = wording_of(TEXT)
    assert wording.counts(0, len(TEXT)) == (9, 3, 2)
    assert wording.counts(0, TEXT.index(" A judge")) == (4, 2, 0)
    assert wording.counts(-100, 1) == (1, 1, 0)


@pytest.mark.parametrize("text", ["", "  \n", "..."])
def test_no_words(text: str) -> None:
    assert wording_of(text) == Wording()
