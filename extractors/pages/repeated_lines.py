"""A publisher's articles become the lines that they repeat, which are no text, and a text loses those of its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import timedelta
from hashlib import blake2b
from typing import NamedTuple

from extractors.pages.page_words import folded

# In so many articles a line is the publisher's and not a story's. Of the 14,000 sentences of 1,300 news texts (MUC-4
# dev, all taken as one publisher's), 19 stand in five or more, 17 of them numbers, names and abbreviations.
MIN_ARTICLES = 5
# And in this share of the publisher's articles since it first stood there. Both of the others, thanks and "There were
# no casualties", stand in under 0.4 %; a bio stands in its author's share, a promotion in that of its template.
MIN_SHARE = 0.02
# A line stands apart that has less than this share of its words in common with the rest of its text: 16 % of the 2,678
# paragraphs in 126 articles do, and 94 % of those put into another publisher's article in the same language.
MIN_COMMON = 0.25
# A line is the publisher's that stands apart in at least half of its articles: the background of a long story is told
# word for word in many of them, but with the story's own names.
MIN_APART = 0.5
# More lines than any article has; a page of nothing else must not fill the warehouse.
MAX_LINES = 500
# A line seen once is forgotten after so many days, or so many more articles of its publisher: the most among which
# MIN_ARTICLES are yet a MIN_SHARE. One that does come back is counted anew.
FORGET_AFTER = timedelta(days=30)
FORGET_ARTICLES = round(MIN_ARTICLES / MIN_SHARE)
# Words of fewer letters are in every text.
_WORD = re.compile(r"[^\W\d_]{5,}")
# Scripts without spaces (Thai, Lao, Burmese, Khmer, Japanese, Chinese): every two letters count as a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")
_DIGEST = 8  # bytes


class Line(NamedTuple):
    """A line of an article: its id, its words, and whether it stands apart from the rest of the text."""

    line_id: str
    words: str
    apart: bool


class Standing(NamedTuple):
    """In how many articles a line stands, in how many of these apart, of how many since it was first seen."""

    articles: int
    apart: int
    of: int


def line_id(line: str) -> str | None:
    """The id of a line by its letters and digits; None where it has none."""
    letters = folded(line)
    return blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).hexdigest() if letters else None


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a text, each once."""
    words = {line: _words(line) for line in text.splitlines()[:MAX_LINES]}
    uses = Counter(word for own in words.values() for word in own)
    found: dict[str, Line] = {}
    for line, own in words.items():
        if (identity := line_id(line)) is not None:
            common = sum(uses[word] > 1 for word in own)
            found.setdefault(identity, Line(identity, line, bool(own) and common < MIN_COMMON * len(own)))
    return tuple(found.values())


def repeated(standings: Mapping[str, Standing]) -> frozenset[str]:
    """The ids of the lines that are the publisher's own and no text, of the standing of each."""
    return frozenset(
        identity
        for identity, standing in standings.items()
        if standing.articles >= max(MIN_ARTICLES, MIN_SHARE * standing.of)
        and standing.apart >= MIN_APART * standing.articles
    )


def without_repeated(text: str, ids: Collection[str]) -> str:
    """The text less the lines with these ids."""
    return "\n".join(line for line in text.splitlines() if line_id(line) not in ids) if ids else text


def _words(line: str) -> frozenset[str]:
    spaced = _UNSPACED.sub(" ", line)
    pairs = (run[place : place + 2] for run in _UNSPACED.findall(line) for place in range(len(run) - 1))
    return frozenset((*_WORD.findall(spaced.casefold()), *pairs))
