"""Stretches of an impression to plain numbers: what the deciders weigh."""

from __future__ import annotations

from models.encoder.encoder import Impression
from models.encoder.labels import PIECE_LABELS, ROLES, WINDOW_LABELS

# The names of the numbers that `of_words` and `of_sentence` give, in their order.
WORDS = (*(f"mean {label}" for label in PIECE_LABELS), *(f"most {label}" for label in ROLES))
SENTENCE = (*(f"most {label}" for label in PIECE_LABELS), *(f"window {label}" for label in WINDOW_LABELS))


def of_words(impression: Impression, start: int, stop: int) -> tuple[float, ...]:
    """WORDS of characters `start` to `stop`: means over their pieces, the highest of the roles; zeros without any."""
    rows = impression.pieces[impression.within(start, stop)]
    if not len(rows):
        return (0.0,) * len(WORDS)
    return (*rows.mean(axis=0).tolist(), *rows[:, : len(ROLES)].max(axis=0).tolist())


def of_sentence(impression: Impression, start: int, stop: int) -> tuple[float, ...]:
    """SENTENCE of characters `start` to `stop`: the highest of each label in it, and those of its window."""
    inside = impression.within(start, stop)
    rows = impression.pieces[inside]
    if not len(rows):
        return (0.0,) * len(SENTENCE)
    windows = impression.windows[impression.window_of[inside.start] : impression.window_of[inside.stop - 1] + 1]
    return (*rows.max(axis=0).tolist(), *windows.max(axis=0).tolist())
