"""The tables of `dates.toml` to one pattern that finds every date of a text, each kind under its own group name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent.with_name("knowledge") / "dates.toml"


@cache
def vocabulary() -> dict[str, Any]:
    """The tables of `dates.toml`, read once."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """An alternation of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _capital(words: dict[str, int], shortest: int = 0) -> str:
    """The words of at least so many letters, with a capital first or all in capitals."""
    kept = [word for word in words if len(word) >= shortest]
    return any_of([form for word in kept for form in (word.capitalize(), word.upper())])


def month_word() -> str:
    """A month's name, or its first letters with or without a stop."""
    months = vocabulary()["months"]
    return rf"(?:(?:{_capital(months, 4)})\b|(?:{_capital(months)})\b\.?)"


def day_word() -> str:
    """The number of a day in a month."""
    return r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:%])"


def year_word() -> str:
    """A year of this century or the last."""
    return r"(?:19|20)\d\d(?![\d%])"


@cache
def pattern() -> re.Pattern[str]:
    lists = vocabulary()
    month, day, year = month_word(), day_word(), year_word()
    full = rf"(?:{_capital(lists['weekdays'], 6)})\b"
    weekday = rf"(?:{full}|(?:{_capital(lists['weekdays'])})\b\.?)"
    days = rf"{day}(?:\s*(?:-|–|to|and)\s*{day})?"
    parts = r"(?:\s+(?:morning|afternoon|evening|night|midnight|noon))?"
    led = rf"(?:{weekday}{parts}\s*[,(]?\s*(?:the\s+)?)?"
    context = lists["context"]
    before, ending, bounds = (any_of(context[name]) for name in ("before", "before_end", "bounds"))
    unit = r"(?:day|week|month|year)"
    its_year = r"(?:,?\s+(?i:last|this)\s+year)"
    no_feast = rf"(?!\s+(?i:{any_of(context['feasts_not_before'])})\b)"
    kinds = {
        "iso": rf"(?<![\d-]){year}-\d\d-\d\d(?!\d)",
        "numeric": r"(?<![\d/.])\d\d?[/.]\d\d?[/.](?:19|20)\d\d(?!\d)",
        "day_month": rf"{led}(?<![\d,:.]){days}\s+(?:of\s+)?{month}(?:,?\s+{year}|{its_year})?",
        "month_day": rf"{led}{month}\s+{days}(?!\s*(?:million|per\s?cent))(?:,?\s+{year}|{its_year})?",
        "month_year": rf"{month},?\s+(?:of\s+)?{year}",
        "feast": rf"(?i:{any_of(lists['feasts'])})",
        "easter_feast": rf"(?i:{any_of(lists['easter_feasts'])})(?:,?\s+{year}|{its_year})?{no_feast}",
        "month": rf"(?i:last|this|next|(?:{before}|{ending})[\s-]+|(?:{bounds})\s)\s*{month}(?!\.?,?\s+\d)(?!\s+[A-Z])",
        "weekday": rf"(?:(?i:last|next|this|early|late)\s+(?:on\s+)?)?{full}(?!-){parts}",
        "relative": rf"(?i:{any_of(lists['relative'])})\b",
        "anaphoric": rf"(?i:{any_of(lists['anaphoric'])})\b",
        "ago": rf"(?i:(?:{any_of(lists['numbers'])}|\d\d?)\s+{unit}s?\s+(?:ago(?:\s+today)?|earlier))\b",
        "weekend": r"(?i:(?:last|this|the|over the|at the|past)\s+weekend)\b",
        "period": r"(?i:(?:last|this|next|earlier this|later this)\s+(?:week|month|year))\b",
        "year": rf"(?i:{before}|{bounds})[\s-]+(?:the\s+year\s+)?{year}(?!\s*[-/]\d)",
        "last_year": rf"(?i:{ending})\s+{year}(?=\s*(?:[.,;:)]|$|(?:and|to|but|when|was|were|had|has)\b))",
    }
    return re.compile("|".join(rf"(?P<{kind}>(?<![\w-]){pattern})" for kind, pattern in kinds.items()))
