"""Place names of one text to known places, by what is likely, what is named around them and what lies close."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from models.places.countries import by_alpha3
from models.places.distance import EARTH_RADIUS_KM
from models.places.gazetteer import Entry, lies_in
from models.places.gazetteer_index import normal

FloatArray = NDArray[np.float64]
# A name as it is resolved: its normal form and, where the text says one, its sort.
Key = tuple[str, str | None]
Lookup = Callable[[str], tuple[Entry, ...]]

# In units of a factor of ten in population. Set by hand, then each moved up and down by a third to a half on the
# development toponyms of three corpora (`make eval`): a move changed the share resolved by under two
# points, and the better values were kept.
COUNTRY_BONUS = 3.0
CAPITAL_BONUS = 1.5
ADMIN1_BONUS = 0.5
ADMIN2_COST = 1.0
ALTERNATE_COST = 1.5
CURATED_PRIOR = 6.5
# An area against the town inside it that has its name and at least this share of its people.
TWIN_COST = 1.5
TWIN_SHARE = 0.1
CONTAINED = 6.0
NOT_CONTAINED = 2.0
SAME_COUNTRY = 4.5
SAME_ADMIN1 = 3.0
CLOSE = 3.5
CLOSE_KM = 200.0
# What counts as evidence for a country, in places named.
PUBLISHER_SUPPORT = 1.0
DEMONYM_SUPPORT = 0.7
COUNTRY_SUPPORT = 1.5
ROUNDS = 3
# A village in a country that nothing else points to, against this much that points elsewhere, is a namesake.
STRANGER_SUPPORT = 1.0
STRANGER_POPULATION = 50_000
# Where forces, groups or papers of another country are named too, a larger town is a namesake as well.
FAR_STRANGER_POPULATION = 300_000

# What the sort beside a name lets the name be.
SIZES: dict[str, frozenset[str]] = {
    "admin1": frozenset({"admin1", "admin2", "region"}),
    "admin2": frozenset({"admin2", "admin1", "region"}),
    "town": frozenset({"town", "point"}),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A place name in a text: its words, the sort beside it (a key of `place_words.toml`), what it lies in.

    `inside` holds the positions of the names that the text says contain it, nearest first.
    """

    words: str
    sort: str | None = None
    inside: tuple[int, ...] = ()


def resolve(
    names: Sequence[Name],
    lookup: Lookup,
    publisher_country: str | None,
    demonyms: Mapping[str, int],
    bodies: Mapping[str, float] = MappingProxyType({}),
) -> list[Entry | None]:
    """One entry a name, None where none is likely; a name means the same all through a text (Gale et al. 1992).

    `demonyms` counts the peoples named, `bodies` how far the forces, groups and papers speak for each country.
    """
    keys = [(normal(name.words), name.sort if name.sort in SIZES else None) for name in names]
    containers: dict[Key, set[Key]] = defaultdict(set)
    for key, name in zip(keys, names, strict=True):
        containers[key] |= {keys[at] for at in name.inside} - {key}
    choices = {key: _Choice.of(name, lookup) for key, name in dict(zip(keys, names, strict=True)).items()}
    chosen = {key: choice.likeliest(choice.priors) for key, choice in choices.items() if choice.entries}
    outside = _outside_support(publisher_country, demonyms, bodies)
    for _ in range(ROUNDS):
        chosen = {
            key: choice.likeliest(_scores(choice, key, chosen, containers[key], outside))
            for key, choice in choices.items()
            if choice.entries
        }
    stranger = FAR_STRANGER_POPULATION if bodies else STRANGER_POPULATION
    accepted = {key: _accepted(key, chosen, containers[key], outside, stranger) for key in choices}
    return [accepted[key] for key in keys]


@dataclass(frozen=True, slots=True)
class _Choice:
    """The candidates of one name, what is likely of each beforehand, and where on the unit sphere each lies."""

    entries: tuple[Entry, ...]
    priors: FloatArray
    directions: FloatArray

    @classmethod
    def of(cls, name: Name, lookup: Lookup) -> _Choice:
        entries = _candidates(name, lookup)
        priors = np.array([_prior(entry) - _twin_cost(entry, entries, name.sort) for entry in entries])
        return cls(entries, priors, _directions(entries))

    def likeliest(self, scores: FloatArray) -> Entry:
        return self.entries[int(np.argmax(scores))]

    def nearest_km(self, others: Sequence[Entry]) -> FloatArray:
        """From each candidate to the nearest of the others, infinite where there is none."""
        if not others:
            return np.full(len(self.entries), np.inf)
        cosines = np.nan_to_num(self.directions @ _directions(others).T, nan=-1.0)
        nearest: FloatArray = EARTH_RADIUS_KM * np.arccos(np.clip(cosines.max(axis=1), -1, 1))
        # A country has no near and far.
        nearest[[entry.kind in ("country", "area") for entry in self.entries]] = np.inf
        return nearest


