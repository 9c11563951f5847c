"""What may be a place name to the numbers that tell a place from a person, a body and a word, and to what is likely."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from models.capitals import rank_in
from models.deciders.logistic import load
from models.places.place_shape import AREAS, Lookup, PlaceName, in_place, words
from warehouse.records import PlaceRole

# The likelihood from which a name is one. Out of fold, 0.45 and 0.55 give the three corpora of toponyms the same F
# within 0.004; the lower finds more of them and the higher is right more often.
LIKELY = 0.5
# A capital that the vectors know so many times sooner in small letters is a word (`Section`, `Refuge`).
SOONER = 3.0
# Names no longer than this are abbreviations as often as places.
SHORT = 3
# More mentions in the names of persons make nothing surer.
MOST = 3
_PLACES = frozenset({"GPE", "LOC", "FAC"})

Rank = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Namings:
    """Of the names in a text: how often each word stands in a person's full name, how often each is taken for what."""

    persons: Counter[str]
    places: Counter[str]
    times: Counter[str]

    @classmethod
    def of(cls, doc: Doc) -> Namings:
        full = (ent for ent in doc.ents if ent.label_ == "PERSON" and len(ent) > 1)
        return cls(
            Counter(word for ent in full for word in {token.text for token in ent}),
            Counter(ent.text for ent in doc.ents if ent.label_ in _PLACES),
            Counter(ent.text for ent in doc.ents),
        )


def likely(doc: Doc, names: Sequence[PlaceName], lookup: Lookup) -> list[PlaceName]:
    """The names that are places by the weights of models/weights/place_name.json."""
    if not names:
        return []
    decider, namings, rank = load("place_name"), Namings.of(doc), rank_in(doc.vocab)
    return [name for name in names if decider.likelihood(evidence(doc, name, lookup, namings, rank)) >= LIKELY]


def evidence(doc: Doc, name: PlaceName, lookup: Lookup, namings: Namings, rank: Rank) -> dict[str, float]:
    """The numbers by name."""
    return {
        **_of_labels(doc, name),
        **_of_gazetteer(name, lookup),
        **_of_words(doc, name, rank),
        **_of_neighbours(doc, name),
        **_of_sentence(doc, name),
        **_of_text(doc, name, namings),
    }


def _of_labels(doc: Doc, name: PlaceName) -> dict[str, float]:
    label = doc[name.start].ent_type_
    goes_on = name.stop < len(doc) and doc[name.stop].ent_iob_ == "I"
    return {
        **{f"label {other}": float(label == other) for other in ("GPE", "LOC", "FAC", "ORG")},
        "no label": float(not label),
        "entity began before": float(doc[name.start].ent_iob_ == "I"),
        "person goes on": float(goes_on and label == "PERSON"),
    }


def _of_gazetteer(name: PlaceName, lookup: Lookup) -> dict[str, float]:
    known = lookup(name.words)
    kinds = {entry.kind for entry in known}
    return {
        "country": float("country" in kinds),
        "area": float(not kinds.isdisjoint(AREAS - {"country", "admin2"})),
        "district": float("admin2" in kinds),
        "people": math.log10(max((entry.population for entry in known), default=0) + 1) / 10,
    }


def _of_words(doc: Doc, name: PlaceName, rank: Rank) -> dict[str, float]:
    first = doc[name.start]
    single = name.stop - name.start == 1 and not first.text.islower()
    return {
        "body": float(name.role is PlaceRole.BODY),
        "town": float(name.sort == "town"),
        "short": float(len(name.words) <= SHORT),
        "word": float(single and rank(first.lower_) * SOONER < rank(first.text.title())),
    }


def _of_neighbours(doc: Doc, name: PlaceName) -> dict[str, float]:
    before = doc[name.start - 1] if name.start else None
    leading = doc[name.start - 2] if name.start > 1 else None
    behind = doc[name.stop : name.stop + 2].text
    listed = before is not None and before.text == "," and leading is not None and leading.ent_type_ == "GPE"
    return {
        "in": float(in_place(doc, name.start)),
        "of": float(before is not None and before.lower_ == "of"),
        "place before": float(listed),
        "capital before": float(_is_capital(before)),
        "possessive": float(behind.startswith(("'s", "’s", "'", "’"))),
        "site behind": float(behind in words().sites),
    }


def _is_capital(token: Token | None) -> bool:
    return token is not None and token.text[:1].isupper() and not token.is_sent_start


def _of_sentence(doc: Doc, name: PlaceName) -> dict[str, float]:
    head = doc[name.start : name.stop].root
    return {
        "subject": float(head.dep_ in ("nsubj", "nsubjpass")),
        "speaker": float(head.dep_ == "nsubj" and head.head.lemma_.lower() in words().says),
        "in a row": float(head.dep_ == "conj"),
        "opens a sentence": float(bool(doc[name.start].is_sent_start)),
    }


def _of_text(doc: Doc, name: PlaceName, namings: Namings) -> dict[str, float]:
    text = doc[name.start : name.stop].text
    return {
        "in persons": min(namings.persons[text.split()[-1]], MOST) / MOST,
        "taken for places": namings.places[text] / namings.times[text] if namings.times[text] else 0.0,
    }
