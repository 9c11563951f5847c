"""A raw text to how much of it is worth reading for political violence: a word check that runs before any parse."""

from __future__ import annotations

import re
import tomllib
from enum import IntEnum
from pathlib import Path

_FILE = Path(__file__).with_name("knowledge") / "triage.toml"
# A strong stem alone, or this many different weak ones, or one weak one beside people who fight or are fought.
_WEAK_ENOUGH = 2


def _pattern(stems: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(stems)})", re.IGNORECASE)


_STEMS = {name: _pattern(stems) for name, stems in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()}


class Worth(IntEnum):
    """How much of a text is worth reading: none of it, the whole if a glance at a few sentences says so, or all."""

    NOTHING = 0
    A_GLANCE = 1
    ALL = 2


def everything(text: str, title: str | None = None) -> Worth:
    """All of any text: reading without triage."""
    return Worth.ALL


def worth_reading(text: str, title: str | None = None) -> Worth:
    """A glance if the words of text or title may tell of political violence; nothing costs nothing more."""
    return Worth.A_GLANCE if _may_tell(f"{title or ''}\n{text}") else Worth.NOTHING


def _may_tell(words: str) -> bool:
    if _STEMS["strong"].search(words):
        return True
    first = _STEMS["weak"].search(words)
    if first is None:
        return False
    if _STEMS["people"].search(words):
        return True
    found: set[str] = set()
    for match in _STEMS["weak"].finditer(words):
        found.add(match.group().lower())
        if len(found) >= _WEAK_ENOUGH:
            return True
    return False
