"""Shapes and words, placed in pixels, to the bytes of a PNG: the one module that knows matplotlib."""

from __future__ import annotations

import logging
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]

# At 72 dots an inch a point is a pixel: sizes of letters and lines are in pixels too.
_DPI = 72
_HATCH = "//////"
_NOT_DRAWN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


class Canvas:
    """A sheet of `width` by `height` pixels, counted from its lower left corner; what is drawn later lies above."""

    def __init__(self, axes: Axes, renderer: RendererAgg, width: int, height: int) -> None:
        self._axes = axes
        self._renderer = renderer
        self.width = width
        self.height = height
        self._layer = 0

    def boxes(self, boxes: Sequence[Box], colour: str, *, hatched: str | None = None) -> None:
        """Filled boxes (left, bottom, width, height), with slanting strokes of the colour `hatched` if there is one."""
        from matplotlib.collections import PolyCollection

        corners = [[(x, y), (x + w, y), (x + w, y + h), (x, y + h)] for x, y, w, h in boxes]
        # Edges that lie between two pixels would show the ground through rows of boxes.
        self._axes.add_collection(
            PolyCollection(
                corners,
                facecolor=colour,
                edgecolor=hatched or "none",
                linewidth=0,
                hatch=_HATCH if hatched else None,
                antialiased=False,
                zorder=self._next(),
            )
        )

    def line(
        self,
        xs: Sequence[float] | Floats,
        ys: Sequence[float] | Floats,
        colour: str,
        width: float,
        *,
        dashed: bool = False,
    ) -> None:
        """A line through points; NaN breaks it."""
        style = (0, (4, 2.5)) if dashed else "-"
        self._axes.plot(
            xs, ys, color=colour, linewidth=width, linestyle=style, solid_joinstyle="round", zorder=self._next()
        )

    def lines(self, lines: Iterable[Floats], colour: str, width: float, *, dashes: tuple[float, ...] = ()) -> None:
        """Many lines, each of shape (points, 2)."""
        from matplotlib.collections import LineCollection

        self._axes.add_collection(
            LineCollection(
                list(lines),
                colors=colour,
                linewidths=width,
                linestyles=[(0, dashes)] if dashes else "solid",
                joinstyle="round",
                zorder=self._next(),
            )
        )

    def areas(self, rings: Iterable[Floats], colour: str) -> None:
        """The areas that rings of shape (points, 2) enclose, holes being rings of the other sense."""
        from matplotlib.patches import PathPatch

        path = _closed(rings)
        if path is not None:
            # The edge covers the seam between areas that touch.
            self._axes.add_patch(
                PathPatch(path, facecolor=colour, edgecolor=colour, linewidth=0.4, zorder=self._next())
            )

    def marks(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        radii: Sequence[float],
        colour: str,
        *,
        shape: str = "o",
        edge: str = "none",
        edge_width: float = 0.0,
        opacity: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """Marks of one shape (matplotlib's letter for it) and of such radii."""
        self._axes.scatter(
            xs,
            ys,
            s=[(2 * radius) ** 2 for radius in radii],
            marker=shape,
            facecolor=colour,
            edgecolor=edge,
            linewidth=edge_width,
            linestyle=(0, (2.5, 1.8)) if dashed else "-",
            alpha=opacity if colour != "none" else None,
            zorder=self._next(),
        )

    def words(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        across: str = "left",
        up: str = "baseline",
        halo: str | None = None,
    ) -> None:
        """A line of words at a point, which is its left, center or right and its baseline, center, top or bottom."""
        from matplotlib.patheffects import withStroke

        drawn = self._axes.text(
            x,
            y,
            text,
            fontproperties=_font(size, bold),
            color=colour,
            ha=across,
            va=up,
            parse_math=False,
            zorder=self._next(),
        )
        if halo:
            drawn.set_path_effects([withStroke(linewidth=2.4, foreground=halo)])

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide words are."""
        told = self._renderer.get_text_width_height_descent(text, _font(size, bold), False)  # type: ignore[no-untyped-call]
        return float(told[0])

    def _next(self) -> int:
        self._layer += 1
        return self._layer


def picture(width: int, height: int, draw: Callable[[Canvas], None]) -> bytes:
    """The PNG of what `draw` puts on a white canvas: the same bytes for the same drawing.

    Nothing of the user's own matplotlib settings shows in it, and nothing is said on the screen, of letters that the
    typeface lacks neither.
    """
    # It tells of its list of typefaces, which it makes at first use, and of folders that it cannot write.
    logging.getLogger("matplotlib").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        with matplotlib.rc_context(matplotlib.rcParamsDefault):
            figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor="white")
            canvas = FigureCanvasAgg(figure)
            axes = figure.add_axes((0, 0, 1, 1))
            axes.set_axis_off()
            axes.set_xlim(0, width)
            axes.set_ylim(0, height)
            axes.set_autoscale_on(False)
            renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
            draw(Canvas(axes, renderer, width, height))
            held = BytesIO()
            figure.savefig(held, format="png", metadata={"Software": None})
    return held.getvalue()


def plain(text: str, longest: int) -> str:
    """One line of at most so many characters, without those that cannot be drawn (controls, halves of pairs)."""
    kept = "".join(" " if unicodedata.category(letter) in _NOT_DRAWN else letter for letter in text)
    line = " ".join(unicodedata.normalize("NFC", kept).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


@cache
def _font(size: float, bold: bool) -> FontProperties:
    # By its file: asked for by name it may be another version that the machine has.
    import matplotlib
    from matplotlib.font_manager import FontProperties

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=f"{matplotlib.get_data_path()}/fonts/ttf/{name}", size=size)


def _closed(rings: Iterable[Floats]) -> Path | None:
    """Rings as one path; None where there are none."""
    from matplotlib.path import Path

    kept = [ring for ring in rings if len(ring)]
    if not kept:
        return None
    codes = [np.full(len(ring), Path.LINETO, dtype=np.uint8) for ring in kept]
    for code in codes:
        code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
    return Path(np.concatenate(kept), np.concatenate(codes))
