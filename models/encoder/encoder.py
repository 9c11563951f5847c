"""Runs the weight file: a text to the likelihood of every label for each of its word pieces and windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.encoder.labels import PIECE_LABELS, WINDOW_LABELS
from models.encoder.windows import Window, windows

WEIGHTS = Path(__file__).parents[1] / "weights"
_START, _STOP, _PAD = 101, 102, 0
# Windows read at once: more win no time on one core and cost memory.
_BATCH = 8

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Impression:
    """What the encoder thinks of a text.

    `starts` and `stops` are the characters of each piece, `pieces` their likelihoods (pieces by PIECE_LABELS),
    `window_of` the row of `windows` (windows by WINDOW_LABELS) that each piece lies in.
    """

    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    pieces: Floats
    window_of: NDArray[np.int64]
    windows: Floats

    def within(self, start: int, stop: int) -> slice:
        """The pieces that touch characters `start` to `stop`."""
        first = int(np.searchsorted(self.stops, start, side="right"))
        return slice(first, max(int(np.searchsorted(self.starts, stop, side="left")), first))


class Encoder:
    """One loaded weight file; `threads` is how many cores one text may use."""

    def __init__(self, weights: Path = WEIGHTS / "encoder.onnx", threads: int = 1) -> None:
        self._tokenizer = Tokenizer.from_file(str(WEIGHTS / "wordpieces.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])

    def impression(self, text: str) -> Impression:
        """What the encoder thinks of every piece of `text`; a text without words gives an empty impression."""
        parts = list(windows(self._tokenizer, text))
        if not parts:
            return _nothing()
        order = sorted(range(len(parts)), key=lambda index: len(parts[index].pieces))
        of_piece: dict[int, Floats] = {}
        of_window: dict[int, Floats] = {}
        for numbers in _chunks(order, _BATCH):
            batch = [parts[number] for number in numbers]
            pieces, whole = self._session.run(None, _inputs(batch))
            for row, number in enumerate(numbers):
                of_piece[number] = pieces[row, 1 : len(batch[row].pieces) + 1]
                of_window[number] = whole[row]
        return Impression(
            np.array([start for part in parts for start in part.starts]),
            np.array([stop for part in parts for stop in part.stops]),
            np.concatenate([of_piece[number] for number in range(len(parts))]),
            np.repeat(np.arange(len(parts)), [len(part.pieces) for part in parts]),
            np.stack([of_window[number] for number in range(len(parts))]),
        )


@lru_cache(maxsize=2)
def loaded(weights: Path = WEIGHTS / "encoder.onnx") -> Encoder:
    """The encoder of a weight file, by default the one that ships, loaded once a process."""
    return Encoder(weights)


def _nothing() -> Impression:
    empty = np.zeros(0, dtype=np.int64)
    return Impression(
        empty,
        empty,
        np.zeros((0, len(PIECE_LABELS)), dtype=np.float32),
        empty,
        np.zeros((0, len(WINDOW_LABELS)), dtype=np.float32),
    )


def _chunks(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for first in range(0, len(numbers), size):
        yield numbers[first : first + size]


def _inputs(batch: Sequence[Window]) -> dict[str, NDArray[np.int64]]:
    longest = max(len(window.pieces) for window in batch) + 2
    pieces = np.full((len(batch), longest), _PAD, dtype=np.int64)
    for row, window in enumerate(batch):
        pieces[row, : len(window.pieces) + 2] = [_START, *window.pieces, _STOP]
    return {"pieces": pieces, "mask": (pieces != _PAD).astype(np.int64)}
