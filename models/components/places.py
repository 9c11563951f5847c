"""Place names of a Doc to places: `doc.spans["places"]`, each with `span._.place` resolved as far as is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from models.annotations import AFFILIATIONS, PLACES
from models.places.containers import NOT_LISTED, Containers, Holder
from models.places.gazetteer import Entry, Gazetteer, lies_in
from models.places.place_names import place_names
from models.places.place_relations import holders, is_near
from models.places.place_shape import PlaceName
from models.places.told_countries import adjectives, bodies, demonyms
from models.places.toponyms import Asked, Decision, Name, resolve
from warehouse import records
from warehouse.records import PlaceRole

# A town that holds an unknown quarter or village tells where that is only roughly.
HELD_BY_TOWN = "near"
# A district is named after a town of so many people; what is called one after fewer is a quarter.
DISTRICT_SEAT = 10_000


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

    def asked(self, doc: Doc, names: Sequence[PlaceName]) -> Asked:
        """The names as they are resolved, with what else in the text tells countries."""
        inside = holders(doc, names, self.gazetteer.lookup)
        return Asked(
            [
                Name(name.words, self._sort(doc, name), outer, name.role)
                for name, outer in zip(names, inside, strict=True)
            ],
            doc._.context.publisher_country,
            Counter(country.alpha3 for _, _, country in demonyms(doc)),
            bodies(doc),
        )

    def annotate(self, doc: Doc, names: Sequence[PlaceName]) -> None:
        """Write one span a name with its place: where things are to `places`, where others belong to `affiliations`."""
        asked = self.asked(doc, names)
        decisions = resolve(asked, self.gazetteer.lookup)
        entries = [decision.entry for decision in decisions]
        inside = [name.inside for name in asked.names]
        containers = Containers(doc, names, entries, inside, asked.bodies, self.gazetteer.lookup)
        spans: dict[str, list[Span]] = {PLACES: [], AFFILIATIONS: _peoples(doc, names)}
        for name, decision in zip(names, decisions, strict=True):
            span = Span(doc, name.start, name.stop, label="PLACE")
            holder = containers.of(name) if decision.entry is None else None
            span._.place = _place(doc, span, name, decision, holder)
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


def _peoples(doc: Doc, names: Sequence[PlaceName]) -> list[Span]:
    """A span for each word or two that mean a country's people, with that country as its place."""
    taken = {at for name in names for at in range(name.start, name.stop)}
    spans = []
    for start, stop, country in adjectives(doc):
        if taken.isdisjoint(range(start, stop)):
            span = Span(doc, start, stop, label="PEOPLE")
            words = records.Span(span.text, span.start_char, span.end_char)
            spot = (country.alpha3, country.lat, country.lon, None)
            span._.place = records.Place(
                words, country.name, country.geonameid, None, None, *spot, role=PlaceRole.PEOPLE
            )
            spans.append(span)
    return spans


def _precision(doc: Doc, name: PlaceName, entry: Entry | None, holder: Holder | None) -> str | None:
    if entry is not None:
        if name.sort == "admin2" and entry.kind == "town" and entry.population >= DISTRICT_SEAT:
            return "admin2"  # a district that the gazetteer has only by its town
        return "near" if entry.precision == "exact" and is_near(doc, name) else entry.precision
    if holder is not None:
        return HELD_BY_TOWN if holder.entry.precision == "exact" else holder.entry.precision
    return None


def _why(decision: Decision, holder: Holder | None) -> str | None:
    """Why the place is this; a name that the gazetteer has, but not where the text can mean it, says so."""
    if holder is None or decision.why is None:
        return holder.why if holder else decision.why
    return f"{decision.why}; {holder.why.removeprefix(NOT_LISTED)}"


def _place(doc: Doc, span: Span, name: PlaceName, decision: Decision, holder: Holder | None) -> records.Place:
    """An unknown place keeps its words and takes the areas and the point of what holds it."""
    words = records.Span(span.text, span.start_char, span.end_char)
    entry, known = decision.entry, decision.entry or (holder.entry if holder else None)
    if known is None:
        nothing = (None, None, None, None, None, None, None, None)
        return records.Place(words, *nothing, role=name.role, why=decision.why)
    return records.Place(
        words,
        entry.name if entry else span.text,
        entry.geonameid if entry else None,
        known.admin1,
        known.admin2,
        known.country,
        known.lat,
        known.lon,
        _precision(doc, name, entry, holder) if name.role is PlaceRole.PLACE else None,
        admin1_code=known.admin1_code,
        role=name.role,
        why=_why(decision, holder),
    )
