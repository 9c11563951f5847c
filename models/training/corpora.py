"""The folder of corpora and our own annotations to labelled texts, and the fold of each for cross-validation."""

from __future__ import annotations

import zlib
from pathlib import Path

from models.training.labelled import Labelled, annotated, muc
from models.training.told import ToldText, told_muc, told_texts

ANNOTATIONS = Path(__file__).with_name("annotations")
FOLDS = 2


def muc_texts(corpora: Path) -> list[Labelled]:
    """MUC-4's development and first test texts."""
    return [labelled for part in ("dev", "tst1") for labelled in muc(corpora / "muc4", part)]


def incident_texts(corpora: Path) -> list[Labelled]:
    """The annotated reports and snippets: those of the corpora, and ours over their texts and over our own."""
    texts = _named_by_row(corpora)
    return [labelled for file in _files(corpora) for labelled in annotated(file, texts)] + unviolent(corpora)


def _files(corpora: Path) -> list[Path]:
    return [
        corpora / "satp" / "dev.jsonl",
        corpora / "satp" / "train-annotated.jsonl",
        corpora / "acled-types" / "annotated.jsonl",
        *sorted(ANNOTATIONS.glob("*.jsonl")),
    ]


def _named_by_row(corpora: Path) -> dict[str, str]:
    """The reports with four labels only, as our annotations name them: by their row."""
    rows = enumerate((corpora / "satp" / "train.tsv").read_text(encoding="utf-8").splitlines())
    return {f"satp-row-{number}": line.split("\t")[0] for number, line in rows}


def told(corpora: Path) -> list[ToldText]:
    """The same texts with the incidents they tell."""
    texts = _named_by_row(corpora)
    found = [text for file in _files(corpora) for text in told_texts(file, texts)]
    known = {text.id for text in found}
    found += [text for text in told_texts(corpora / "acled-types" / "dev.jsonl", {}) if text.id not in known]
    return found + [text for part in ("dev", "tst1") for text in told_muc(corpora / "muc4", part)]


def unviolent(corpora: Path) -> list[Labelled]:
    """The snippets that tell no political violence."""
    path = corpora / "acled-types" / "dev.jsonl"
    known = {labelled.id for labelled in annotated(corpora / "acled-types" / "annotated.jsonl")}
    return [labelled for labelled in annotated(path) if labelled.id not in known]


def fold_of(id: str) -> int:
    """The same fold for the same text in every run."""
    return zlib.crc32(id.encode()) % FOLDS
