"""A parsed Doc to `doc.ents`: the names the base model's recogniser finds, read off its scores in bulk.

The recogniser takes a token at a time: outside a name its scores hang on that token alone, inside one on the token and
on where the name began. So the scores outside are asked for every token at once, and those inside only for the tokens
after a possible beginning. The names are the same; spaCy's own loop took three times as long, since it takes the
interpreter's lock for each of 74 moves a token (spaCy 3.8.18, seen with `perf`), and held up the encoder's thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_SPACE, SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Span

_OUTSIDE = "O"
_NOWHERE = -1
_IMPOSSIBLE = np.float32(-np.inf)

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@Language.factory(
    "tocsin_names",
    requires=["token.is_sent_start"],
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={"recogniser": "ner"},
)
def make_names(nlp: Language, name: str, recogniser: str) -> NameReader:
    """The component; it takes the place of the base model's component called `recogniser`."""
    return NameReader(nlp.get_pipe(recogniser))


class NameReader:
    """Reads names by a trained `spacy.pipeline.EntityRecognizer` with three features and a greedy search."""

    def __init__(self, recogniser: Any) -> None:
        self.model = recogniser.model
        moves = [recogniser.moves.get_class_name(number) for number in range(recogniser.moves.n_moves)]
        self.labels = sorted({move[2:] for move in moves if move[2:]})
        # The column of each move, by label; a label without a name ("U-") marks what was blocked before, and none is.
        self.columns = {kind: np.array([moves.index(f"{kind}-{label}") for label in self.labels]) for kind in "BIUL"}
        self.outside = moves.index(_OUTSIDE)

    def __call__(self, doc: Doc) -> Doc:
        (read,) = self._read([doc])
        return read

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """As spaCy's: docs in, the same docs out in their order."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            yield from self._read(batch)

    def _read(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        if not any(len(doc) for doc in docs):
            return docs
        step = self.model.predict(docs)
        last, space = _edges(docs)
        begins, units, label = self._outside(step, space, last)
        stops = np.where(units, np.arange(1, len(space) + 1, dtype=np.int32), 0)
        starts = np.flatnonzero(begins).astype(np.int32)
        stops[starts] = self._stops(step, starts, label[starts], last)
        first = 0
        for doc in docs:
            of_doc = slice(first, first + len(doc))
            doc.set_ents(list(self._names(doc, stops[of_doc] - first, label[of_doc])))
            first += len(doc)
        return docs

    def _scores(self, step: Any, tokens: Ints, starts: Ints) -> Floats:
        """The score of every move (tokens by moves) at `tokens` with a name open since `starts`, _NOWHERE for none."""
        before = np.where(starts == _NOWHERE, _NOWHERE, tokens - 1)
        features = np.ascontiguousarray(np.stack([tokens, starts, before], axis=1), dtype=np.int32)
        scores: Floats = step.vec2scores.predict(step.state2vec.predict(features))
        return scores

    def _outside(
        self, step: Any, space: NDArray[np.bool_], last: NDArray[np.bool_]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Ints]:
        """For every token, were no name open: whether one begins there, whether it is one by itself, and its label."""
        tokens = np.arange(len(space), dtype=np.int32)
        scores = self._scores(step, tokens, np.full(len(tokens), _NOWHERE, dtype=np.int32))
        begin, unit = scores[:, self.columns["B"]], scores[:, self.columns["U"]]
        begin[space | last], unit[space] = _IMPOSSIBLE, _IMPOSSIBLE
        best_begin, best_unit = begin.max(axis=1), unit.max(axis=1)
        begins = (best_begin >= scores[:, self.outside]) & (best_begin >= best_unit)
        units = ~begins & (best_unit >= scores[:, self.outside])
        label = np.where(begins, begin.argmax(axis=1), unit.argmax(axis=1)).astype(np.int32)
        return begins, units, label

    def _stops(self, step: Any, starts: Ints, label: Ints, last: NDArray[np.bool_]) -> Ints:
        """Where each name that begins at `starts` ends: one past its last token."""
        at = starts + 1
        going = np.arange(len(starts))
        while len(going):
            scores = self._scores(step, at[going], starts[going])
            of = label[going]
            row = np.arange(len(going))
            goes_on = scores[row, self.columns["I"][of]] >= scores[row, self.columns["L"][of]]
            going = going[goes_on & ~last[at[going]]]
            at[going] += 1
        return at + 1

    def _names(self, doc: Doc, stops: Ints, label: Ints) -> Iterator[Span]:
        """The names from left to right; one that begins within another is none."""
        free = 0
        for start in np.flatnonzero(stops > 0).tolist():
            if start >= free:
                free = int(stops[start])
                yield Span(doc, start, free, label=self.labels[label[start]])


def _edges(docs: Sequence[Doc]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For every token of all docs: whether no name goes on after it, and whether it is white space."""
    rows = [doc.to_array([SENT_START, IS_SPACE]).astype(np.int64) for doc in docs if len(doc)]
    opens, space = np.concatenate(rows).T == 1
    last = np.append(opens[1:], True)
    last[np.cumsum([len(row) for row in rows]) - 1] = True
    return last, space
