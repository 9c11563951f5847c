"""The tallies of one incident to how many were killed, injured and abducted, and of which side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from extractors.stories.story import Mention, Tally
from warehouse.records import Count, CountedSpan, Span

SIDES = ("civilians", "security_forces", "militants")
# So many characters before `two others` may those stand whom they are added to: a sentence or so.
_ON_TOP = 200
# `one of the injured`, `one of them`, `one of whom`: dead who were told as wounded before.
_OF_THE_HURT = frozenset({"injured", "wounded", "them", "whom"})
# What these senses do to people is no wound that a report counts, or none that outlasts a death.
_UNCOUNTED = frozenset({"rape"})
_BEATEN = frozenset({"assault"})


def counted(thread: Sequence[Mention], effect: str) -> CountedSpan | None:
    """How many the incident hit in this way, with the words; None where no one says.

    The first figure for a side, or for people of any side, is the total: what follows tells it in detail or as it was
    known before. Sides that it leaves out and what comes on top of it (`two others`) add to it; a toll that has risen
    replaces it. (On 835 annotated reports: injured F 84.6, where the largest figure gives 79.9; killed 79.3 and 77.7.)
    """
    told = {tally.effect for mention in thread for tally in mention.tallies}
    if effect == "injured" and told.isdisjoint({"killed", "injured"}):
        effect = "shot"  # somebody shot, of whom nothing else is told, is wounded
    if effect == "injured":
        thread = _survivors(thread)
    groups = [_whole(mention, effect) for mention in thread]
    risen = [group for group, mention in zip(groups, thread, strict=True) if mention.sense == "toll" and group]
    if risen:
        return _sum(risen[-1])
    chosen: list[Tally] = []
    for group in groups:
        chosen = [*chosen, *(group if not chosen else _added(chosen, group))]
    return _sum(chosen)


def by_side(thread: Sequence[Mention]) -> tuple[tuple[str, int], ...]:
    """The killed of each side that the text counts."""
    killed = [tally for mention in thread for tally in mention.tallies if tally.effect == "killed" and tally.side]
    sums = {side: max((_number(t.count) for t in killed if t.side == side), default=0) for side in SIDES}
    return tuple((side, sums[side]) for side in SIDES if any(t.side == side for t in killed))


def _whole(mention: Mention, effect: str) -> list[Tally]:
    """The tallies of one mention that are no parts of a larger figure, each stretch of words once."""
    kept: list[Tally] = []
    for tally in mention.tallies:
        if tally.effect == effect and not tally.part and not any(_overlap(tally.span, k.span) for k in kept):
            kept.append(tally)
    return kept


def _added(chosen: Sequence[Tally], group: Sequence[Tally]) -> list[Tally]:
    """Those of a further group that add to the figures so far: of a side not counted yet, or on top of them."""
    total = sum(_number(tally.count) for tally in chosen)
    sides = {tally.side for tally in chosen}
    fresh = [tally for tally in group if not any(_overlap(tally.span, c.span) for c in chosen)]
    more = [tally for tally in fresh if tally.more and _is_on_top(tally, chosen, total)]
    if total == 0 or None in sides:
        return more
    return [tally for tally in fresh if tally in more or (tally.side is not None and tally.side not in sides)]


def _is_on_top(tally: Tally, chosen: Sequence[Tally], total: int) -> bool:
    """`two others` next to the figure that they are added to; further on they are those told before."""
    near = any(0 <= tally.span.start - c.span.stop < _ON_TOP for c in chosen)
    return near and _number(tally.count) != total and not any(c.more for c in chosen)


def _survivors(thread: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions without the wounded who died: told as dead by the same words, or said to have died of it."""
    dead = {tally.span for mention in thread for tally in mention.tallies if tally.effect == "killed"}
    kept = tuple(
        replace(mention, tallies=tuple(t for t in mention.tallies if not _is_no_survivor(t, mention, dead)))
        for mention in thread
    )
    for at, mention in enumerate(thread):
        late = sum(_number(tally.count) for tally in mention.tallies if _died_later(tally, mention))
        if late:
            kept = _without_late(kept, at, late)
    return kept


def _is_no_survivor(tally: Tally, mention: Mention, dead: Set[Span]) -> bool:
    if tally.effect != "injured":
        return False
    return mention.sense in _UNCOUNTED or (mention.sense in _BEATEN and bool(dead)) or tally.span in dead


def _died_later(tally: Tally, mention: Mention) -> bool:
    if tally.effect != "killed" or mention.sense != "die":
        return False
    words = set(tally.span.text.lower().split())
    return mention.trigger.text.lower().startswith("succumb") or not words.isdisjoint(_OF_THE_HURT)


def _without_late(thread: tuple[Mention, ...], at: int, late: int) -> tuple[Mention, ...]:
    """The last figure of wounded before the mention `at`, or the next one person after it, less those who died."""
    before = [i for i in range(at) if _whole(thread[i], "injured")]
    after = [i for i in range(at, len(thread)) if _number_in(thread[i]) == late]
    found = before[-1:] or after[:1]
    if not found or (before and _is_final(thread, found[0])):
        return thread
    mention = thread[found[0]]
    fewer = [_less(tally, late) if tally.effect == "injured" else tally for tally in mention.tallies]
    fresh = replace(mention, tallies=tuple(tally for tally in fewer if tally is not None))
    return (*thread[: found[0]], fresh, *thread[found[0] + 1 :])


def _number_in(mention: Mention) -> int:
    return sum(_number(tally.count) for tally in _whole(mention, "injured"))


def _is_final(thread: Sequence[Mention], at: int) -> bool:
    """`one was killed and 13 others injured`: a figure that stands beside the dead has left them out."""
    return any(
        tally.effect == "killed" and mention.sentence == thread[at].sentence and tally.span.start < first.span.start
        for mention in thread
        for tally in mention.tallies
        for first in _whole(thread[at], "injured")[:1]
    )


def _less(tally: Tally, late: int) -> Tally | None:
    """The tally without so many; None where nobody is left."""
    best = tally.count.best
    if best is None or best <= late:
        return None if best is not None else tally
    return replace(tally, count=Count(best - late, best - late, best - late))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.stop and other.start < one.stop


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
