"""Codes, names and demonyms to countries, from `knowledge/countries.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

KNOWLEDGE = Path(__file__).parent.with_name("knowledge") / "countries.jsonl"


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory: codes of ISO 3166, English names, and a point near its middle in degrees."""

    alpha3: str
    alpha2: str
    name: str
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]
    capital: str
    geonameid: int
    population: int
    lat: float
    lon: float
    neighbours: frozenset[str]


@cache
def countries() -> tuple[Country, ...]:
    """Every country of the knowledge file, in its order."""
    lines = KNOWLEDGE.read_text(encoding="utf-8").splitlines()
    return tuple(_country(json.loads(line)) for line in lines if line.strip())


def by_alpha3(code: str | None) -> Country | None:
    """The country with this alpha-3 code; None for None or an unknown code."""
    return _by_code().get(code or "")


def by_alpha2(code: str | None) -> Country | None:
    """The country with this alpha-2 code; None for None or an unknown code."""
    return _by_alpha2().get(code or "")


def country_named(words: str) -> Country | None:
    """The country that these words name (`Burma`, `the UAE`), in any case if longer than an abbreviation; else None."""
    bare = _bare(words)
    return _by_name().get(bare) or (_by_name().get(bare.casefold()) if len(bare) > _ABBREVIATION else None)


def country_of_demonym(word: str) -> Country | None:
    """The country whose people the word means, singular or plural (`Pakistani`, `Chadians`), else None."""
    return _by_demonym().get(word) or _by_demonym().get(word.removesuffix("s"))


def name_of(alpha3: str | None) -> str | None:
    """The English name of a country given by alpha-3 code."""
    country = by_alpha3(alpha3)
    return country.name if country else None


def alpha3_of(words: str) -> str | None:
    """The alpha-3 code of a country given by name, alias, alpha-2 or alpha-3 code."""
    country = country_named(words) or by_alpha3(words.upper()) or by_alpha2(words.upper())
    return country.alpha3 if country else None


# `us` and `car` are words; `US` and `CAR` are countries: up to this length case decides.
_ABBREVIATION = 5


def _bare(words: str) -> str:
    words = " ".join(words.split())
    return words[4:] if words[:4].lower() == "the " else words


def _country(row: dict[str, Any]) -> Country:
    lists = {name: tuple(row[name]) for name in ("aliases", "demonyms")}
    return Country(**{**row, **lists, "neighbours": frozenset(row["neighbours"])})


@cache
def _by_code() -> dict[str, Country]:
    return {country.alpha3: country for country in countries()}


@cache
def _by_alpha2() -> dict[str, Country]:
    return {country.alpha2: country for country in countries()}


@cache
def _by_name() -> dict[str, Country]:
    names: dict[str, Country] = {}
    for country in countries():
        for name in (country.name, *country.aliases):
            for form in _forms(name):
                names.setdefault(form, country)
    return names


def _forms(name: str) -> Iterable[str]:
    yield name
    if len(name) > _ABBREVIATION:
        yield name.casefold()
    elif name.title() == name:
        yield name.upper()


@cache
def demonym_openings() -> frozenset[str]:
    """The first words of all words for a country's people, singular and plural."""
    return frozenset(form for word in _by_demonym() for first in word.split()[:1] for form in (first, f"{first}s"))


@cache
def _by_demonym() -> dict[str, Country]:
    return {word: country for country in countries() for word in country.demonyms}
