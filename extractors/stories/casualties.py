"""The tallies of one incident to how many were killed, injured and abducted, and of which side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from extractors.stories.story import Mention, Tally
from warehouse.records import Count, CountedSpan, Span

SIDES = ("civilians", "security_forces", "militants")


def counted(thread: Sequence[Mention], effect: str) -> CountedSpan | None:
    """How many the incident hit in this way, with the words; None where no one says.

    Figures that one trigger counts together add up, and so do those of different sides and what comes on top (`two
    others`). A figure for people of any side holds the others. Of several figures for the same people the largest is
    the total, the others its parts or older states.
    """
    told = {tally.effect for mention in thread for tally in mention.tallies}
    if effect == "injured" and told.isdisjoint({"killed", "injured"}):
        effect = "shot"  # somebody shot, of whom nothing else is told, is wounded
    dead = {tally.span for mention in thread for tally in mention.tallies if tally.effect == "killed"}
    groups = [_whole(mention, effect, dead if effect == "injured" else set()) for mention in thread]
    candidates = [_sum(group) for group in groups if group]
    candidates += [
        _across([g for g, m in zip(groups, thread, strict=True) if m.sentence == s]) for s in _sentences(thread)
    ]
    candidates.append(_across(groups))
    found = [candidate for candidate in candidates if candidate is not None]
    return max(found, key=lambda candidate: _number(candidate.count), default=None)


def by_side(thread: Sequence[Mention]) -> tuple[tuple[str, int], ...]:
    """The killed of each side that the text counts."""
    killed = [tally for mention in thread for tally in mention.tallies if tally.effect == "killed" and tally.side]
    sums = {side: max((_number(t.count) for t in killed if t.side == side), default=0) for side in SIDES}
    return tuple((side, sums[side]) for side in SIDES if any(t.side == side for t in killed))


def _sentences(thread: Sequence[Mention]) -> list[tuple[int, int]]:
    return sorted({mention.sentence for mention in thread})


def _whole(mention: Mention, effect: str, besides: Set[Span]) -> list[Tally]:
    """The tallies of one mention that are no parts of a larger figure, each stretch of words once."""
    kept: list[Tally] = []
    for tally in mention.tallies:
        fresh = not any(tally.span.start < k.span.stop and k.span.start < tally.span.stop for k in kept)
        if tally.effect == effect and not tally.part and fresh and tally.span not in besides:
            kept.append(tally)
    return kept


def _across(groups: Sequence[Sequence[Tally]]) -> CountedSpan | None:
    """The sum over sides, if every figure is of a known side: the largest of each, and what comes on top of it."""
    tallies = [tally for group in groups for tally in group]
    if not tallies or any(tally.side is None and not tally.more for tally in tallies):
        return None
    chosen: list[Tally] = []
    for side in SIDES:
        sums = [[tally for tally in group if tally.side == side and not tally.more] for group in groups]
        chosen += max(sums, key=lambda group: sum(_number(tally.count) for tally in group), default=[])
    more = {tally.span.start: tally for tally in tallies if tally.more}
    return _sum([*chosen, *more.values()])


def _sum(tallies: Sequence[Tally]) -> CountedSpan | None:
    return CountedSpan(_add(tally.count for tally in tallies), tallies[0].span) if tallies else None


def _add(counts: Iterable[Count]) -> Count:
    every = list(counts)

    def total(values: list[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if known and len(known) == len(values) else None

    return Count(total([c.low for c in every]), total([c.best for c in every]), total([c.high for c in every]))


def _number(count: Count) -> int:
    return count.best if count.best is not None else count.low if count.low is not None else count.high or 0
