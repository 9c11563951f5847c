"""A date as a page writes it becomes a moment, or nothing where it cannot be believed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from extractors.dates.worded_dates import read_stamp
from extractors.dates.zones import zone_offset

# The first news pages on the web are of 1993; what is older is a clock at its zero (1970, 1980) or a placeholder.
EARLIEST_YEAR = 1990
# Midnights at which clocks and databases begin to count: nobody's article came out in that very second.
_ZEROES = (datetime(2000, 1, 1), datetime(2001, 1, 1))
# Clocks of servers differ by minutes; an hour ahead is still believed.
_CLOCK_SLACK = timedelta(hours=1)
# A time without a zone, or a bare day, may be of a place up to 14 hours ahead of UTC.
_ZONE_SLACK = timedelta(hours=14)
# Seconds or milliseconds since 1970, as scripts write them.
_EPOCH = re.compile(r"\d{10}(\d{3})?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d{4})?")
_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ]\s?(?P<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<zone>Z|[A-Z]{2,5}|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
# The twelve-hour clock, and the zone as browsers print it (`GMT+0200`): no standard knows them, and stamps do.
_FOR_READERS = re.compile(r"\d\s*[ap]\.?\s?m\b|(?:GMT|UTC)[+-]\d", re.IGNORECASE)
# The longest form that a date takes, with the name of its zone in full.
_MAX_DATE = 100


def parse_date(words: str) -> datetime | None:
    """Read ISO 8601, RFC 2822, epoch numbers and dates in words; the zone is kept, and missing where none is given."""
    words = words.strip()[:_MAX_DATE]
    try:
        if _EPOCH.fullmatch(words):
            return datetime.fromtimestamp(int(words[:10]), UTC)
        if not _FOR_READERS.search(words):
            return _machine_date(words)
    except (ValueError, TypeError, OverflowError):
        pass
    return datetime.fromisoformat(told) if (told := read_stamp(words)) else None


def _machine_date(words: str) -> datetime:
    """A date by a standard; raises ValueError or TypeError where it is none."""
    if match := _COMPACT.fullmatch(words):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(match[7]))
    if match := _ISO.match(words):
        moment = datetime.fromisoformat(f"{match['day']}T{match['time'] or '00:00'}")
        return moment.replace(tzinfo=_zone(match["zone"]))
    return parsedate_to_datetime(words)


def _zone(words: str | None) -> timezone | None:
    if words is None:
        return None
    if words[0] not in "+-":
        offset = zone_offset(words.upper(), None)
        return None if offset is None else timezone(offset)
    sign = -1 if words[0] == "-" else 1
    digits = words[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0)))


def is_believable(moment: datetime, now: datetime | None) -> bool:
    """Whether a page can have been published then: not before the web, not after `now` (None: not asked)."""
    if moment.year < EARLIEST_YEAR or moment.replace(tzinfo=None) in _ZEROES:
        return False
    if now is None:
        return True
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC) <= now + _ZONE_SLACK
    return moment <= now + _CLOCK_SLACK
