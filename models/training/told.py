"""The annotations of the corpora to the incidents they tell, in one form for all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.training.labelled import quoted, read_keys, valued

# Of a text that tells none although the rules see some: crime, sport, mishaps.
ORDINARY = "ordinary"
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True, slots=True)
class ToldTarget:
    """Alternative words for one target, with its category and effect where the annotation gives them."""

    words: tuple[str, ...]
    category: str | None = None
    effect: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An incident as annotated, a filler as alternative words; `kind` is ACLED's sub-event or MUC-4's type."""

    kind: str
    main: bool
    perpetrators: tuple[tuple[str, ...], ...]
    targets: tuple[ToldTarget, ...]
    weapons: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    claimants: tuple[str, ...]
    date: str | None
    counts: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class ToldText:
    """A text with the incidents it tells, and the style of its annotation: `muc`, `incidents` or ORDINARY."""

    id: str
    text: str
    style: str
    published: str | None
    incidents: tuple[Told, ...]


def told_texts(path: Path, texts: Mapping[str, str], style: str = "incidents") -> Iterator[ToldText]:
    """The texts of an incident-annotation file; `texts` gives those that the file names by id only."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row.get("text") or texts.get(row["id"])
        if text is not None:
            incidents = tuple(map(_of_incident, row.get("incidents") or ()))
            yield ToldText(row["id"], text, style, row.get("published"), incidents)


def _of_incident(row: Mapping[str, Any]) -> Told:
    places = [row["place"]] if row["place"] else row["admin"][:1]
    return Told(
        row["sub_event"],
        row["main"],
        tuple((words,) for words in row["perpetrators"]),
        tuple(ToldTarget((t["mention"],), t["category"], t.get("effect")) for t in row["targets"]),
        ((row["weapon"],),) if row["weapon"] else (),
        tuple(places),
        (row["claimed_by"],) if row["claimed_by"] else (),
        row["date"],
        {effect: row[effect] for effect in ("killed", "injured", "abducted")},
    )


def told_muc(folder: Path, name: str) -> Iterator[ToldText]:
    """The texts of one part of MUC-4 with the incidents of its keys."""
    keys = read_keys(folder / f"{name}.key")
    for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        incidents = tuple(_of_template(template) for template in keys.get(row["id"], []))
        yield ToldText(row["id"], row["text"], "muc", row.get("published"), incidents)


def _of_template(template: Mapping[int, list[str]]) -> Told:
    categories = {words: value for value, words in valued(dict(template), 13, 20)}
    spots = [re.sub(r"\(.*?\)", "", part).strip() for line in template.get(3, [])[:1] for part in line.split(":")[1:]]
    targets = [words for number in (12, 18, 19) for words in _alternatives(template, number)]
    return Told(
        template[4][0].split("/")[0].strip(),
        True,
        tuple(words for number in (9, 10) for words in _alternatives(template, number)),
        tuple(ToldTarget(words, categories.get(words[0])) for words in targets),
        tuple(_alternatives(template, 6)),
        tuple(spot.split(" - ")[0] for spot in reversed(spots)),
        (),
        _day(template),
        {},
    )


def _day(template: Mapping[int, list[str]]) -> str | None:
    """`30 DEC 89`, also as the last of a range, as `12-30`; `- 08 JAN 90` only says that it was before."""
    line = template.get(2, [""])[0].strip()
    days = [] if line.startswith("-") else re.findall(r"(\d{1,2}) ([A-Z]{3}) \d\d", line)
    return f"{_MONTHS.index(days[-1][1]) + 1:02d}-{int(days[-1][0]):02d}" if days else None


def _alternatives(template: Mapping[int, list[str]], number: int) -> list[tuple[str, ...]]:
    """Fillers of a slot; lines that end or begin with a slash go on with alternatives of the same filler."""
    lines: list[str] = []
    for line in template.get(number, []):
        if lines and (lines[-1].rstrip().endswith("/") or line.startswith("/")):
            lines[-1] += " " + line
        else:
            lines.append(line)
    found = [tuple(quoted([line])) for line in lines]
    return [words for words in found if words]
