"""A long Doc through the pipeline with its parse made in parts: memory is that of one part, cost grows with the length.

The base model keeps some 20 kilobytes a token while it parses; a text of 200,000 characters took 1.2 gigabytes at once.
What comes after the parse reads the whole text, as it does any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

# Tokens of a part. A part ends with a sentence where it can.
PART = 6_000
# The components that parse: they know of a token's neighbours and its sentence, and nothing farther off.
PARSING = ("tok2vec", "tagger", "parser", "tocsin_word_classes", "tocsin_names")


def is_long(doc: Doc) -> bool:
    """Whether the Doc is parsed in parts."""
    return len(doc) > PART


def read_long(nlp: Language, doc: Doc) -> Doc:
    """The Doc as `nlp` reads it, in a new Doc with the same text and user data."""
    components: dict[str, Callable[[Doc], Doc]] = dict(nlp.pipeline)
    names = list(components)
    first, last = names.index(PARSING[0]), names.index(PARSING[-1]) + 1
    for name in names[:first]:
        doc = components[name](doc)
    others = [name for name in names if name not in PARSING]
    with nlp.select_pipes(disable=others):
        parsed = Doc.from_docs([nlp(part) for part in _parts(doc)], ensure_whitespace=False)
    assert parsed is not None
    parsed.user_data.update(doc.user_data)
    for name in names[last:]:
        parsed = components[name](parsed)
    return parsed


def _parts(doc: Doc) -> Iterator[Doc]:
    start = 0
    while start < len(doc):
        stop = _stop(doc, start)
        words: Any = doc[start:stop]
        yield Doc(
            doc.vocab,
            words=[token.text for token in words],
            spaces=[bool(token.whitespace_) for token in words],
            sent_starts=[token.is_sent_start for token in words],
        )
        start = stop


def _stop(doc: Doc, start: int) -> int:
    """Where the part that begins at `start` ends: before the last token in reach that begins a sentence."""
    end = min(start + PART, len(doc))
    if end == len(doc):
        return end
    return next((at for at in range(end, start + PART // 2, -1) if _begins(doc, at)), end)


def _begins(doc: Doc, at: int) -> bool:
    """Whether a sentence surely begins here; white space ends the one before it."""
    return bool(doc[at].is_sent_start) or (doc[at - 1].text in {".", "!", "?"} and not doc[at].is_space)
