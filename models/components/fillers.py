"""A Doc to `doc.spans["fillers"]`: the phrases that may fill a role of an incident, found by rules or by the encoder.

The rules' own targets, actors, weapons, places and dates come first; noun phrases that the encoder thinks play a role
are added where no rule found a phrase.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from models.annotations import ACTORS, DATES, FILLERS, PLACES, TARGETS, TRIGGERS, WEAPONS
from models.encoder.labels import PIECE_LABELS
from models.participants.extents import left_edge

# A phrase that no rule found is a filler where the encoder gives one of these labels to a piece of it as likely as
# this: the deciders see all of them, so a low bar costs only time.
LIKELY = 0.15
_LABELS = {"target": TARGETS, "perpetrator": ACTORS, "weapon": WEAPONS, "place": PLACES}
_COLUMNS = {label: PIECE_LABELS.index(label) for label in _LABELS}
_EDGES = frozenset({"DET", "PUNCT", "SPACE"})


@Language.factory(
    "tocsin_fillers",
    requires=["doc.spans", "doc._.impression", "token.dep"],
    assigns=["doc.spans"],
    default_config={"likely": LIKELY},
)
def make_fillers(nlp: Language, name: str, likely: float) -> Fillers:
    """The component; `likely` is from where on the encoder's word makes a phrase a candidate."""
    return Fillers(likely)


class Fillers:
    """Gathers candidates in documents that have a trigger; each span's label is the group it belongs to."""

    def __init__(self, likely: float = LIKELY) -> None:
        self.likely = likely

    def __call__(self, doc: Doc) -> Doc:
        self.annotate(doc, list(self.match(doc)) if doc.spans.get(TRIGGERS) else [])
        return doc

    def match(self, doc: Doc) -> Iterator[tuple[int, int, str]]:
        """(start, stop, group) of each candidate."""
        yield from ((span.start, span.end, DATES) for span in doc.spans.get(DATES, ()))
        taken: dict[str, set[int]] = {}
        for group in _LABELS.values():
            taken[group] = set()
            for span in doc.spans.get(group, ()):
                yield span.start, span.end, group
                taken[group].update(range(span.start, span.end))
        for trigger in doc.spans[TRIGGERS]:
            for patient in trigger._.roles.patients:
                phrase = patient.phrase
                if taken[TARGETS].isdisjoint(range(phrase.start, phrase.end)):
                    yield phrase.start, phrase.end, TARGETS
                    taken[TARGETS].update(range(phrase.start, phrase.end))
        for start, stop in _phrases(doc):
            pieces = doc._.impression.pieces[doc._.impression.within(doc[start].idx, doc[start:stop].end_char)]
            if not len(pieces):
                continue
            for label, group in _LABELS.items():
                if pieces[:, _COLUMNS[label]].max() >= self.likely and taken[group].isdisjoint(range(start, stop)):
                    yield start, stop, group

    def annotate(self, doc: Doc, found: list[tuple[int, int, str]]) -> None:
        """Write one span a candidate, labelled with its group."""
        spans = [Span(doc, start, stop, label=group) for start, stop, group in sorted(set(found))]
        doc.spans[FILLERS] = SpanGroup(doc, name=FILLERS, spans=spans)


def _phrases(doc: Doc) -> Iterator[tuple[int, int]]:
    """Noun phrases without articles, and nouns that stand outside any (lists, headlines without verbs)."""
    covered: set[int] = set()
    for chunk in doc.noun_chunks:
        start, stop = chunk.start, chunk.end
        covered.update(range(start, stop))
        while start < stop and doc[start].pos_ in _EDGES | {"PRON"}:
            start += 1
        if start < stop:
            yield start, stop
    for token in doc:
        if token.i not in covered and token.pos_ in {"NOUN", "PROPN"}:
            edge = left_edge(doc, token.i, token.i)
            if covered.isdisjoint(range(edge, token.i + 1)):
                yield edge, token.i + 1
