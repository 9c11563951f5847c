"""A date as a feed writes it to a moment with its zone, or to the note why there is none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from extractors.dates.worded_dates import read_stamp
from extractors.dates.zones import zone_offset

UNDATED = "undated"
FUTURE = "future"
# Clocks differ and desks set embargoes; local time sent as UTC is what makes a date run further ahead than this.
FUTURE_TOLERANCE = timedelta(hours=2)
# Dates before the web's first newspapers are zeroes of some database.
EARLIEST_YEAR = 1993

_ZONE_NAME = re.compile(r"(?<![A-Z])\(?([A-Z]{1,5})\)?$")
# Only behind a time of day: the end of `26-08-2024` is no zone.
_NUMERIC_ZONE = re.compile(
    r"(?<=\d:\d\d)(?P<seconds>.*?)(?:GMT|UTC)? ?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?$"
)
# Longer words are no date; the patterns below look at each part of them again and again.
_MAX_WORDS = 100
_HALF_DAY = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(:\d{2})?\s*([AP])\.?M\b\.?", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def _split_zone(words: str, country: str | None) -> tuple[str, timedelta | None]:
    """The date without its zone, and the zone's offset; None where the words name no zone that is known."""
    if numeric := _NUMERIC_ZONE.search(words):
        offset = timedelta(hours=int(numeric["hours"]), minutes=int(numeric["minutes"] or 0))
        return words[: numeric.end("seconds")].strip(), -offset if numeric["sign"] == "-" else offset
    if named := _ZONE_NAME.search(words.upper()):
        return words[: named.start()].strip(), zone_offset(named[1], country)
    return words, zone_offset(None, country)


def _full_day(time: re.Match[str]) -> str:
    hour = int(time[1]) % 12 + (12 if time[4].upper() == "P" else 0)
    return f"{hour:02}:{time[2]}{time[3] or ''}"


def _local_time(words: str) -> datetime | None:
    """The date and time on the wall: ISO 8601, RFC 822, else as it is written for readers, in any language.

    The last only with a time of day: bare numbers in a feed are often something else.
    """
    if _ISO.match(words):
        try:
            return datetime.fromisoformat(words).replace(tzinfo=None)
        except ValueError:
            return None
    parts = parsedate_tz(words)
    try:
        if parts:
            return datetime(*parts[:6])
        told = read_stamp(words)
        return datetime.fromisoformat(told).replace(tzinfo=None) if told and "T" in told else None
    except ValueError:
        return None


def read_date(words: str, country: str | None) -> datetime | None:
    """Read a feed's date; None where the words are no date we know. Without a zone: the country's clock, else UTC."""
    if len(words) > _MAX_WORDS:
        return None
    date_words, offset = _split_zone(_HALF_DAY.sub(_full_day, " ".join(words.split())), country)
    local = _local_time(date_words)
    if local is None:
        return None
    try:
        return local.replace(tzinfo=timezone(offset or timedelta())).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def believed(moment: datetime | None, now: datetime) -> tuple[datetime | None, str | None]:
    """The moment if it can be true, and the note on it: `undated`, `future` or None."""
    if moment is None or moment.year < EARLIEST_YEAR:
        return None, UNDATED
    if moment > now + FUTURE_TOLERANCE:
        return None, FUTURE
    return moment, None
