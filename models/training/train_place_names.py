"""`python -m models.training.train_place_names CORPORA`: texts with their places to models/weights/place_name.json.

Articles in which every place is marked teach what is a place and what none; reports of incidents, which mark only where
one was, teach that those are. Prints what the weights find in articles they have not learned from, then those of all.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from spacy.language import Language
from spacy.tokens import Doc

from models.capitals import rank_in
from models.deciders.logistic import WEIGHTS, Logistic
from models.pipeline import load
from models.places.gazetteer import Gazetteer
from models.places.place_evidence import LIKELY, Namings, evidence
from models.places.place_names import candidates
from models.places.place_shape import Lookup, PlaceName
from models.places.told_countries import adjectives

# A place of an incident against a name in an article. Of 0.5, 1 and 2, with the threshold that suits each, the second
# loses 9 in 100 of the doubtful places of incidents and 0.002 of the F over articles; the first 14 and nothing.
INCIDENT_WEIGHT = 1.0
FOLDS = 5
_SIZES = re.compile(r"\b(district|area|village|town|city|province|tehsil|of|the|police station)\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A doubtful name of a text: the numbers that tell of it, whether it is a place, and what it counts."""

    text: str
    row: dict[str, float]
    right: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a text has besides the doubtful names: places marked, sure names, and those of them that are marked."""

    text: str
    marked: int
    sure: int
    right: int


def learned(pool: Sequence[Candidate]) -> Logistic:
    """The weights of a logistic regression over candidates."""
    names = list(pool[0].row)
    scale, fitted = StandardScaler(), LogisticRegression(C=0.3, max_iter=3000)
    make_pipeline(scale, fitted).fit(
        np.array([[candidate.row[name] for name in names] for candidate in pool]),
        [candidate.right for candidate in pool],
        logisticregression__sample_weight=[candidate.weight for candidate in pool],
    )
    weights = fitted.coef_[0] / scale.scale_
    intercept = float(fitted.intercept_[0] - (weights * scale.mean_).sum())
    return Logistic(dict(zip(names, map(float, weights), strict=True)), intercept)


def articles(path: Path, nlp: Language, lookup: Lookup) -> tuple[list[Candidate], list[Found]]:
    """The doubtful names of a corpus of marked toponyms, and what else its texts have."""
    pool: list[Candidate] = []
    found: list[Found] = []
    for row in _rows(path):
        doc = nlp(row["text"])
        sure, doubtful = candidates(doc, lookup)
        sure += _peoples(doc, [*sure, *doubtful])
        marked = {(place["start"], place["end"]) for place in row["toponyms"]}
        right = _matched(doc, [*sure, *doubtful], marked)
        found.append(Found(row["doc"], len(marked), len(sure), sum(name in right for name in sure)))
        pool += _candidates(doc, doubtful, lookup, row["doc"], right, 1.0)
    return pool, found


def incidents(path: Path, nlp: Language, lookup: Lookup) -> list[Candidate]:
    """The doubtful names that a report of an incident gives as its place or as what holds it."""
    pool: list[Candidate] = []
    for row in _rows(path):
        doc = nlp(row["text"])
        told = {_bare(words) for incident in row["incidents"] for words in _values(incident, ("place", "admin"))}
        right = [name for name in candidates(doc, lookup)[1] if _bare(name.words) in told]
        pool += _candidates(doc, right, lookup, row["id"], right, INCIDENT_WEIGHT)
    return pool


def out_of_fold(pool: Sequence[Candidate]) -> list[bool]:
    """Whether each candidate is taken for a place by weights that were learned without its text."""
    taken = [False] * len(pool)
    folds = [zlib.crc32(candidate.text.encode()) % FOLDS for candidate in pool]
    for fold in range(FOLDS):
        decider = learned([candidate for candidate, own in zip(pool, folds, strict=True) if own != fold])
        for at, own in enumerate(folds):
            if own == fold:
                taken[at] = decider.likelihood(pool[at].row) >= LIKELY
    return taken


def main(corpora: Path) -> None:
    """Learn from the corpora, print what was found out of fold, and save the weights."""
    nlp, lookup = load(), Gazetteer().lookup
    nlp.select_pipes(disable=nlp.pipe_names[nlp.pipe_names.index("tocsin_places") :])
    pool: list[Candidate] = []
    texts: dict[str, list[Found]] = {}
    for path in sorted((corpora / "toponyms").glob("*-dev.jsonl")):
        more, texts[path.stem] = articles(path, nlp, lookup)
        pool += more
    for name in ("satp/dev", "satp/train-annotated", "acled-types/annotated"):
        pool += incidents(corpora / f"{name}.jsonl", nlp, lookup)
    taken = [candidate for candidate, is_taken in zip(pool, out_of_fold(pool), strict=True) if is_taken]
    for name, found in texts.items():
        _print(name, found, taken)
    write(learned(pool), WEIGHTS / "place_name.json")


def write(decider: Logistic, path: Path) -> None:
    """Saves the weights as JSON, to four digits, for people to read."""
    rounded = {name: round(value, 4) for name, value in decider.weights.items()}
    text = json.dumps({"weights": rounded, "intercept": round(decider.intercept, 4)}, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")


def _print(name: str, found: Sequence[Found], taken: Sequence[Candidate]) -> None:
    own = {text.text for text in found}
    here = [candidate for candidate in taken if candidate.text in own]
    right = sum(text.right for text in found) + sum(candidate.right for candidate in here)
    said, marked = sum(text.sure for text in found) + len(here), sum(text.marked for text in found)
    shares = f"P {right / said:.3f} R {right / marked:.3f} F {2 * right / (said + marked):.3f}"
    print(f"{name}: {shares} out of fold")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip())


def _matched(doc: Doc, names: Iterable[PlaceName], marked: set[tuple[int, int]]) -> list[PlaceName]:
    """The names that overlap a mark, one for each mark."""
    free, matched = set(marked), []
    for name in sorted(names, key=lambda name: name.start):
        start, stop = doc[name.start].idx, doc[name.stop - 1].idx + len(doc[name.stop - 1])
        mark = next((mark for mark in sorted(free) if mark[0] < stop and start < mark[1]), None)
        if mark is not None:
            free.discard(mark)
            matched.append(name)
    return matched


def _peoples(doc: Doc, names: Sequence[PlaceName]) -> list[PlaceName]:
    """The peoples of countries that no name holds."""
    taken = {at for name in names for at in range(name.start, name.stop)}
    found = ((start, stop) for start, stop, _ in adjectives(doc) if taken.isdisjoint(range(start, stop)))
    return [PlaceName(start, stop, doc[start:stop].text) for start, stop in found]


def _candidates(
    doc: Doc, names: Sequence[PlaceName], lookup: Lookup, text: str, right: Sequence[PlaceName], weight: float
) -> list[Candidate]:
    namings, rank = Namings.of(doc), rank_in(doc.vocab)
    return [Candidate(text, evidence(doc, name, lookup, namings, rank), name in right, weight) for name in names]


def _values(incident: dict[str, Any], keys: Iterable[str]) -> Iterator[str]:
    """Every spelling that an annotator gave for these fields."""
    values = [incident.get(key) for key in keys]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += value.get("any", [])
        elif isinstance(value, list):
            values += value
        elif value:
            yield value


def _bare(words: str) -> str:
    return " ".join(_SIZES.sub(" ", words.lower()).split())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
