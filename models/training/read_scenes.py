"""Annotated texts, read by the pipeline with a given encoder, to pairs of scene and incident."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extractors.events import scenes_of
from extractors.reading import Reader, Unread
from models import pipeline
from models.training.scenes import Pair, pairs
from models.training.told import ToldText


def pairs_of(texts: Iterable[ToldText], weights: Path) -> list[Pair]:
    """Every scene of the texts, with the incident it is."""
    reader = Reader(pipeline.load({"tocsin_encoder": {"weights": str(weights)}}))
    found: list[Pair] = []
    for text in texts:
        story = reader.story(Unread(text.text, published=text.published))
        if story is not None:
            found += pairs(text, story, scenes_of(story))
    return found
