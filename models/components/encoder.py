"""A Doc to `doc._.impression`: how likely each of its word pieces plays each role, by the trained encoder.

The encoder needs only the text: it reads in a thread of its own while the base model parses, and who asks for the
impression waits until it is there.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from models.annotations import IMPRESSION
from models.encoder.encoder import Encoder, loaded


@Language.factory("tocsin_encoder", assigns=["doc._.impression"], default_config={"weights": None})
def make_encoder(nlp: Language, name: str, weights: str | None) -> EncoderReader:
    """The component; `weights` names another weight file than the one in models/weights."""
    return EncoderReader(loaded(Path(weights)) if weights else loaded())


class EncoderReader:
    """Asks the encoder once a text."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data[IMPRESSION] = _thread(os.getpid()).submit(self.encoder.impression, doc.text)
        return doc


@lru_cache(maxsize=1)
def _thread(process: int) -> ThreadPoolExecutor:
    """The one thread of this process; a forked process begins its own."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
