"""`knowledge/weapons.jsonl` to the spellings of weapons, with the kind of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from models.participants.lexicon import PhraseTable, lines, plural, spellings, word_set

FILE = "weapons.jsonl"
KINDS = (
    "explosive device",
    "suicide vest",
    "vehicle bomb",
    "landmine",
    "grenade",
    "rocket",
    "missile",
    "mortar",
    "artillery",
    "drone",
    "aircraft bomb",
    "firearm",
    "blade",
    "blunt",
    "fire",
    "chemical",
    "vehicle",
    "other",
)
USE = word_set("weapon_words.toml", "use")
ACTS = word_set("weapon_words.toml", "acts")


@dataclass(frozen=True, slots=True)
class WeaponWord:
    """A spelling of a weapon; it means none after a word of `not_after` (`coal mine`) or before one of `not_before`.

    `of_use`: an everyday thing (`stone`) that is a weapon only where the text says that it was used as one.
    """

    words: str
    kind: str
    not_before: frozenset[str]
    not_after: frozenset[str]
    of_use: bool


@cache
def weapons() -> PhraseTable[WeaponWord]:
    """The table of all spellings, singular and plural. Raises ValueError naming a line of an unknown kind."""
    return PhraseTable(
        (key, word)
        for word in map(_word, lines(FILE))
        for form in (word.words, plural(word.words))
        for key in spellings(form)
    )


def _word(row: dict[str, object]) -> WeaponWord:
    words, kind = str(row["words"]), str(row["kind"])
    if kind not in KINDS:
        raise ValueError(f"{FILE}: {words}: kind '{kind}' is none of {', '.join(KINDS)}")
    around = {name: frozenset(row.get(name, ())) for name in ("not_before", "not_after")}  # type: ignore[call-overload]
    return WeaponWord(words, kind, of_use=row.get("needs") == "use", **around)
