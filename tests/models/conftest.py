"""What the tests of reading share: the gazetteer, once a run, and a reader of one text in its context."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from models.annotations import Context
from models.places.gazetteer import Gazetteer

Read = Callable[..., Doc]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The gazetteer over the index in the user's cache, built there on the first run."""
    return Gazetteer()


@pytest.fixture
def read(nlp: Language) -> Read:
    """Read a text as published at a time in a country."""

    def read_text(text: str, published: str | None = None, country: str | None = None) -> Doc:
        doc = nlp.make_doc(text)
        doc._.context = Context(datetime.fromisoformat(published) if published else None, country)
        return nlp(doc)

    return read_text
