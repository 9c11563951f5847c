"""Incidents to a map of where they happened: the bytes of a PNG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from extractors.drawing.canvas import Canvas, picture, plain
from extractors.drawing.labels import Sheet
from extractors.drawing.map_foot import DOT, DOT_EDGE, Foot, draw_foot
from extractors.drawing.map_ground import LAND, draw_ground, draw_names
from extractors.drawing.scales import round_below
from extractors.drawing.spots import Spot, notes, spots
from extractors.drawing.windows import Window, window_of
from models.places.largest_towns import Town, largest_towns
from warehouse.records import IncidentDay

Towns = Callable[[float, float, float, float, int], list[Town]]

WIDTH = 720
_INK = "#1d1d1d"

# Pixels: the area of a dot goes with the killed, between these radii.
_LEAST, _MOST, _OF_ONE = 4.5, 26.0, 3.2
_NAME_SIZE, _LONGEST_NAME = 12.0, 34
# A map with more names than this is read no more.
MOST_NAMED = 25
# Towns asked for: those that are not named say where their country lies.
_ASKED = 400


def incident_map(incidents: Sequence[IncidentDay], towns: Towns = largest_towns) -> bytes | None:
    """The map of the incidents known to the spot or the district, 720 pixels wide; None where there are none.

    Incidents at one spot are one dot. `towns` gives the largest towns of a window (south, north, west, east, most);
    raises GazetteerError where it has no index to ask.
    """
    found = spots(incidents)
    if not found:
        return None
    foot = _foot(found, incidents)
    window = replace(window_of([(spot.lon, spot.lat) for spot in found], WIDTH), foot=foot.height)
    # The world is known by its outlines.
    around = towns(window.south, window.north, window.west, window.east, _ASKED) if window.km else []
    return picture(WIDTH, window.top, lambda canvas: _draw(canvas, window, found, around, foot))


@dataclass(frozen=True, slots=True)
class _Dot:
    """A spot with where it is drawn, in pixels."""

    spot: Spot
    x: float
    y: float
    radius: float


def _draw(canvas: Canvas, window: Window, found: Sequence[Spot], towns: Sequence[Town], foot: Foot) -> None:
    sheet = Sheet(window.width, window.top)
    sheet.take(0, 0, window.width, window.foot)
    dots = _dots(window, found)
    for dot in dots:
        sheet.take(dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius)
    # The dots' names have the first choice of places, and stand above everything.
    names = [(dot, _place(canvas, sheet, dot)) for dot in dots[:MOST_NAMED] if dot.spot.name]
    draw_ground(canvas, window)
    draw_names(canvas, window, sheet, towns)
    for dot in dots:
        _draw_dot(canvas, dot)
    for dot, place in names:
        if place is not None:
            canvas.words(place[0], place[1] + 2, _words(dot.spot), _NAME_SIZE, _INK, bold=True, halo=LAND)
    draw_foot(canvas, window, foot)


def _dots(window: Window, found: Sequence[Spot]) -> list[_Dot]:
    # A longitude may be a turn off the window's.
    degrees = [(window.west + (spot.lon - window.west) % 360, spot.lat) for spot in found]
    worst = _worst(found)
    return [
        _Dot(spot, float(x), float(y), _radius(spot.killed, worst))
        for spot, (x, y) in zip(found, window.pixels(np.array(degrees)), strict=True)
    ]


def _worst(found: Sequence[Spot]) -> int:
    return max(spot.killed or 0 for spot in found)


def _radius(killed: int | None, worst: int) -> float:
    """The radius of so many killed on a map where the worst spot has `worst`."""
    of_one = min(_OF_ONE, _MOST / sqrt(worst)) if worst else _OF_ONE
    return max(_LEAST, of_one * sqrt(killed or 0))


def _place(canvas: Canvas, sheet: Sheet, dot: _Dot) -> tuple[float, float] | None:
    width = canvas.width_of(_words(dot.spot), _NAME_SIZE, bold=True)
    return sheet.beside(dot.x, dot.y, dot.radius + 4, width, _NAME_SIZE + 1)


def _words(spot: Spot) -> str:
    name = plain(spot.name or "", _LONGEST_NAME)
    killed = "" if spot.killed is None else f" {spot.killed:,}"
    return f"{name}{killed}" if spot.incidents == 1 else f"{name}{killed} ({spot.incidents} incidents)"


def _draw_dot(canvas: Canvas, dot: _Dot) -> None:
    xs, ys, radii, dashed = [dot.x], [dot.y], [dot.radius], dot.spot.is_district
    if dot.spot.killed is None:
        canvas.marks(xs, ys, radii, "white", edge=DOT, edge_width=1.6, dashed=dashed)
        return
    canvas.marks(xs, ys, radii, DOT, opacity=0.45 if dashed else 0.75)
    canvas.marks(xs, ys, radii, "none", edge=DOT_EDGE, edge_width=1.0, dashed=dashed)


def _foot(found: Sequence[Spot], incidents: Sequence[IncidentDay]) -> Foot:
    worst = _worst(found)
    sizes = sorted({int(round_below(worst / share)) for share in (1, 5, 25) if worst >= share})
    return Foot(
        tuple((killed, _radius(killed, worst)) for killed in sizes),
        any(spot.killed is None for spot in found),
        tuple(notes(incidents)),
    )
