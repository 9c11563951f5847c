"""What tests share: the loaded pipeline, once a run."""

from __future__ import annotations

import pytest
from spacy.language import Language

from models.pipeline import load


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole reading pipeline; loading takes seconds, so every test reads with this one."""
    return load()
