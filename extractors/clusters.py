"""Texts become clusters: copies of one text share an id, whatever their headline and however shortened the copy."""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

from rensa import CMinHash, RMinHash

from extractors.groups import Groups
from extractors.ids import stable_id
from warehouse.records import Article

# Syndicated copies appear within days: the index of texts holds those of four, and later copies are texts of their own.
CLUSTER_WINDOW = timedelta(days=4)
# Words in a shingle: of four, two reports of one attack share names and stock phrases; of five, little but quotations.
SHINGLE = 5
# Of the shorter text's shingles, this share must be in the longer. Of 2,070 news texts compared each with each, 82
# pairs had ten or more shingles in common: ten shared over 0.6 and were copies, none lay between 0.3 and 0.6.
CONTAINED = 0.5
# Fewer common shingles than this are one quoted sentence, however short the text.
MIN_COMMON = 15

# The least values of a text's shingles under so many permutations (C-MinHash, Li & Li 2021): two texts share one with
# the chance of their resemblance, so that of 24 an ordinary copy shares many.
_MINIMA = 24
# And its shingles whose hash this divides (MOD, Broder 1997), which tell containment: a brief that stands whole in a
# text of sixteen times its length resembles it too little for the minima. Of 20,000 pairs made of 3,482 news texts
# (halves, thirds, single words and whole sentences changed, two texts in one) both together lost none, of briefs in
# texts eight and sixteen times as long 0.4 and 1.6 in a hundred; 48 minima alone lost none, 3 and 23.
_SAMPLED = 12
# A book has no more bands than this: those of its sampled shingles with the least hashes.
_MOST_SAMPLED = 256
_SEED = 42
# Of a longer text its first words are compared: a book is no copied report, and must not fill the memory.
_MOST_WORDS = 50_000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Articles with their clusters, and of clusters that turned out to be one the id that goes to the id that stays."""

    articles: tuple[Article, ...]
    merged: Mapping[str, str]


def exact_cluster(text: str) -> str:
    """The id of a text by its words alone: letter case, punctuation and white space make no difference."""
    return stable_id("text", " ".join(_WORD.findall(text.casefold())))


def text_bands(text: str) -> tuple[int, ...]:
    """The numbers (signed, 64 bits) that the index keeps of a text: one that holds half of the other shares some."""
    shingles = _shingles(text)
    if not shingles:
        return ()
    minima = CMinHash.digests64_from_token_hash_sets([shingles], _MINIMA, _SEED)[0]
    sampled = sorted(value for value in shingles if value % _SAMPLED == 0)[:_MOST_SAMPLED]
    return tuple(sorted({_signed(value) for value in (*minima, *sampled)}))


def are_copies(text: str, other: str) -> bool:
    """Whether the shorter of two texts is a copy of the other, whole or in large part."""
    return exact_cluster(text) == exact_cluster(other) or _is_copy(_shingles(text), _shingles(other))


def gather(
    articles: Sequence[Article],
    stored: Mapping[str, Collection[Article]],
    beside: Collection[tuple[str, str]],
) -> Gathered:
    """Give each article its cluster, compared with the stored articles that are near it and with its like in the batch.

    `articles` come with the clusters of their texts alone (`exact_cluster`); `stored` has by article id what may be a
    copy, `beside` the pairs of such texts in the batch. A stored article of the same address or entry is always
    together with the new one. Which articles are together depends on no order. An id once given stays: articles join
    the cluster that is there, and where they join two, all take the id of the one with the earliest article.
    """
    groups = Groups()
    for article in articles:
        for other in stored.get(article.article_id, ()):
            if not groups.are_one(article.text_cluster, other.text_cluster) and _are_together(article, other):
                groups.join(article.text_cluster, other.text_cluster)
    for one, other in _pairs(articles, beside):
        if not groups.are_one(one.text_cluster, other.text_cluster) and _are_together(one, other):
            groups.join(one.text_cluster, other.text_cluster)
    given = _oldest(other for others in stored.values() for other in others)
    fresh = _oldest(articles)
    names = {
        head: min(members & given.keys() or members, key=lambda cluster: given.get(cluster) or fresh[cluster])
        for head, members in groups.all().items()
    }
    settled = tuple(replace(article, text_cluster=names[groups.head(article.text_cluster)]) for article in articles)
    merged = {cluster: names[groups.head(cluster)] for cluster in given}
    return Gathered(settled, {old: new for old, new in merged.items() if old != new})


_Age = tuple[datetime, datetime, str]


def _age(article: Article) -> _Age:
    return (article.published_at or article.first_seen_at, article.first_seen_at, article.article_id)


def _oldest(articles: Iterable[Article]) -> dict[str, _Age]:
    """The age of the earliest of the articles of each cluster."""
    ages: dict[str, _Age] = {}
    for article in articles:
        age = _age(article)
        ages[article.text_cluster] = min(age, ages.get(article.text_cluster, age))
    return ages


def _pairs(articles: Sequence[Article], beside: Iterable[tuple[str, str]]) -> Iterator[tuple[Article, Article]]:
    """The articles of one batch to compare: those whose texts are near, and those of one address or entry."""
    by_text = {article.text_cluster: article for article in articles}
    yield from ((by_text[one], by_text[other]) for one, other in beside)
    by_source: dict[str, Article] = {}
    for article in articles:
        for source in (article.article_id, article.entry_id):
            yield by_source.setdefault(source, article), article


def _are_together(article: Article, other: Article) -> bool:
    return (
        article.article_id == other.article_id
        or article.entry_id == other.entry_id
        or article.text_cluster == exact_cluster(other.text)
        or _is_copy(_shingles(article.text), _shingles(other.text))
    )


def _is_copy(one: array[int], other: array[int]) -> bool:
    common = len(frozenset(one).intersection(other))
    return common >= MIN_COMMON and common >= CONTAINED * min(len(one), len(other))


@lru_cache(maxsize=2_048)  # of 350 words about 3 kB each: the articles of a batch and what is near them
def _shingles(text: str) -> array[int]:
    """The hashes of all runs of five words in a text, each once."""
    words = [found.group() for found in islice(_WORD.finditer(text.casefold()), _MOST_WORDS)]
    runs = [" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)]
    return array("Q", set(RMinHash.hash_token_sets([runs])[0]))


def _signed(value: int) -> int:
    """An unsigned number of 64 bits as the signed one of the same bits."""
    return value - 2**64 if value >= 2**63 else value
