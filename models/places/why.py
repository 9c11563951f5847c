"""What spoke for a place against its namesakes to one line that a reader can check against the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from models.places.countries import name_of
from models.places.distance import great_circle_km
from models.places.gazetteer import Entry
from models.places.namesakes import FloatArray, Key, Namesakes, directions

# So many reasons, the strongest first; one that adds less than this to the log of the likelihood decides nothing.
REASONS = 3
LEAST = 0.25
# What has a near and a far.
_LOCAL = frozenset({"admin1", "admin2", "region", "town", "point"})


class Reasons:
    """Tells why each name of one text is taken for its place; `places` are those that the names are taken for."""

    def __init__(self, places: Mapping[Key, Entry]) -> None:
        self._places = places

    def of(self, name: Namesakes, gains: Mapping[str, float] | None) -> str:
        """The reasons for one name's place; `gains` says by how much each feature puts it before the next likeliest.

        `gains` is None where the gazetteer knows one place of this name.
        """
        if gains is None:
            return "the only place of this name in the gazetteer"
        strongest = sorted((feature for feature in gains if gains[feature] >= LEAST), key=lambda f: -gains[f])
        told: dict[str, None] = {}
        for feature in strongest:
            reason = self._reason(feature, name)
            if reason is not None:
                told[reason] = None
            if len(told) == REASONS:
                break
        return f"of {len(name.entries)} of this name: {'; '.join(told) or 'the likeliest, by little'}"

    def _reason(self, feature: str, name: Namesakes) -> str | None:
        """A feature in words; None for one that says nothing to a reader."""
        place = self._places[name.key]
        match feature:
            case "people" | "most people" | "fewer people":
                return f"it has the most people ({place.population:,})" if place.population else None
            case "country":
                return "a country's name"
            case "national capital":
                return f"it is the capital of {name_of(place.country)}"
            case "alternate name":
                return "it is its proper name"
            case "in the area that is said" | "outside the area that is said":
                held = next((self._places[key].name for key in name.inside if key in self._places), None)
                return f"the text puts it in {held}" if held else None
            case "share of the country" | "strange country" | "country named":
                return self._in_country(place, name.key)
            case "share of the first-level area" | "first-level area named":
                count = self._firsts[place.country, place.admin1] - self._own(name.key, "admin1", place)
                return f"{_names(count)} in {place.admin1}" if count > 0 else None
            case "second-level area named":
                return f"{place.admin2} is named too"
            case "near another place" | "near many places":
                return self._beside(place, name.key)
            case "second-level area" | "area with a large town of its name":
                return "it is the town rather than an area of its name" if place.kind == "town" else None
            case _:
                return None

    @cached_property
    def _countries(self) -> Counter[str | None]:
        return Counter(place.country for place in self._places.values())

    @cached_property
    def _firsts(self) -> Counter[tuple[str | None, str | None]]:
        return Counter((place.country, place.admin1) for place in self._places.values())

    @cached_property
    def _words(self) -> Mapping[str, list[Entry]]:
        """The places of each name, which may be several: with and without a sort."""
        words: dict[str, list[Entry]] = {}
        for key, place in self._places.items():
            words.setdefault(key[0], []).append(place)
        return words

    def _own(self, key: Key, area: str, place: Entry) -> int:
        """How many of a name's own places lie where this one does, which is no evidence for it."""
        own = (other for other in self._words[key[0]] if other.country == place.country)
        return sum(getattr(other, area) == getattr(place, area) for other in own)

    def _in_country(self, place: Entry, key: Key) -> str | None:
        country = name_of(place.country)
        if country is None:
            return None
        count = self._countries[place.country] - self._own(key, "country", place)
        return f"{_names(count)} in {country}" if count > 0 else f"the text speaks of {country}"

    def _beside(self, place: Entry, key: Key) -> str | None:
        """The nearest other place that the text names, no country."""
        keys, vectors = self._local
        if not keys or place.lat is None or place.lon is None:
            return None
        for at in np.argsort(-(vectors @ directions([place])[0])):
            other = self._places[keys[at]]
            if keys[at][0] != key[0] and other != place and other.lat is not None and other.lon is not None:
                kilometres = great_circle_km(place.lat, place.lon, other.lat, other.lon)
                return f"{other.name}, named too, is {kilometres:,.0f} km away"
        return None

    @cached_property
    def _local(self) -> tuple[list[Key], FloatArray]:
        """The names whose places have a near and a far, and the direction of each."""
        keys = [key for key, place in self._places.items() if place.lat is not None and place.kind in _LOCAL]
        return keys, directions([self._places[key] for key in keys])


def _names(count: int) -> str:
    return f"{count} other {'name' if count == 1 else 'names'} of the text {'is' if count == 1 else 'are'}"
