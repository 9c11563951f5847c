"""A report to how it is compared with others: as core, loose or follower; or why it belongs to no incident."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from extractors.resolution.compatible_kinds import violence
from extractors.resolution.nearness import COUNTRY, coarseness, is_on_map
from warehouse.records import Event, Report, When

# "Overnight" and "late on Sunday" move an attack by a day, and so do time zones.
DAY_SLACK = timedelta(days=1)
# A core report says the day, or a night; "over the weekend" is vaguer.
_CORE_DAYS = 2

_FOUNDING_STATUSES = {"occurred", "attempted", "foiled", "alleged"}
_JOINING_STATUSES = _FOUNDING_STATUSES | {"denied"}


class Tier(StrEnum):
    """How a report is compared.

    Core reports tell an attack as news, at a spot and on a day: among them incidents are made. Loose ones are vaguer of
    place or day: they join an incident of core reports that they can only mean, or found their own. Followers (history,
    follow-ups, denials, texts that their outlet has replaced, reports without any place) join or are left.
    """

    CORE = "core"
    LOOSE = "loose"
    FOLLOWER = "follower"


class Reason(StrEnum):
    """Why a report belongs to no incident."""

    BACKGROUND = "background"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    NOT_HAPPENED = "not_happened"
    NOT_VIOLENCE = "not_violence"
    NO_PLACE = "no_place"
    NO_DAY = "no_day"
    FUTURE_DAY = "future_day"
    FITS_SEVERAL = "fits_several"
    SUMS_UP_SEVERAL = "sums_up_several"
    TOO_VAGUE = "too_vague"


def tier_of(report: Report) -> Tier | Reason:
    """How `report` is compared with others, or why it is with none."""
    event = report.event
    when = full(event.happened)
    if event.status not in _JOINING_STATUSES:
        return Reason.NOT_HAPPENED
    if when is not None and date.fromisoformat(when.first) > report.reported_at.date() + DAY_SLACK:
        return Reason.FUTURE_DAY
    if event.sub_event_type not in violence():
        return Reason.NOT_VIOLENCE
    if bar_to_founding(report) is not None:
        return Tier.FOLLOWER
    return Tier.CORE if is_on_map(event.place) and _is_on_a_day(event) else Tier.LOOSE


def bar_to_founding(report: Report) -> Reason | None:
    """Why a report that joins no incident founds none; None where it may."""
    event = report.event
    if report.withdrawn_at is not None:
        return Reason.WITHDRAWN
    if event.status == "denied":
        return Reason.DENIED
    if event.timeframe != "current":
        return Reason.BACKGROUND
    if event.place is None or coarseness(event.place) > COUNTRY:
        return Reason.NO_PLACE
    if event.happened is not None and event.happened.precision == "year":
        return Reason.NO_DAY
    return None


def full(when: When | None) -> When | None:
    """`when` where its days have a year."""
    return None if when is None or when.first.startswith("--") else when


def _is_on_a_day(event: Event) -> bool:
    when = full(event.happened)
    if when is None or when.precision != "day":
        return False
    return (date.fromisoformat(when.last) - date.fromisoformat(when.first)).days < _CORE_DAYS
