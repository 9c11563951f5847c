"""A forest's likelihoods, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.deciders.forest import Forest


def forest(base: list[float], values: list[list[float]]) -> Forest:
    """Trees that each split once on the first column at 0.5."""
    size = len(values)
    return Forest(
        features=("only",),
        classes=tuple(map(str, range(len(base)))),
        base=np.array(base),
        feature=np.zeros((size, 3), dtype=np.int16),
        threshold=np.full((size, 3), 0.5, dtype=np.float32),
        left=np.tile(np.array([1, 1, 2], dtype=np.int16), (size, 1)),
        right=np.tile(np.array([2, 1, 2], dtype=np.int16), (size, 1)),
        value=np.array([[0.0, *leaves] for leaves in values], dtype=np.float32),
        depth=1,
    )


def test_two_classes_give_the_likelihood_of_the_second() -> None:
    one = forest([0.5], [[-1.0, 2.0], [0.0, 1.0]])
    low, high = one.likelihoods(np.array([[0.5], [0.6]], dtype=np.float32))[:, 0]
    assert low == pytest.approx(1 / (1 + math.exp(0.5)))
    assert high == pytest.approx(1 / (1 + math.exp(-3.5)))


def test_more_classes_share_one() -> None:
    three = forest([0.0, 0.0, 0.0], [[0.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    (shares,) = three.likelihoods(np.array([[1.0]], dtype=np.float32))
    assert shares == pytest.approx([math.e / (math.e + 2), 1 / (math.e + 2), 1 / (math.e + 2)])
