"""Rows with their classes to a boosted forest, and a forest to its file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from models.deciders.forest import Forest


def grow(rows: NDArray[np.float32], classes: NDArray[Any], **settings: Any) -> HistGradientBoostingClassifier:
    """A learned classifier; small steps and few leaves, since there are few examples and many numbers."""
    chosen = {"max_iter": 120, "learning_rate": 0.06, "max_leaf_nodes": 12, "min_samples_leaf": 12}
    chosen |= {"l2_regularization": 5.0, "max_features": 0.3, "random_state": 0} | settings
    return HistGradientBoostingClassifier(**chosen).fit(rows, classes)


def forest_of(model: HistGradientBoostingClassifier, features: Sequence[str]) -> Forest:
    """The learned trees as plain arrays."""
    trees = [predictor.nodes for round_ in model._predictors for predictor in round_]
    size = max(map(len, trees))

    def table(field: str, kind: str, fill: NDArray[Any]) -> NDArray[Any]:
        rows = np.tile(fill, (len(trees), 1)).astype(kind)
        for number, nodes in enumerate(trees):
            rows[number, : len(nodes)] = nodes[field]
        return rows

    own = np.arange(size)
    leaf = table("is_leaf", "bool", np.ones(size))
    left, right = (np.where(leaf, own, table(side, "i8", own)).astype("i2") for side in ("left", "right"))
    classes = [str(name) for name in model.classes_]
    return Forest(
        tuple(features),
        tuple(classes if len(classes) > 2 else classes[1:]),
        np.asarray(model._baseline_prediction, dtype=np.float64).reshape(-1),
        table("feature_idx", "i2", np.zeros(size)),
        table("num_threshold", "f4", np.zeros(size)),
        left,
        right,
        np.where(leaf, table("value", "f4", np.zeros(size)), 0).astype("f4"),
        max(int(nodes["depth"].max()) for nodes in trees),
    )


def save(forest: Forest, path: Path) -> None:
    """Writes the forest to a compressed file that `models.deciders.forest.load` reads."""
    fields = ("base", "feature", "threshold", "left", "right", "value")
    arrays: dict[str, Any] = {name: getattr(forest, name) for name in fields}
    np.savez_compressed(
        path,
        features=np.array(forest.features),
        classes=np.array(forest.classes),
        depth=np.array(forest.depth),
        **arrays,
    )
