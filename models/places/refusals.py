"""A place that a name is taken for to why the text cannot mean it: it lies elsewhere, or is a namesake far away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from models.places.gazetteer import Entry, distance_km, lies_in
from models.places.namesakes import Key, Namesakes, country_support

# A village in a country that nothing else points to, against this much that points elsewhere, is a namesake.
# A proper name that is known in one country only is none where but one place (1.0) points elsewhere, and no force;
# each further time that the text speaks of it stands against one place more.
STRANGER_SUPPORT, LONE_STRANGER_SUPPORT = 1.0, 1.5
STRANGER_POPULATION = 50_000
# Where forces, groups or papers of another country are named too, a larger town is a namesake as well.
FAR_STRANGER_POPULATION = 300_000
# A text that names Lebanon and not Libya does not mean the Tripoli that has five times the people; it may well mean
# a capital that has fifty times those of a town of its name.
NOT_MUCH_SMALLER = 0.1
# Districts are cut up and their borders drawn anew: a town of the same province so near the middle of the district
# that the text puts it in is the one.
REDRAWN_KM = 100.0


class Refusals:
    """Tells why a place is not meant, by all that the names of one text are taken for.

    `outside` is the evidence for countries that no place name gives, `times` how often each name stands where it can
    say where the text is set, `forces` whether forces, groups or papers of any country are named.
    """

    def __init__(
        self, places: Mapping[Key, Entry], outside: Mapping[str, float], times: Mapping[Key, int], forces: bool
    ) -> None:
        self._places = places
        self._times = times
        self._forces = forces
        self._all: Counter[str] = Counter(outside)
        self._own: dict[str, Counter[str]] = defaultdict(Counter)
        for key, place in places.items():
            if place.country and key in times:
                self._all[place.country] += country_support(place)  # type: ignore[assignment]
                self._own[key[0]][place.country] += country_support(place)  # type: ignore[assignment]
        self._total = self._all.total()
        self._named = {place.country for key, place in places.items() if place.kind == "country" and key in times}

    def why(self, name: Namesakes, entry: Entry) -> str | None:
        """Why the name does not mean this namesake; None where it can."""
        if entry.kind in ("country", "area", "region"):
            return None
        around = [self._places[key] for key in name.inside if key in self._places]
        if around and not any(lies_in(entry, outer) or _lay_in(entry, outer) for outer in around):
            return f"no place of this name is known in {around[0].name}"
        if self._is_stranger(name, entry):
            return "the only places of this name lie in countries that nothing else in the text points to"
        nearer = self._in_a_named_country(name, entry)
        if nearer is not None:
            return f"another {nearer.name} lies in a country that the text names"
        return None

    def _in_a_named_country(self, name: Namesakes, entry: Entry) -> Entry | None:
        """A namesake not much smaller in a country that is named, where nothing points to the country of the entry."""
        if self._elsewhere(name, entry.country) > 0:
            return None
        least = NOT_MUCH_SMALLER * entry.population
        others = (other for other in name.entries if other.main and other.population >= least)
        return next((other for other in others if other.country in self._named and other.kind != "country"), None)

    def _elsewhere(self, name: Namesakes, country: str | None) -> float:
        """How much all other names point to a country."""
        return self._all[country or ""] - self._own[name.key[0]][country or ""]

    def _is_stranger(self, name: Namesakes, entry: Entry) -> bool:
        words = name.key[0]
        is_small = entry.population < (FAR_STRANGER_POPULATION if self._forces else STRANGER_POPULATION)
        is_alone = not self._forces and entry.main and len({other.country for other in name.entries}) == 1
        against = LONE_STRANGER_SUPPORT + self._times.get(name.key, 1) - 1 if is_alone else STRANGER_SUPPORT
        elsewhere = self._total - self._own[words].total()
        return is_small and self._elsewhere(name, entry.country) <= 0 and elsewhere >= against


def _lay_in(entry: Entry, outer: Entry) -> bool:
    """The district that the text names may have held the town before it was cut up."""
    if outer.kind != "admin2" or entry.kind != "town" or (entry.country, entry.admin1) != (outer.country, outer.admin1):
        return False
    distance = distance_km(entry, outer)
    return distance is not None and distance <= REDRAWN_KM
