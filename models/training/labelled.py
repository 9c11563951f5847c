"""The annotated corpora to labelled texts: stretches of characters with what the encoder should say of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.encoder.labels import EFFECTS, MUC_TYPES, PIECE_LABELS, SUB_EVENTS, SUMS

_WORD = re.compile(r"[A-Za-z]{4,}")
_THINGS = frozenset({"damaged", "destroyed"})
_NEVER_IN_MUC = (*SUB_EVENTS, *SUMS, "claimant", "trigger", "background")
_MUC_EFFECTS = {"DEATH": "killed", "INJURY": "injured"}
_MUC_CATEGORIES = {
    "CIVILIAN": "civilians",
    "CIVILIAN RESIDENCE": "civilians",
    "POLITICAL FIGURE": "politician",
    "POLITICAL FIGURE OFFICE OR RESIDENCE": "politician",
    "GOVERNMENT OFFICIAL": "government",
    "FORMER GOVERNMENT OFFICIAL": "government",
    "LEGAL OR JUDICIAL": "government",
    "DIPLOMAT": "government",
    "GOVERNMENT OFFICE OR RESIDENCE": "government",
    "DIPLOMAT OFFICE OR RESIDENCE": "government",
    "LAW ENFORCEMENT": "police",
    "LAW ENFORCEMENT FACILITY": "police",
    "ACTIVE MILITARY": "military",
    "SECURITY GUARD": "security_forces",
    "COMMERCIAL": "business",
    "FINANCIAL": "business",
    "TRANSPORT VEHICLE": "transport",
    "TRANSPORTATION ROUTE": "infrastructure",
    "ENERGY": "infrastructure",
    "COMMUNICATIONS": "infrastructure",
    "WATER": "infrastructure",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to `stop` and the labels that hold for them."""

    start: int
    stop: int
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its stretches.

    `undecided` are labels that this annotation says nothing about; `unsure` are stretches that may or may not bear
    their labels: an echo of a filler's words elsewhere in the text. `windows` are labels of the whole text,
    `undecided_windows` those it leaves open.
    """

    id: str
    text: str
    stretches: tuple[Stretch, ...]
    unsure: tuple[Stretch, ...]
    undecided: frozenset[str]
    windows: frozenset[str]
    undecided_windows: frozenset[str]


@dataclass
class _Gathered:
    text: str
    found: list[Stretch] = field(default_factory=list)
    echoes: list[Stretch] = field(default_factory=list)

    def add(self, words: str | None, labels: Iterable[str]) -> None:
        if not words:
            return
        names = frozenset(labels) & frozenset(PIECE_LABELS)
        spots = [(m.start(), m.end()) for m in re.finditer(_pattern(words), self.text, re.IGNORECASE)]
        self.found += [Stretch(start, stop, names) for start, stop in spots]
        for word in _WORD.findall(words):
            for m in re.finditer(rf"\b{re.escape(word.rstrip('s'))}s?\b", self.text, re.IGNORECASE):
                if not any(start <= m.start() < stop for start, stop in spots):
                    self.echoes.append(Stretch(m.start(), m.end(), names))


def _pattern(words: str) -> str:
    parts = re.findall(r"\w+|[^\w\s]", words)
    return r"(?<!\w)" + r"\s*".join(map(re.escape, parts)) + r"(?!\w)"


def annotated(path: Path, texts: dict[str, str] | None = None) -> Iterator[Labelled]:
    """The texts of an incident-annotation file; `texts` gives those that the file names by id only."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row.get("text") or (texts or {}).get(row["id"])
        if text is not None:
            yield _labelled(row["id"], text, row.get("incidents") or [])


def _labelled(id: str, text: str, incidents: list[dict[str, Any]]) -> Labelled:
    gathered = _Gathered(text)
    undecided = set(MUC_TYPES)
    if any("trigger" not in incident for incident in incidents):
        undecided |= {"trigger", *EFFECTS}
        undecided |= {s for s, e in zip(SUMS, EFFECTS, strict=True) if any(i[e] for i in incidents)}
    for incident in incidents:
        _incident(gathered, incident)
    windows = frozenset(i["sub_event"] for i in incidents) | ({"incident"} if incidents else set())
    return Labelled(
        id,
        text,
        tuple(gathered.found),
        tuple(gathered.echoes),
        frozenset(undecided),
        frozenset(windows),
        frozenset({*MUC_TYPES, "MUC incident"}),
    )


