"""Date words of a Doc to days: `doc.spans["dates"]`, each with `span._.when`.

A span is labelled DATE, or BOUND where it only limits a time (`since 2014`).
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from models.annotations import DATES, When
from models.dates import days
from warehouse import records

# Where `11/12/2013` is the twelfth of November.
MONTH_FIRST = frozenset({"USA", "PHL"})


@Language.factory("tocsin_dates", assigns=["doc.spans", "span._.when"])
def make_dates(nlp: Language, name: str) -> Dates:
    """The component; it has no settings. It reads `doc._.context` for the day and country of publication."""
    return Dates()


class Dates:
    """Finds dates in the text and resolves them against the day of publication in its own zone."""

    def __call__(self, doc: Doc) -> Doc:
        self.annotate(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[days.Days]:
        """The dates in the text."""
        context = doc._.context
        published = context.published.date() if context.published is not None else None
        return days.days_in(doc.text, published, context.publisher_country in MONTH_FIRST)

    def annotate(self, doc: Doc, found: list[days.Days]) -> None:
        """Write one span a date; it covers every token that the words touch."""
        spans = []
        for match in found:
            label = "BOUND" if match.bound else "DATE"
            span = doc.char_span(match.start, match.stop, label=label, alignment_mode="expand")
            assert isinstance(span, Span)
            words = records.Span(doc.text[match.start : match.stop], match.start, match.stop)
            span._.when = When(match.first, match.last, match.precision, words)
            spans.append(span)
        doc.spans[DATES] = SpanGroup(doc, name=DATES, spans=spans)
