"""A Doc to `doc._.impression`: how likely each of its word pieces plays each role, by the trained encoder."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

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
        doc._.impression = self.encoder.impression(doc.text)
        return doc
