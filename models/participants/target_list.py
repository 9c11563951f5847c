"""`knowledge/targets.jsonl` to the nouns for people and property that may be hit and to the titles of persons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from models.encoder import labels
from models.participants.lexicon import PhraseTable, fold, lines, plural, spellings

FILE = "targets.jsonl"
CATEGORIES = frozenset(labels.CATEGORIES)
FORMS = frozenset({"person", "group", "property"})


@dataclass(frozen=True, slots=True)
class TargetNoun:
    """A noun with its category and form as in the extraction record.

    It is no target before a word of `not_before` (`market economy`) or after one of `not_after` (`blog post`).
    `takes`: what it belongs to decides where the text tells (`police post`, `house of a senator`).
    """

    words: str
    category: str
    form: str
    takes: bool
    not_before: frozenset[str]
    not_after: frozenset[str]


@cache
def nouns() -> PhraseTable[TargetNoun]:
    """The table of all nouns, singular and plural. Raises ValueError naming a noun of unknown category or form."""
    found = [_noun(row) for row in lines(FILE) if "words" in row]
    return PhraseTable(
        (key, noun) for noun in found for form in (noun.words, plural(noun.words)) for key in spellings(form)
    )


@cache
def titles() -> dict[str, str]:
    """The category of a person by the folded title before the name."""
    return {fold(row["title"].replace(" ", "")) or "": row["category"] for row in lines(FILE) if "title" in row}


def _noun(row: dict[str, Any]) -> TargetNoun:
    if row["category"] not in CATEGORIES or row["form"] not in FORMS:
        raise ValueError(f"{FILE}: {row['words']}: unknown category '{row['category']}' or form '{row['form']}'")
    around = (frozenset(row.get(name, ())) for name in ("not_before", "not_after"))
    return TargetNoun(row["words"], row["category"], row["form"], row.get("takes", False), *around)
