"""Rule files of triggers to checked records: senses, trigger lines and the lines that say a match is not violence."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.acts.phrases import Phrases, parse_phrase

KNOWLEDGE = Path(__file__).parent.with_name("knowledge")
NEEDS = frozenset(
    {
        "hit",
        "person",
        "property",
        "actor",
        "armed",
        "armed-actor",
        "force",
        "weapon",
        "place",
        "killed",
        "injured",
        "protest",
    }
)
# What a line of accidents.jsonl may say a story is of; models.acts.explanations says what each accounts for.
EXPLANATIONS = frozenset({"accident", "crime", "rehearsal", "fiction"})
_FIELDS = frozenset({"id", "sense", "match", "yes", "no", "needs", "object_not", "subject_not", "not_with", "explains"})


class RuleError(ValueError):
    """A line of a rule file is wrong; the message names file, line and what to do."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a kind of trigger tells: ACLED's sub-event by default, the effect on whom it hits, its rank (1 first)."""

    name: str
    sub_event: str
    rank: int
    founds: bool
    effect: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of a rule file: phrases, the sentence they must match and the one they must not, and the conditions.

    `explains` in accidents.jsonl: the kind of story that accounts for words of violence (models.acts.explanations).
    """

    id: str
    sense: str | None
    match: tuple[str, ...]
    yes: str
    no: str
    needs: frozenset[str]
    object_not: frozenset[str]
    subject_not: frozenset[str]
    not_with: frozenset[str]
    explains: str | None


def read_senses(path: Path = KNOWLEDGE / "senses.toml") -> dict[str, Sense]:
    """The senses by name, from a TOML file."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: Sense(name, table["sub_event"], table["rank"], table["founds"], table.get("effect"))
        for name, table in tables.items()
    }


SENSES = read_senses()


def read_rules(name: str, folder: Path = KNOWLEDGE) -> tuple[Rule, ...]:
    """The lines of `name` (JSON lines) in order; raises RuleError on the first that is wrong."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    rules = tuple(_rule(name, number, line) for number, line in enumerate(lines, 1) if line.strip())
    ids = [rule.id for rule in rules]
    if len(set(ids)) < len(ids):
        raise RuleError(f"{name}: ids must differ; twice: {', '.join(sorted({i for i in ids if ids.count(i) > 1}))}")
    return rules


def phrases_of(rules: Iterable[Rule]) -> Phrases:
    """The matcher of these rules; a match's `line` is the rule's position."""
    return Phrases(rule.match for rule in rules)


def _rule(name: str, number: int, line: str) -> Rule:
    try:
        fields = json.loads(line)
        rule = _checked(fields)
        for phrase in rule.match:
            parse_phrase(phrase)
    except (ValueError, KeyError, TypeError) as error:
        raise RuleError(f"{name}, line {number}: {error}; every line needs id, match, yes and no") from error
    return rule


def _checked(fields: Mapping[str, Any]) -> Rule:
    if strange := frozenset(fields) - _FIELDS:
        raise RuleError(f"unknown field {sorted(strange)}")
    needs = frozenset(fields.get("needs", ()))
    if strange := needs - NEEDS:
        raise RuleError(f"unknown need {sorted(strange)}")
    if fields.get("explains") not in (None, *EXPLANATIONS):
        raise RuleError(f"unknown explanation '{fields['explains']}'")
    if fields.get("sense") not in (None, *SENSES):
        raise RuleError(f"unknown sense '{fields['sense']}'")
    object_not, subject_not, not_with = (
        frozenset(fields.get(key, ())) for key in ("object_not", "subject_not", "not_with")
    )
    return Rule(
        id=fields["id"],
        sense=fields.get("sense"),
        match=tuple(fields["match"]),
        yes=fields["yes"],
        no=fields["no"],
        needs=needs,
        object_not=object_not,
        subject_not=subject_not,
        not_with=not_with,
        explains=fields.get("explains"),
    )
