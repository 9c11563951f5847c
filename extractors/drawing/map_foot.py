"""What the dots of a map mean, how far apart things are, and what is not drawn: the strip under a map."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.drawing.canvas import Canvas
from extractors.drawing.frame import FAINT, INK
from extractors.drawing.scales import round_below
from extractors.drawing.windows import Window

DOT, DOT_EDGE = "#c8102e", "#7d0a1d"
_CREDIT = "Outlines: Natural Earth, borders as held, dashed where disputed. Towns: GeoNames."
_EDGE, _LINE, _SIZE = 12.0, 17, 11.0
_LONGEST_BAR = 120.0


@dataclass(frozen=True, slots=True)
class Foot:
    """What the strip says: sizes of dots (killed, radius), whether a toll is not known, and sentences."""

    sizes: tuple[tuple[int, float], ...]
    is_toll_unknown: bool
    said: tuple[str, ...]

    @property
    def height(self) -> int:
        """In pixels."""
        return self.row + _LINE * (len(self.said) + 1)

    @property
    def row(self) -> int:
        """How high the row of dots is."""
        return round(max(28.0, *(2 * radius + 10 for _, radius in self.sizes))) if self.sizes else 28


def draw_foot(canvas: Canvas, window: Window, foot: Foot) -> None:
    """The strip, over what hangs over the window's lower edge."""
    canvas.boxes([(0, 0, window.width, window.foot)], "white")
    middle = window.foot - foot.row / 2
    _draw_sizes(canvas, foot, middle)
    if window.km is not None:
        _draw_scale(canvas, window, window.km, middle)
    for line, sentence in enumerate((*foot.said, _CREDIT)):
        colour = INK if line < len(foot.said) else FAINT
        canvas.words(_EDGE, window.foot - foot.row - _LINE * line - 10, f"{sentence.removesuffix('.')}.", _SIZE, colour)


def _draw_sizes(canvas: Canvas, foot: Foot, middle: float) -> None:
    x = _EDGE
    if foot.sizes:
        canvas.words(x, middle, "Killed", _SIZE, INK, up="center")
        x += canvas.width_of("Killed", _SIZE) + 12
    for killed, radius in foot.sizes:
        canvas.marks([x + radius], [middle], [radius], DOT, edge=DOT_EDGE, edge_width=0.8, opacity=0.75)
        x += 2 * radius + 6
        canvas.words(x, middle, f"{killed:,}", _SIZE, INK, up="center")
        x += canvas.width_of(f"{killed:,}", _SIZE) + 16
    if foot.is_toll_unknown:
        canvas.marks([x + 5], [middle], [4.5], "white", edge=DOT, edge_width=1.6)
        canvas.words(x + 16, middle, "toll not known", _SIZE, INK, up="center")


def _draw_scale(canvas: Canvas, window: Window, km: float, middle: float) -> None:
    """A bar of a round number of kilometres, at the right."""
    length = round_below(_LONGEST_BAR * km)
    right, left = window.width - _EDGE, window.width - _EDGE - length / km
    canvas.line([left, left, right, right], [middle + 1, middle - 5, middle - 5, middle + 1], INK, 1.2)
    canvas.words((left + right) / 2, middle, f"{length:g} km", _SIZE, INK, across="center")
