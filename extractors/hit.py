"""The targets that the mentions of one incident name, to those it hit: each once, the attackers and mere echoes left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.grammar import words
from warehouse.records import ActorMention, Span, Target

# `the victims`, `the deceased`: words that only point back at people told before.
_ECHOES = words("echoes")


def distinct_targets(targets: Iterable[Target], doers: Sequence[ActorMention]) -> tuple[Target, ...]:
    """Targets in the order of the text; of two with one head noun the one that tells more."""
    apart = [target for target in targets if not any(_overlap(target.span, doer.span) for doer in doers)]
    kept: dict[str, Target] = {}
    for target in apart:
        head = _head(target)
        known = kept.get(head)
        kept[head] = target if known is None else _fuller(known, target)
    telling = [target for head, target in kept.items() if head not in _ECHOES]
    return tuple(telling or kept.values())


def _head(target: Target) -> str:
    """The last word, without its plural."""
    last = target.span.text.lower().split(" of ")[0].split()[-1]
    return last[:-1] if last.endswith("s") else last


def _fuller(one: Target, other: Target) -> Target:
    """The one with an effect, a name or a number that the other lacks; else the first."""
    return max(
        (one, other), key=lambda target: (target.effect is not None, target.name is not None, target.count is not None)
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.stop and other.start < one.stop
