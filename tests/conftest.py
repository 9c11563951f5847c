"""What tests share: the loaded pipeline, once a run, and an endpoint that takes alerts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from spacy.language import Language

from models.pipeline import load
from tests.inbox import Inbox, open_inbox


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole reading pipeline; loading takes seconds, so every test reads with this one."""
    return load()


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """An open inbox that has received nothing."""
    with open_inbox() as opened:
        yield opened
