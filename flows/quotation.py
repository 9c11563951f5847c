"""Cells to the sentences they rest on, each sentence once, numbered and with the words of its cells marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text

from warehouse.records import Article, Cell, Report

# A sentence longer than this is cut around its words: six lines of 80 columns.
LONGEST = 480
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s|\n")

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the words of a cell stand: from `start` to `stop` in an article, which the report `event_id` reads."""

    event_id: str
    article_id: str
    start: int
    stop: int


def spot_of(cell: Cell) -> Spot | None:
    """Where a cell's words stand; None where it rests on no words, but on the decision of a person."""
    if cell.event_id is None or cell.article_id is None or cell.start is None or cell.stop is None:
        return None
    return Spot(cell.event_id, cell.article_id, cell.start, cell.stop)


class Quotations:
    """The sentences quoted on one page, numbered from 1 in the order in which `words` first needs them."""

    def __init__(self, reports: Mapping[str, Report], articles: Mapping[str, Article]) -> None:
        self._reports = reports
        self._articles = articles
        self._marked: dict[tuple[str, int, int], list[tuple[int, int]]] = {}
        self._tellers: dict[tuple[str, int, int], Report] = {}

    def words(self, spot: Spot) -> Text:
        """The words of a cell and the number of the sentence that holds them."""
        report = self._reports.get(spot.event_id)
        article = self._articles.get(spot.article_id)
        if report is None or article is None:
            return Text(f"{report.publisher if report else 'a report'}: the article is no longer kept", style="dim")
        first, last = sentence_around(article.text, spot.start, spot.stop, report.event.evidence)
        sentence = (spot.article_id, first, last)
        self._marked.setdefault(sentence, []).append((spot.start, spot.stop))
        self._tellers.setdefault(sentence, report)
        number = list(self._marked).index(sentence) + 1
        return Text.assemble(f"“{one_line(article.text[spot.start : spot.stop])}” ", (f"[{number}]", "dim"))

    def sentences(self) -> Iterator[tuple[Text, Report]]:
        """Each sentence with its words marked, and a report that tells it."""
        for (article_id, first, last), spans in self._marked.items():
            text = self._articles[article_id].text
            yield marked_sentence(text, first, last, spans), self._tellers[article_id, first, last]


def marked_sentence(text: str, first: int, last: int, spans: Spans) -> Text:
    """`text[first:last]` on one line in quotation marks, `spans` underlined; cut around them where over LONGEST."""
    start, stop = min(span[0] for span in spans), max(span[1] for span in spans)
    spare = max(0, LONGEST - (stop - start)) // 2
    cut_first = max(first, start - spare) if last - first > LONGEST else first
    cut_last = min(last, stop + spare) if last - first > LONGEST else last
    pieces = ["“", "… " if cut_first > first else ""]
    shown = Text.assemble(*pieces)
    at = cut_first
    for begin, end in sorted(spans):
        shown.append(_joined(text[at : max(at, begin)]))
        shown.append(_joined(text[max(at, begin) : end]), "underline")
        at = max(at, end)
    shown.append(_joined(text[at:cut_last]).rstrip())
    shown.append(" …”" if cut_last < last else "”")
    return shown


def sentence_around(text: str, start: int, stop: int, evidence: Spans) -> tuple[int, int]:
    """The offsets of the shortest evidence span that holds the words; where none does, of the sentence around them."""
    holding = [span for span in evidence if span[0] <= start and stop <= span[1]]
    if holding:
        return min(holding, key=lambda span: span[1] - span[0])
    ends = [match.end() for match in _SENTENCE_END.finditer(text, max(0, start - 10 * LONGEST), start)]
    after = _SENTENCE_END.search(text, stop)
    return (ends[-1] if ends else max(0, start - LONGEST)), (after.end() if after else min(len(text), stop + LONGEST))


def one_line(words: str) -> str:
    """White space made single and trimmed."""
    return " ".join(words.split())


def _joined(part: str) -> str:
    """White space made single but kept at both ends, so that parts still join."""
    return re.sub(r"\s+", " ", part)
