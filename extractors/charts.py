"""Days of a series, and what methods are worth, to small charts: the bytes of a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import nan

from extractors.drawing.bars import Bar, bars
from extractors.drawing.canvas import Box, Canvas, picture
from extractors.drawing.frame import FAINT, INK, Plot, draw_days, draw_heading, draw_values, room_for
from extractors.drawing.methods import MethodPoint, draw_methods
from extractors.drawing.scales import round_marks
from warehouse.records import SeriesDay

SERIES_SIZE = (640, 240)
METHODS_SIZE = (760, 340)
# Told apart in grey too: the alarm is the darkest and has a mark, the line is dashed, what is badly known is hatched.
OBSERVED, ALARM, EXPECTED, HATCH = "#8fb0cc", "#b3122a", "#222222", "#cccccc"

_RIGHT, _BOTTOM, _TOP = 14, 28, 74
_WIDEST = 60.0
_MOST_VALUES, _MOST_DATES = 4, 6
_LEGEND_SIZE = 11.0


def series_chart(title: str, days: Sequence[SeriesDay]) -> bytes:
    """The chart of one series, 640 by 240 pixels, its days in any order: bars counted from 0, with what was expected.

    Where there are more than 210 days a bar is 7 or 30 of them.
    """
    return picture(*SERIES_SIZE, lambda canvas: _draw_series(canvas, title, days))


def methods_chart(title: str, points: Sequence[MethodPoint], unit: str, time: str = "days") -> bytes:
    """Methods side by side, 760 by 340 pixels: what each detects, and how late, at so many false alarms per `unit`.

    `time` is what delays are counted in.

    The points of one method, one for each of its thresholds, are joined in order of their false alarms.
    """
    return picture(*METHODS_SIZE, lambda canvas: draw_methods(canvas, title, points, unit, time))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A bar with its left and right edge in pixels."""

    bar: Bar
    left: int
    right: int


def _draw_series(canvas: Canvas, title: str, days: Sequence[SeriesDay]) -> None:
    span, counted = bars(days)
    highest = max((max(bar.observed, bar.expected or 0.0) for bar in counted), default=0.0)
    values = round_marks(highest, _MOST_VALUES, whole=True)
    plot = Plot(room_for(canvas, values), _BOTTOM, canvas.width - _RIGHT, canvas.height - _TOP)
    placed = _placed(plot, counted)
    draw_heading(canvas, title, _what(days, span))
    _draw_legend(canvas, counted)
    canvas.boxes(_badly_known(plot, placed), "white", hatched=HATCH)
    draw_values(canvas, plot, values)
    _draw_bars(canvas, plot, placed, values[-1])
    _draw_expected(canvas, plot, placed, values[-1])
    if placed:
        draw_days(canvas, plot, _Days(placed, span).x, counted[0].first, counted[-1].last, _MOST_DATES)
    else:
        canvas.words(plot.middle, plot.bottom + plot.height / 2, "no day observed yet", 12, FAINT, across="center")


@dataclass(frozen=True, slots=True)
class _Days:
    """Where days are."""

    placed: Sequence[_Placed]
    span: int

    def x(self, day: date) -> float:
        """The middle of a day in pixels."""
        start, pitch = self.placed[0].left, (self.placed[-1].right - self.placed[0].left) / len(self.placed)
        return start + ((day - self.placed[0].bar.first).days + 0.5) / self.span * pitch


def _placed(plot: Plot, counted: Sequence[Bar]) -> list[_Placed]:
    """Bars side by side at whole pixels, in the middle where they do not fill the plot."""
    if not counted:
        return []
    pitch = min(plot.width / len(counted), _WIDEST)
    start = plot.middle - pitch * len(counted) / 2
    edges = [round(start + pitch * index) for index in range(len(counted) + 1)]
    return [_Placed(bar, left, right) for bar, left, right in zip(counted, edges, edges[1:], strict=False)]


