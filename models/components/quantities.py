"""Numbers of people and things in a Doc to counts: `doc.spans["quantities"]`, each with `span._.quantity`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from models.annotations import QUANTITIES, Quantity
from models.numbers.counted_nouns import REACH, REACH_OVER_NAME, head_of, lemma_of, next_noun, tells_person
from models.numbers.numerals import Numeral, numeral, vocabulary
from models.numbers.other_numbers import is_other_number
from warehouse.records import Count

# `a 23-year-old Afghan man` has six tokens before its noun.
REACH_OF_ARTICLE = 7
# Words before a figure that may change it: `at the very least`.
QUALIFIERS = 4
# What may stand between an article and its noun.
_OF_A_PHRASE = frozenset({"ADJ", "NOUN", "PROPN", "NUM", "ADV", "VERB"})
_HYPHENS = frozenset({"-", "–", "'s", "’s"})
_COUNT_OF_NONE = Count(0, 0, 0)
_COUNT_OF_ONE = Count(1, 1, 1)


@Language.factory(
    "tocsin_quantities",
    requires=["token.dep", "token.head", "token.lemma", "token.tag", "token.ent_type"],
    assigns=["doc.spans", "span._.quantity"],
)
def make_quantities(nlp: Language, name: str) -> Quantities:
    """The component; it has no settings."""
    return Quantities()


class Quantities:
    """Finds counts with the noun they count; passes over ages, times, sums, distances and numbers that are names."""

    def __call__(self, doc: Doc) -> Doc:
        self.annotate(doc, list(self.match(doc)))
        return doc

    def match(self, doc: Doc) -> Iterator[tuple[int, int, Quantity]]:
        """Start, stop and quantity of every count, in order, without overlap."""
        words = [token.lower_ for token in doc]
        at = 0
        while at < len(words):
            found = _none(doc, words, at) or _counted(doc, words, at) or _one(doc, at)
            if found is not None:
                yield found
            at = max(at + 1, found[1] if found is not None else _after_number(words, at))

    def annotate(self, doc: Doc, found: Sequence[tuple[int, int, Quantity]]) -> None:
        """Write one span a count."""
        spans = []
        for start, stop, quantity in found:
            span = Span(doc, start, stop, label="QUANTITY")
            span._.quantity = quantity
            spans.append(span)
        doc.spans[QUANTITIES] = SpanGroup(doc, name=QUANTITIES, spans=spans)


@cache
def _starters() -> frozenset[str]:
    lists = vocabulary()
    words = {word for table in ("numerals", "plurals", "vague", "exact") for word in lists[table]}
    return frozenset(words | {"a", "half", "between"})


def _after_number(words: Sequence[str], at: int) -> int:
    """Where to look on: behind a number that was passed over as a whole."""
    if words[at] in _starters() or words[at][:1].isdigit():
        found = numeral(words, at)
        return found.stop if found is not None else at + 1
    return at + 1


def _counted(doc: Doc, words: Sequence[str], at: int) -> tuple[int, int, Quantity] | None:
    if not (words[at] in _starters() or words[at][:1].isdigit()):
        return None
    found = numeral(words, at)
    if found is None or is_other_number(doc, at, found):
        return None
    head = head_of(doc, at, found.stop)
    if head is not None and head.lemma_.lower() in vocabulary()["measures"]["nouns"]:
        return None
    if found.kind == "another":
        found = _another(words, found)
        head = head_of(doc, at, found.stop)
        if found.kind == "another" and _is_alone(doc, found.stop):
            return at, found.stop, Quantity(_COUNT_OF_ONE, None)
        if found.kind == "another" and (head is None or head.tag_ not in ("NN", "NNP")):
            return None
    if words[found.stop : found.stop + 2] == ["or", "more"] and found.kind == "exact":
        found = Numeral(Count(found.count.low, found.count.best, None), found.stop + 2, "vague")
        head = head_of(doc, at, found.stop)
    start, count = _qualified(words, at, found)
    reach = REACH_OVER_NAME if head is not None and head.tag_ == "NNS" else REACH
    stop = head.i + 1 if head is not None and found.stop <= head.i < found.stop + reach else found.stop
    return start, stop, Quantity(count, lemma_of(head))


def _is_alone(doc: Doc, at: int) -> bool:
    """`another was injured`, `another sustained wounds`: no noun follows."""
    if at >= len(doc) or (at > 1 and doc[at - 2].lower_ == "after"):
        return False  # "one after another"
    return doc[at].tag_ in ("VBN", "VBD") or doc[at].lemma_ == "be" or doc[at].text == ","


def _another(words: Sequence[str], found: Numeral) -> Numeral:
    """`another policeman` is one, `another 12` twelve."""
    own = numeral(words, found.stop) if found.stop < len(words) else None
    return own if own is not None and own.kind in ("exact", "range", "vague") else found


def _qualified(words: Sequence[str], at: int, found: Numeral) -> tuple[int, Count]:
    """The count with what the words before make of it, and where those begin."""
    for length in range(QUALIFIERS, 0, -1):
        start = at - length
        meaning = _qualifiers().get(" ".join(words[start:at])) if start >= 0 else None
        if meaning is not None:
            return start, _changed(found, meaning)
    return at, found.count


def _changed(found: Numeral, meaning: str) -> Count:
    low, best, high = found.count.low, found.count.best, found.count.high
    match meaning:
        case "at_least":
            return Count(low, best, None)
        case "more_than":
            return Count(low, None, None)
        case "at_most":
            return Count(None, None, high if high is not None else low)
        case "as_many":
            return Count(None, best, high)
        case _:
            return Count(None, best, None) if found.kind == "exact" else found.count


@cache
def _qualifiers() -> dict[str, str]:
    return {words: meaning for meaning, listed in vocabulary()["before"].items() for words in listed}


def _none(doc: Doc, words: Sequence[str], at: int) -> tuple[int, int, Quantity] | None:
    """`no one`, `nobody`, `none`, `no casualties`, `no policeman`: nobody."""
    lists = vocabulary()
    if words[at] in lists["none"]["words"]:
        return at, at + 1, Quantity(_COUNT_OF_NONE, None)
    if words[at] != "no" or at + 1 >= len(words):
        return None
    if words[at + 1] == "one":
        return at, at + 2, Quantity(_COUNT_OF_NONE, None)
    head = next_noun(doc, at + 1)
    if head is None or head.lemma_.lower() not in {*lists["none"]["nouns"], *lists["persons"]["nouns"]}:
        return None
    return at, head.i + 1, Quantity(_COUNT_OF_NONE, lemma_of(head))


def _one(doc: Doc, at: int) -> tuple[int, int, Quantity] | None:
    """`a policeman`, `an elderly woman`, also where the parse takes another word for the noun (`a head constable`)."""
    if doc[at].lower_ not in ("a", "an"):
        return None
    last = None
    for token in doc[at + 1 : at + 1 + REACH_OF_ARTICLE]:
        verb = token.pos_ == "VERB" and (last is not None or token.tag_ not in ("VBN", "VBG"))
        if verb or (token.pos_ not in _OF_A_PHRASE and token.text not in _HYPHENS):
            break
        if tells_person(token) and token.tag_ not in ("NNS", "NNPS"):
            last = token
        elif last is not None and token.pos_ == "NOUN":
            last = None  # "a police officer post"
    return (at, last.i + 1, Quantity(_COUNT_OF_ONE, lemma_of(last))) if last is not None else None
