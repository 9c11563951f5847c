"""Words that want to stand beside points to places where they cover nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

Rectangle = tuple[float, float, float, float]


@dataclass(slots=True)
class Sheet:
    """A sheet of `width` by `height` pixels, counted from its lower left corner, with what is taken of it."""

    width: float
    height: float
    taken: list[Rectangle] = field(default_factory=list)

    def take(self, left: float, bottom: float, right: float, top: float) -> None:
        """Keep words away from there."""
        self.taken.append((left, bottom, right, top))

    def is_free(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether nothing is taken there; the edge of the sheet is."""
        if left < 2 or bottom < 2 or right > self.width - 2 or top > self.height - 2:
            return False
        return not any(
            other[0] < right and left < other[2] and other[1] < top and bottom < other[3] for other in self.taken
        )

    def beside(self, x: float, y: float, away: float, width: float, height: float) -> tuple[float, float] | None:
        """The lower left corner of a free place of that size, so far away from a point; None where there is none.

        It is taken then. To the right is tried first, then to the left, above, below, and between these.
        """
        for left, bottom in _around(x, y, away, width, height):
            if self.is_free(left, bottom, left + width, bottom + height):
                self.take(left, bottom, left + width, bottom + height)
                return left, bottom
        return None

    def upon(self, x: float, y: float, width: float, height: float) -> tuple[float, float] | None:
        """The lower left corner of a free place around a point, likewise; a little off it where need be."""
        for up in (0.0, height, -height, 2 * height, -2 * height):
            left, bottom = x - width / 2, y - height / 2 + up
            if self.is_free(left, bottom, left + width, bottom + height):
                self.take(left, bottom, left + width, bottom + height)
                return left, bottom
        return None


def _around(x: float, y: float, away: float, width: float, height: float) -> Iterator[tuple[float, float]]:
    right, left, level = x + away, x - away - width, y - height / 2
    above, below = y + away, y - away - height
    slant = away * 0.7
    yield from ((right, level), (left, level), (x - width / 2, above), (x - width / 2, below))
    for bottom in (y + slant, y - slant - height):
        yield from ((x + slant, bottom), (x - slant - width, bottom))
    for bottom in (above, below):
        yield from ((x, bottom), (x - width, bottom))
