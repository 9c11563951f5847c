"""Place names of a Doc to places: `doc.spans["places"]`, each with `span._.place` resolved as far as is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from models.annotations import AFFILIATIONS, PLACES
from models.places.countries import by_alpha3
from models.places.gazetteer import Entry, Gazetteer, lies_in
from models.places.place_names import place_names
from models.places.place_relations import holders, is_across_border, is_near
from models.places.place_shape import AREAS, PlaceName
from models.places.told_countries import bodies, demonyms
from models.places.toponyms import Name, resolve
from warehouse import records
from warehouse.records import PlaceRole

# A town that holds an unknown quarter or village tells where that is only roughly.
HELD_BY_TOWN = "near"
# A district is named after a town of so many people; what is called one after fewer is a quarter.
DISTRICT_SEAT = 10_000
# A country that this share of the named forces, groups and papers belongs to holds what nothing else places.
HOME_SHARE = 0.7
HOME_LEAST = 1.0
# Areas from small to large.
SIZES = ("admin2", "region", "admin1", "country", "area")


@Language.factory(
    "tocsin_places",
    requires=["doc.ents", "token.tag", "token.ent_type"],
    assigns=["doc.spans", "span._.place"],
    default_config={"folder": None},
)
def make_places(nlp: Language, name: str, folder: Path | None) -> Places:
    """The component; `folder` holds the gazetteer's index (the user's cache folder if None)."""
    return Places(Gazetteer(Path(folder) if folder else None))


class Places:
    """Finds place names, then resolves them together."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def __call__(self, doc: Doc) -> Doc:
        names = self.match(doc)
        self.annotate(doc, names)
        return doc

    def match(self, doc: Doc) -> list[PlaceName]:
        """The place names in the text."""
        return place_names(doc, self.gazetteer.lookup)

    def annotate(self, doc: Doc, names: list[PlaceName]) -> None:
        """Write one span a name with its place: where things are to `places`, where bodies belong to `affiliations`."""
        inside = holders(doc, names, self.gazetteer.lookup)
        told = bodies(doc)
        entries = resolve(
            [Name(name.words, self._sort(doc, name), outer) for name, outer in zip(names, inside, strict=True)],
            self.gazetteer.lookup,
            doc._.context.publisher_country,
            Counter(country.alpha3 for _, _, country in demonyms(doc)),
            told,
        )
        held = _holders(names, entries, inside)
        spans: dict[str, list[Span]] = {PLACES: [], AFFILIATIONS: _peoples(doc, names)}
        for name, entry in zip(names, entries, strict=True):
            span = Span(doc, name.start, name.stop, label="PLACE")
            holder = held.get(name.words)
            if entry is None and holder is None:
                holder = _finest(doc, name, names, entries) or _home(told)
            precision = _precision(doc, name, entry, holder) if name.role is PlaceRole.PLACE else None
            span._.place = _place(span, entry, precision, holder)
            spans[PLACES if name.role is PlaceRole.PLACE else AFFILIATIONS].append(span)
        for group, members in spans.items():
            doc.spans[group] = SpanGroup(doc, name=group, spans=sorted(members, key=lambda span: span.start))

    def _sort(self, doc: Doc, name: PlaceName) -> str | None:
        """The sort beside the name; near a bare name is near the town rather than the province that is named so."""
        if name.sort is not None or not is_near(doc, name):
            return name.sort
        likeliest = max(self.gazetteer.lookup(name.words), key=lambda entry: entry.population, default=None)
        towns = [entry for entry in self.gazetteer.lookup(name.words) if entry.kind == "town"]
        return "town" if likeliest is not None and any(lies_in(town, likeliest) for town in towns) else None


def _holders(names: list[PlaceName], entries: list[Entry | None], inside: list[tuple[int, ...]]) -> dict[str, Entry]:
    """The nearest known container that the text gives each name anywhere."""
    held: dict[str, Entry] = {}
    for name, outer in zip(names, inside, strict=True):
        for at in outer:
            entry = entries[at]
            if entry is not None:
                held.setdefault(name.words, entry)
    return held


def _finest(doc: Doc, name: PlaceName, names: list[PlaceName], entries: list[Entry | None]) -> Entry | None:
    """The smallest area named in the name's sentence, else in the text, where all areas there lie in one another."""
    sent = doc[name.start].sent
    for start, stop in ((sent.start, sent.end), (0, len(doc))):
        areas = {
            entry
            for other, entry in zip(names, entries, strict=True)
            if entry is not None
            and start <= other.start < stop
            and entry.kind in AREAS
            and other.role is PlaceRole.PLACE
            if not is_across_border(doc, other)
        }
        finest = min(areas, key=lambda entry: SIZES.index(entry.kind), default=None)
        if finest is not None:
            return finest if all(area == finest or lies_in(finest, area) for area in areas) else None
    return None


def _home(told: Mapping[str, float]) -> Entry | None:
    """The country that the forces, groups and papers of the text agree on."""
    country = by_alpha3(max(told, key=lambda code: told[code], default=None))
    if country is None or told[country.alpha3] < max(HOME_LEAST, HOME_SHARE * sum(told.values())):
        return None
    return Entry(
        country.geonameid,
        country.name,
        "country",
        None,
        None,
        country.alpha3,
        country.lat,
        country.lon,
        country.population,
    )


def _peoples(doc: Doc, names: list[PlaceName]) -> list[Span]:
    """A span for each word or two that mean a country's people, with that country as its place."""
    taken = {at for name in names for at in range(name.start, name.stop)}
    spans = []
    for start, stop, country in demonyms(doc):
        if taken.isdisjoint(range(start, stop)):
            span = Span(doc, start, stop, label="PEOPLE")
            words = records.Span(span.text, span.start_char, span.end_char)
            span._.place = records.Place(
                words, country.name, country.geonameid, None, None, country.alpha3, country.lat, country.lon, None
            )
            spans.append(span)
    return spans


def _precision(doc: Doc, name: PlaceName, entry: Entry | None, holder: Entry | None) -> str | None:
    if entry is not None:
        if name.sort == "admin2" and entry.kind == "town" and entry.population >= DISTRICT_SEAT:
            return "admin2"  # a district that the gazetteer has only by its town
        return "near" if entry.precision == "exact" and is_near(doc, name) else entry.precision
    if holder is not None:
        return HELD_BY_TOWN if holder.precision == "exact" else holder.precision
    return None


def _place(span: Span, entry: Entry | None, precision: str | None, holder: Entry | None) -> records.Place:
    """An unknown place keeps its words and takes the areas and the point of what holds it."""
    words = records.Span(span.text, span.start_char, span.end_char)
    known = entry or holder
    if known is None:
        return records.Place(words, None, None, None, None, None, None, None, None)
    name, geonameid = (entry.name, entry.geonameid) if entry else (span.text, None)
    return records.Place(
        words, name, geonameid, known.admin1, known.admin2, known.country, known.lat, known.lon, precision
    )
