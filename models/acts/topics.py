"""A Doc to the field its words belong to, where that field borrows the words of violence: sport, markets, weather."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc

_FILE = Path(__file__).parent.with_name("knowledge") / "topics.toml"


@dataclass(frozen=True, slots=True)
class Topics:
    """Word lists by field, and how many different words of one make a text one of that field; a `sure` one is two."""

    lemmas: dict[str, frozenset[str]]
    sure: dict[str, frozenset[str]]
    enough: int


def read_topics(path: Path = _FILE) -> Topics:
    """The fields of the knowledge file."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    lemmas, sure = ({name: frozenset(some) for name, some in table[key].items()} for key in ("topics", "sure"))
    return Topics(lemmas, sure, table["enough"])


def topic_of(doc: Doc, topics: Topics) -> str | None:
    """The field with the most of its words in the text, if it has enough; else None."""
    found = {token.lemma_.lower() for token in doc} | {token.lower_ for token in doc}
    counts = {
        name: len(found & lemmas) + len(found & topics.sure.get(name, frozenset()))
        for name, lemmas in topics.lemmas.items()
    }
    name = max(counts, key=lambda name: counts[name])
    return name if counts[name] >= topics.enough else None
