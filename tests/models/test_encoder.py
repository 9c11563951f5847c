"""The encoder's windows hold every piece of a text once; what it says can be asked for by characters."""

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer

from models.encoder.encoder import WEIGHTS, Impression, loaded
from models.encoder.labels import PIECE_LABELS, WINDOW_LABELS
from models.encoder.signals import SENTENCE, WORDS, of_sentence, of_words
from models.encoder.windows import Window, windows

SENTENCES = "Gunmen shot two farmers near Kano. The army denied it! “Nobody came,” a man said."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(WEIGHTS / "wordpieces.json"))


def quoted(text: str, window: Window) -> str:
    return text[window.starts[0] : window.stops[-1]]


def test_windows_end_at_sentences(tokenizer: Tokenizer) -> None:
    found = [quoted(SENTENCES, window) for window in windows(tokenizer, SENTENCES, longest=14)]
    assert found == ["Gunmen shot two farmers near Kano.", "The army denied it!", "“Nobody came,” a man said."]


def test_windows_take_as_many_sentences_as_fit(tokenizer: Tokenizer) -> None:
    found = [quoted(SENTENCES, window) for window in windows(tokenizer, SENTENCES, longest=20)]
    assert found == ["Gunmen shot two farmers near Kano. The army denied it!", "“Nobody came,” a man said."]


def test_a_sentence_longer_than_a_window_is_cut_and_no_piece_is_lost(tokenizer: Tokenizer) -> None:
    text = "shells fell " * 200
    found = list(windows(tokenizer, text))
    assert max(len(window.pieces) for window in found) <= 254
    starts = [start for window in found for start in window.starts]
    assert starts == sorted(set(starts))
    assert len(starts) == 400


def test_a_text_without_words_has_no_window(tokenizer: Tokenizer) -> None:
    assert list(windows(tokenizer, " \n ")) == []
    impression = loaded().impression(" \n ")
    assert impression.pieces.shape == (0, len(PIECE_LABELS))
    assert of_words(impression, 0, 2) == (0.0,) * len(WORDS)


def by_hand() -> Impression:
    """`ab cd` in two pieces: the first is surely a target, the second surely a place."""
    pieces = np.zeros((2, len(PIECE_LABELS)), dtype=np.float32)
    pieces[0, PIECE_LABELS.index("target")] = 1.0
    pieces[1, PIECE_LABELS.index("place")] = 1.0
    whole = np.full((1, len(WINDOW_LABELS)), 0.25, dtype=np.float32)
    return Impression(np.array([0, 3]), np.array([2, 5]), pieces, np.array([0, 0]), whole)


def test_signals_are_means_and_highest_values_of_the_pieces_touched() -> None:
    first = dict(zip(WORDS, of_words(by_hand(), 0, 2), strict=True))
    assert (first["mean target"], first["mean place"]) == (1.0, 0.0)
    both = dict(zip(WORDS, of_words(by_hand(), 1, 4), strict=True))
    assert (both["mean target"], both["most target"], both["mean place"]) == (0.5, 1.0, 0.5)
    whole = dict(zip(SENTENCE, of_sentence(by_hand(), 0, 5), strict=True))
    assert (whole["most target"], whole["most place"], whole["window incident"]) == (1.0, 1.0, 0.25)


def test_what_is_said_of_a_window_does_not_depend_on_its_company() -> None:
    long = SENTENCES * 30
    alone = loaded().impression(SENTENCES)
    assert alone.pieces.max() <= 1.0
    again = loaded().impression(long)
    assert len(again.pieces) == 30 * len(alone.pieces)
    assert set(again.window_of.tolist()) == set(range(len(again.windows)))
