"""A window to its ground: sea, land, lakes, borders, and the towns and countries that tell a reader where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from extractors.drawing.canvas import Canvas, plain
from extractors.drawing.labels import Sheet
from extractors.drawing.outlines import Floats, layer
from extractors.drawing.windows import Window
from models.places.countries import name_of
from models.places.largest_towns import Town

LAND = "#f7f4ec"
_SEA, _COAST, _BORDER, _PROVINCE = "#d3e2ea", "#9fb3bf", "#8d8880", "#cdc7ba"
_TOWN, _COUNTRY = "#55524c", "#a19b8e"

# A pixel of a coarser map hides what the fine outlines have more; provinces would only clutter it.
COARSE_KM = 5.0
PROVINCES_KM = 3.0
_TOWN_SIZE, _COUNTRY_SIZE, _TOWN_DOT = 10.5, 11.5, 1.8
# Towns that are named stand so far apart, in pixels.
APART = 90.0
MOST_TOWNS = 16
_LEAST_OF_COUNTRY = 3
_LONGEST_NAME = 26
_HAIR_SPACE = "\u200a"


def draw_ground(canvas: Canvas, window: Window) -> None:
    """Sea, land, lakes, provinces and borders; disputed borders are dashed."""
    canvas.boxes([(0, window.foot, window.width, window.height)], _SEA)
    land = _outlines(window, "land")
    canvas.areas(_drawn(window, land), LAND)
    canvas.areas(_drawn(window, _outlines(window, "lakes")), _SEA)
    if window.km is not None and window.km < PROVINCES_KM:
        canvas.lines(_drawn(window, _outlines(window, "provinces")), _PROVINCE, 0.7)
    canvas.lines(_drawn(window, (part for ring in land for part in _coasts(ring))), _COAST, 0.6)
    canvas.lines(_drawn(window, _outlines(window, "borders")), _BORDER, 1.0 if window.km else 0.5)
    disputed = _drawn(window, _outlines(window, "disputed"))
    canvas.lines(disputed, LAND, 1.6)
    canvas.lines(disputed, _BORDER, 1.0 if window.km else 0.5, dashes=(3, 2))
    if window.km is None:
        canvas.areas(_around(window), "white")


def draw_names(canvas: Canvas, window: Window, sheet: Sheet, towns: Sequence[Town]) -> None:
    """Towns, largest first, with dot and name, and then the countries, where there is room for them on the sheet."""
    points = window.pixels(np.array([(town.lon, town.lat) for town in towns], dtype=float).reshape(-1, 2))
    named: list[Floats] = []
    for town, point in zip(towns, points, strict=True):
        if len(named) < MOST_TOWNS and all(np.hypot(*(point - other)) >= APART for other in named):
            named += [point] if _draw_town(canvas, sheet, town.name, *point) else []
    for name, x, y in _countries(towns, points):
        _draw_country(canvas, sheet, name, x, y)


def _outlines(window: Window, name: str) -> list[Floats]:
    size = "coarse" if window.km is None or window.km > COARSE_KM else "fine"
    return layer(name, size).within(window.west, window.south, window.east, window.north)


def _drawn(window: Window, lines: Iterable[Floats]) -> list[Floats]:
    return [window.pixels(line) for line in lines]


def _coasts(ring: Floats) -> Iterator[Floats]:
    """A ring without where the map of the world was cut: along the antimeridian and at the south pole."""
    is_cut = (np.abs(np.mod(ring[:, 0], 360) - 180) < 0.01) | (ring[:, 1] < -89.9)
    yield from np.split(ring, np.flatnonzero(is_cut[:-1] & is_cut[1:]) + 1)


def _around(window: Window) -> list[Floats]:
    """What lies around the world, in pixels: the canvas with a hole."""
    low, high = np.array([-1.0, window.foot - 1]), np.array([window.width + 1.0, window.top + 1])
    sheet = np.array([low, (high[0], low[1]), high, (low[0], high[1]), low])
    return [sheet, window.pixels(window.rim())[::-1]]


def _draw_town(canvas: Canvas, sheet: Sheet, name: str, x: float, y: float) -> bool:
    words = plain(name, _LONGEST_NAME)
    # One that a dot of incidents covers is named by it, maybe in another spelling.
    if not sheet.is_free(x - 3, y - 3, x + 3, y + 3):
        return False
    place = sheet.beside(x, y, 5, canvas.width_of(words, _TOWN_SIZE), _TOWN_SIZE)
    if place is None:
        return False
    sheet.take(x - 3, y - 3, x + 3, y + 3)
    canvas.marks([x], [y], [_TOWN_DOT], _TOWN)
    canvas.words(place[0], place[1] + 2, words, _TOWN_SIZE, _TOWN, halo=LAND)
    return True


def _countries(towns: Sequence[Town], points: Floats) -> Iterator[tuple[str, float, float]]:
    """Countries with the middle of their towns, those with the most first."""
    own: dict[str, list[Floats]] = defaultdict(list)
    for town, point in zip(towns, points, strict=True):
        own[town.country or ""].append(point)
    for code, there in sorted(own.items(), key=lambda item: (-len(item[1]), item[0])):
        name = name_of(code)
        if name and len(there) >= _LEAST_OF_COUNTRY:
            x, y = np.mean(there, axis=0)
            yield name, float(x), float(y)


def _draw_country(canvas: Canvas, sheet: Sheet, name: str, x: float, y: float) -> None:
    words = _HAIR_SPACE.join(name.upper()).replace(" ", "  ")
    width = canvas.width_of(words, _COUNTRY_SIZE)
    place = sheet.upon(x, y, width, _COUNTRY_SIZE)
    if place is not None:
        canvas.words(place[0], place[1] + 1, words, _COUNTRY_SIZE, _COUNTRY, halo=LAND)
