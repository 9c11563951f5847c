"""`python -m models.training.train_namesakes CORPORA`: annotated toponyms to the weights of what speaks for each.

Maximum a posteriori: the likelihood that all names of a text, weighed together, are taken for the places annotated,
under a Gaussian prior at the values that were set by hand before. `--out-of-fold` prints what five-fold
cross-validation by text gives and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import warnings
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from spacy.language import Language

from extractors.source_country import country_of_source
from models.annotations import Context
from models.capitals import rank_in, recased
from models.components.places import Places
from models.evaluation.corpora import Row, rows
from models.pipeline import load
from models.places.distance import great_circle_km
from models.places.gazetteer import Entry
from models.places.namesakes import FEATURES, WEIGHTS, Evidence, FloatArray
from models.places.toponyms import key_of, namesakes, outside_support

# The field's usual measure of a resolved toponym; nearer is what is meant, unless only an area is known.
RESOLVED_KM, MEANT_KM = 161.0, 50.0
FOLDS = 5
# Set by hand on the same texts before they were learned. No text of the sets names a point of interest and few a
# region, and most of these have no people of their own: the one counts as much as a town of five thousand, the others
# as a city.
PRIOR = dict.fromkeys(FEATURES, 0.0) | {
    "people": 1.0,
    "country": 3.0,
    "first-level area": 0.5,
    "second-level area": -1.0,
    "region": 3.5,
    "macro-region": 5.5,
    "point of interest": 2.5,
    "national capital": 1.5,
    "alternate name": -1.5,
    "area with a large town of its name": -1.5,
    "in the area that is said": 6.0,
    "outside the area that is said": -2.0,
    "share of the country": 4.5,
    "share of the first-level area": 3.0,
    "near another place": 3.5,
}
# How strongly the prior holds: out of fold 0.01 put 90.5, 87.3 and 95.0 % of the names of gwn, lgl and tr-news within
# 161 km, 0.004 and 0.001 up to half a point less.
HOLD = 0.01
# A name counts by its mentions to this power; of each likelihood so much is luck, since annotators err and texts hide.
MENTIONS, LUCK = 0.7, 0.02
STEPS, STEP = 12, 0.02


@dataclass(frozen=True, slots=True)
class Told:
    """One text: its evidence, and for each name that is annotated the rows that are right and its mentions' points."""

    corpus: str
    id: str
    evidence: Evidence
    right: dict[int, FloatArray]
    points: dict[int, list[tuple[float, float, str]]]


def read(corpora: Path, nlp: Language) -> list[Told]:
    """The toponym corpora as the reader finds their names; raises EvaluationError where the folder is missing."""
    told = []
    for file in sorted((corpora / "toponyms").glob("*-dev.jsonl")):
        for row in rows(file):
            found = _told(file.name.removesuffix("-dev.jsonl"), row, nlp)
            if found is not None:
                told.append(found)
    return told


def _told(corpus: str, row: Row, nlp: Language) -> Told | None:
    finder = nlp.get_pipe("tocsin_places")
    assert isinstance(finder, Places)
    doc = nlp.make_doc(recased(row["text"], rank_in(nlp.vocab)))
    doc._.context = Context(None, country_of_source(row["domain"]))
    doc = nlp(doc)
    names = finder.match(doc)
    asked = finder.asked(doc, names)
    known = namesakes(asked, finder.gazetteer.lookup)
    if not known:
        return None
    numbers = {name.key: number for number, name in enumerate(known)}
    points: dict[int, list[tuple[float, float, str]]] = defaultdict(list)
    for gold in row["toponyms"]:
        for name, asked_name in zip(names, asked.names, strict=True):
            start, stop = doc[name.start].idx, doc[name.stop - 1].idx + len(doc[name.stop - 1])
            if start < gold["end"] and gold["start"] < stop and key_of(asked_name) in numbers:
                points[numbers[key_of(asked_name)]].append((gold["lat"], gold["lon"], gold["geonameid"]))
                break
    evidence = Evidence(known, outside_support(asked), frozenset(asked.demonyms), vector(PRIOR))
    right = {number: _right(known[number].entries, where) for number, where in points.items()}
    return Told(corpus, row["id"], evidence, {n: found for n, found in right.items() if found.any()}, dict(points))


