"""Words and figures of number to the count they state."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from warehouse.records import Count

WORDS = Path(__file__).parent.with_name("knowledge") / "quantities.toml"
# `12`, `1,200`, `12,00,000` (grouped as in India).
_FIGURE = re.compile(r"\d{1,3}(?:,\d{2,3})+|\d{1,7}")
_PLUS = re.compile(r"(\d{1,3}(?:,\d{2,3})+|\d{1,7})\+")
_RANGE = re.compile(r"(\d{1,6})\s?[-–—]\s?(\d{1,6})")
_DASHES = frozenset({"-", "–", "—"})
_LINKS = frozenset({"to", "or", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Numeral:
    """A count in words that ends before token `stop`; `kind` is exact, range, vague or another (policeman)."""

    count: Count
    stop: int
    kind: str = "exact"


@cache
def vocabulary() -> dict[str, Any]:
    """The tables of `quantities.toml`, read once."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def numeral(words: Sequence[str], start: int) -> Numeral | None:
    """The longest count that begins at this lower-cased token, ranges included; None where none begins."""
    if words[start] == "between":
        return _between(words, start)
    own = _single(words, start)
    if own is None or own.kind != "exact" or own.count.best is None:
        return own
    return _range(words, own) or own


def _between(words: Sequence[str], start: int) -> Numeral | None:
    low = _whole(words, start + 1)
    if low is None or low[1] >= len(words) or words[low[1]] != "and":
        return None
    high = _whole(words, low[1] + 1)
    return Numeral(Count(low[0], None, high[0]), high[1], "range") if high is not None and low[0] < high[0] else None


def _range(words: Sequence[str], own: Numeral) -> Numeral | None:
    """`10 to 15`, `three-five`, `two or three`; only upwards, so that the score of a match is none."""
    if own.stop + 1 >= len(words) or words[own.stop] not in _LINKS or own.count.best is None:
        return _broken_range(words, own)
    high = _whole(words, own.stop + 1)
    if high is None or high[0] <= own.count.best:
        return None
    return Numeral(Count(own.count.best, None, high[0]), high[1], "range")


def _broken_range(words: Sequence[str], own: Numeral) -> Numeral | None:
    """`20 25 militants`: two figures side by side are a range that lost its dash."""
    low, following = own.count.best, words[own.stop : own.stop + 1]
    if low is None or not following or not (following[0].isdigit() and words[own.stop - 1].isdigit()):
        return None
    high = int(following[0])
    return Numeral(Count(low, None, high), own.stop + 1, "range") if low < high <= 2 * low else None


def _single(words: Sequence[str], start: int) -> Numeral | None:
    lists = vocabulary()
    word = words[start]
    if _FIGURE.fullmatch(word) and words[start + 1 : start + 2] == ["+"]:
        return Numeral(Count(_integer(word), None, None), start + 2, "vague")
    if match := _PLUS.fullmatch(word):
        return Numeral(Count(_integer(match[1]), None, None), start + 1, "vague")
    if (match := _RANGE.fullmatch(word)) and int(match[1]) < int(match[2]):
        return Numeral(Count(int(match[1]), None, int(match[2])), start + 1, "range")
    if word in lists["plurals"]:
        return _plural(words, start)
    for table, kind in (("vague", "vague"), ("exact", "exact")):
        at = start + 1 if word == "a" and start + 1 < len(words) else start
        if words[at] in lists[table] and (at > start) == (words[at] in {"few", "handful", "couple", "pair", "trio"}):
            number = lists[table][words[at]]
            best = number if kind == "exact" else None
            return Numeral(Count(number, best, best), at + 1, kind if words[at] != "another" else "another")
    half = _half_dozen(words, start)
    whole = (6, half) if half else _whole(words, start)
    if whole is None:
        return None
    return Numeral(Count(whole[0], whole[0], whole[0]), whole[1])


def _half_dozen(words: Sequence[str], start: int) -> int:
    """Where `half a dozen` or `a half-dozen` ends, 0 where none begins."""
    at = start + 1 if words[start] == "a" else start
    if (
        list(words[at : at + 1]) == ["half"]
        and list(words[at + 2 : at + 3]) == ["dozen"]
        and words[at + 1] in _DASHES | {"a"}
    ):
        return at + 3
    return 0


def _plural(words: Sequence[str], start: int) -> Numeral:
    """`dozens`, `hundreds of thousands`: a lower bound alone."""
    plurals, multipliers = vocabulary()["plurals"], vocabulary()["multipliers"]
    low, stop = plurals[words[start]], start + 1
    if stop + 1 < len(words) and words[stop] == "of" and words[stop + 1] in plurals:
        low, stop = low * multipliers[words[stop + 1].removesuffix("s")], stop + 2
    return Numeral(Count(low, None, None), stop, "vague")


def _whole(words: Sequence[str], start: int) -> tuple[int, int] | None:
    """A whole number in figures or words with where it ends: `1,200`, `two dozen`, `a hundred and fifty`."""
    if start >= len(words):
        return None
    numerals, multipliers = vocabulary()["numerals"], vocabulary()["multipliers"]
    joined = _DASHES | multipliers.keys() | {"and"}
    total, group, at, digits = 0, 0, start, False
    if words[at] == "a" and at + 1 < len(words) and words[at + 1] in multipliers:
        group, at = 1, at + 1
    while at < len(words):
        word = words[at]
        if at == start and _FIGURE.fullmatch(word):
            group, digits = _integer(word), True
        elif word == "000" and digits and at == start + 1 and group < 1000:
            group *= 1000  # `2 000`: the comma is lost
        elif word in numerals and not digits and (at == start or words[at - 1] in joined):
            group += numerals[word]
        elif word in multipliers and group and multipliers[word] <= 100:
            group *= multipliers[word]
        elif word in multipliers and group:
            total, group = total + group * multipliers[word], 0
        elif not _goes_on(words, at, group or total):
            break
        at += 1
    return (total + group, at) if at > start and total + group else None


def _goes_on(words: Sequence[str], at: int, value: int) -> bool:
    """Whether `-` or `and` joins the numerals around it: `twenty-five`, `a hundred and fifty`."""
    numerals = vocabulary()["numerals"]
    if at + 1 >= len(words) or words[at + 1] not in numerals:
        return False
    if words[at] in _DASHES:
        return value % 100 in range(20, 100, 10) and numerals[words[at + 1]] < 10
    return words[at] == "and" and value >= 100 and value % 100 == 0


def _integer(figure: str) -> int:
    return int(figure.replace(",", ""))
