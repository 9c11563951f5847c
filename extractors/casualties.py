"""The tallies of one incident to how many were killed, injured and abducted, and of which side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.mentions import Mention, Tally
from warehouse.records import Count, CountedSpan

SIDES = ("civilians", "security_forces", "militants")


def counted(thread: Sequence[Mention], effect: str) -> CountedSpan | None:
    """How many the incident hit in this way, with the words; None where no one says.

    A figure for people of any side holds the others; figures for different sides add up; of several figures for one side
    the largest is the total and the others its parts or older states.
    """
    told = {tally.effect for mention in thread for tally in mention.tallies}
    if effect == "injured" and told.isdisjoint({"killed", "injured"}):
        effect = "shot"  # somebody shot, of whom nothing else is told, is wounded
    dead = {tally.span for mention in thread for tally in mention.tallies if tally.effect == "killed"}
    tallies = [
        t for m in thread for t in m.tallies if t.effect == effect and (effect == "killed" or t.span not in dead)
    ]
    sentences = [_summed(group) for group in _by_sentence(thread, tallies)]
    candidates = [found for found in sentences if found is not None]
    whole = [tally for tally in tallies if not tally.part]
    by_side = [max(side, key=_size) for name in SIDES if (side := [t for t in whole if t.side == name])]
    if len(by_side) > 1 and not any(tally.side is None for tally in whole):
        candidates.append(CountedSpan(_add(t.count for t in by_side), max(by_side, key=_size).span))
    if not candidates:
        return None
    return max(candidates, key=lambda found: _number(found.count))


def by_side(thread: Sequence[Mention]) -> tuple[tuple[str, int], ...]:
    """The killed of each side that the text counts."""
    killed = [tally for mention in thread for tally in mention.tallies if tally.effect == "killed" and tally.side]
    sums = {side: max((_size(t) for t in killed if t.side == side), default=0) for side in SIDES}
    return tuple((side, sums[side]) for side in SIDES if any(t.side == side for t in killed))


def _by_sentence(thread: Sequence[Mention], tallies: Sequence[Tally]) -> list[list[Tally]]:
    # "killed ten, which took the toll to 18": a toll is a sum already, apart from what its sentence counts.
    sentences: dict[tuple[tuple[int, int], bool], list[Tally]] = {}
    for mention in thread:
        told = [tally for tally in mention.tallies if tally in tallies and not tally.part]
        sentences.setdefault((mention.sentence, mention.sense == "toll"), []).extend(told)
    return [list(_distinct(group)) for group in sentences.values()]


def _distinct(tallies: Iterable[Tally]) -> Iterable[Tally]:
    seen: set[tuple[int, int]] = set()
    for tally in tallies:
        if not any(start < tally.span.stop and tally.span.start < stop for start, stop in seen):
            seen.add((tally.span.start, tally.span.stop))
            yield tally


def _summed(tallies: list[Tally]) -> CountedSpan | None:
    """The tallies of one sentence: those of one trigger's coordinates add up."""
    if not tallies:
        return None
    return CountedSpan(_add(tally.count for tally in tallies), tallies[0].span)


def _add(counts: Iterable[Count]) -> Count:
    every = list(counts)

    def total(values: list[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if known and len(known) == len(values) else None

    return Count(total([c.low for c in every]), total([c.best for c in every]), total([c.high for c in every]))


def _number(count: Count) -> int:
    return count.best if count.best is not None else count.low if count.low is not None else count.high or 0


def _size(tally: Tally) -> int:
    return _number(tally.count)
