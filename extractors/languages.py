"""Words become the language they are in: the only place that identifies languages."""

from __future__ import annotations

from functools import cache
from typing import Any

# Enough letters for a sure answer; more only costs time.
_SAMPLE = 1_000
# Under this many letters the identifier guesses; a hint is better.
_MIN_LETTERS = 30
# A hinted language wins with this probability: identifiers confuse close languages (Norwegian and Danish, Urdu and
# Persian), and a source that says what it is written in is seldom wrong.
_HINT_ENOUGH = 0.1


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str, *hints: str | None) -> str | None:
    """The ISO 639-1 code of the text's language; `hints` are codes declared by page or feed, the likeliest first.

    Texts of fewer than 30 letters take the first hint, or None.
    """
    codes = [hint[:2].lower() for hint in hints if hint]
    sample = text[:_SAMPLE]
    if sum(character.isalpha() for character in sample) < _MIN_LETTERS:
        return codes[0] if codes else None
    ranked = _identifier().rank(sample)
    chances = {str(code): float(chance) for code, chance in ranked}
    for code in codes:
        if chances.get(code, 0.0) >= _HINT_ENOUGH:
            return code
    return max(chances, key=lambda code: chances[code])
