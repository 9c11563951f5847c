"""Pairs of scene and incident to the weights by which a scene is political or ordinary."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from extractors.stories.casting import judgeable
from extractors.stories.ordinary import row_of
from models.deciders.logistic import Logistic
from models.training.grow import grow
from models.training.scenes import Pair
from models.training.told import ORDINARY
from models.training.train_deciders import event_table

# A scene of ordinary news counts as so many others: a reader meets more of them than the annotated sets hold.
_WEIGHT = 20.0
_FOLDS = 3


def learn_political(pairs: Sequence[Pair]) -> Logistic:
    """A logistic regression over scenes: incidents against the scenes of texts that tell none.

    How likely a scene is an incident is said by a forest that has not read its text.
    """
    judged = [pair for pair in pairs if judgeable(pair.scene)]
    learned = [
        (p, value) for p, value in zip(judged, _out_of_fold(judged), strict=True) if p.told or not p.text.incidents
    ]
    rows = [row_of(p.story.wording, p.story.actors, p.scene.lead.trigger.start, value) for p, value in learned]
    names = list(rows[0])
    scale, fitted = StandardScaler(), LogisticRegression(C=1.0, max_iter=1000)
    make_pipeline(scale, fitted).fit(
        np.array([[row[name] for name in names] for row in rows]),
        [pair.told is not None for pair, _ in learned],
        logisticregression__sample_weight=[_WEIGHT if pair.text.style == ORDINARY else 1.0 for pair, _ in learned],
    )
    weights = fitted.coef_[0] / scale.scale_
    intercept = float(fitted.intercept_[0] - (weights * scale.mean_).sum())
    return Logistic(dict(zip(names, map(float, weights), strict=True)), intercept)


def write(political: Logistic, path: Path) -> None:
    """Saves the weights as JSON, to four digits, for people to read."""
    rounded = {name: round(value, 4) for name, value in political.weights.items()}
    text = json.dumps({"weights": rounded, "intercept": round(political.intercept, 4)}, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")


def _out_of_fold(pairs: Sequence[Pair]) -> list[float]:
    """How likely each scene is an incident, by a forest grown without its text and without any ordinary article."""
    rows, right = event_table(pairs)
    fold = np.array([zlib.crc32(pair.text.id.encode()) // 11 % _FOLDS for pair in pairs])
    learned_from = np.array([pair.text.style != ORDINARY for pair in pairs])
    found = np.zeros(len(pairs))
    for number in range(_FOLDS):
        others, here = (fold != number) & learned_from, fold == number
        found[here] = grow(rows[others], right[others]).predict_proba(rows[here])[:, 1]
    return [float(value) for value in found]
