"""The frame of a chart: its heading, its values up the left and its days or numbers along the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.drawing.canvas import Canvas, plain
from extractors.drawing.scales import day_marks

INK, FAINT, GRID = "#222222", "#6b6b6b", "#e4e4e4"

_EDGE, _BESIDE = 14, 6
_LONGEST_TITLE = 200
_TITLE_SIZE, _CAPTION_SIZE, _MARK_SIZE = 13.5, 11.0, 10.5


@dataclass(frozen=True, slots=True)
class Plot:
    """The part of a canvas, in pixels, in which values stand."""

    left: int
    bottom: int
    right: int
    top: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """Halfway from left to right."""
        return (self.left + self.right) / 2

    def x(self, value: float, highest: float) -> float:
        """Where a value stands along the foot that goes from 0 to `highest`."""
        return self.left + self.width * value / highest

    def y(self, value: float, highest: float) -> float:
        """Where a value stands on the scale from 0 to `highest`."""
        return self.bottom + self.height * value / highest


def draw_heading(canvas: Canvas, title: str, caption: str) -> None:
    """A bold title, cut to the width of the canvas, over a caption."""
    words = plain(title, _LONGEST_TITLE)
    while canvas.width_of(words, _TITLE_SIZE, bold=True) > canvas.width - 2 * _EDGE:
        words = plain(words, len(words) - 1)
    canvas.words(_EDGE, canvas.height - 24, words, _TITLE_SIZE, INK, bold=True)
    canvas.words(_EDGE, canvas.height - 47, plain(caption, _LONGEST_TITLE), _CAPTION_SIZE, FAINT)


def room_for(canvas: Canvas, values: Sequence[float]) -> int:
    """How far from the left edge a plot stands that has these values beside it."""
    return round(max(canvas.width_of(number(value), _MARK_SIZE) for value in values)) + _EDGE + _BESIDE


def draw_values(canvas: Canvas, plot: Plot, values: Sequence[float], *, unit: str = "") -> None:
    """Values up the left of a plot, each with its line across, the lowest being 0."""
    for value in values:
        y = round(plot.y(value, values[-1])) + 0.5
        canvas.line([plot.left, plot.right], [y, y], FAINT if value == 0 else GRID, 1)
        canvas.words(plot.left - _BESIDE, y, f"{number(value)}{unit}", _MARK_SIZE, FAINT, across="right", up="center")


def draw_numbers(canvas: Canvas, plot: Plot, values: Sequence[float], caption: str) -> None:
    """Numbers along the foot of a plot, and under them what they are."""
    for value in values:
        x = plot.x(value, values[-1])
        canvas.line([x, x], [plot.bottom, plot.bottom - 3], FAINT, 1)
        canvas.words(x, plot.bottom - 6, number(value), _MARK_SIZE, FAINT, across="center", up="top")
    canvas.words(plot.middle, plot.bottom - 24, plain(caption, 80), _CAPTION_SIZE, FAINT, across="center", up="top")


def draw_days(canvas: Canvas, plot: Plot, x_of: Callable[[date], float], first: date, last: date, most: int) -> None:
    """Dates along the foot of a plot; the year stands with the first, and where it has changed."""
    told = None
    for day in day_marks(first, last, most):
        x = x_of(day)
        words = f"{day:%b %Y}" if (last - first).days > 90 else f"{day.day} {day:%b}"
        if told != day.year and (last - first).days <= 90:
            words = f"{words} {day.year}"
        told = day.year
        half = canvas.width_of(words, _MARK_SIZE) / 2
        canvas.line([x, x], [plot.bottom, plot.bottom - 3], FAINT, 1)
        within = min(max(x, half + 2), canvas.width - half - 4)
        canvas.words(within, plot.bottom - 7, words, _MARK_SIZE, FAINT, across="center", up="top")


def number(value: float) -> str:
    """`0`, `0.5`, `1,000`."""
    return f"{value:,.0f}" if value == round(value) else f"{value:g}"
