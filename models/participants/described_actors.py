"""`knowledge/described_actors.jsonl` to the nouns for people who act unnamed (`gunmen`) and to marking words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from models.participants.lexicon import PhraseTable, fold, lines, plural, spellings

FILE = "described_actors.jsonl"


@dataclass(frozen=True, slots=True)
class Described:
    """A noun for people who act: `kind` is ACLED's (None for the unidentified), `category` what they are when hit.

    `needs` is `modifier` where the noun means an actor only beside a marking word (`armed men`), `name` where beside
    an actor's name (`TTP members`), `never` where it looks like an actor and is none.
    """

    words: str
    kind: str | None
    category: str
    needs: str | None


@cache
def nouns() -> PhraseTable[Described]:
    """The table of the nouns, singular and plural."""
    found = [
        Described(row["words"], row["kind"], row["category"], row.get("needs")) for row in lines(FILE) if "words" in row
    ]
    return PhraseTable(
        (key, noun) for noun in found for form in (noun.words, plural(noun.words)) for key in spellings(form)
    )


@cache
def marks() -> frozenset[str]:
    """Words that mark a common noun as an actor (`armed`, `unidentified`), folded."""
    return frozenset(fold(row["mark"].replace("-", "")) or "" for row in lines(FILE) if "mark" in row)
