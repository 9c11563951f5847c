"""The targets that the mentions of one incident name, to those it hit: each once, without attackers and echoes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from models.acts.grammar import words
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
    return tuple(_named(telling or list(kept.values())))


def _named(targets: list[Target]) -> list[Target]:
    """`a constable … Constable A B`: one person described and one named, hit in the same way, are one."""
    described = [target for target in targets if target.form == "person" and target.name is None]
    for target in described:
        other = next((t for t in targets if t.form == "person" and t.name is not None and _alike(t, target)), None)
        if other is not None:
            targets = [replace(t, name=other.name) if t is target else t for t in targets if t is not other]
    return targets


def _alike(one: Target, other: Target) -> bool:
    return one.category == other.category and one.effect == other.effect and one.effect is not None


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
