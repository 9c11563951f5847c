"""`python -m models.training.count_common_words CORPORA`: texts to the words that many kinds of them have in common.

Writes `extractors/resolution/common_words.txt`. A kind (a corpus, our own texts) has one voice however many texts it
has, so that the names of one region or of one war are no common words.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extractors.languages import language_of
from extractors.resolution.rare_words import COMMON_WORDS, folded_words
from models.training.corpora import ANNOTATIONS

PRESS = Path(__file__).parents[2] / "flows" / "newsroom" / "stories"
# In this many kinds a word is common that two texts of each have: of the 32,000 words of 4,300 texts 3,269. Names among
# them are those that stand in reports of all sorts of attacks: of weekdays, countries, agencies and a few capitals.
_KINDS = 3
# Two kinds say enough where so many texts of both have the word (`raided`, `mosque`): 500 more. But no name: two kinds
# may tell of one region.
_SHARE = 0.005
# A word written with a capital so often is a name; words begin sentences too.
_MOSTLY = 0.8
_WORD = re.compile(r"[^\W\d_]+")


def kinds_of_texts(corpora: Path) -> list[list[str]]:
    """The texts of each kind: reports of attacks in two decades, world-wide snippets, news, pages, and ours."""
    rows = (corpora / "satp" / "train.tsv").read_text(encoding="utf-8").splitlines()
    pages = _texts(corpora / "pages" / "gold.jsonl", "body")
    return [
        [*(row.split("\t")[0] for row in rows), *_texts(corpora / "satp" / "dev.jsonl")],
        [text for path in sorted((corpora / "muc4").glob("*.jsonl")) for text in _texts(path)],
        list(_texts(corpora / "acled-types" / "dev.jsonl")),
        *(list(_texts(path)) for path in sorted((corpora / "toponyms").glob("*-dev.jsonl"))),
        [text for text in pages if language_of(text, None) == "en"],
        [
            *(text for path in sorted(ANNOTATIONS.glob("*-?.jsonl")) for text in _texts(path)),
            *(path.read_text(encoding="utf-8").split("+++")[-1] for path in sorted(PRESS.glob("*.md"))),
        ],
    ]


def common_words(kinds: Sequence[Sequence[str]]) -> list[str]:
    """The words that many kinds of texts have in common, in the order of the alphabet."""
    names = _names(text for texts in kinds for text in texts)
    shares = [_shares(texts) for texts in kinds]
    found = []
    for word in sorted(set().union(*shares)):
        by_share = sorted((of_kind.get(word, 0.0) for of_kind in shares), reverse=True)
        if by_share[_KINDS - 1] > 0 or (by_share[1] >= _SHARE and word not in names):
            found.append(word)
    return found


def _shares(texts: Sequence[str]) -> dict[str, float]:
    """The share of the texts that has each word, of those that two of them have."""
    counts = Counter(word for text in texts for word in set(folded_words(text)) if not word.isdigit())
    return {word: count / len(texts) for word, count in counts.items() if count > 1}


def _names(texts: Iterable[str]) -> set[str]:
    spelled = Counter(word for text in texts for word in _WORD.findall(text))
    every: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for word, count in spelled.items():
        every[word.casefold()] += count
        capital[word.casefold()] += count * word[0].isupper()
    return {word for word, count in every.items() if capital[word] >= _MOSTLY * count}


def _texts(path: Path, field: str = "text") -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        yield from (text for line in lines if line.strip() and (text := json.loads(line).get(field)))


def main() -> None:
    """Count, and write the words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of the corpora")
    words = common_words(kinds_of_texts(parser.parse_args().corpora))
    COMMON_WORDS.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    print(f"{len(words)} common words")


if __name__ == "__main__":
    main()