def _badly_known(plot: Plot, placed: Sequence[_Placed]) -> list[Box]:
    """The ground behind each run of bars that are not well known."""
    runs = [list(run) for known, run in groupby(placed, lambda one: one.bar.is_well_known) if not known]
    return [(run[0].left, plot.bottom, run[-1].right - run[0].left, plot.height) for run in runs]


def _draw_bars(canvas: Canvas, plot: Plot, placed: Sequence[_Placed], top: float) -> None:
    for colour, alarms in ((OBSERVED, False), (ALARM, True)):
        canvas.boxes(
            [_box(plot, one, top) for one in placed if one.bar.is_alarm is alarms and one.bar.observed > 0], colour
        )
    alarms_at = [(one.left + one.right) / 2 for one in placed if one.bar.is_alarm]
    tops = [plot.y(one.bar.observed, top) for one in placed if one.bar.is_alarm]
    canvas.marks(alarms_at, [y + 6 for y in tops], [3.2] * len(tops), ALARM, shape="v")
    worst = max((one for one in placed if one.bar.is_alarm), key=lambda one: one.bar.observed, default=None)
    if worst:
        x, y = (worst.left + worst.right) / 2, plot.y(worst.bar.observed, top) + 11
        canvas.words(x, y, f"{worst.bar.observed:,.0f}", 11, ALARM, bold=True, across="center", halo="white")


def _box(plot: Plot, one: _Placed, top: float) -> Box:
    pitch = one.right - one.left
    gap = min(pitch // 4, 4)
    height = max(round(plot.y(one.bar.observed, top)) - plot.bottom, 1)
    return one.left + gap // 2, plot.bottom, pitch - gap, height


def _draw_expected(canvas: Canvas, plot: Plot, placed: Sequence[_Placed], top: float) -> None:
    xs = [x for one in placed for x in (one.left, one.right)]
    expected = [nan if one.bar.expected is None else one.bar.expected for one in placed]
    ys = [plot.y(value, top) for value in expected for _ in range(2)]
    canvas.line(xs, ys, EXPECTED, 1.3, dashed=True)


def _draw_legend(canvas: Canvas, counted: Sequence[Bar]) -> None:
    """Keys of what there is in the chart, from the right."""
    y, x = canvas.height - 47.0, float(canvas.width - _RIGHT)
    keys = (
        ("not fully known", any(not bar.is_well_known for bar in counted)),
        ("expected", any(bar.expected is not None for bar in counted)),
        ("alarm", any(bar.is_alarm for bar in counted)),
        ("observed", True),
    )
    for name, is_there in keys:
        if not is_there:
            continue
        x -= canvas.width_of(name, _LEGEND_SIZE)
        canvas.words(x, y, name, _LEGEND_SIZE, INK)
        _draw_key(canvas, name, x - 20, y)
        x -= 34


def _draw_key(canvas: Canvas, name: str, x: float, y: float) -> None:
    match name:
        case "observed":
            canvas.boxes([(round(x) + 5, round(y) - 1, 10, 10)], OBSERVED)
        case "alarm":
            canvas.boxes([(round(x) + 5, round(y) - 1, 10, 5)], ALARM)
            canvas.marks([round(x) + 10], [y + 7], [3.2], ALARM, shape="v")
        case "expected":
            canvas.line([x - 1, x + 16], [y + 4, y + 4], EXPECTED, 1.3, dashed=True)
        case _:
            canvas.boxes([(round(x) - 1, round(y) - 1, 16, 10)], "white", hatched=HATCH)


def _what(days: Sequence[SeriesDay], span: int) -> str:
    measures = " and ".join(sorted({day.measure for day in days})) or "incidents"
    return f"{measures} a day" if span == 1 else f"{measures} in {span} days"


__all__ = ["METHODS_SIZE", "SERIES_SIZE", "MethodPoint", "methods_chart", "series_chart"]
