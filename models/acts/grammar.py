"""`grammar.toml` to the word sets that the role rules use."""

from __future__ import annotations

import tomllib
from pathlib import Path

_WORDS = tomllib.loads((Path(__file__).parent.with_name("knowledge") / "grammar.toml").read_text(encoding="utf-8"))


def words(name: str) -> frozenset[str]:
    """The set of words under `name`; a KeyError means that the file lacks it."""
    return frozenset(_WORDS[name])
