"""Records of each corpus to the figures of the table: what the scorers print, and shares of our own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.evaluation.corpora import Corpus, EvaluationError, Row
from models.triage import worth_reading

_PROTESTS_ALONE = frozenset({"Peaceful protest", "Protest with intervention", "Other"})
_NEVER_WAS = frozenset({"denied", "planned", "threatened"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: `value` of what is called `name` in `corpus`, over `cases` of its texts, events or people."""

    corpus: str
    name: str
    value: float
    cases: int | None = None


def event_figures(corpus: Corpus, records: Path, tools: Path) -> list[Figure]:
    """The F of all slots, of events and of where they were, of an annotated set."""
    told = _scored(tools / "event_score.py", corpus.gold, records)
    slots = ("all slots", "event", "place", "country")
    return [Figure(corpus.name, f"{slot} F", _number(rf"^{slot} +\S+ +\S+ +(\S+)", told)) for slot in slots]


def muc_figures(corpus: Corpus, records: Path, tools: Path) -> list[Figure]:
    """All slots F of a MUC-4 set."""
    incidents = records.with_suffix(".incidents.jsonl")
    incidents.write_text(_scored(tools / "to_muc.py", records), encoding="utf-8")
    told = _scored(tools / "muc_score.py", corpus.gold.with_suffix(".key"), incidents)
    return [Figure(corpus.name, "all slots F", _number(r"^\S+\.jsonl +\S+ +\S+ +(\S+)", told))]


def type_figures(corpus: Corpus, records: Path, tools: Path) -> list[Figure]:
    """The three figures of the labelled snippets."""
    told = _scored(tools / "type_score.py", corpus.gold, records)
    names = {
        "weighted F": r"weighted F (\S+)",
        "macro F": r"macro F over \d+ violent sub-events (\S+)",
        "non-violent left alone": r"non-violent left alone (\S+)",
    }
    return [Figure(corpus.name, name, 100 * _number(pattern, told)) for name, pattern in names.items()]


def place_figures(corpus: Corpus, records: Path, tools: Path) -> list[Figure]:
    """How place names are found, and found and placed."""
    told = _scored(tools / "geo_score.py", corpus.gold, records)
    names = {
        "recognition F": r"recognition P \S+ R \S+ F (\S+)",
        "resolved within 161 km": r"resolved within 161 km (\S+)",
        "end-to-end F": r"end-to-end F (\S+)",
    }
    return [Figure(corpus.name, name, 100 * _number(pattern, told)) for name, pattern in names.items()]


def page_figures(gold: Path, records: Path, tools: Path) -> list[Figure]:
    """How the text, title and day of pages are taken; `records` are lines of `tocsin article`."""
    told = _scored(tools / "page_score.py", gold, records)
    names = {"text F": r"text P \S+ R \S+ F (\S+)", "title right": r"title (\S+)", "day right": r"day (\S+)"}
    shares = [Figure("pages", name, 100 * _number(pattern, told)) for name, pattern in names.items()]
    return [*shares, Figure("pages", "pages without text", _number(r"empty (\d+)", told))]


def triage_figure(corpus: Corpus, gold: Sequence[Row], whole: Sequence[Row], records: Sequence[Row]) -> Figure:
    """How many of the texts with an incident the word check lets through without the glance losing what they tell.

    `whole` are of every text read in whole, `records` of the same texts read as scheduled runs do.
    """
    violent = [row for row in gold if any(incident["main"] is not False for incident in row["incidents"])]
    lost = {row["id"] for row in whole if row["events"]} - {row["id"] for row in records if row["events"]}
    passed = sum(bool(worth_reading(row["text"])) and row["id"] not in lost for row in violent)
    return Figure(corpus.name, "triage recall", 100 * passed / len(violent), len(violent))


def false_articles(corpus: Corpus, records: Sequence[Row], violent: Collection[str]) -> tuple[str, ...]:
    """The articles with an event, among those that tell no violence."""
    return tuple(row["id"] for row in records if row["id"] not in violent and any(map(_tells, row["events"])))


def false_figure(corpus: Corpus, records: Sequence[Row], violent: Collection[str]) -> Figure:
    """How many those are, of how many."""
    quiet = sum(row["id"] not in violent for row in records)
    return Figure(corpus.name, "articles with a false event", len(false_articles(corpus, records, violent)), quiet)


def _tells(event: Row) -> bool:
    """An act that is said to have been, of a kind that is violent."""
    return event["sub_event_type"] not in _PROTESTS_ALONE and event["status"] not in _NEVER_WAS


def write_records(records: Sequence[Row], path: Path) -> Path:
    """The file of records that the scorers read."""
    path.write_text("".join(json.dumps(row) + "\n" for row in records), encoding="utf-8")
    return path


def _scored(scorer: Path, *arguments: Path) -> str:
    done = subprocess.run([sys.executable, str(scorer), *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise EvaluationError(f"{scorer} failed; it says why above")
    return done.stdout


def _number(pattern: str, told: str) -> float:
    found = re.search(pattern, told, re.MULTILINE)
    if found is None:
        raise EvaluationError(f"a scorer no longer prints '{pattern}'")
    return float(found[1])
