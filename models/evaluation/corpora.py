"""A folder of corpora, and the bundled newsroom, to the texts that are to be read."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JUDGED = Path(__file__).with_name("pages.jsonl")
FENCE = "+++"

Row = dict[str, Any]


class EvaluationError(Exception):
    """What is to be scored cannot be: one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts under the name that the table gives them; `gold` is the file the scorer compares with."""

    name: str
    texts: tuple[Row, ...]
    gold: Path


def read_corpora(folder: Path) -> dict[str, Corpus]:
    """The corpora whose texts come as lines, by name, in the order of the table."""
    files = {
        "satp/dev": folder / "satp" / "dev.jsonl",
        "acled-types/annotated": folder / "acled-types" / "annotated.jsonl",
        "muc4/tst2": folder / "muc4" / "tst2.jsonl",
        "muc4/tst1": folder / "muc4" / "tst1.jsonl",
        "acled-types/dev": folder / "acled-types" / "dev.jsonl",
    }
    toponyms = {
        f"toponyms/{gold.name.removesuffix('-dev.jsonl')}": gold
        for gold in sorted((folder / "toponyms").glob("*-dev.jsonl"))
    }
    return {name: Corpus(name, _named(rows(file)), file) for name, file in (files | toponyms).items()}


def read_pages(folder: Path, lines: list[Row]) -> Corpus:
    """The English articles among the pages of `folder`, as `tocsin article` wrote them in `lines`."""
    texts = tuple(
        {"id": line["page"], "text": line["text"], "title": line["title"], "published": line["published"]}
        for line in lines
        if line["language"] == "en" and line["text"]
    )
    return Corpus("pages", texts, folder)


def read_quiet_stories(newsroom: Path) -> Corpus:
    """The newsroom's articles that tell no violence."""
    expected = newsroom / "expected.json"
    names = json.loads(expected.read_text(encoding="utf-8"))["no_violence"]
    return Corpus("newsroom", tuple(_story(newsroom / "stories" / f"{name}.md") for name in names), expected)


def judged_pages(path: Path = JUDGED) -> dict[str, bool]:
    """Whether a page tells a real incident of political violence, by its file name, as a reader judged it."""
    return {row["page"]: row["tells_violence"] for row in rows(path)}


def rows(path: Path) -> list[Row]:
    """The JSON lines of a file, which may hold line separators that JSON allows inside a string."""
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except OSError as error:
        raise EvaluationError(
            f"{path}: {error.strerror}; CORPORA names the folder that holds satp, muc4, ..."
        ) from error


def _named(texts: list[Row]) -> tuple[Row, ...]:
    """The toponym corpora call an id `doc`."""
    kept = ("text", "title", "published", "publisher_country", "domain")
    return tuple(
        {"id": row.get("id") or row["doc"], **{key: row[key] for key in kept if row.get(key)}} for row in texts
    )


def _story(path: Path) -> Row:
    _, head, text = path.read_text(encoding="utf-8").split(FENCE, 2)
    facts = tomllib.loads(head)
    return {
        "id": facts["id"],
        "text": text.strip(),
        "title": facts["title"],
        "published": facts["published"].isoformat(),
    }
