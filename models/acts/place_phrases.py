"""Phrases that may be places to what the words around them say: which lies in which, and which is where nothing was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from models.acts.grammar import words
from models.places.countries import country_named, country_of_demonym
from models.places.place_shape import words as place_words

_PREPOSITIONS = words("holding_prepositions")
_NOUNS = words("holding_nouns")
_COARSE = words("coarse_nouns")
_SETTLEMENTS = words("settlements")
_HALVES = words("border_halves")
_BORDERS = words("borders")
_RESCUES = words("rescues")
_HOMES = words("homes")
_CARE = words("care")
_HEALING = words("healing")
_MOVING = words("moving")
_COURTS = words("courts")
_JUDGING = words("judging")
_BUILDINGS = words("buildings")

_POSSESSIVE = frozenset({"'s", "’s", "s", "'", "’"})
_LISTS = frozenset({",", "and", "or", "&"})
# More words than these between two names say something else of them.
_BETWEEN = 6
# `from X District in Y to Z`: how far apart the ends of a way are told.
_WAY = 10
# `NH`, `LoC`, `CRPF`: letters that are no name by themselves.
_LETTERS = 4
# The words of a name that is written as one: `PakAfghan`.
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def holders(spans: Sequence[Span]) -> dict[int, int]:
    """Positions of phrases to the positions of those that hold them, by the words between neighbours.

    `X village in Y`, `X area of Y`, `Y's town of X` put X in Y; `X near Y` puts it beside Y, where X says more.
    """
    held: dict[int, int] = {}
    for at in range(len(spans) - 1):
        one, two = spans[at], spans[at + 1]
        if two.start < one.end or one.sent.start != two.sent.start:
            continue
        between = _unbracketed(list(one.doc[one.end : two.start]))
        if not between or len(between) > _BETWEEN:
            continue
        if _owns(one, between):
            held.setdefault(at + 1, at)
        elif _puts_in(between) or _is_apposed(one, two):
            held.setdefault(at, at + 1)
    return held


def _unbracketed(tokens: list[Token]) -> list[Token]:
    """`panchayat (village body) in` as `panchayat in`."""
    texts = [token.text for token in tokens]
    if "(" in texts and ")" in texts:
        return tokens[: texts.index("(")] + tokens[texts.index(")") + 1 :]
    return tokens


def _puts_in(between: list[Token]) -> bool:
    """Only words of place, one of them a preposition that puts the first name in the second, or close to it."""
    rest = [token for token in between if token.pos_ not in {"DET", "NUM", "ADJ"} and len(token) > 1]
    if not any(token.lower_ in _PREPOSITIONS for token in rest):
        return False
    return all(token.lower_ in _PREPOSITIONS | _NOUNS for token in rest)


def _is_apposed(one: Span, two: Span) -> bool:
    """`X, Y` where no list goes on before or behind."""
    doc = one.doc
    before = doc[one.start - 1].lower_ if one.start else ""
    after = doc[two.end].lower_ if two.end < len(doc) else ""
    return doc[one.end : two.start].text == "," and _LISTS.isdisjoint({before, after})


def _owns(one: Span, between: list[Token]) -> bool:
    """`Y's northern city of`, `Y city's`, and, where the apostrophe was lost, `Ys border town of`."""
    texts = [token.lower_ for token in between]
    marks = [at for at, text in enumerate(texts) if text in _POSSESSIVE]
    lost = one[-1].lower_.endswith("s") and texts[-1] == "of" and len(texts) > 2 and texts[-2] in _SETTLEMENTS
    if not marks and not lost:
        return False
    first = marks[0] + 1 if marks else 0
    if any(text not in _NOUNS for text in texts[: first - 1]):
        return False
    last = len(between) - (texts[-1] == "of" and texts[-2:-1] != [] and texts[-2] in _NOUNS)
    return all(token.pos_ == "ADJ" or token.lower_ in _NOUNS for token in between[first:last])


def is_coarse(span: Span) -> bool:
    """`X tehsil`, `X police station`, `X highway`: an area, or a line through many, that holds villages."""
    after = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    return after in _COARSE or not _COARSE.isdisjoint(token.lower_ for token in span[1:])


def is_aside(span: Span) -> bool:
    """Whether the words make it no place of any act: a border of two countries, an end of a way, what one fled from,
    the town of a hospital or of a court."""
    return names_border(span) or _ends_way(span) or _is_left(span) or _heals(span) or _judges(span)


def is_where(span: Span) -> bool:
    """`at X`, `near X`: a preposition of place leads it."""
    led = _led_by(span)
    return led is not None and led.lower_ in _PREPOSITIONS and led.lower_ != "of"


def is_between(span: Span) -> bool:
    """`between X and Y`: near both."""
    led = _led_by(span)
    if led is not None and led.lower_ == "between":
        return True
    before = list(span.doc[max(span.start - _WAY, span.sent.start) : span.start])[::-1]
    joined = before[:1] != [] and before[0].lower_ == "and"
    return joined and _reaches(before[1:], "between")


def is_generic(span: Span) -> bool:
    """`Bus Stand`, `northern Syrian province`, `LoC`: only words for sorts of place, peoples or letters."""
    return not any(map(_is_name, span)) and not _is_numbered(span)


def is_unnamed(span: Span) -> bool:
    """`the premises`, `Khans house`, `Indus Express`, and what is generic: no name of a place."""
    last = span[-1]
    if len(span) > 1 and last.lower_ in place_words().bodies_after - _BUILDINGS - _NOUNS:
        return True
    described = last.is_lower and (last.text in _HOMES or last.text not in _NOUNS | _BUILDINGS)
    return described or is_generic(span)


def _is_name(token: Token) -> bool:
    if not token.text[:1].isupper() or token.lower_ in _NOUNS | place_words().peoples:
        return False
    if country_of_demonym(token.text) is not None:
        return False
    return len(token) > 2 and (token.is_title or len(token) > _LETTERS)


def _is_numbered(span: Span) -> bool:
    """`Sector 8`, `Block I`."""
    return any(one.is_title and one.lower_ in _NOUNS and (two.like_num or len(two) == 1) for one, two in pairwise(span))


def names_border(span: Span) -> bool:
    """`the Indo Nepal border`: the two sides of a line, which is nowhere in particular."""
    doc = span.doc
    if span.end >= len(doc) or not _BORDERS & {doc[span.end].lower_, span[-1].lower_}:
        return False
    parts = [part for token in span for part in _PARTS.findall(token.text) if part.lower() not in _BORDERS]
    return len(parts) > 1 and all(_is_nation(part) for part in parts)


def _is_nation(word: str) -> bool:
    return word.lower() in _HALVES or country_of_demonym(word) is not None or country_named(word) is not None


def _ends_way(span: Span) -> bool:
    """`from X in Z to Y`: neither end of a pipeline or a journey is where it was struck, nor what holds it."""
    doc, sent, led = span.doc, span.sent, _led_by(span)
    if led is not None and led.lower_ in {"in", "of"} and led.i > sent.start:
        at = led.i - 1
        while at > sent.start and doc[at].pos_ in {"PROPN", "NOUN"}:
            at -= 1
        led = doc[at] if doc[at].pos_ == "ADP" else None
    if led is None:
        return False
    before = list(doc[max(led.i - _WAY, sent.start) : led.i])[::-1]
    if led.lower_ == "from":
        return _reaches(doc[span.end : min(span.end + _WAY, sent.end)], "to") or _reaches(before, "route")
    return led.lower_ == "to" and _reaches(before, "from")


def _reaches(tokens: Sequence[Token] | Span, wanted: str) -> bool:
    """The wanted word comes before any verb, conjunction or end of a clause."""
    for token in tokens:
        if token.lower_ == wanted:
            return True
        if token.pos_ in {"VERB", "AUX", "CCONJ", "SCONJ"} or token.text in {".", ";"}:
            return False
    return False


def _is_left(span: Span) -> bool:
    """`rescued from X village`, `a bus coming from X`."""
    led = _led_by(span)
    verb = _verb_over(led) if led is not None and led.lower_ == "from" else None
    return verb is not None and verb.lemma_.lower() in _RESCUES


def _verb_over(token: Token) -> Token | None:
    return next((head for head in token.ancestors if head.pos_ == "VERB"), None)


def _heals(span: Span) -> bool:
    """`succumbed at a hospital in X`, `were shifted to X`: where the hurt were taken."""
    led = _led_by(span)
    if led is None or led.i == 0:
        return False
    cares = led.doc[led.i - 1].lower_ in _CARE
    verb = _verb_over(led.doc[led.i - 1] if cares else led)
    if verb is None:
        return False
    return verb.lemma_.lower() in (_HEALING if cares else _MOVING if led.lower_ == "to" else ())


def _judges(span: Span) -> bool:
    """`a court in X convicted`, `sentenced by a tribunal in X`: where it was judged."""
    led = _led_by(span)
    court = led.head if led is not None and led.lower_ in {"in", "of"} else None
    if court is None or court.lower_ not in _COURTS:
        return False
    by = court.head.head if court.dep_ == "pobj" and court.head.dep_ == "agent" else None
    verb = by or (court.head if court.dep_ == "nsubj" else None)
    return verb is not None and verb.lemma_.lower() in _JUDGING


def _led_by(span: Span) -> Token | None:
    """The preposition right before the phrase, past articles, adjectives and `village of`."""
    doc: Doc = span.doc
    at = span.start - 1
    while at > 0 and (doc[at].pos_ in {"DET", "ADJ"} or (doc[at].lower_ == "of" and doc[at - 1].lower_ in _NOUNS)):
        at -= 1 + (doc[at].lower_ == "of")
    return doc[at] if at >= 0 and doc[at].pos_ in {"ADP", "PART"} else None
