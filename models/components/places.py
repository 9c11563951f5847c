"""Place names of a Doc to places: `doc.spans["places"]`, each with `span._.place` resolved as far as is known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from models.annotations import PLACES
from models.countries import country_of_demonym
from models.gazetteer import Entry, Gazetteer
from models.place_names import PlaceName, place_names
from models.toponyms import Name, resolve
from warehouse import records

# A town that holds an unknown quarter or village tells where that is only roughly.
HELD_BY_TOWN = "near"


@Language.factory(
    "tocsin_places",
    requires=["doc.ents", "token.pos", "token.ent_type"],
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
        return place_names(doc, lambda words: bool(self.gazetteer.lookup(words)))

    def annotate(self, doc: Doc, names: list[PlaceName]) -> None:
        """Write one span a name with its place."""
        entries = resolve(
            [Name(name.words, name.sort, name.inside) for name in names],
            self.gazetteer.lookup,
            doc._.context.publisher_country,
            _demonyms(doc),
        )
        spans = []
        for name, entry in zip(names, entries, strict=True):
            span = Span(doc, name.start, name.stop, label="PLACE")
            holder = next((entries[at] for at in name.inside if entries[at] is not None), None)
            span._.place = _place(span, name, entry, holder)
            spans.append(span)
        doc.spans[PLACES] = SpanGroup(doc, name=PLACES, spans=spans)


def _demonyms(doc: Doc) -> Counter[str]:
    """How often the text names the people of each country."""
    found = (country_of_demonym(token.text) for token in doc if token.text[:1].isupper() and token.pos_ != "VERB")
    return Counter(country.alpha3 for country in found if country)


def _place(span: Span, name: PlaceName, entry: Entry | None, holder: Entry | None) -> records.Place:
    words = records.Span(span.text, span.start_char, span.end_char)
    if entry is not None:
        precision = "near" if name.near and entry.precision == "exact" else entry.precision
        return records.Place(
            words,
            entry.name,
            entry.geonameid,
            entry.admin1,
            entry.admin2,
            entry.country,
            entry.lat,
            entry.lon,
            precision,
        )
    if holder is not None:
        precision = HELD_BY_TOWN if holder.precision == "exact" else holder.precision
        return records.Place(
            words, name.words, None, holder.admin1, holder.admin2, holder.country, holder.lat, holder.lon, precision
        )
    return records.Place(words, None, None, None, None, None, None, None, None)
