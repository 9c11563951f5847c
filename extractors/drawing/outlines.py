"""`outlines.npz` to the coasts, lakes and borders that lie in a window of the map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FILE = Path(__file__).with_name("outlines.npz")
# Degrees: about 100 m.
UNIT = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Lines of one kind: `points` (degrees east and north) of all, where each line starts, and its box."""

    points: Floats
    starts: NDArray[np.int64]
    lows: Floats
    highs: Floats

    def within(self, west: float, south: float, east: float, north: float) -> list[Floats]:
        """The lines that may reach into the window; its degrees east may lie beyond 180, for a window across it."""
        found = []
        for turn in (-360.0, 0.0, 360.0):
            near = (
                (self.lows[:, 0] + turn <= east)
                & (self.highs[:, 0] + turn >= west)
                & (self.lows[:, 1] <= north)
                & (self.highs[:, 1] >= south)
            )
            found += [self._line(int(index)) + np.array([turn, 0.0]) for index in np.flatnonzero(near)]
        return found

    def _line(self, index: int) -> Floats:
        return self.points[self.starts[index] : self.starts[index + 1]]


@cache
def layer(name: str, size: str) -> Layer:
    """The layer land, lakes, borders, provinces or disputed in the size fine or coarse."""
    with np.load(FILE) as arrays:
        steps, counts = arrays[f"{name}_{size}"], arrays[f"{name}_{size}_counts"]
    points = np.cumsum(steps, axis=0) * UNIT
    starts = np.concatenate([[0], np.cumsum(counts)])
    return Layer(points, starts, np.minimum.reduceat(points, starts[:-1]), np.maximum.reduceat(points, starts[:-1]))
