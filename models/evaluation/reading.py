"""Texts and pages to what the command line reads in them, as a user would have them read."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from models.evaluation.corpora import Corpus, EvaluationError, Row

TOCSIN = Path(".venv/bin/tocsin")
_BETWEEN = "\t"  # between a corpus and an id of it, which may hold any sign that an id would


def read_articles(pages: Iterable[Path]) -> list[Row]:
    """What `tocsin article` finds on the pages."""
    return _lines(_run("article", *map(str, pages)))


def read_texts(corpora: Iterable[Corpus], work: Path, *options: str) -> dict[str, list[Row]]:
    """The records of each corpus, by its name; one run of `tocsin extract` for all, since loading costs seconds.

    `options` are those of the command.
    """
    asked, answered = work / "texts.jsonl", work / "records.jsonl"
    with asked.open("w", encoding="utf-8") as stream:
        for corpus in corpora:
            for text in corpus.texts:
                stream.write(json.dumps({**text, "id": f"{corpus.name}{_BETWEEN}{text['id']}"}) + "\n")
    _run("extract", "--input", str(asked), "--output", str(answered), *options)
    records: dict[str, list[Row]] = {}
    for record in _lines(answered.read_text(encoding="utf-8")):
        name, _, key = record["id"].partition(_BETWEEN)
        records.setdefault(name, []).append({**record, "id": key})
    return records


def _run(*arguments: str) -> str:
    command: Sequence[str] = (str(TOCSIN), *arguments)
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:  # else its notes on publication days that it left unread say nothing new
        raise EvaluationError(f"{TOCSIN} {arguments[0]} failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def _lines(text: str) -> list[Row]:
    return [json.loads(line) for line in text.split("\n") if line.strip()]
