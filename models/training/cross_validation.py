"""Pairs of scene and incident to records read out of fold: by forests that have not learned from the text they read."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from extractors.events import events_in
from extractors.record_line import record_line
from models.deciders.forest import Forest
from models.deciders.logistic import Logistic
from models.training.scenes import Pair
from models.training.train_deciders import learn
from models.training.train_political import learn_political
from warehouse.records import Reading

FOLDS = 3
# The sets that the scorers know, by how the ids of their texts begin.
_SETS = {
    "satp-dev": "satp-dev",
    "satp-train": "satp-train",
    "case": "acled",
    "DEV": "muc-dev",
    "TST1": "muc-tst1",
    "lgl": "lgl",
    "tr-news": "tr-news",
    "gwn": "gwn",
}


def write_records(pairs: Sequence[Pair], ids: Sequence[str], folder: Path) -> None:
    """One file of records for each set, a line for each of `ids`: texts without a scene have no events."""
    folder.mkdir(parents=True, exist_ok=True)
    records = dict.fromkeys(ids, Reading(False, "en"))
    for fold in range(FOLDS):
        others = [pair for pair in pairs if fold_of(pair.text.id) != fold]
        here = [pair for pair in pairs if fold_of(pair.text.id) == fold]
        records |= _readings(here, learn(others), learn_political(others))
    for start, name in _SETS.items():
        lines = [json.dumps(record_line(id, reading)) for id, reading in records.items() if id.startswith(start)]
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def fold_of(id: str) -> int:
    """Another division than that of the encoders."""
    return zlib.crc32(id.encode()) // 7 % FOLDS


def _readings(pairs: Sequence[Pair], forests: Mapping[str, Forest], political: Logistic) -> dict[str, Reading]:
    found = {}
    for id, told in groupby(pairs, lambda pair: pair.text.id):
        pair = next(told)
        events = events_in(pair.scenes, pair.story, forests.__getitem__, political)
        found[id] = Reading(bool(events), "en", events)
    return found