def _directions(entries: Sequence[Entry]) -> FloatArray:
    """Unit vectors, one row an entry, NaN without coordinates: their products are the cosines of the angles between."""
    degrees = [(entry.lat, entry.lon) if entry.lat is not None else (np.nan, np.nan) for entry in entries]
    lat, lon = np.radians(np.array(degrees, dtype=float).reshape(-1, 2)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


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


def _twin_cost(entry: Entry, entries: tuple[Entry, ...], sort: str | None) -> float:
    """What a first-level area loses to the large town in it that has its name (Kandahar, New York)."""
    if entry.kind != "admin1" or sort is not None:
        return 0.0
    towns = (town for town in entries if town.kind == "town" and lies_in(town, entry))
    return TWIN_COST if any(town.population >= TWIN_SHARE * entry.population for town in towns) else 0.0


def _prior(entry: Entry) -> float:
    people = math.log10(entry.population + 10)
    cost = 0.0 if entry.main else ALTERNATE_COST
    match entry.kind:
        case "country":
            return people + COUNTRY_BONUS - cost
        case "admin1":
            return people + ADMIN1_BONUS - cost
        case "admin2":
            return people - ADMIN2_COST - cost
        case "town":
            return people - cost + (CAPITAL_BONUS if _is_capital(entry) else 0.0)
        case _:
            return max(people, CURATED_PRIOR)


def _is_capital(entry: Entry) -> bool:
    country = by_alpha3(entry.country)
    return country is not None and normal(country.capital).startswith(normal(entry.name)) and entry.population > 10_000


def _outside_support(
    publisher_country: str | None, demonyms: Mapping[str, int], bodies: Mapping[str, float]
) -> Counter[str]:
    """Evidence for countries that no place name gives, in places named."""
    support: Counter[str] = Counter()
    for country, weight in bodies.items():
        support[country] += weight  # type: ignore[assignment]
    for country, times in demonyms.items():
        support[country] += DEMONYM_SUPPORT * (1 + math.log2(times))  # type: ignore[assignment]
    if publisher_country:
        support[publisher_country] += PUBLISHER_SUPPORT  # type: ignore[assignment]
    return support


def _country_support(own: Key, chosen: Mapping[Key, Entry], outside: Counter[str]) -> Counter[str]:
    support = Counter(outside)
    for key, entry in chosen.items():
        if key[0] != own[0] and entry.country:
            support[entry.country] += COUNTRY_SUPPORT if entry.kind == "country" else 1  # type: ignore[assignment]
    return support


def _scores(
    choice: _Choice, key: Key, chosen: Mapping[Key, Entry], containers: Iterable[Key], outside: Counter[str]
) -> FloatArray:
    """How well each candidate of a name fits what the other names of the text are now taken for."""
    if len(choice.entries) == 1:
        return choice.priors
    support = _country_support(key, chosen, outside)
    others = [other for name, other in chosen.items() if name[0] != key[0] and other.kind != "country"]
    areas: Counter[tuple[str | None, str | None]] = Counter(
        (other.country, other.admin1) for other in others if other.admin1
    )
    around = [chosen[container] for container in containers if container in chosen]
    scores: FloatArray = choice.priors + CLOSE * np.exp(-choice.nearest_km(others) / CLOSE_KM)
    for at, entry in enumerate(choice.entries):
        scores[at] += SAME_COUNTRY * support[entry.country or ""] / (support.total() + 1)
        scores[at] += SAME_ADMIN1 * areas[entry.country, entry.admin1] / (areas.total() + 1)
        if around:
            scores[at] += CONTAINED if any(lies_in(entry, outer) for outer in around) else -NOT_CONTAINED
    return scores


def _accepted(
    key: Key,
    chosen: Mapping[Key, Entry],
    containers: Iterable[Key],
    outside: Counter[str],
    stranger: int,
) -> Entry | None:
    """The chosen entry, unless it lies outside all that the text puts it in or is a namesake in a strange country."""
    entry = chosen.get(key)
    if entry is None or entry.kind in ("country", "area", "region"):
        return entry
    around = [chosen[container] for container in containers if container in chosen]
    if around and not any(lies_in(entry, outer) for outer in around):
        return None
    support = _country_support(key, chosen, outside)
    if entry.population < stranger and not support[entry.country or ""] and support.total() >= STRANGER_SUPPORT:
        return None
    return entry
