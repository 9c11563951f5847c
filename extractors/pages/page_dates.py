"""A date as a page writes it becomes a moment, or nothing where it cannot be believed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from extractors.feeds.feed_dates import zone_offset

# The first news pages on the web are of 1993; what is older is a clock at its zero (1970, 1980) or a placeholder.
EARLIEST_YEAR = 1990
# Clocks of servers differ by minutes; an hour ahead is still believed.
_CLOCK_SLACK = timedelta(hours=1)
# A time without a zone, or a bare day, may be of a place up to 14 hours ahead of UTC.
_ZONE_SLACK = timedelta(hours=14)
# Seconds or milliseconds since 1970, as scripts write them.
_EPOCH = re.compile(r"\d{10}(\d{3})?")
_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ]\s?(?P<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)


def parse_date(words: str) -> datetime | None:
    """Read ISO 8601, RFC 2822 and epoch numbers; the zone is kept, and missing where the words give none."""
    words = words.strip()
    if _EPOCH.fullmatch(words):
        return datetime.fromtimestamp(int(words[:10]), UTC)
    try:
        if match := _ISO.match(words):
            moment = datetime.fromisoformat(f"{match['day']}T{match['time'] or '00:00'}")
            return moment.replace(tzinfo=_zone(match["zone"]))
        return parsedate_to_datetime(words)
    except (ValueError, TypeError, OverflowError):
        return None


def _zone(words: str | None) -> timezone | None:
    if words is None:
        return None
    if words.upper() in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if words[0] == "-" else 1
    digits = words[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0)))


def is_believable(moment: datetime, now: datetime | None) -> bool:
    """Whether a page can have been published then: not before the web, not after `now` (None: not asked)."""
    if moment.year < EARLIEST_YEAR:
        return False
    if now is None:
        return True
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC) <= now + _ZONE_SLACK
    return moment <= now + _CLOCK_SLACK


def published(words: Iterable[str], now: datetime | None) -> datetime | None:
    """The first believable date of several, best source first; one with time and zone is preferred on the same day.

    A page often says one moment twice, once as a bare day or local time and once with its zone: the latter is taken
    where both lie within a day of each other.
    """
    moments = [moment for text in words if (moment := parse_date(text)) and is_believable(moment, now)]
    if not moments:
        return None
    first = moments[0]
    if first.tzinfo is not None:
        return first
    zoned = (moment for moment in moments if moment.tzinfo is not None and _within_a_day(first, moment))
    return next(zoned, first)


def _within_a_day(local: datetime, zoned: datetime) -> bool:
    return abs(zoned.replace(tzinfo=None) - local) <= timedelta(days=1)


def settled(moment: datetime | None, feed_moment: datetime | None, country: str | None) -> datetime | None:
    """The moment for the record, always with a zone: the page's, the feed's, or by the clock of the country (or UTC).

    The feed's is believed for a page's time without a zone only within a day of it.
    """
    if moment is None:
        return feed_moment
    if moment.tzinfo is not None:
        return moment
    if feed_moment is not None and _within_a_day(moment, feed_moment):
        return feed_moment
    return moment.replace(tzinfo=timezone(zone_offset(None, country) or timedelta()))
