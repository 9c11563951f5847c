"""What a person types for a cell of an incident to the value that is kept, or to the line that says why none is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from extractors.resolution.incident_tolls import BOUNDS, MEASURES
from extractors.stories.event_kinds import EVENT_TYPES
from models.participants import weapon_list
from models.participants.actor_list import by_key, find
from models.places.countries import alpha3_of

TOLLS = tuple(f"{measure}_{bound}" for measure in MEASURES for bound in BOUNDS)
STATUSES = ("occurred", "attempted", "foiled", "alleged")
# What a person writes to say that nobody knows; an incident always has a kind and a status.
UNKNOWN = "unknown"

# No attack of any war counted more; a longer number is a slip of the hand.
_MOST_PEOPLE = 10_000_000
# What outlets on the web tell as news of an attack is younger; an older year is a slip of the hand.
_FIRST_DAY = "1900-01-01"
# A name in a table, not a story.
_LONGEST_NAME = 200
# The longest stretch, in days, that each precision speaks of: a night is two days.
_PRECISIONS = ((2, "day"), (7, "week"), (31, "month"), (366, "year"))
_NUMBER = re.compile(r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+")
_STRETCH = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: ?(?:\.\.|/|to) ?([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


def checked_value(cell: str, value: str) -> str:
    """The value as it is kept: `2024-08-26..2024-08-27`, an actor's key, `PAK` for Pakistan, `unknown`.

    Raises ValueError with one line where `cell` is none that can be set, or `value` none that it can have.
    """
    check = _CHECKS.get(cell)
    if check is None:
        raise ValueError(f"'{cell}' is no cell that can be set; those are {', '.join(map(as_typed, CELLS))}")
    told = " ".join(value.split())
    if not told:
        raise ValueError(f"{as_typed(cell)} is set to nothing; write {as_typed(cell)}={UNKNOWN} where nobody knows")
    if told.casefold() == UNKNOWN and cell not in _ALWAYS_KNOWN:
        return UNKNOWN
    return check(as_typed(cell), told)


def as_typed(cell: str) -> str:
    """`killed_best` as a person types it: `killed.best`."""
    measure, _, bound = cell.rpartition("_")
    return f"{measure}.{bound}" if cell in TOLLS else cell


def precision_of(first: str, last: str) -> str | None:
    """How closely a stretch of ISO days tells a day; None where it is longer than a year."""
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    return next((name for most, name in _PRECISIONS if days <= most), None)


def _number(cell: str, value: str) -> str:
    if not _NUMBER.fullmatch(value) or len(value) > len(f"{_MOST_PEOPLE:,}"):
        raise ValueError(f"{cell} is a number of people, such as 12, not '{value[:_LONGEST_NAME]}'")
    number = int(value.replace(",", ""))
    if number > _MOST_PEOPLE:
        raise ValueError(f"{cell} is at most {_MOST_PEOPLE}, not {number}")
    return str(number)


def _one_of(cell: str, value: str, known: tuple[str, ...]) -> str:
    found = next((name for name in known if name.casefold() == value.casefold()), None)
    if found is None:
        raise ValueError(f"{cell} is one of {', '.join(known)}; not '{value[:_LONGEST_NAME]}'")
    return found


def _status(cell: str, value: str) -> str:
    if value.casefold() == "rejected":
        raise ValueError("status is not set to rejected; use: tocsin incident reject")
    return _one_of(cell, value, STATUSES)


def _kind(cell: str, value: str) -> str:
    return _one_of(cell, value, tuple(EVENT_TYPES))


def _weapon(cell: str, value: str) -> str:
    return _one_of(cell, value, weapon_list.KINDS)


def _days(cell: str, value: str) -> str:
    said = f"{cell} is a day, as 2024-08-26, or the days from one to another, as 2024-08-26..2024-08-27"
    found = _STRETCH.fullmatch(value)
    if found is None:
        raise ValueError(f"{said}; not '{value[:_LONGEST_NAME]}'")
    first, last = found[1], found[2] or found[1]
    try:
        precision = precision_of(first, last) if date.fromisoformat(first) <= date.fromisoformat(last) else None
    except ValueError as error:
        raise ValueError(f"{said}; '{value}' is none in the calendar") from error
    if precision is None:
        raise ValueError(f"{said}, no more than a year later; not '{value}'")
    if first < _FIRST_DAY:
        raise ValueError(f"{said}, and no earlier than {_FIRST_DAY}; not '{value}'")
    return first if first == last else f"{first}..{last}"


def _country(cell: str, value: str) -> str:
    code = alpha3_of(value)
    if code is None:
        raise ValueError(f"{cell} is a country by name or ISO 3166 code, such as PAK; not '{value[:_LONGEST_NAME]}'")
    return code


def _actor(cell: str, value: str) -> str:
    """The key of a listed actor; any other name as it is."""
    listed = by_key(value.casefold()) or find(value)
    return listed.key if listed else _name(cell, value)


def _name(cell: str, value: str) -> str:
    if len(value) > _LONGEST_NAME:
        raise ValueError(f"{cell} is a name of at most {_LONGEST_NAME} characters, not of {len(value)}")
    if not value.isprintable():
        raise ValueError(f"{cell} holds characters that cannot be shown; write it as plain text")
    return value


_ALWAYS_KNOWN = frozenset({"status", "sub_event_type"})
_CHECKS: dict[str, Callable[[str, str], str]] = {
    **dict.fromkeys(TOLLS, _number),
    "status": _status,
    "sub_event_type": _kind,
    "happened": _days,
    "place_name": _name,
    "admin1": _name,
    "country": _country,
    "perpetrator": _actor,
    "claimed_by": _actor,
    "target": _name,
    "weapon": _weapon,
}
CELLS = tuple(_CHECKS)