def _right(entries: Sequence[Entry], points: Iterable[tuple[float, float, str]]) -> FloatArray:
    """Which of a name's namesakes is what was annotated: by its GeoNames id, else by its distance."""
    right = np.zeros(len(entries))
    for lat, lon, geonameid in points:
        far = [_kilometres(entry, lat, lon) for entry in entries]
        same = [at for at, entry in enumerate(entries) if str(entry.geonameid) == geonameid]
        near = same or [at for at, km in enumerate(far) if km <= MEANT_KM]
        right[near or [at for at, km in enumerate(far) if km <= RESOLVED_KM]] = 1.0
    return right


def _kilometres(entry: Entry, lat: float, lon: float) -> float:
    if entry.lat is None or entry.lon is None:
        return float("inf")
    return great_circle_km(entry.lat, entry.lon, lat, lon)


def vector(weights: dict[str, float]) -> FloatArray:
    """Weights by name in the order of FEATURES."""
    return np.array([weights[name] for name in FEATURES])


def fit(texts: Sequence[Told]) -> FloatArray:
    """The likeliest weights, in the order of FEATURES."""
    prior = vector(PRIOR)

    def loss(weights: FloatArray) -> float:
        return -_log_likelihood(texts, weights) + HOLD * float(((weights - prior) ** 2).sum()) / 2

    def slope(weights: FloatArray) -> FloatArray:
        here = loss(weights)
        return np.array([(loss(weights + STEP * side) - here) / STEP for side in np.eye(len(weights))])

    found: FloatArray = minimize(loss, prior, jac=slope, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return found


def _log_likelihood(texts: Sequence[Told], weights: FloatArray) -> float:
    """Of the places annotated, a name's mean."""
    total = count = 0.0
    for text in texts:
        likelihoods, _ = text.evidence.likelihoods(weights)
        for number, right in text.right.items():
            share = len(text.points[number]) ** MENTIONS
            hit = float((likelihoods[text.evidence.rows_of(number)] * right).sum())
            total += share * float(np.log((1 - LUCK) * hit + LUCK))
            count += share
    return total / count


def resolved(texts: Iterable[Told], weights: FloatArray) -> Counter[tuple[str, bool]]:
    """How many mentions of each corpus the likeliest namesake puts within RESOLVED_KM, and how many not."""
    counted: Counter[tuple[str, bool]] = Counter()
    for text in texts:
        likelihoods, _ = text.evidence.likelihoods(weights)
        for number, points in text.points.items():
            rows_of = text.evidence.rows_of(number)
            entry = text.evidence.entries[rows_of.start + int(np.argmax(likelihoods[rows_of]))]
            for lat, lon, _ in points:
                counted[text.corpus, _kilometres(entry, lat, lon) <= RESOLVED_KM] += 1
    return counted


def cross_validated(texts: Sequence[Told]) -> tuple[Counter[tuple[str, bool]], Counter[tuple[str, bool]]]:
    """What `resolved` counts with weights learned from the other texts, and with those that were set by hand."""
    learned: Counter[tuple[str, bool]] = Counter()
    for fold in range(FOLDS):
        weights = fit([text for text in texts if _fold(text) != fold])
        learned += resolved([text for text in texts if _fold(text) == fold], weights)
    return learned, resolved(texts, vector(PRIOR))


def _fold(text: Told) -> int:
    return zlib.crc32(text.id.encode()) % FOLDS


def main() -> None:
    """Learns the weights and writes them, or tells what cross-validation gives."""
    parser = argparse.ArgumentParser(prog="python -m models.training.train_namesakes", description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder with toponyms")
    parser.add_argument("--out-of-fold", action="store_true", help="only tell what cross-validation gives")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    nlp = load()
    nlp.select_pipes(disable=[name for name in nlp.pipe_names[nlp.pipe_names.index("tocsin_places") :]])
    texts = read(arguments.corpora, nlp)
    if arguments.out_of_fold:
        for how, counted in zip(("learned, out of fold", "set by hand"), cross_validated(texts), strict=True):
            for corpus in sorted({name for name, _ in counted}):
                right, wrong = counted[corpus, True], counted[corpus, False]
                print(f"{corpus:10}{how:22}{right / (right + wrong):7.1%} of {right + wrong} known names within 161 km")
        return
    weights = {name: round(float(value), 3) for name, value in zip(FEATURES, fit(texts), strict=True)}
    WEIGHTS.write_text(json.dumps({"weights": weights}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
