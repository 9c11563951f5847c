"""What a page, its address and its feed tell of dates becomes when the article was published, and when changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone, tzinfo

from extractors.dates.written_dates import is_believable, parse_date
from extractors.dates.zones import zone_offset
from extractors.pages.page_told_dates import DateSource, ToldDates, day_of_address

# Two dates of one publication differ by a day where one is in another zone, or printed on the eve.
_ONE_DAY = timedelta(days=1)
# One moment on two clocks of the world is at most so far apart; what is farther is another day.
_ANOTHER_DAY = timedelta(hours=26)
# A page whose date is that of its making was made when it was asked for, or kept by a cache for less than this.
RENDERED = timedelta(hours=1)
# Dates of one moment from one system differ by the milliseconds and seconds in which it wrote them down.
_SAME_MOMENT = timedelta(minutes=1)
# Who speaks for itself: JSON-LD and meta elements are written by one program out of one field, readers see another.
_VOICES = {
    DateSource.JSON_LD: "page",
    DateSource.META: "page",
    DateSource.MARKUP: "shown",
    DateSource.VISIBLE: "shown",
    DateSource.URL: "url",
    DateSource.FEED: "feed",
}
_OUTSIDE = frozenset({"url", "feed"})


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article was published, always with a zone: `zone` is the offset as written, None where none was.

    `source` is whose date was believed; `updated` is a later change that the page tells of.
    """

    moment: datetime | None = None
    zone: str | None = None
    source: DateSource | None = None
    updated: datetime | None = None

    def written(self) -> str | None:
        """The moment in ISO 8601, without a zone where none was written."""
        if self.moment is None:
            return None
        return (self.moment if self.zone else self.moment.replace(tzinfo=None)).isoformat()


@dataclass(frozen=True, slots=True)
class _Witness:
    source: DateSource
    moment: datetime

    @property
    def voice(self) -> str:
        return _VOICES[self.source]


def publication(
    told: ToldDates, url: str | None, feed: datetime | None, country: str | None, now: datetime | None
) -> Publication:
    """Weigh the dates of a page, of its address and of its feed (aware), and give the one to believe.

    1. What cannot be true (after `now`, before the web, a clock at its zero) is no witness.
    2. Of those left the best source speaks: JSON-LD, meta elements, marked-up and visible dates, then address and feed.
       A date that is also the page's update time gives way to another of the page's own that is earlier.
    3. It is outvoted where more of the other voices than stand by it agree on another day. Voices are the page's data
       (JSON-LD and meta elements together), the dates shown to readers, the address, and the feed.
    4. A single other voice, address or feed, is believed for an earlier day where the first date is that of the page's
       making (`now`) or of its last change, which many systems put into the wrong field, or is only shown: sites print
       today's date above every page.
    5. What was only guessed from the markup counts where nothing else tells a day.
    6. A bare day or a time without zone takes time and zone from another date within a day of it, else from the feed;
       else it is by the clock of `country`, or UTC.
    """
    updates = [moment for words in told.updated if (moment := parse_date(words)) and is_believable(moment, now)]
    witnesses = list(_witnesses(told, url, feed, now))
    if not witnesses and (guess := parse_date(told.guessed or "")) and is_believable(guess, now):
        witnesses = [_Witness(DateSource.MARKUP, guess)]
    if not witnesses:
        return Publication()
    chosen = _chosen(witnesses, updates, now)
    own = [one for one in witnesses if one.source is not DateSource.FEED]
    if not _is_update(chosen, updates):
        own = [one for one in own if not _is_update(one, updates)]
    fullest = _fullest(chosen, own)
    if fullest.moment.tzinfo is None and feed is not None and _agree(fullest.moment, feed):
        fullest = _Witness(DateSource.FEED, feed)
    clock = timezone(zone_offset(None, country) or timedelta())
    moment = _with_zone(fullest.moment, clock)
    zone = None if fullest.source is DateSource.FEED else _offset_of(fullest.moment)
    return Publication(moment, zone, fullest.source, _updated(moment, updates, clock))


