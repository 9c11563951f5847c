"""Place names of one text to known places, each with why that one: by all that speaks for each of its namesakes."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.places.gazetteer import Entry, lies_in
from models.places.namesakes import FEATURES, Evidence, FloatArray, Key, Namesakes, load_weights
from models.places.refusals import Refusals
from models.places.spelling import normal
from models.places.why import Reasons
from warehouse.records import PlaceRole

Lookup = Callable[[str], tuple[Entry, ...]]

# What counts as evidence for a country, in places named.
PUBLISHER_SUPPORT = 1.0
DEMONYM_SUPPORT = 0.7
# Namesakes of all names of a text together, and of each at least: what a text with hundreds of names costs is bounded.
ALL_NAMESAKES, FEWEST_NAMESAKES = 3_000, 4

# What the sort beside a name lets the name be.
SIZES: dict[str, frozenset[str]] = {
    "admin1": frozenset({"admin1", "admin2", "region"}),
    "admin2": frozenset({"admin2", "admin1", "region"}),
    "town": frozenset({"town", "point"}),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A place name in a text: its words, the sort beside it (a key of `place_words.toml`), what it lies in.

    `inside` holds the positions of the names that the text says contain it, nearest first. A government speaks from
    anywhere: it says nothing of where the text is set.
    """

    words: str
    sort: str | None = None
    inside: tuple[int, ...] = ()
    role: PlaceRole = PlaceRole.PLACE


@dataclass(frozen=True, slots=True)
class Asked:
    """The names of one text, and what besides them tells countries (alpha-3).

    `demonyms` counts the peoples named, `bodies` how far the forces, groups and papers speak for each country.
    """

    names: Sequence[Name]
    publisher_country: str | None = None
    demonyms: Mapping[str, int] = field(default_factory=dict)
    bodies: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """The place that a name means, None where none is likely, and why in one line."""

    entry: Entry | None
    why: str | None = None


def resolve(asked: Asked, lookup: Lookup) -> list[Decision]:
    """One decision a name; a name means the same all through a text (Gale et al. 1992)."""
    names = namesakes(asked, lookup)
    if not names:
        return [Decision(None)] * len(asked.names)
    outside = outside_support(asked)
    weights = load_weights().vector()
    evidence = Evidence(names, outside, frozenset(asked.demonyms), weights)
    chosen = _chosen(evidence, weights, outside, asked)
    return [chosen.get(key_of(name), Decision(None)) for name in asked.names]


def key_of(name: Name) -> Key:
    """The key under which all mentions of a name are resolved as one."""
    return normal(name.words), name.sort if name.sort in SIZES else None


def namesakes(asked: Asked, lookup: Lookup) -> list[Namesakes]:
    """The names of the text that the gazetteer knows, each once, with all that they may mean."""
    keys = [key_of(name) for name in asked.names]
    inside: dict[Key, dict[Key, None]] = defaultdict(dict)
    for key, name in zip(keys, asked.names, strict=True):
        inside[key] |= {keys[at]: None for at in name.inside if keys[at] != key}
    most = max(FEWEST_NAMESAKES, ALL_NAMESAKES // max(len(inside), 1))
    found = ((key, _candidates(name, lookup)[:most]) for key, name in dict(zip(keys, asked.names, strict=True)).items())
    return [Namesakes(key, entries, tuple(inside[key])) for key, entries in found if entries]


def outside_support(asked: Asked) -> Counter[str]:
    """Evidence for countries that no place name gives, in places named."""
    support: Counter[str] = Counter()
    for country, weight in asked.bodies.items():
        support[country] += weight  # type: ignore[assignment]
    for country, times in asked.demonyms.items():
        support[country] += DEMONYM_SUPPORT * (1 + math.log2(times))  # type: ignore[assignment]
    if asked.publisher_country:
        support[asked.publisher_country] += PUBLISHER_SUPPORT  # type: ignore[assignment]
    return support


def _candidates(name: Name, lookup: Lookup) -> tuple[Entry, ...]:
    found = lookup(name.words)
    if name.sort in SIZES:
        # `an Ohio town` is a town in Ohio, not of that name.
        return tuple(entry for entry in found if entry.kind in SIZES[name.sort]) or found
    return _without_twins(found)


def _without_twins(found: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """A bare name means the town rather than the area around the town: the districts named after a town there go."""
    towns = [entry for entry in found if entry.kind == "town"]
    return tuple(entry for entry in found if entry.kind != "admin2" or not any(lies_in(town, entry) for town in towns))


def _chosen(evidence: Evidence, weights: FloatArray, outside: Counter[str], asked: Asked) -> dict[Key, Decision]:
    """The likeliest of each name's namesakes, with why; those that cannot be meant are none."""
    likelihoods, features = evidence.likelihoods(weights)
    rows = {name.key: evidence.rows_of(number) for number, name in enumerate(evidence.names)}
    best = {key: at.start + int(np.argmax(likelihoods[at])) for key, at in rows.items()}
    places = {key: evidence.entries[row] for key, row in best.items()}
    setting = Counter(key_of(name) for name in asked.names if name.role is not PlaceRole.GOVERNMENT)
    refusals = Refusals(dict(places), outside, setting, bool(asked.bodies))
    refused: dict[Key, str] = {}
    for name in evidence.names:
        why = refusals.why(name, places[name.key])
        found = _next_likeliest(name, rows[name.key], likelihoods, evidence, refusals) if why is not None else None
        if found is not None:
            best[name.key], places[name.key] = found, evidence.entries[found]
        elif why is not None:
            refused[name.key] = why
    reasons = Reasons(places)
    decisions = {}
    for name in evidence.names:
        if name.key in refused:
            decisions[name.key] = Decision(None, refused[name.key])
            continue
        rival = _rival(rows[name.key], best[name.key], likelihoods)
        gains = None if rival is None else _gains(features[best[name.key]] - features[rival], weights)
        decisions[name.key] = Decision(places[name.key], reasons.of(name, gains))
    return decisions


def _next_likeliest(
    name: Namesakes, rows: slice, likelihoods: FloatArray, evidence: Evidence, refusals: Refusals
) -> int | None:
    """The likeliest namesake that can be meant, of a name whose likeliest cannot."""
    able = [row for row in range(rows.start, rows.stop) if refusals.why(name, evidence.entries[row]) is None]
    return max(able, key=lambda row: float(likelihoods[row]), default=None)


def _rival(rows: slice, best: int, likelihoods: FloatArray) -> int | None:
    """The likeliest of the other namesakes, None where there is no other."""
    others = [row for row in range(rows.start, rows.stop) if row != best]
    return max(others, key=lambda row: float(likelihoods[row]), default=None)


def _gains(ahead: FloatArray, weights: FloatArray) -> dict[str, float]:
    """By how much each feature puts a namesake before another, in the log of the likelihood."""
    return dict(zip(FEATURES, map(float, ahead * weights), strict=True))
