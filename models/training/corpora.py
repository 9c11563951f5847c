"""The folder of corpora and our own annotations to labelled texts, and the fold of each for cross-validation."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from models.training.labelled import Labelled, annotated, muc
from models.training.told import ORDINARY, ToldText, told_muc, told_texts

ANNOTATIONS = Path(__file__).with_name("annotations")
# Articles of ordinary news, named by their ids in the toponym corpora: what the rules take for incidents there (crime,
# accidents, animals) is none. Only the deciders learn from them.
_ORDINARY = ANNOTATIONS / "toponyms.jsonl"
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
        *(file for file in sorted(ANNOTATIONS.glob("*.jsonl")) if file != _ORDINARY),
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
    found += told_texts(_ORDINARY, _toponym_texts(corpora), ORDINARY)
    return found + [text for part in ("dev", "tst1") for text in told_muc(corpora / "muc4", part)]


def _toponym_texts(corpora: Path) -> dict[str, str]:
    """The articles of the toponym corpora by id."""
    files = sorted((corpora / "toponyms").glob("*-dev.jsonl"))
    rows = (json.loads(line) for file in files for line in file.open(encoding="utf-8") if line.strip())
    return {row["id"]: row["text"] for row in rows}


def unviolent(corpora: Path) -> list[Labelled]:
    """The snippets that tell no political violence."""
    path = corpora / "acled-types" / "dev.jsonl"
    known = {labelled.id for labelled in annotated(corpora / "acled-types" / "annotated.jsonl")}
    return [labelled for labelled in annotated(path) if labelled.id not in known]


def fold_of(id: str) -> int:
    """The same fold for the same text in every run."""
    return zlib.crc32(id.encode()) % FOLDS
