"""PNG bytes to their pixels, for tests of what is drawn."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from matplotlib.image import imread
from numpy.typing import NDArray

Pixels = NDArray[np.int64]


def pixels(png: bytes) -> Pixels:
    """Red, green and blue (0 to 255) of each pixel, of shape (height, width, 3), the top row first."""
    return np.rint(imread(BytesIO(png), format="png")[:, :, :3] * 255).astype(np.int64)


def like(picture: Pixels, colour: str, tolerance: int = 2) -> NDArray[np.bool_]:
    """Which pixels have the colour (`#rrggbb`)."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    near: NDArray[np.bool_] = (np.abs(picture - wanted) <= tolerance).all(axis=2)
    return near


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    height, width, _ = pixels(png).shape
    return width, height
