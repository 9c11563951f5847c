"""What methods are worth to two panels: what share each detects, and how late, against its false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.drawing.canvas import Canvas, plain
from extractors.drawing.frame import FAINT, INK, Plot, draw_heading, draw_numbers, draw_values
from extractors.drawing.scales import round_marks

# Okabe and Ito's colours, which the colour-blind can tell apart, each with a mark of its own.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")
_SHAPES = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")
_LONGEST_NAME, _NAME_SIZE = 28, 11.5


@dataclass(frozen=True, slots=True)
class MethodPoint:
    """A method at one threshold: false alarms and delay in the units of the chart, and the share detected (0 to 1).

    The delays are over what was detected, None where nothing was.
    """

    name: str
    false_alarms: float
    detected: float
    median_delay: float | None
    mean_delay: float | None


def draw_methods(canvas: Canvas, title: str, points: Sequence[MethodPoint], unit: str, time: str) -> None:
    """Both panels, with the methods in the order of their first points."""
    names = list(dict.fromkeys(point.name for point in points))
    draw_heading(canvas, title, "")
    _draw_legend(canvas, names)
    middle = canvas.width // 2
    detects = Plot(52, 52, middle - 20, canvas.height - 98)
    delays = Plot(middle + 40, 52, canvas.width - 22, canvas.height - 98)
    foot = round_marks(max((point.false_alarms for point in points), default=0.0), 4, whole=False)
    shares = [(p.name, p.false_alarms, p.detected * 100) for p in points]
    medians = [(p.name, p.false_alarms, p.median_delay) for p in points if p.median_delay is not None]
    means = [(p.name, p.false_alarms, p.mean_delay) for p in points if p.mean_delay is not None]
    canvas.words(14, canvas.height - 82, "detected", 11, FAINT)
    canvas.words(middle + 8, canvas.height - 82, f"delay in {time}: median; mean hollow", 11, FAINT)
    longest = round_marks(max((delay for _, _, delay in medians + means), default=0.0), 4, whole=False)
    for plot, values, sign in ((detects, [0.0, 25.0, 50.0, 75.0, 100.0], "%"), (delays, longest, "")):
        draw_values(canvas, plot, values, unit=sign)
        draw_numbers(canvas, plot, foot, f"false alarms per {unit}")
    _draw_points(canvas, detects, names, shares, (foot[-1], 100.0), hollow=False)
    _draw_points(canvas, delays, names, means, (foot[-1], longest[-1]), hollow=True)
    _draw_points(canvas, delays, names, medians, (foot[-1], longest[-1]), hollow=False)


def _draw_points(
    canvas: Canvas,
    plot: Plot,
    names: Sequence[str],
    told: Sequence[tuple[str, float, float]],
    highest: tuple[float, float],
    *,
    hollow: bool,
) -> None:
    """The points (method, false alarms, value) of each method, joined where they are filled."""
    for index, name in enumerate(names):
        own = sorted((false_alarms, value) for method, false_alarms, value in told if method == name)
        xs = [plot.x(false_alarms, highest[0]) for false_alarms, _ in own]
        ys = [plot.y(value, highest[1]) for _, value in own]
        colour, shape = _style(index)
        if not hollow:
            canvas.line(xs, ys, colour, 1.2)
        fill, edge = ("white", colour) if hollow else (colour, "white")
        canvas.marks(xs, ys, [4.2] * len(own), fill, shape=shape, edge=edge, edge_width=1.0)


def _draw_legend(canvas: Canvas, names: Sequence[str]) -> None:
    x, y = 20.0, canvas.height - 43.0
    for index, name in enumerate(names):
        words = plain(name, _LONGEST_NAME)
        wide = canvas.width_of(words, _NAME_SIZE)
        if x + 10 + wide > canvas.width - 14:
            x, y = 20.0, y - 16
        colour, shape = _style(index)
        canvas.marks([x], [y], [4.2], colour, shape=shape)
        canvas.words(x + 10, y - 4, words, _NAME_SIZE, INK)
        x += wide + 34


def _style(index: int) -> tuple[str, str]:
    return _COLOURS[index % len(_COLOURS)], _SHAPES[index % len(_SHAPES)]
