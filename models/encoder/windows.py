"""A text to the windows that the encoder reads: whole sentences as word pieces, with the characters of each piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tokenizers import Tokenizer

# The encoder was trained on windows of this many pieces, its two marks included.
LONGEST = 256
_MARKS = 2
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+|\n\s*")


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of a text: their numbers in the vocabulary, and the characters `start` to `stop` of each."""

    pieces: tuple[int, ...]
    starts: tuple[int, ...]
    stops: tuple[int, ...]


def windows(tokenizer: Tokenizer, text: str, longest: int = LONGEST) -> Iterator[Window]:
    """Windows in the order of the text, no piece in two; a sentence that is longer than a window is cut.

    `tokenizer` adds no marks of its own. A text without pieces has no window.
    """
    encoding = tokenizer.encode(text, add_special_tokens=False)
    ids, offsets = encoding.ids, encoding.offsets
    room = longest - _MARKS
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    bounds = _piece_bounds(offsets, ends)
    first = 0
    for begin, end in _packed(bounds, len(ids), room):
        first = begin
        yield Window(
            tuple(ids[first:end]),
            tuple(start for start, _ in offsets[first:end]),
            tuple(o[1] for o in offsets[first:end]),
        )


def _piece_bounds(offsets: list[tuple[int, int]], ends: list[int]) -> list[int]:
    """The number of the first piece after each sentence end."""
    bounds: list[int] = []
    at = 0
    for index, (start, _) in enumerate(offsets):
        while at < len(ends) and ends[at] <= start:
            if not bounds or bounds[-1] != index:
                bounds.append(index)
            at += 1
    return bounds


def _packed(bounds: list[int], total: int, room: int) -> Iterator[tuple[int, int]]:
    """Pairs of first and last-but-one piece of windows that hold as many whole sentences as fit."""
    begin = 0
    cut = 0
    for bound in [*bounds, total]:
        while bound - begin > room:
            stop = cut if cut > begin else begin + room
            yield begin, stop
            begin = stop
        cut = bound
    if total > begin:
        yield begin, total
