"""Numbers of people and things in a Doc to counts: `doc.spans["quantities"]`, each with `span._.quantity`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup, Token

from models.annotations import QUANTITIES, Quantity
from models.numerals import Numeral, numeral, vocabulary
from warehouse.records import Count

# A span runs on to the noun counted over at most so many adjectives: `six Pakistani border guards`.
REACH = 4
# `a 23-year-old Afghan man` has six tokens before its noun.
REACH_OF_ARTICLE = 7
# A party's name with its letters in brackets may stand between a number and its people.
REACH_OVER_NAME = 12
# Words before a figure that may change it: `at the very least`.
QUALIFIERS = 4
# Bare figures in this range are years.
YEARS = range(1900, 2101)
_MEASURED = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})
_NOUNS = frozenset({"NOUN", "PROPN", "ADJ", "PRON"})
_COUNTING = frozenset({"nummod", "amod", "det", "predet", "quantmod"})
_NAME_MARKS = frozenset({"(", ")", "-", "–", "of", "the", "e", "i", "'s"})
_DEGREES = frozenset({"as", "how", "so", "too", "that", "not"})
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
    if found is None or _is_other_number(doc, at, found):
        return None
    head = _head(doc, at, found.stop)
    if head is not None and head.lemma_.lower() in vocabulary()["measures"]["nouns"]:
        return None
    if found.kind == "another":
        found = _another(words, found)
        head = _head(doc, at, found.stop)
        if found.kind == "another" and (head is None or head.tag_ not in ("NN", "NNP")):
            return None
    if words[found.stop : found.stop + 2] == ["or", "more"] and found.kind == "exact":
        found = Numeral(Count(found.count.low, found.count.best, None), found.stop + 2, "vague")
        head = _head(doc, at, found.stop)
    start, count = _qualified(words, at, found)
    reach = REACH_OVER_NAME if head is not None and head.tag_ == "NNS" else REACH
    stop = head.i + 1 if head is not None and found.stop <= head.i < found.stop + reach else found.stop
    return start, stop, Quantity(count, _lemma(head))


def _another(words: Sequence[str], found: Numeral) -> Numeral:
    """`another policeman` is one, `another 12` twelve."""
    own = numeral(words, found.stop) if found.stop < len(words) else None
    return own if own is not None and own.kind in ("exact", "range", "vague") else found


def _is_other_number(doc: Doc, at: int, found: Numeral) -> bool:
    """Whether the number is an age, a time, a sum, a year, part of a name or of a compound word."""
    last = found.stop
    before = doc[at - 1] if at else None
    after = doc[last] if last < len(doc) else None
    measures = vocabulary()["measures"]
    if after is not None and (after.text in ("-", "–", "%", ":", "/") or after.lemma_.lower() in measures["nouns"]):
        return True
    if before is not None and (
        before.lower_ in measures["before"] or (before.text in ("-", "–", ":", "/", "#") and not before.whitespace_ and at > 1)
    ):
        return True
    if doc[at].lower_ == "many" and before is not None and before.lower_ in _DEGREES:
        return True
    if doc[at].ent_type_ in _MEASURED and not _stands_alone(doc, at, last):
        return True
    head = _head(doc, at, last)
    if doc[at].text.isdigit() and (head is None or head.tag_ != "NNS") and found.count.best in YEARS:
        return True
    if _is_unit(doc, at, last, head):
        return True
    return _is_age(doc, at, last) or _is_part_of_name(doc, at)


def _stands_alone(doc: Doc, at: int, last: int) -> bool:
    """Whether the entity is the number alone, which then counts the noun behind it."""
    return (last >= len(doc) or doc[last].ent_iob_ != "I") and doc[at].ent_iob_ == "B" and doc[at].dep_ == "nummod"


def _is_age(doc: Doc, at: int, last: int) -> bool:
    """`Ahmad Khan, 34, was`, `Khan (34)`: a number in brackets or commas behind a name."""
    if at < 2 or last >= len(doc) or doc[at - 1].text not in (",", "(") or doc[at - 2].pos_ not in ("PROPN", "NOUN"):
        return False
    return doc[last].text in (",", ")", ".", ";") and doc[at].text.isdigit()


def _is_unit(doc: Doc, at: int, last: int, head: Token | None) -> bool:
    """`21 Para Regiment`, `1 Corps`: figures before a capital in the singular number a unit."""
    if head is None or head.tag_ != "NNP" or not doc[at].text.isdigit() or last >= len(doc):
        return False
    return doc[last].text[:1].isupper() and head.i < last + REACH


def _is_part_of_name(doc: Doc, at: int) -> bool:
    """`Boeing 737`, `PK 31`: figures behind the capital they belong to."""
    token = doc[at]
    if at == 0 or not token.text[:1].isdigit() or not doc[at - 1].text[:1].isupper():
        return False
    own = token.dep_ in ("nummod", "appos", "npadvmod", "punct", "dep") and token.head.i == at - 1
    return (own and doc[at - 1].pos_ == "PROPN") or token.pos_ == "PROPN"


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


def _head(doc: Doc, at: int, stop: int) -> Token | None:
    """The noun counted: what the number modifies, or what stands behind its `of`."""
    for token in reversed(doc[at:stop]):
        if token.dep_ in _COUNTING and token.head.i >= stop and token.head.pos_ != "NUM":
            head = token.head if token.head.pos_ in _NOUNS or token.head.dep_ != "nummod" else token.head.head
            return _behind_name(doc, head)
    if stop < len(doc) and doc[stop].lower_ == "of":
        for token in doc[stop + 1 : stop + 1 + REACH]:
            if token.pos_ in ("NOUN", "PROPN") and token.dep_ != "compound":
                return token
        return None
    return _next_noun(doc, stop)


def _behind_name(doc: Doc, head: Token) -> Token:
    """`25 Tehreek-e-Taliban Pakistan (TTP) militants`: the people behind a name that the parse takes for counted."""
    if head.pos_ != "PROPN":
        return head
    for token in doc[head.i + 1 : head.i + 1 + REACH_OVER_NAME]:
        if token.tag_ == "NNS":
            return token
        if token.pos_ != "PROPN" and token.text not in _NAME_MARKS:
            break
    return head


def _next_noun(doc: Doc, stop: int) -> Token | None:
    """The noun behind adjectives, where the parse ties the number to something else."""
    for token in doc[stop : stop + REACH]:
        if token.pos_ in ("NOUN", "PROPN") and token.dep_ != "compound" and token.ent_type_ not in ("DATE", "TIME"):
            return token
        if token.pos_ not in ("ADJ", "NOUN", "PROPN") and token.tag_ not in ("VBN", "VBG"):
            return None
    return None


def _lemma(head: Token | None) -> str | None:
    """The lemma in lower case; a capitalised noun (`Policemen`), which the tagger takes for a name, in the singular."""
    if head is None:
        return None
    word = head.lemma_.lower()
    if head.pos_ != "PROPN":
        return word
    if word.endswith("men"):
        return word[:-2] + "an"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _none(doc: Doc, words: Sequence[str], at: int) -> tuple[int, int, Quantity] | None:
    """`no one`, `nobody`, `none`, `no casualties`, `no policeman`: nobody."""
    lists = vocabulary()
    if words[at] in lists["none"]["words"]:
        return at, at + 1, Quantity(_COUNT_OF_NONE, None)
    if words[at] != "no" or at + 1 >= len(words):
        return None
    if words[at + 1] == "one":
        return at, at + 2, Quantity(_COUNT_OF_NONE, None)
    head = _next_noun(doc, at + 1)
    if head is None or head.lemma_.lower() not in {*lists["none"]["nouns"], *lists["persons"]["nouns"]}:
        return None
    return at, head.i + 1, Quantity(_COUNT_OF_NONE, _lemma(head))


def _one(doc: Doc, at: int) -> tuple[int, int, Quantity] | None:
    """`a policeman`, `an elderly woman`: one."""
    if doc[at].lower_ not in ("a", "an") or doc[at].dep_ != "det":
        return None
    head = doc[at].head
    if (
        not at < head.i <= at + REACH_OF_ARTICLE
        or head.tag_ != "NN"
        or head.lemma_.lower() not in vocabulary()["persons"]["nouns"]
    ):
        return None
    return at, head.i + 1, Quantity(_COUNT_OF_ONE, _lemma(head))