def _witnesses(told: ToldDates, url: str | None, feed: datetime | None, now: datetime | None) -> Iterable[_Witness]:
    """Every date that can be true, best source first."""
    day = day_of_address(url)
    given = [(date.source, parse_date(date.words)) for date in told.published]
    given.append((DateSource.URL, datetime.combine(day, time()) if day else None))
    yield from (_Witness(source, moment) for source, moment in given if moment and is_believable(moment, now))
    if feed is not None:
        yield _Witness(DateSource.FEED, feed)


def _chosen(witnesses: Sequence[_Witness], updates: Sequence[datetime], now: datetime | None) -> _Witness:
    """The witness to believe, by points 2 to 4 of `publication`."""
    first = witnesses[0]
    if _is_update(first, updates):
        own = (one for one in witnesses if one.voice == "page" and not _is_update(one, updates))
        first = next((one for one in own if _local(first.moment) - _local(one.moment) > _ANOTHER_DAY), first)
    against = _first_of_each([one for one in witnesses if one.voice != first.voice])
    voices = {one.voice for one in witnesses if _agree(one.moment, first.moment)} | {first.voice}
    against = [one for one in against if one.voice not in voices]
    for one in against:
        if sum(_agree(one.moment, other.moment) for other in against) > len(voices):
            return one
    is_suspect = first.voice == "shown" or _is_update(first, updates) or _is_rendered(first.moment, now)
    if is_suspect and not voices & _OUTSIDE:
        earlier = (one for one in against if one.voice in _OUTSIDE and _local(one.moment) < _local(first.moment))
        return next(earlier, first)
    return first


def _is_rendered(moment: datetime, now: datetime | None) -> bool:
    """Whether a date is that of the page's making rather than of its story."""
    return now is not None and moment.tzinfo is not None and abs(moment - now) <= RENDERED


def _first_of_each(witnesses: Sequence[_Witness]) -> list[_Witness]:
    """The first witness of each voice."""
    found: dict[str, _Witness] = {}
    for witness in witnesses:
        found.setdefault(witness.voice, witness)
    return list(found.values())


def _fullest(chosen: _Witness, others: Sequence[_Witness]) -> _Witness:
    """The chosen date where it has a zone; else one with a zone within a day of it, of the same wall clock if any has.

    A page often says one moment twice, once as a bare day or local time and once with its zone.
    """
    if chosen.moment.tzinfo is not None:
        return chosen
    zoned = [one for one in others if one.moment.tzinfo is not None and _agree(one.moment, chosen.moment)]
    same = (one for one in zoned if abs(_local(one.moment) - chosen.moment) < _SAME_MOMENT)
    return next(same, next(iter(zoned), chosen))


def _updated(published: datetime, updates: Sequence[datetime], clock: timezone) -> datetime | None:
    """The first told change that is later than the publication; on the day of a bare day it may be the publication."""
    is_bare = published.time() == time()
    for update in updates:
        moment = _with_zone(update, published.tzinfo or clock)
        if moment > published and not (is_bare and moment.date() == published.date()):
            return moment
    return None


def _is_update(witness: _Witness, updates: Sequence[datetime]) -> bool:
    return any(_same(witness.moment, update) for update in updates)


def _same(one: datetime, other: datetime) -> bool:
    if (one.tzinfo is None) != (other.tzinfo is None):
        one, other = _local(one), _local(other)
    return abs(one - other) < _SAME_MOMENT


def _agree(one: datetime, other: datetime) -> bool:
    """Whether two dates, each by its own clock, lie on the same day or on neighbouring ones."""
    return abs(_local(one).date() - _local(other).date()) <= _ONE_DAY


def _local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _with_zone(moment: datetime, zone: tzinfo) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _offset_of(moment: datetime) -> str | None:
    """`+05:00` of a moment that has a zone."""
    offset = moment.utcoffset()
    return None if offset is None else moment.isoformat()[-6:]
