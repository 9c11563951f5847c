"""The rules by which one of several values is believed, from `beliefs.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

KNOWLEDGE = Path(__file__).with_name("beliefs.toml")


class Rule(StrEnum):
    """The name of a rule, as it stands in `Cell.rule`."""

    TOLD_ALIKE = "told_alike"
    FINER = "finer"
    NAMED = "named"
    MOST_SOURCES = "most_sources"
    OFFICIAL = "official"
    CLAIMED = "claimed"
    PARTISAN = "partisan"
    PRECISE_KIND = "precise_kind"
    HAPPENED = "happened"
    WORST_HIT = "worst_hit"
    FIRST_TOLD = "first_told"
    LATER_COUNT = "later_count"
    CORRECTION = "correction"
    EXACT = "exact"
    HIGHER_STANDS = "higher_stands"
    LOWEST = "lowest"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True)
class Belief:
    """A rule: the cells it may decide (`tolls` are all of killed, injured and abducted), and what it says."""

    name: Rule
    fields: tuple[str, ...]
    says: str
    short: str


@cache
def beliefs() -> tuple[Belief, ...]:
    """Every rule, in the order of the file."""
    told = tomllib.loads(KNOWLEDGE.read_text(encoding="utf-8"))["rule"]
    return tuple(Belief(Rule(row["name"]), tuple(row["fields"]), row["says"], row["short"]) for row in told)


@cache
def short_for(rule: str) -> str:
    """A rule in the few words that stand in a history; none for some, and for rules of an older warehouse."""
    return next((belief.short for belief in beliefs() if belief.name == rule), "")
