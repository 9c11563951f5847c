"""What two readers found in each of many articles to what changed: events the same, changed, vanished and new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from extractors.successions import successions
from warehouse.records import ActorMention, Event, Report

# An event of the one reader and of the other; None where that has none in its place.
Pair = tuple[Report | None, Report | None]
# What has changed where no field says otherwise: which words were quoted.
WORDS = "words"


@dataclass(slots=True)
class ReadingChanges:
    """How many events changed how, the first few of each sort, and the ids of all that are not the same."""

    same: int = 0
    changed: int = 0
    vanished: int = 0
    new: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    examples: list[Pair] = field(default_factory=list)
    old_ids: list[str] = field(default_factory=list)
    new_ids: list[str] = field(default_factory=list)


def reading_changes(articles: Iterable[tuple[Sequence[Report], Sequence[Report]]], examples: int) -> ReadingChanges:
    """Compare what two readers found in each article (old, new), and keep `examples` of each sort of change."""
    total = ReadingChanges()
    for old, new in articles:
        for pair in _pairs(old, new):
            _count(total, pair, examples)
    return total


def changed_fields(before: Event, after: Event) -> list[str]:
    """The names of the fields that differ in what they say, or WORDS where only the words do; none if all is equal."""
    differing = [name for name, said in _SAID.items() if said(before) != said(after)]
    return differing or ([] if before == after else [WORDS])


def _pairs(old: Sequence[Report], new: Sequence[Report]) -> list[Pair]:
    after = {report.event_id: report for report in new}
    succeeded = successions(old, new)
    followers = set(succeeded.values())
    pairs: list[Pair] = [(report, after.get(succeeded[report.event_id] or "")) for report in old]
    return [*pairs, *((None, report) for report in new if report.event_id not in followers)]


def _count(total: ReadingChanges, pair: Pair, examples: int) -> None:
    before, after = pair
    if before is not None and after is not None:
        fields = changed_fields(before.event, after.event)
        if not fields:
            total.same += 1
            return
        total.changed += 1
        total.fields.update(fields)
        so_far = total.changed
    elif before is not None:
        total.vanished += 1
        so_far = total.vanished
    else:
        total.new += 1
        so_far = total.new
    if so_far <= examples:
        total.examples.append(pair)
    if before is not None:
        total.old_ids.append(before.event_id)
    if after is not None:
        total.new_ids.append(after.event_id)


def _day(event: Event) -> Hashable:
    when = event.happened
    return when and (when.first, when.last, when.precision)


def _place(event: Event) -> Hashable:
    place = event.place
    if place is None:
        return None
    named = place.name or place.span.text.casefold()
    return named, place.geonameid, place.admin1, place.admin2, place.country, place.lat, place.lon, place.precision


def _actors(event: Event) -> Hashable:
    return frozenset(map(_actor, event.perpetrators)), frozenset(map(_actor, event.claimed_by))


def _actor(told: ActorMention) -> Hashable:
    return told.actor or told.name or told.span.text.casefold(), told.kind, told.suspected


def _targets(event: Event) -> Hashable:
    return frozenset((told.category, told.form, told.effect, told.name, told.count) for told in event.targets)


def _tolls(event: Event) -> Hashable:
    told = (event.killed, event.injured, event.abducted)
    return tuple(toll and toll.count for toll in told), frozenset(event.killed_by_side)


# What each field says, whatever its words; in the order in which they are named.
_SAID: dict[str, Callable[[Event], Hashable]] = {
    "kind": lambda event: (event.event_type, event.sub_event_type),
    "status": lambda event: event.status,
    "timeframe": lambda event: event.timeframe,
    "day": _day,
    "place": _place,
    "actors": _actors,
    "targets": _targets,
    "weapons": lambda event: frozenset(told.kind for told in event.weapons),
    "tolls": _tolls,
    "attribution": lambda event: event.attributed_to and event.attributed_to.text,
    "confidence": lambda event: event.confidence,
}