def _incident(gathered: _Gathered, incident: dict[str, Any]) -> None:
    kind = {incident["sub_event"]} | (set() if incident["main"] else {"background"})
    for words in incident["perpetrators"]:
        gathered.add(words, {"perpetrator", *kind} | ({"organization"} if words[:1].isupper() else set()))
    for target in incident["targets"]:
        effect = target.get("effect")
        labels = {"target", target["category"], *kind}
        labels |= {"thing"} if effect in _THINGS else {effect} if effect else set()
        gathered.add(target["mention"], labels)
    gathered.add(incident["weapon"], {"weapon", *kind})
    gathered.add(incident["place"], {"place", *kind})
    for area in incident["admin"]:
        gathered.add(area, {"area"})
    gathered.add(incident["claimed_by"], {"claimant", *kind})
    gathered.add(incident.get("trigger"), {"trigger", *kind})
    for effect, total in zip(EFFECTS, SUMS, strict=True):
        for words in incident.get(f"{effect}_words") or ():
            gathered.add(words, {effect, total, *kind})


def muc(folder: Path, name: str) -> Iterator[Labelled]:
    """The texts of one part of MUC-4 (`dev`, `tst1`) with its answer keys."""
    keys = read_keys(folder / f"{name}.key")
    for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield _muc_labelled(row["id"], row["text"], keys.get(row["id"], []))


def _muc_labelled(id: str, text: str, templates: list[dict[int, list[str]]]) -> Labelled:
    gathered = _Gathered(text)
    kinds: set[str] = set()
    for template in templates:
        kind = template[4][0].split("/")[0].strip()
        labels = {kind} & set(MUC_TYPES)
        kinds |= labels
        for words, role in _muc_fillers(template):
            gathered.add(words, {*role, *labels})
    return Labelled(
        id,
        text,
        tuple(gathered.found),
        tuple(gathered.echoes),
        frozenset(_NEVER_IN_MUC),
        frozenset(kinds | ({"MUC incident"} if templates else set())),
        frozenset({*SUB_EVENTS, "incident"}),
    )


def _muc_fillers(template: dict[int, list[str]]) -> Iterator[tuple[str, set[str]]]:
    for words in quoted(template.get(6)):
        yield words, {"weapon"}
    for words in quoted(template.get(9)):
        yield words, {"perpetrator"}
    for words in quoted(template.get(10)):
        yield words, {"perpetrator", "organization"}
    categories = {words: _MUC_CATEGORIES[v] for v, words in valued(template, 13, 20) if v in _MUC_CATEGORIES}
    effects = {words: _MUC_EFFECTS[v] for v, words in valued(template, 23) if v in _MUC_EFFECTS}
    abducted = template[4][0].startswith("KIDNAPPING")
    for number, thing in ((12, True), (18, False), (19, False)):
        for words in quoted(template.get(number)):
            labels = {"target", "thing"} if thing else {"target"}
            labels |= {"abducted"} if abducted and not thing else set()
            labels |= {name for name in (categories.get(words), effects.get(words)) if name}
            yield words, labels
    places = [re.sub(r"\(.*?\)", "", part).strip() for line in template.get(3, [])[:1] for part in line.split(":")[1:]]
    for area in places[:-1]:
        yield area, {"area"}
    for spot in places[-1:]:
        yield spot.split("-")[0].strip(), {"place"}


def quoted(lines: list[str] | None) -> Iterator[str]:
    """The quoted strings of a slot's lines; what stands behind a colon refers to another slot."""
    for line in lines or ():
        for words in re.findall(r'"((?:\\.|[^"\\])*)"', re.sub(r'(?<="):.*', "", line)):
            if words.strip(" -"):
                yield words.replace('\\"', '"')


def valued(template: dict[int, list[str]], *numbers: int) -> Iterator[tuple[str, str]]:
    """Pairs of value and quoted string from lines as `CIVILIAN: "PEASANTS"`."""
    for number in numbers:
        for line in template.get(number, []):
            value = line.split(":")[0].split("/")[0].strip(" ?")
            for words in re.findall(r'"((?:\\.|[^"\\])*)"', line):
                yield value, words.replace('\\"', '"')


def read_keys(path: Path) -> dict[str, list[dict[int, list[str]]]]:
    """Slot lines by number of each template of each message of a MUC-4 key file; empty templates are left out."""
    messages: dict[str, list[dict[int, list[str]]]] = {}
    template: dict[int, list[str]] = {}
    number = -1
    for raw in path.read_text(encoding="latin-1").splitlines():
        line = raw.split(";")[0] if raw.lstrip().startswith(";") else raw
        slot = re.match(r"\s*(\d+)\.\s+[A-Z: ]+?(?:\s{2,}|\t)\s*(.*)$", line)
        if slot is None:
            if line.strip() and number > 0:
                template.setdefault(number, []).append(line.strip())
            continue
        number, value = int(slot[1]), slot[2].strip()
        if number == 0:
            template = {}
            messages.setdefault(value.split("(")[0].strip(), []).append(template)
        elif value:
            template[number] = [value]
    return {id: [t for t in ts if t.get(4, ["*"])[0].strip(" *-")] for id, ts in messages.items()}
