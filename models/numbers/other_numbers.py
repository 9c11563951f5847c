"""Numbers of a Doc that count nobody: ages, times, sums, distances, years, and figures that are part of a name."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from models.numbers.counted_nouns import REACH, head_of
from models.numbers.numerals import Numeral, vocabulary

# Bare figures in this range are years.
YEARS = range(1900, 2101)
_MEASURED = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})
_DEGREES = frozenset({"as", "how", "so", "too", "that", "not"})


def is_other_number(doc: Doc, at: int, found: Numeral) -> bool:
    """Whether the number is an age, a time, a sum, a year, part of a name or of a compound word."""
    last = found.stop
    before = doc[at - 1] if at else None
    after = doc[last] if last < len(doc) else None
    measures = vocabulary()["measures"]
    if after is not None and (after.text in ("-", "–", "%", ":", "/") or after.lemma_.lower() in measures["nouns"]):
        return True
    if before is not None and (
        before.lower_ in measures["before"]
        or (before.text in ("-", "–", ":", "/", "#") and not before.whitespace_ and at > 1)
    ):
        return True
    if doc[at].lower_ == "many" and before is not None and before.lower_ in _DEGREES:
        return True
    if doc[at].ent_type_ in _MEASURED and not _stands_alone(doc, at, last):
        return True
    head = head_of(doc, at, last)
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
