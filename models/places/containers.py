"""Names that the gazetteer does not know to the finest known place that holds each, with why it is thought to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from models.places.countries import by_alpha3
from models.places.gazetteer import Entry, lies_in
from models.places.place_relations import is_across_border
from models.places.place_runs import is_dateline
from models.places.place_shape import AREAS, Lookup, PlaceName, is_in_town
from models.places.place_tokens import lower_in
from warehouse.records import PlaceRole

# A country that this share of the named forces, groups and papers belongs to holds what nothing else places.
HOME_SHARE = 0.7
HOME_LEAST = 1.0
# So does an area in which this share of the mentions of known towns lies: with a half or three quarters, as many of
# the unknown names of three toponym corpora are put within 161 km.
FOCUS_SHARE = 0.6
_TOWN = frozenset({"city", "town"})
_THE = frozenset({"the", "this"})
# How the reason begins for a name of which no place is known at all.
NOT_LISTED = "not in the gazetteer; "
# Areas from small to large.
SIZES = ("admin2", "region", "admin1", "country", "area")


@dataclass(frozen=True, slots=True)
class Holder:
    """A known place that holds an unknown name, and why in one line."""

    entry: Entry
    why: str


class Containers:
    """Tells what holds the unknown names of one text; `inside` are the positions of the names said to hold each.

    `told` says how far forces, groups and papers speak for each country.
    """

    def __init__(
        self,
        doc: Doc,
        names: Sequence[PlaceName],
        entries: Sequence[Entry | None],
        inside: Sequence[tuple[int, ...]],
        told: Mapping[str, float],
        lookup: Lookup,
    ) -> None:
        self._doc = doc
        self._known = [(name, entry) for name, entry in zip(names, entries, strict=True) if entry is not None]
        self._stated = _stated(names, entries, inside)
        self._named = {name.words: entry for name, entry in self._known}
        self._focus = _focus(self._known, lookup)
        self._town = _town(doc, self._known)
        self._home = _home(told)

    def of(self, name: PlaceName) -> Holder | None:
        """What the text says, else what opens the name, is named in its sentence, or is where the text is set."""
        if name.words in self._stated:
            entry = self._stated[name.words]
            return Holder(entry, f"{NOT_LISTED}the text puts it in {entry.name}")
        opening = self._opening(name)
        if opening is not None:
            return Holder(opening, f"{NOT_LISTED}its name begins with {opening.name}")
        sent = self._doc[name.start].sent
        beside = self._finest(sent.start, sent.end)
        if self._town is not None and is_in_town(self._doc, name) and (beside is None or lies_in(self._town, beside)):
            return Holder(self._town, f"{NOT_LISTED}the text is set in {self._town.name}")
        if beside is not None:
            return Holder(beside, f"{NOT_LISTED}its sentence names {beside.name}")
        set_in = self._focus or self._finest(0, len(self._doc))
        if set_in is not None:
            return Holder(set_in, f"{NOT_LISTED}the text is set in {set_in.name}")
        if self._home is not None:
            return Holder(self._home, f"{NOT_LISTED}the text names forces, groups or papers of {self._home.name}")
        return None

    def _opening(self, name: PlaceName) -> Entry | None:
        """The place named elsewhere in the text whose name opens this one: `Bagram Prison` is at Bagram."""
        words = name.words.split()
        openings = (" ".join(words[:length]) for length in range(len(words) - 1, 0, -1))
        return next((self._named[opening] for opening in openings if opening in self._named), None)

    def _finest(self, start: int, stop: int) -> Entry | None:
        """The smallest area named between two tokens, where all areas there lie in one another."""
        areas = {
            entry
            for name, entry in self._known
            if start <= name.start < stop and entry.kind in AREAS and name.role is PlaceRole.PLACE
            if not is_across_border(self._doc, name)
        }
        finest = min(areas, key=lambda entry: SIZES.index(entry.kind), default=None)
        if finest is None or not all(area == finest or lies_in(finest, area) for area in areas):
            return None
        return finest


def _stated(
    names: Sequence[PlaceName], entries: Sequence[Entry | None], inside: Sequence[tuple[int, ...]]
) -> dict[str, Entry]:
    """The nearest known container that the text gives each name anywhere."""
    held: dict[str, Entry] = {}
    for name, outer in zip(names, inside, strict=True):
        for entry in (entries[at] for at in outer):
            if entry is not None:
                held.setdefault(name.words, entry)
    return held


def _focus(known: Sequence[tuple[PlaceName, Entry]], lookup: Lookup) -> Entry | None:
    """The district, else the province, in which most mentions of towns, spots and districts lie; None without one."""
    small = [entry for _, entry in known if entry.kind in ("town", "point", "admin2") and entry.admin1]
    levels: tuple[tuple[str, Callable[[Entry], tuple[str | None, ...]]], ...] = (
        ("admin2", lambda entry: (entry.country, entry.admin1, entry.admin2)),
        ("admin1", lambda entry: (entry.country, entry.admin1)),
    )
    for kind, area_of in levels:
        counted = Counter(area_of(entry) for entry in small)
        area, mentions = max(counted.items(), key=lambda pair: pair[1], default=((None,), 0))
        if area[-1] is not None and mentions >= FOCUS_SHARE * len(small):
            found = next(_areas(kind, area, lookup), None)
            if found is not None:
                return found
    return None


def _town(doc: Doc, known: Sequence[tuple[PlaceName, Entry]]) -> Entry | None:
    """The town that most mentions of towns mean; of a dateline alone only where the text goes on about `the city`."""
    towns = [(name, entry) for name, entry in known if entry.kind == "town" and name.role is PlaceRole.PLACE]
    town, mentions = Counter(entry for _, entry in towns).most_common(1)[0] if towns else (None, 0)
    if town is None or mentions < FOCUS_SHARE * len(towns):
        return None
    filed_only = all(is_dateline(doc, name.start, name.stop) for name, _ in towns)
    return None if filed_only and not _speaks_of_town(doc) else town


def _speaks_of_town(doc: Doc) -> bool:
    """`in the heart of the city`, `the town was shut`, `this city`."""
    return any(doc[at - 1].lower_ in _THE for at in lower_in(doc, _TOWN) if at > 0)


def _areas(kind: str, area: tuple[str | None, ...], lookup: Lookup) -> Iterator[Entry]:
    country, *names = area
    for entry in lookup(names[-1] or ""):
        if entry.kind == kind and entry.country == country and entry.admin1 == names[0] and entry.name == names[-1]:
            yield entry


def _home(told: Mapping[str, float]) -> Entry | None:
    """The country that the forces, groups and papers of the text agree on."""
    country = by_alpha3(max(told, key=lambda code: told[code], default=None))
    if country is None or told[country.alpha3] < max(HOME_LEAST, HOME_SHARE * sum(told.values())):
        return None
    spot = (country.alpha3, country.lat, country.lon, country.population)
    return Entry(country.geonameid, country.name, "country", None, None, *spot)
