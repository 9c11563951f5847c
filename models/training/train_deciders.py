"""Pairs of scene and incident to the forests that decide: is it one, of which kind, is it the news, who plays in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.stories.casting import judgeable
from extractors.stories.event_rows import EVENT_FEATURES, KIND_FEATURES, event_row, kind_rows
from extractors.stories.filler_rows import FILLER_FEATURES
from models.deciders.forest import Forest
from models.encoder.labels import SUB_EVENTS
from models.training.grow import forest_of, grow, save
from models.training.scenes import Pair, examples
from models.training.told import ORDINARY

ROLES = ("target", "perpetrator", "weapon", "place", "claimant", "date")
Table = tuple[NDArray[np.float32], NDArray[np.bool_]]


def learn(pairs: Iterable[Pair]) -> dict[str, Forest]:
    """One forest for each decision; what an article of ordinary news holds is for `train_political` alone."""
    judged = [pair for pair in pairs if judgeable(pair.scene) and pair.text.style != ORDINARY]
    return {name: _forest(rows(judged), features) for name, (rows, features) in DECISIONS.items()}


def write(forests: dict[str, Forest], folder: Path) -> None:
    """Saves each forest under its name."""
    for name, forest in forests.items():
        save(forest, folder / f"{name}.npz")


def _forest(table: Table, features: Sequence[str]) -> Forest:
    return forest_of(grow(*table), features)


def event_table(pairs: Sequence[Pair]) -> Table:
    """Every scene, and whether it is an incident."""
    rows = [event_row(pair.scene, pair.scenes, pair.story) for pair in pairs]
    return np.array(rows, dtype=np.float32), np.array([pair.told is not None for pair in pairs])


def background_table(pairs: Sequence[Pair]) -> Table:
    """Scenes that are incidents, and whether they are history; those that MUC-4 asks for are the news."""
    known = [pair for pair in pairs if pair.told is not None]
    rows = [event_row(pair.scene, pair.scenes, pair.story) for pair in known]
    return np.array(rows, dtype=np.float32), np.array([pair.told is not None and not pair.told.main for pair in known])


def kind_table(pairs: Sequence[Pair]) -> Table:
    """Each scene as each kind, and whether it is that."""
    known = [pair for pair in pairs if pair.told is not None and pair.told.kind in SUB_EVENTS]
    rows = [row for pair in known for row in kind_rows(pair.scene, pair.scenes)]
    right = [pair.told is not None and pair.told.kind == kind for pair in known for kind in SUB_EVENTS]
    return np.array(rows, dtype=np.float32), np.array(right)


def role_table(role: str) -> Callable[[Sequence[Pair]], Table]:
    """What gives each candidate of the role in each incident, and whether it plays it."""

    def table(pairs: Sequence[Pair]) -> Table:
        told = [pair for pair in pairs if role != "claimant" or pair.text.style == "incidents"]
        found = [(row, right) for pair in told for row, right, _ in examples(pair, role)]
        return np.array([row for row, _ in found], dtype=np.float32), np.array([right for _, right in found])

    return table


DECISIONS: dict[str, tuple[Callable[[Sequence[Pair]], Table], tuple[str, ...]]] = {
    "event": (event_table, EVENT_FEATURES),
    "background": (background_table, EVENT_FEATURES),
    "kind": (kind_table, KIND_FEATURES),
    **{role: (role_table(role), FILLER_FEATURES) for role in ROLES},
}
