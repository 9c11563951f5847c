"""Annotated texts and the events read in them to how often an event is right, by the confidence it was given."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from models.evaluation.corpora import Row
from models.evaluation.figures import Figure

# What a reader of alerts would take as sure.
SURE = 0.8
BINS = ((0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.0))
_STATUSES = frozenset({"occurred", "attempted", "foiled", "alleged"})


@dataclass(frozen=True, slots=True)
class Judged:
    """An event's confidence, and whether an incident of the annotators stands for it with the same sub-event."""

    confidence: float
    right: bool


def load_scorer(tools: Path) -> ModuleType:
    """The scorer of incidents, for its own alignment."""
    spec = importlib.util.spec_from_file_location("event_score", tools / "event_score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged_events(scorer: Any, gold: Iterable[Row], records: Sequence[Row]) -> list[Judged]:
    """Each event that the scorer counts, judged."""
    found = {record["id"]: record["events"] for record in records}
    return [judged for row in gold for judged in _judged(scorer, row["incidents"], found.get(row["id"], []))]


def calibration_figures(name: str, judged: Sequence[Judged]) -> list[Figure]:
    """The share that is right among the sure, and in each bin; the last bin holds 1.0."""
    sure = _share(name, f"right at confidence >= {SURE}", [event for event in judged if event.confidence >= SURE])
    last = BINS[-1]
    bins = [
        _share(
            name,
            f"right at confidence {low}-{high}",
            [e for e in judged if low <= e.confidence and (e.confidence < high or (low, high) == last)],
        )
        for low, high in BINS
    ]
    return [sure, *bins]


def _share(name: str, figure: str, events: Sequence[Judged]) -> Figure:
    right = sum(event.right for event in events)
    return Figure(name, figure, 100 * right / len(events) if events else 0.0, len(events))


def _judged(scorer: Any, incidents: Sequence[Row], events: Sequence[Row]) -> list[Judged]:
    told = [e for e in events if e["sub_event_type"] in scorer.BOLD and e["status"] in _STATUSES]
    gold = [scorer.gold_slots(incident) for incident in incidents]
    pairs = [[scorer.pair(scorer.event_slots(event), slots) for slots in gold] for event in told]
    # The scorer's own weights of a pair.
    light = ("event", "country", "category")
    worth = [[sum(v[0] for slot, v in pair.items() if slot not in light) for pair in row] for row in pairs]
    right = {row for row, column in scorer.assign(worth) if pairs[row][column]["sub_event"][0] == 1.0}
    return [Judged(event["confidence"], place in right) for place, event in enumerate(told)]
