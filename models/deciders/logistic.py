"""A row of numbers to a likelihood by weights that can be read: a logistic regression from its file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).parents[1] / "weights"


@dataclass(frozen=True, slots=True)
class Logistic:
    """What each number adds to the log of the odds, and what they are without any."""

    weights: Mapping[str, float]
    intercept: float

    def likelihood(self, row: Mapping[str, float]) -> float:
        """The likelihood for the numbers by name; KeyError for one that the weights lack or that the row does."""
        if row.keys() != self.weights.keys():
            raise KeyError(f"the decider knows {sorted(self.weights)}, the row {sorted(row)}")
        return 1.0 / (1.0 + math.exp(-self.intercept - sum(self.weights[name] * value for name, value in row.items())))


@cache
def load(name: str) -> Logistic:
    """The weights of this name in models/weights."""
    file = json.loads((WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    return Logistic(file["weights"], file["intercept"])
