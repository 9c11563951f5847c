"""A noun to the phrase it heads: with what qualifies it, without determiner, number or relative clause."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from models.participants.lexicon import word_set

# Longer runs of qualifiers are a list or a sentence without punctuation, not one phrase.
REACH = 7
QUALIFIERS = frozenset({"ADJ", "NOUN", "PROPN", "ADV", "X"})
PARTICIPLES = frozenset({"VBN", "VBG"})
NOUN_ROLES = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "appos"})
HYPHENS = frozenset({"-", "–", "‐"})
OUTSIDE = word_set("actor_words.toml", "outside")


def left_edge(doc: Doc, start: int, head: int, *, numbers: bool = False) -> int:
    """Where the phrase around `doc[head]` begins, when `doc[start:head + 1]` is known to be in it.

    Qualifiers count while the parse ties them to a word of the phrase; `numbers` keeps a number before them.
    """
    edge = start
    for index in range(start - 1, max(start - REACH, 0) - 1, -1):
        token = doc[index]
        if token.is_sent_start and index + 1 < start and doc[index + 1].is_sent_start:
            break
        if not _qualifies(token, edge, head, doc):
            break
        edge = index
    while edge < start and (
        doc[edge].text in HYPHENS or (doc[edge].pos_ == "ADV" and doc[edge + 1].text not in HYPHENS)
    ):
        edge += 1
    return _with_number(doc, edge, head) if numbers else edge


def _qualifies(token: Token, edge: int, head: int, doc: Doc) -> bool:
    if token.text in HYPHENS:
        return _joins(token)
    if token.lower_ in OUTSIDE or token.ent_type_ == "DATE" or token.like_num:
        return False
    if token.pos_ == "PART" and token.lower_ in {"'s", "’s", "'", "’"}:
        return token.i > 0 and doc[token.i - 1].pos_ in {"PROPN", "NOUN"}
    if token.pos_ not in QUALIFIERS and token.tag_ not in PARTICIPLES:
        return False
    joined = token.i + 1 < len(doc) and doc[token.i + 1].text in HYPHENS and _joins(doc[token.i + 1])
    return joined or (token.head.i > token.i and edge <= token.head.i <= head) or _owns(token, edge, head)


def _joins(hyphen: Token) -> bool:
    """A hyphen between two words, not a dash between spaces."""
    return hyphen.i > 0 and not hyphen.whitespace_ and not hyphen.nbor(-1).whitespace_


def _owns(token: Token, edge: int, head: int) -> bool:
    """A possessor, whose mark stands between it and the noun."""
    return token.dep_ == "poss" and edge <= token.head.i <= head


def _with_number(doc: Doc, edge: int, head: int) -> int:
    while edge > 0 and doc[edge - 1].pos_ == "NUM" and edge <= doc[edge - 1].head.i <= head:
        edge -= 1
    return edge


def is_modifier(token: Token) -> bool:
    """Whether a noun only qualifies the one after it, as `army` in `army base`."""
    after = token.i + 1
    return (
        token.dep_ in {"compound", "amod", "nmod"}
        and token.head.i > token.i
        and after < len(token.doc)
        and token.doc[after].pos_ in {"NOUN", "PROPN", "ADJ"}
    )


def bracket(doc: Doc, stop: int) -> int:
    """The end of a bracket of capitals right after `stop`, as `(TTP)`, `(CPI Maoist)`; `stop` where there is none."""
    if stop + 2 < len(doc) and doc[stop].text in "([":
        for index in range(stop + 1, min(stop + 6, len(doc))):
            if doc[index].text in ")]":
                inside = doc[stop + 1 : index].text
                return (
                    index + 1
                    if index > stop + 1 and inside[:1].isalnum() and any(c.isupper() for c in inside)
                    else stop
                )
    return stop


def is_other_thing(doc: Doc, start: int, stop: int, not_before: frozenset[str], not_after: frozenset[str]) -> bool:
    """Whether the words around a noun make it another thing: `coal mine`, `starter's pistol`, `bomb cyclone`."""
    before = start - 2 if start > 1 and doc[start - 1].pos_ == "PART" else start - 1
    if before >= 0 and (doc[before].lower_ in not_after or doc[before].lemma_.lower() in not_after):
        return True
    return stop < len(doc) and doc[stop].lemma_.lower() in not_before


def is_noun(token: Token) -> bool:
    """A noun, or a word in a noun's place that the tagger takes for an adjective (`a constable was shot`)."""
    return token.pos_ in {"NOUN", "PROPN"} or (token.pos_ == "ADJ" and token.dep_ in NOUN_ROLES)
