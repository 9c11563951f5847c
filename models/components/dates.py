"""Date words of a Doc to days: `doc.spans["dates"]` and `doc.spans["lapses"]`, each span with `span._.when`.

A date is labelled DATE, or BOUND where it only limits a time (`since 2014`). A lapse (`in the past two days`) is the
time over which something is counted, never the day of an act.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from models.annotations import DATES, LAPSES, When
from models.dates import days
from models.dates.periods import lapses_in
from models.dates.stretch import Days
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
        published = doc._.context.published
        day = published.date() if published is not None else None
        text = doc.text
        starts = [token.idx for token in doc]
        self.annotate(doc, DATES, days.days_in(text, day, doc._.context.publisher_country in MONTH_FIRST), text, starts)
        self.annotate(doc, LAPSES, lapses_in(text, day), text, starts)
        return doc

    def annotate(self, doc: Doc, name: str, found: list[Days], text: str, starts: list[int]) -> None:
        """Write one span a date to the group of this name; it covers every token that the words touch.

        `text` and `starts` (the first character of each token) are the Doc's: it would put them together each time.
        """
        spans = []
        for match in found:
            label = "BOUND" if match.bound else "DATE"
            first = bisect_right(starts, match.start) - 1
            span = Span(doc, max(first, 0), bisect_left(starts, match.stop), label=label)
            words = records.Span(text[match.start : match.stop], match.start, match.stop)
            span._.when = When(match.first, match.last, match.precision, words)
            spans.append(span)
        doc.spans[name] = SpanGroup(doc, name=name, spans=spans)
