"""The targets that the mentions of one incident name, to those it hit: each once, without attackers and echoes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from models.acts.grammar import words
from warehouse.records import ActorMention, Span, Target

# `the victims`, `the deceased`: words that only point back at people told before.
_ECHOES = words("echoes")
# A person told for the first time.
_NEW = frozenset({"a", "an", "one", "another", "some", "at", "his", "her", "their", "its"})


def distinct_targets(targets: Iterable[Target], doers: Sequence[ActorMention]) -> tuple[Target, ...]:
    """Targets in the order of the text; of two with one head noun the one that tells more."""
    apart = [target for target in targets if not any(_overlap(target.span, doer.span) for doer in doers)]
    kept: dict[str, Target] = {}
    for target in apart:
        head = _head(target)
        known = kept.get(head)
        kept[head] = target if known is None else _fuller(known, target)
    telling = [target for head, target in kept.items() if head not in _ECHOES]
    by_state = any(doer.kind == "State forces" for doer in doers)
    people = [t for t in telling if t.form != "property" and (by_state or t.category != "militants")]
    echoes = [] if people else _one_echo(kept)
    return tuple(_without_repeats(_without_pointers(_named([*echoes, *telling]))))


def _one_echo(kept: Mapping[str, Target]) -> list[Target]:
    """`23 people … the victims`: where no other word tells who they were, the first of these that tells most."""
    echoes = [target for head, target in kept.items() if head in _ECHOES]
    return [max(echoes, key=_told)] if echoes else []


def _without_pointers(targets: list[Target]) -> list[Target]:
    """`a captain … the officer`: one person who is only pointed at is one told before who was hit in the same way."""
    told = {target.effect for target in targets if target.form == "person" and not _points(target)}
    return [target for target in targets if not (_points(target) and target.effect in told)]


def _points(target: Target) -> bool:
    """The words of a target go without `the`."""
    is_new = target.span.text.lower().split()[0] in _NEW or target.span.text[:1].isupper()
    return target.form == "person" and target.name is None and target.effect is not None and not is_new


def _without_repeats(targets: list[Target]) -> list[Target]:
    """`a market … the market place`, `Kumar … Ranjan Kumar`: of two of one sort the one with the words of both."""
    return [
        target
        for target in targets
        if not any(
            other is not target and _is_alike(target, other) and _words(target) < _words(other) for other in targets
        )
    ]


def _is_alike(one: Target, other: Target) -> bool:
    return (one.form == "property") is (other.form == "property") and one.category == other.category


def _words(target: Target) -> frozenset[str]:
    return frozenset(f"{target.span.text} {target.name or ''}".lower().split())


def aimed_at(targets: Sequence[Target], doers: Sequence[ActorMention]) -> tuple[Target, ...]:
    """Whom an act was meant for and whom it hit worst, people who were hurt first.

    Left out are attackers who died in it (where the state acts, nobody is told to act or nobody else was hit, fighters
    are whom it was meant for), passers-by hurt where others died, and all property attacked but the first told.
    """
    by_fighters = bool(doers) and not any(doer.kind == "State forces" for doer in doers)
    others = [target for target in targets if target.category != "militants"]
    meant = others if others and by_fighters else list(targets)
    if any(target.effect == "killed" for target in meant):
        meant = [target for target in meant if (target.category, target.effect) != ("civilians", "injured")]
    property_ = [target for target in meant if target.form == "property" and target.effect is None]
    meant = [target for target in meant if target not in property_[1:]]
    return tuple(sorted(meant, key=lambda target: target.form == "property" or target.effect is None))


def _named(targets: list[Target]) -> list[Target]:
    """`a constable … Constable A B`: one person described and one named, hit in the same way, are one."""
    described = [target for target in targets if target.form == "person" and target.name is None]
    for target in described:
        other = next((t for t in targets if t.form == "person" and t.name is not None and _alike(t, target)), None)
        if other is not None:
            targets = [replace(t, name=other.name) if t is target else t for t in targets if t is not other]
    return targets


def _alike(one: Target, other: Target) -> bool:
    """The one named may be known for no more than a person: the words that describe him tell his category."""
    return one.category in (other.category, "civilians") and one.effect == other.effect and one.effect is not None


def _head(target: Target) -> str:
    """The last word, without its plural."""
    last = target.span.text.lower().split(" of ")[0].split()[-1]
    return last[:-1] if last.endswith("s") else last


def _fuller(one: Target, other: Target) -> Target:
    """The one with an effect, a name or a number that the other lacks; else the first."""
    return max((one, other), key=_told)


def _told(target: Target) -> tuple[bool, bool, bool]:
    return target.effect is not None, target.name is not None, target.count is not None


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.stop and other.start < one.stop
