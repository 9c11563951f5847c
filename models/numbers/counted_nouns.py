"""A number in a Doc to the noun it counts."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc, Token

from models.numbers.numerals import vocabulary

# A count reaches its noun over at most so many adjectives: `six Pakistani border guards`.
REACH = 4
# A party's name with its letters in brackets may stand between a number and its people.
REACH_OVER_NAME = 12
_NOUNS = frozenset({"NOUN", "PROPN", "ADJ", "PRON"})
_COUNTING = frozenset({"nummod", "amod", "det", "predet", "quantmod"})
_NAME_MARKS = frozenset({"(", ")", "-", "–", "of", "the", "e", "i", "'s"})


def head_of(doc: Doc, at: int, stop: int) -> Token | None:
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
    return next_noun(doc, stop)


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


def next_noun(doc: Doc, stop: int) -> Token | None:
    """The noun behind adjectives, where the parse ties the number to something else."""
    for token in doc[stop : stop + REACH]:
        if token.pos_ in ("NOUN", "PROPN") and token.dep_ != "compound" and token.ent_type_ not in ("DATE", "TIME"):
            return token
        if token.pos_ not in ("ADJ", "NOUN", "PROPN") and token.tag_ not in ("VBN", "VBG"):
            return None
    return None


def lemma_of(head: Token | None) -> str | None:
    """The lemma in lower case; a capitalised noun (`Policemen`), which the tagger takes for a name, in the singular."""
    if head is None:
        return None
    word = head.lemma_.lower()
    if head.pos_ != "PROPN":
        return word
    if word.endswith("men"):
        return word[:-2] + "an"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def tells_person(noun: Token) -> bool:
    """A noun for one or more persons: `constable`, `his companion`, `Policemen`."""
    return noun.lower_ in _persons() or (lemma_of(noun) or "") in _persons()


@cache
def _persons() -> frozenset[str]:
    return frozenset(vocabulary()["persons"]["nouns"])
