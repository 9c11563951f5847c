"""The span groups of a Doc to look-ups by token, phrase and sentence."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from models.acts.aftermath import heads_of_acts
from models.acts.grammar import words
from models.acts.syntax import conjuncts, phrase
from models.annotations import TRIGGERS

_WRAPPERS = words("wrappers")


class Groups:
    """The spans of some groups of one Doc, found by the tokens they cover."""

    def __init__(self, doc: Doc, names: tuple[str, ...]) -> None:
        self.doc = doc
        self._at: dict[str, dict[int, Span]] = {name: _by_token(doc.spans.get(name, ())) for name in names}
        self.acts = heads_of_acts(doc.spans.get(TRIGGERS, ()))

    def at(self, name: str, token: Token) -> Span | None:
        """The longest span of the group that covers the token."""
        return self._at[name].get(token.i)

    def within(self, name: str, start: int, stop: int) -> list[Span]:
        """Spans of the group that begin in tokens `start` to `stop` (exclusive), in order, each once."""
        found: dict[tuple[int, int], Span] = {}
        for i in range(start, stop):
            span = self._at[name].get(i)
            if span is not None and start <= span.start < stop:
                found[span.start, span.end] = span
        return list(found.values())

    def of_head(self, name: str, head: Token) -> Span | None:
        """The span that a noun stands for: its own, or that of what it wraps (`a group of militants`)."""
        own = self.at(name, head)
        if own is not None:
            return own
        if head.lemma_.lower() in _WRAPPERS or head.pos_ == "NUM":
            for child in head.children:
                if child.dep_ == "prep" and child.lower_ in {"of", "from"}:
                    for noun in (n for pobj in child.children if pobj.dep_ == "pobj" for n in conjuncts(pobj)):
                        below = self.of_head(name, noun)
                        if below is not None:
                            return below
        inside = phrase(head)
        spans = self.within(name, inside.start, inside.end)
        close = [span for span in spans if span.end >= head.i and span.start <= head.i + 1]
        return close[-1] if close else None


def _by_token(spans: Iterator[Span] | tuple[Span, ...]) -> dict[int, Span]:
    covered: dict[int, Span] = {}
    for span in sorted(spans, key=len):
        covered.update(dict.fromkeys(range(span.start, span.end), span))
    return covered
