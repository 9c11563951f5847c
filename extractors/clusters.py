"""An article becomes a member of the cluster of its text: copies of one text share an id, whatever their headline."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from extractors.ids import stable_id
from warehouse.records import Article

# Words in a shingle: of four, two reports of one attack share names and stock phrases; of five, little but quotations.
SHINGLE = 5
# Of the shorter text's shingles, this share must be in the longer. Of 2,070 news texts compared each with each, 82
# pairs had ten or more shingles in common: ten shared over 0.6 and were copies, none lay between 0.3 and 0.6.
CONTAINED = 0.5
# Fewer common shingles than this are one quoted sentence, however short the text.
MIN_COMMON = 15
# One shingle in so many is looked for first: of the 80 and more that two copies of 200 words have in common some are
# among them, of the fewest that make a copy none is once in seventy times.
_SAMPLED = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Shingles:
    """The hashes of all runs of five words in a text, packed, and the fixed sample of them that is compared first."""

    every: array[int]
    sample: frozenset[int]


def exact_cluster(text: str) -> str:
    """The id of a text by its words alone: letter case, punctuation and white space make no difference."""
    return stable_id("text", " ".join(_WORD.findall(text.casefold())))


def assign_cluster(article: Article, recent: Iterable[Article]) -> Article:
    """Give the article with the cluster of the earliest recent article whose text it copies, else with its own.

    Exact copies need no comparison and get one id in any order. Of a text and its shortened copy, the one that came
    first gives the id: which articles are together does not depend on the order, but the value of the id may.
    """
    own = _shingles(article.text)
    copies = [
        other for other in recent if other.article_id != article.article_id and _is_copy(own, _shingles(other.text))
    ]
    if not copies:
        return replace(article, text_cluster=exact_cluster(article.text))
    return replace(article, text_cluster=min(copies, key=_age).text_cluster)


def _age(article: Article) -> tuple[datetime, str]:
    return (article.published_at or article.first_seen_at, article.article_id)


def _is_copy(one: Shingles, other: Shingles) -> bool:
    if one.sample.isdisjoint(other.sample):
        return False
    common = len(frozenset(one.every).intersection(other.every))
    return common >= MIN_COMMON and common >= CONTAINED * min(len(one.every), len(other.every))


@lru_cache(maxsize=16_384)  # of 350 words about 10 kB each; the articles of four days are fewer
def _shingles(text: str) -> Shingles:
    words = _WORD.findall(text.casefold())
    runs = (" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))
    every = {int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) for run in runs}
    return Shingles(array("Q", every), frozenset(value for value in every if value % _SAMPLED == 0))
