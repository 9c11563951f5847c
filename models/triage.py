"""A raw text to whether it may tell of political violence: a word check that runs before any parse."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_FILE = Path(__file__).with_name("knowledge") / "triage.toml"
# A strong stem alone, or this many different weak ones, or one weak one beside people who fight or are fought.
_WEAK_ENOUGH = 2


def _pattern(stems: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(stems)})", re.IGNORECASE)


_STEMS = {name: _pattern(stems) for name, stems in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()}


def everything(text: str, title: str | None = None) -> bool:
    """True for any text: reading without triage."""
    return True


def worth_reading(text: str, title: str | None = None) -> bool:
    """True if the words of text or title may tell of political violence; False costs nothing more."""
    words = f"{title or ''}\n{text}"
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
