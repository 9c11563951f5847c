"""A tagged and parsed Doc to each token's part of speech, morphology and lemma, as the base model's rules give them.

The rules look at a word, its tag and its dependency, seldom at a neighbour ("gon" before "na"). So what they say of a
word so tagged and attached is asked once and remembered; the two components asked took a seventh of the reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc

# Words remembered; over that all are forgotten, so that a process that reads for months does not grow.
_MOST = 200_000

# A full stop after a run that the end of its text cut: no rule looks across it.
_STOP = (".", ".", "punct")

# A word as the rules see it: its text, tag and dependency. A run is one word, or a word that may be the first half of
# a rule with what follows it.
_Word = tuple[int, int, int]
_Run = tuple[_Word, ...]
# Part of speech, morphology and lemma.
_Classes = tuple[int, int, int]


@Language.factory(
    "tocsin_word_classes",
    requires=["token.tag", "token.dep"],
    assigns=["token.pos", "token.morph", "token.lemma"],
    default_config={"ruler": "attribute_ruler", "lemmatizer": "lemmatizer"},
)
def make_word_classes(nlp: Language, name: str, ruler: str, lemmatizer: str) -> WordClasses:
    """The component; it takes the place of the base model's components called `ruler` and `lemmatizer`."""
    first, second = nlp.get_pipe(ruler), nlp.get_pipe(lemmatizer)
    assert isinstance(first, AttributeRuler)
    assert isinstance(second, Lemmatizer)
    return WordClasses(first, second)


class WordClasses:
    """Asks the rules once for every word, tag and dependency."""

    def __init__(self, ruler: AttributeRuler, lemmatizer: Lemmatizer) -> None:
        self.vocab = ruler.vocab
        self.ruler, self.lemmatizer = ruler, lemmatizer
        self.openers = Matcher(self.vocab)
        rules: Any = ruler.patterns
        for pattern in (pattern for rule in rules for pattern in rule["patterns"]):
            if len(pattern) > 2 or "OP" in pattern[0]:
                raise ValueError(f"a rule of the base model looks further than two words: {pattern}")
            if len(pattern) == 2:
                self.openers.add("opener", [[pattern[0]]])
        self.known: dict[_Run, tuple[_Classes, ...]] = {}
        self.opens: dict[_Word, bool] = {}

    def __call__(self, doc: Doc) -> Doc:
        if len(doc) == 0:
            return doc
        words = [(orth, tag, dep) for orth, tag, dep in doc.to_array([ORTH, TAG, DEP]).tolist()]
        if len(self.known) > _MOST:
            self.known.clear()
            self.opens.clear()
        unseen = list({word for word in words if word not in self.opens})
        if unseen:
            self._see(unseen)
        runs = list(self._runs(words))
        unknown = list(dict.fromkeys(run for run in runs if run not in self.known))
        if unknown:
            self._learn(unknown)
        rows = [classes for run in runs for classes in self.known[run]]
        doc.from_array([POS, MORPH, LEMMA], _numbers(rows))
        return doc

    def _runs(self, words: Sequence[_Word]) -> Iterator[_Run]:
        """The words one by one, but one that opens a rule together with the next."""
        begun = 0
        for at, word in enumerate(words):
            if not self.opens[word]:
                yield tuple(words[begun : at + 1])
                begun = at + 1
        if begun < len(words):
            yield tuple(words[begun:])

    def _see(self, words: Sequence[_Word]) -> None:
        """Note of each word whether a rule of two words may begin with it."""
        found = {start for _, start, _ in self.openers(self._doc(words), allow_missing=True)}
        self.opens.update((word, number in found) for number, word in enumerate(words))

    def _learn(self, runs: Sequence[_Run]) -> None:
        """Ask the rules about runs that were not met before."""
        text, tag, dep = map(self.vocab.strings.add, _STOP)
        asked: list[_Run] = [(*run, (text, tag, dep)) if self.opens[run[-1]] else run for run in runs]
        doc = self.lemmatizer(self.ruler(self._doc([word for run in asked for word in run])))
        classes = [(pos, morph, lemma) for pos, morph, lemma in doc.to_array([POS, MORPH, LEMMA]).tolist()]
        first = 0
        for run, longer in zip(runs, asked, strict=True):
            self.known[run] = tuple(classes[first : first + len(run)])
            first += len(longer)

    def _doc(self, words: Sequence[_Word]) -> Doc:
        doc = Doc(self.vocab, words=[self.vocab.strings[orth] for orth, _, _ in words])
        return doc.from_array([TAG, DEP], _numbers([word[1:] for word in words]))


def _numbers(rows: Sequence[tuple[int, ...]]) -> Any:
    """Rows as spaCy takes them: its stubs know no unsigned numbers, and these are hashes of 64 bits."""
    return np.array(rows, dtype=np.uint64)
