"""`knowledge/forces.jsonl` to every country's forces, by noun (`Somali police`) or by name (`Assam Rifles`)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from models.participants.lexicon import PhraseTable, fold, lines, name_spellings, plural, spellings, word_set
from models.places.countries import countries, name_of

FILE = "forces.jsonl"
KIND = "State forces"
TITLES = {
    "military": "Military Forces",
    "police": "Police Forces",
    "security": "Security Forces",
    "government": "Government",
}
# `BSF`, `RAB`: three letters stand for many things; four that are a force seldom stand for another.
SHORT_ACRONYM = 3
TAKES_ARTICLE = word_set("actor_words.toml", "article")
CATEGORIES = {"military": "military", "police": "police", "security": "security_forces", "government": "government"}


@dataclass(frozen=True, slots=True)
class ForceNoun:
    """A noun for armed servants of a state; `bare` if it means them without a country's name beside it.

    `not_of`: before `of` it is a figure of speech (`an army of volunteers`).
    """

    words: str
    force: str
    bare: bool
    not_of: bool


@dataclass(frozen=True, slots=True)
class NamedForce:
    """A force known by a name of its own; `category` is what it is when it is hit."""

    spelled: str
    country: str
    force: str
    category: str

    @property
    def is_weak(self) -> bool:
        """Whether the name is also a word or the acronym of many things (`Rangers`, `STF`): it needs its country."""
        return " " not in self.spelled and (len(self.spelled) <= SHORT_ACRONYM or self.spelled.istitle())


@dataclass(frozen=True, slots=True)
class Nation:
    """A word for a country or its people, as it is spelled, with the country's alpha-3 code."""

    spelled: str
    country: str


@dataclass(frozen=True, slots=True)
class StateForce:
    """The forces of one country and sort, with the key and name that all words for them share."""

    key: str
    name: str


def state_force(country: str, force: str) -> StateForce:
    """The forces of a country (alpha-3): `military-forces-of-israel`, Military Forces of Israel."""
    name = f"{TITLES[force]} of {_in_a_sentence(name_of(country) or country)}"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return StateForce(re.sub(r"[^a-z0-9]+", "-", plain).strip("-"), name)


def _in_a_sentence(country: str) -> str:
    plain = country.split()[0].lower() not in TAKES_ARTICLE and not country.endswith("Islands")
    return country if plain or country.startswith("The ") else f"the {country}"


@cache
def nouns() -> PhraseTable[ForceNoun]:
    """The table of force nouns, singular and plural."""
    found = [
        ForceNoun(row["noun"], row["force"], row["bare"], row.get("not_of", False))
        for row in lines(FILE)
        if "noun" in row
    ]
    return PhraseTable(
        (key, noun) for noun in found for form in (noun.words, plural(noun.words)) for key in spellings(form)
    )


@cache
def between() -> frozenset[str]:
    """Words that may stand between a country and its force (`Syrian government forces`), folded."""
    return frozenset(fold(part) or "" for row in lines(FILE) if "between" in row for part in row["between"].split("-"))


@cache
def names() -> PhraseTable[NamedForce]:
    """The table of forces that have a name of their own."""
    found = [
        NamedForce(spelled, row["country"], row["force"], row["category"])
        for row in lines(FILE)
        if "names" in row
        for spelled in row["names"]
    ]
    return PhraseTable((key, force) for force in found for key in name_spellings(force.spelled))


@cache
def nations() -> PhraseTable[Nation]:
    """The table of words for a country or its people."""
    return PhraseTable(
        (key, Nation(form, country.alpha3))
        for country in countries()
        for form in (country.name, *country.aliases, *country.demonyms)
        for key in spellings(form)
    )
