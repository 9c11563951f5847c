"""Incidents to a map of where they happened: the bytes of a PNG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
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

    Incidents at one spot are one dot. `towns` gives the largest towns of a window (south, north, west, east, most).
    """
    found = spots(incidents)
    if not found:
        return None
    foot = _foot(found, incidents)
    window = replace(window_of([(spot.lon, spot.lat) for spot in found], WIDTH), foot=foot.height)
    # The world is known by its outlines.
    around = towns(window.south, window.north, window.west, window.east, _ASKED) if window.km else []
    return picture(WIDTH, window.top, lambda canvas: _draw(canvas, window, found, around, foot))


def _draw(canvas: Canvas, window: Window, found: Sequence[Spot], towns: Sequence[Town], foot: Foot) -> None:
    sheet = Sheet(window.width, window.top)
    sheet.take(0, 0, window.width, window.foot)
    points = [_pixel(window, spot) for spot in found]
    radii = [_radius(spot.killed, found) for spot in found]
    for (x, y), radius in zip(points, radii, strict=True):
        sheet.take(x - radius, y - radius, x + radius, y + radius)
    draw_ground(canvas, window)
    named = [
        (
            spot,
            point,
            radius,
            sheet.beside(*point, radius + 4, canvas.width_of(_words(spot), _NAME_SIZE, bold=True), 13),
        )
        for spot, point, radius in list(zip(found, points, radii, strict=True))[:MOST_NAMED]
        if spot.name
    ]
    draw_names(canvas, window, sheet, towns)
    for spot, (x, y), radius in zip(found, points, radii, strict=True):
        _draw_dot(canvas, spot, x, y, radius)
    for spot, _, _, place in named:
        if place:
            canvas.words(place[0], place[1] + 2, _words(spot), _NAME_SIZE, _INK, bold=True, halo=LAND)
    draw_foot(canvas, window, foot)


def _pixel(window: Window, spot: Spot) -> tuple[float, float]:
    """Where a spot is drawn; its longitude may be a turn off the window's."""
    lon = window.west + (spot.lon - window.west) % 360
    ((x, y),) = window.pixels(np.array([(lon, spot.lat)]))
    return float(x), float(y)


def _radius(killed: int | None, found: Sequence[Spot]) -> float:
    worst = max(spot.killed or 0 for spot in found)
    of_one = min(_OF_ONE, _MOST / sqrt(worst)) if worst else _OF_ONE
    return max(_LEAST, of_one * sqrt(killed or 0))


def _words(spot: Spot) -> str:
    name = plain(spot.name or "", _LONGEST_NAME)
    killed = "" if spot.killed is None else f" {spot.killed:,}"
    return f"{name}{killed}" if spot.incidents == 1 else f"{name}{killed} ({spot.incidents} incidents)"


def _draw_dot(canvas: Canvas, spot: Spot, x: float, y: float, radius: float) -> None:
    if spot.killed is None:
        canvas.marks([x], [y], [radius], "white", edge=DOT, edge_width=1.6, dashed=spot.is_district)
        return
    canvas.marks([x], [y], [radius], DOT, opacity=0.75 if not spot.is_district else 0.45)
    canvas.marks([x], [y], [radius], "none", edge=DOT_EDGE, edge_width=1.0, dashed=spot.is_district)


def _foot(found: Sequence[Spot], incidents: Sequence[IncidentDay]) -> Foot:
    worst = max(spot.killed or 0 for spot in found)
    sizes = sorted({int(round_below(worst / share)) for share in (1, 5, 25) if worst >= share})
    return Foot(
        tuple((killed, _radius(killed, found)) for killed in sizes),
        any(spot.killed is None for spot in found),
        tuple(notes(incidents)),
    )
