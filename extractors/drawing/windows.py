"""Points of the earth to the window of a map that holds them, and degrees to its pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractors.drawing.outlines import Floats
from models.places.distance import EARTH_RADIUS_KM

KM_A_DEGREE = math.radians(1) * EARTH_RADIUS_KM
# A spot alone is shown with the country around it.
LEAST_KM = 200.0
# Room around the outermost points, as a share of what they span, for their dots and words.
MARGIN = 0.22
FLATTEST, TALLEST = 1.9, 1.2
# Wider or taller than this a map of equal degrees looks wrong.
WIDEST_DEGREES, TALLEST_DEGREES = 100.0, 90.0
# Nearer to a pole than this degrees of longitude are of no use.
POLAR = 85.0
# A map of the world leaves out the ice, where nothing asks for it.
WORLD_SOUTH, WORLD_NORTH = -57.0, 79.0
# Polynomial of the Equal Earth projection: Šavrič, Patterson and Jenny, Int. J. Geogr. Inf. Sci. 33 (2019).
_EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the earth drawn `width` by `height` pixels, so many above the foot of the canvas.

    Its degrees east may lie beyond 180, where it crosses there. `km` is what a pixel is in kilometres; None for the
    world, which has no one scale.
    """

    west: float
    east: float
    south: float
    north: float
    width: int
    height: int
    km: float | None
    foot: int = 0

    @property
    def top(self) -> int:
        """Pixels from the foot of the canvas to the upper edge."""
        return self.foot + self.height

    def pixels(self, degrees: Floats) -> Floats:
        """Points of shape (n, 2), degrees east and north, as pixels of the canvas."""
        if self.km is None:
            middle = (self.west + self.east) / 2
            plane = equal_earth(degrees - (middle, 0.0))
            (_, low), (_, high) = equal_earth(np.array([(0.0, self.south), (0.0, self.north)]))
            reach = float(equal_earth(np.array([(180.0, 0.0)]))[0, 0])
            share = (plane - (-reach, low)) / (2 * reach, high - low)
        else:
            share = (degrees - (self.west, self.south)) / (self.east - self.west, self.north - self.south)
        return np.asarray(share * (self.width, self.height) + (0, self.foot))

    def rim(self) -> Floats:
        """The outline of the window in degrees, a ring."""
        up, across = np.linspace(self.south, self.north, 91), np.linspace(self.west, self.east, 91)
        sides = [(np.full(91, self.east), up), (across[::-1], np.full(91, self.north))]
        sides += [(np.full(91, self.west), up[::-1]), (across, np.full(91, self.south))]
        return np.concatenate([np.column_stack(side) for side in sides])


def equal_earth(degrees: Floats) -> Floats:
    """Points in degrees on the plane of the Equal Earth projection, in radii of the earth."""
    a1, a2, a3, a4 = _EQUAL_EARTH
    lon, lat = np.radians(degrees).T
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(lat))
    slope = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
    x = 2 * np.sqrt(3) * lon * np.cos(theta) / (3 * slope)
    return np.column_stack([x, a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta])


def window_of(points: Sequence[tuple[float, float]], width: int) -> Window:
    """The window, so many pixels wide, of points in degrees (east, north), of which there is at least one."""
    lats = [lat for _, lat in points]
    west, east = _stretch([lon for lon, _ in points])
    south, north = min(lats), max(lats)
    if (east - west) * _squeeze(south, north) > WIDEST_DEGREES or north - south > TALLEST_DEGREES:
        return _world((west + east) / 2, min(south - 3, WORLD_SOUTH), max(north + 3, WORLD_NORTH), width)
    return _part(west, east, south, north, width)


def _stretch(lons: Sequence[float]) -> tuple[float, float]:
    """The shortest stretch of the circle that holds the longitudes: its west in [-180, 180), its east from there on."""
    around = sorted({(lon + 180) % 360 - 180 for lon in lons})
    gaps = [(after - before) % 360 or 360.0 for before, after in zip(around, [*around[1:], around[0]], strict=True)]
    widest = gaps.index(max(gaps))
    west = around[(widest + 1) % len(around)]
    return west, west + 360 - gaps[widest]


def _squeeze(south: float, north: float) -> float:
    """How much shorter a degree east is than one north, halfway."""
    return math.cos(math.radians(min(abs(south + north) / 2, POLAR)))


def _world(middle: float, south: float, north: float, width: int) -> Window:
    south, north = max(south, -90.0), min(north, 90.0)
    (_, low), (_, high), (reach, _) = equal_earth(np.array([(0.0, south), (0.0, north), (180.0, 0.0)]))
    height = round(width * float((high - low) / (2 * reach)))
    return Window(middle - 180, middle + 180, south, north, width, height, None)


def _part(west: float, east: float, south: float, north: float, width: int) -> Window:
    """Sides in degrees north: the longer of the two sides decides, within the shapes that a map may have."""
    squeeze = _squeeze(south, north)
    across, up = (east - west) * squeeze * (1 + 2 * MARGIN), (north - south) * (1 + 2 * MARGIN)
    up = max(up, LEAST_KM / KM_A_DEGREE)
    across = max(across, up * TALLEST)
    up = max(up, across / FLATTEST)
    across = min(across, 360 * squeeze)
    low = min(max((south + north - up) / 2, -90.0), 90.0 - up)
    side = across / squeeze / 2
    middle = (west + east) / 2
    height = round(width * up / across)
    return Window(middle - side, middle + side, low, low + up, width, height, across * KM_A_DEGREE / width)
