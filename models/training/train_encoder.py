"""Labelled texts to a fine-tuned encoder: the training loop, the same for a fold and for the whole."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn.functional import binary_cross_entropy_with_logits

from models.encoder.labels import PIECE_LABELS, WINDOW_LABELS
from models.encoder.windows import Window, windows
from models.training.labelled import Labelled
from models.training.network import Network, base_folder

log = logging.getLogger("tocsin.training")

RATE, HEAD_RATE, DECAY = 1.5e-4, 1e-3, 0.01
PIECES_IN_BATCH = 2048
WARM_UP = 0.08
# The loss of a window beside that of its pieces.
WINDOW_WEIGHT = 0.3
START, STOP, PAD = 101, 102, 0


@dataclass(frozen=True)
class Example:
    """A window with its targets: for each piece and for the window 1, 0, or -1 where nothing is known."""

    pieces: np.ndarray
    labels: np.ndarray
    window: np.ndarray


def load_tokenizer() -> Tokenizer:
    """The base model's word pieces, without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def examples(tokenizer: Tokenizer, labelled: Labelled) -> Iterator[Example]:
    """One example for each window of the text."""
    for window in windows(tokenizer, labelled.text):
        yield _example(window, labelled)


def _example(window: Window, labelled: Labelled) -> Example:
    places = {name: index for index, name in enumerate(PIECE_LABELS)}
    starts, stops = np.array(window.starts), np.array(window.stops)
    labels = np.zeros((len(starts), len(PIECE_LABELS)), dtype=np.float32)
    for stretch in labelled.unsure:
        inside = (starts < stretch.stop) & (stops > stretch.start)
        for name in stretch.labels:
            labels[inside, places[name]] = -1
    here: set[str] = set()
    for stretch in labelled.stretches:
        inside = (starts < stretch.stop) & (stops > stretch.start)
        if inside.any():
            here |= stretch.labels
            for name in stretch.labels:
                labels[inside, places[name]] = 1
    for name in labelled.undecided:
        labels[:, places[name]] = -1
    return Example(np.array(window.pieces), labels, _window_labels(labelled, here))


def _window_labels(labelled: Labelled, here: set[str]) -> np.ndarray:
    """What holds for the window: the text's labels as far as fillers of that type lie in it."""
    values = np.zeros(len(WINDOW_LABELS), dtype=np.float32)
    for index, name in enumerate(WINDOW_LABELS):
        if name in labelled.undecided_windows:
            values[index] = -1
        elif name in ("incident", "MUC incident"):
            values[index] = float(name in labelled.windows and bool(here))
        else:
            values[index] = float(name in labelled.windows and name in here)
    return values


def _batches(pool: Sequence[Example], rng: random.Random) -> list[list[Example]]:
    """Windows of like length together, in random order."""
    order = sorted(pool, key=lambda example: len(example.pieces) + rng.random() * 24)
    batches: list[list[Example]] = [[]]
    longest = 0
    for example in order:
        longest = max(longest, len(example.pieces) + 2)
        if batches[-1] and (len(batches[-1]) + 1) * longest > PIECES_IN_BATCH:
            batches.append([])
            longest = len(example.pieces) + 2
        batches[-1].append(example)
    rng.shuffle(batches)
    return batches


def _tensors(batch: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(example.pieces) for example in batch) + 2
    pieces = np.full((len(batch), longest), PAD)
    labels = np.full((len(batch), longest, len(PIECE_LABELS)), -1, dtype=np.float32)
    for row, example in enumerate(batch):
        size = len(example.pieces)
        pieces[row, : size + 2] = [START, *example.pieces, STOP]
        labels[row, 1 : size + 1] = example.labels
    ids = torch.from_numpy(pieces)
    windows = torch.from_numpy(np.stack([example.window for example in batch]))
    return ids, (ids != PAD).long(), torch.from_numpy(labels), windows


def _loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    known = labels >= 0
    loss = binary_cross_entropy_with_logits(logits.float(), labels.clamp(min=0), reduction="none")
    return (loss * known).sum() / known.any(dim=-1).sum().clamp(min=1)


def fit(network: Network, pools: Sequence[Sequence[Example]], seed: int = 0, rate: float = RATE) -> Network:
    """Trains over one pool of examples an epoch, in order; the rate rises for a while and falls to nothing."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    epochs = [_batches(pool, rng) for pool in pools]
    heads = [p for name, p in network.named_parameters() if not name.startswith("bert.")]
    body = [p for name, p in network.named_parameters() if name.startswith("bert.") and "embeddings" not in name]
    for name, parameter in network.named_parameters():
        parameter.requires_grad = "embeddings" not in name
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": heads, "lr": HEAD_RATE}], weight_decay=DECAY
    )
    steps = sum(map(len, epochs))
    warm = max(int(steps * WARM_UP), 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(steps - step, 1) / max(steps - warm, 1))
    )
    network.train()
    for number, batches in enumerate(epochs, 1):
        began, total = time.monotonic(), 0.0
        for batch in batches:
            ids, mask, labels, window = _tensors(batch)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                of_piece, of_window = network(ids, mask)
            loss = _loss(of_piece, labels) + WINDOW_WEIGHT * _loss(of_window, window)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        log.info("epoch %d: loss %.4f, %.0f s", number, total / len(batches), time.monotonic() - began)
    return network.eval()
