"""A report to where and when it is looked for: squares of the map or a country by months, text, toll and victims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from math import floor

from extractors.resolution.nearness import is_on_map, words_of
from extractors.resolution.tiers import DAY_SLACK, Tier, full
from warehouse.records import Block, Place, Report

# A report without a day tells of the last days: newspapers say when an attack happened unless it just did.
UNDATED_REACH = timedelta(days=7)
# A follow-up that gives no day (an arrest, a death in hospital) is of an attack at its very place in the last weeks.
FOLLOW_UP_REACH = timedelta(days=60)
# A square's side in degrees: its neighbours reach further than two places can lie apart that are one (NEAR_KM).
_SIDE = 0.5
# A follower of a longer time than this is looked for only around its spot: history fills whole years of a country.
_MOST_DAYS_OVER_A_COUNTRY = timedelta(days=12)
# How many years a follow-up that gives no day may look back, where it tells a toll or a name.
MEMORY = timedelta(days=20 * 365)
# Few attacks of one country kill the same number of this size.
GREAT_TOLL = 10
# The squares of some days are asked for again and again.
_REMEMBERED = 32_768
_WORLD, _NOWHERE = "world", "nowhere"
_EVER = date.min.isoformat(), date.max.isoformat()


def blocks_of(report: Report, tier: Tier) -> tuple[Block, ...]:
    """Where `report` lies, for others to find it."""
    first, last = window(report, tier)
    lies = _block(report, tier, _lies(report.event.place, tier, last - first), first, last)
    return (lies, *_by_text(report, tier, first.isoformat(), last.isoformat()), *_by_details(report, tier, timedelta()))


def searches_above(report: Report, tier: Tier) -> tuple[Block, ...]:
    """Where to look for reports of its own tier or of a more exact one: what `report` may join."""
    first, last = window(report, tier)
    where = _above(report.event.place, tier, last - first)
    above = _block(report, tier, where, first - DAY_SLACK, last + DAY_SLACK)
    further = () if tier is Tier.CORE else _by_details(report, tier, DAY_SLACK)
    return (above, *_by_text(report, tier, *_EVER), *further)


def searches_below(report: Report, tier: Tier) -> tuple[Block, ...]:
    """Where to look for vaguer reports: what may join `report`."""
    first, last = window(report, tier)
    below = _block(report, tier, _below(report.event.place), first - DAY_SLACK, last + DAY_SLACK)
    return (below, *_by_details(report, tier, DAY_SLACK))


def window(report: Report, tier: Tier) -> tuple[date, date]:
    """The first and last day on which the attack may have happened that `report` tells of."""
    when = full(report.event.happened)
    if when is None:
        reach = FOLLOW_UP_REACH if tier is Tier.FOLLOWER and is_on_map(report.event.place) else UNDATED_REACH
        return report.reported_at.date() - reach, report.reported_at.date()
    first = date.fromisoformat(when.first)
    return first, max(first, date.fromisoformat(when.last))


def _lies(place: Place | None, tier: Tier, days: timedelta) -> Iterator[str]:
    if place is not None and is_on_map(place):
        yield _square(*_cell(place))
    if tier is not Tier.FOLLOWER:
        yield _WORLD
    if tier is not Tier.FOLLOWER or days <= _MOST_DAYS_OVER_A_COUNTRY:
        yield place.country if place is not None and place.country else _NOWHERE


def _above(place: Place | None, tier: Tier, days: timedelta) -> Iterator[str]:
    yield from _around(place)
    if tier is Tier.LOOSE:
        yield _NOWHERE
    if tier is Tier.LOOSE or (tier is Tier.FOLLOWER and days <= _MOST_DAYS_OVER_A_COUNTRY):
        yield place.country if place is not None and place.country else _WORLD


def _below(place: Place | None) -> Iterator[str]:
    yield from _around(place)
    yield _NOWHERE
    yield place.country if place is not None and place.country else _WORLD


def _around(place: Place | None) -> Iterator[str]:
    if place is not None and is_on_map(place):
        north, east = _cell(place)
        yield from (_square(north + up, east + right) for up in (-1, 0, 1) for right in (-1, 0, 1))


def _by_text(report: Report, tier: Tier, first: str, last: str) -> Iterator[Block]:
    """Where copies of its text find a report, whatever day and whichever namesake of a town each outlet's would mean.

    Copies are of one tier; followers are placed each by itself.
    """
    if tier is not Tier.FOLLOWER:
        yield Block(report.event_id, tier, (_number(f"{tier} text {report.text_cluster}"),), first, last)


def _by_details(report: Report, tier: Tier, slack: timedelta) -> Iterator[Block]:
    """Where a report lies by a great toll and by the names of victims: a trial tells these and seldom the day.

    Its keys are of no month. A follower without a day may be of any of the years before it.
    """
    keys = {_number(key) for key in _details(report)}
    if not keys:
        return
    first, last = window(report, tier)
    if tier is Tier.FOLLOWER and full(report.event.happened) is None:
        first = last - MEMORY
    days = (first - slack).isoformat(), (last + slack).isoformat()
    yield Block(report.event_id, tier, tuple(sorted(keys)), *days)


def _details(report: Report) -> Iterator[str]:
    event = report.event
    country = event.place.country if event.place is not None else None
    toll = event.killed.count.best if event.killed is not None else None
    if country and toll is not None and toll >= GREAT_TOLL:
        yield f"{country} {toll} killed"
    for target in event.targets:
        name = words_of(target.name)
        if target.form == "person" and len(name) > 1:
            yield f"{country} {' '.join(name)}"


def _cell(place: Place) -> tuple[int, int]:
    return floor((place.lat or 0.0) / _SIDE), floor((place.lon or 0.0) / _SIDE)


def _square(north: int, east: int) -> str:
    around = round(360 / _SIDE)
    return f"{north}:{east % around}"  # at the date line the squares meet


def _block(report: Report, tier: Tier, where: Iterable[str], first: date, last: date) -> Block:
    months = list(_months(first, last))
    keys = {_number(f"{name} {month}") for name in where for month in months}
    return Block(report.event_id, tier, tuple(sorted(keys)), first.isoformat(), last.isoformat())


def _months(first: date, last: date) -> Iterator[str]:
    at = first.replace(day=1)
    while at <= last:
        yield f"{at:%Y-%m}"
        at = (at + timedelta(days=31)).replace(day=1)


@lru_cache(_REMEMBERED)
def _number(key: str) -> int:
    """A key as a signed number of 64 bits: to join on numbers takes a third of the time of words."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)


class BlockIndex:
    """Blocks by their keys, to find those that a search touches; the same answer as `report_blocks` gives in SQL."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._by_key: dict[int, list[Block]] = defaultdict(list)
        for block in blocks:
            for key in block.keys:
                self._by_key[key].append(block)

    def near(self, searches: Iterable[Block]) -> set[str]:
        """The ids of the reports with a block that shares a key and a day with one of `searches`."""
        return {
            block.event_id
            for search in searches
            for key in search.keys
            for block in self._by_key.get(key, ())
            if block.first <= search.last and search.first <= block.last
        }
