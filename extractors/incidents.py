"""Reports to incidents: each report joins the attack it tells of, founds it, or is left with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from extractors.ids import stable_id
from extractors.resolution.compatible_kinds import violence
from extractors.resolution.incident_changes import says_something_new
from extractors.resolution.incident_facts import version_after
from extractors.resolution.likeness import LOOSE, is_same_event, lies_inside, likeness
from extractors.resolution.nearness import coarseness
from extractors.resolution.portraits import Portrait, is_area, is_too_vague, portrait
from warehouse.records import Fate, Incident, Outcome, Report, When

STAGE = "resolve"

# "Overnight" and "late on Sunday" move an attack by a day.
DAY_SLACK = timedelta(days=1)
# A report without a day tells of the last days: newspapers say when an attack happened unless it just did.
UNDATED_REACH = timedelta(days=7)
# A follow-up names the day of an attack this far back; older ones are history, which is not compared.
FOLLOW_UP_REACH = timedelta(days=60)
# Where several attacks fit a vague report, the best must lead by one telling detail to be the one meant.
CLEAR_LEAD = 0.75

_FOUNDING_STATUSES = {"occurred", "attempted", "foiled", "alleged"}
_JOINING_STATUSES = _FOUNDING_STATUSES | {"denied"}
_COARSE_DAYS = {"year"}


class Reason(StrEnum):
    """Why a report belongs to no incident."""

    BACKGROUND = "background"
    DENIED = "denied"
    NOT_HAPPENED = "not_happened"
    NOT_VIOLENCE = "not_violence"
    NO_PLACE = "no_place"
    NO_DAY = "no_day"
    FUTURE_DAY = "future_day"
    FITS_SEVERAL = "fits_several"
    SUMS_UP_SEVERAL = "sums_up_several"
    TOO_VAGUE = "too_vague"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of some reports: the incidents that are new or changed, and why the others are in none."""

    incidents: list[Incident]
    outcomes: list[Outcome]


@dataclass(slots=True)
class _Ledger:
    """The incidents of one resolution as it goes: found by id, and by the days on which they may have happened."""

    incidents: dict[str, Incident] = field(default_factory=dict)
    portraits: dict[str, Portrait] = field(default_factory=dict)
    days: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_day: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def put(self, incident: Incident) -> None:
        ordered = sorted(incident.reports, key=_order)
        self.incidents[incident.incident_id] = incident
        self.portraits[incident.incident_id] = shown = portrait(ordered)
        for day in self.days.get(incident.incident_id, ()):
            self.by_day[day].discard(incident.incident_id)
        self.days[incident.incident_id] = tuple(_days(shown.when, incident.founded_at))
        for day in self.days[incident.incident_id]:
            self.by_day[day].add(incident.incident_id)

    def near(self, first: date, last: date) -> list[Incident]:
        ids = {i for day in _each_day(first, last) for i in self.by_day.get(day, ())}
        return sorted(
            (self.incidents[i] for i in ids), key=lambda incident: (incident.founded_at, incident.incident_id)
        )


def candidate_days(reports: Sequence[Report]) -> tuple[str, str]:
    """The first and last ISO day of the incidents that `reports` (one or more) may belong to.

    An incident without a day counts at the day it became known, up to a week after it happened.
    """
    windows = [_window(report) for report in reports]
    last = max(last for _, last in windows) + UNDATED_REACH
    return min(first for first, _ in windows).isoformat(), last.isoformat()


def resolve(reports: Sequence[Report], known: Sequence[Incident], now: datetime) -> Resolution:
    """Join `reports` to the `known` incidents of their days, or found new ones; `now` is only written on the outcomes.

    Reports are taken oldest first, and each is compared with what the incidents are by then, so neither the order of
    `reports` nor the cut into batches changes the result, as long as batches follow each other in time.
    """
    ledger = _Ledger()
    for incident in known:
        ledger.put(incident)
    members = {report.event_id for incident in known for report in incident.reports}
    touched: dict[str, None] = {}
    outcomes = []
    for report in sorted(reports, key=_order):
        if report.event_id in members:
            continue
        members.add(report.event_id)
        verdict = _place_report(report, ledger)
        if isinstance(verdict, Reason):
            outcomes.append(Outcome(STAGE, report.event_id, Fate.DISCARDED, verdict, None, 1, now))
            continue
        ledger.put(verdict)
        touched[verdict.incident_id] = None
    return Resolution([ledger.incidents[i] for i in touched], outcomes)


def _place_report(report: Report, ledger: _Ledger) -> Incident | Reason:
    """The incident that `report` joins or founds, with it; or why it does neither."""
    bar = _bar_to_joining(report)
    if bar is not None:
        return bar
    fitting = _fitting(report, ledger)
    if isinstance(fitting, Incident):
        return _joined(fitting, report)
    return fitting or _bar_to_founding(report) or _founded(report)


def _fitting(report: Report, ledger: _Ledger) -> Incident | Reason | None:
    """The incident that fits best, or why none of several can be told to be the one meant; None where none fits."""
    near = ledger.near(*_window(report))
    copied = next((i for i in near if any(is_same_event(report, member) for member in i.reports)), None)
    if copied is not None:
        return copied
    shown = portrait([report])
    fits = [(likeness(shown, ledger.portraits[incident.incident_id]), incident) for incident in near]
    possible = [(fit, incident) for fit, incident in fits if fit is not None]
    fitting = [(fit, incident) for fit, incident in possible if fit.margin >= 0]
    fitting.sort(key=lambda pair: -pair[0].margin)  # stable: the incident founded first wins a tie
    sums_up = _sums_up(shown, [ledger.portraits[incident.incident_id] for incident in near])
    if sums_up is Reason.SUMS_UP_SEVERAL and not any(fit.is_pointed for fit, _ in fitting):
        return sums_up
    if not fitting:
        is_covered = is_too_vague(shown) and any(fit.margin > -LOOSE for fit, _ in possible)
        return Reason.TOO_VAGUE if is_covered else sums_up
    is_close_call = len(fitting) > 1 and fitting[0][0].margin - fitting[1][0].margin < CLEAR_LEAD
    return Reason.FITS_SEVERAL if is_close_call and is_area(shown) else fitting[0][1]


def _sums_up(shown: Portrait, near: Sequence[Portrait]) -> Reason | None:
    """Why a report that names only a province or a country is left out where several incidents of its days lie in it.

    It sums them up, or tells one more that could not be told from them: either way they would be counted twice.
    """
    inside = [incident for incident in near if lies_inside(incident, shown)]
    if len(inside) < 2:
        return None
    told = max((figure.value or 0 for figure in shown.killed), default=0)
    most = max((figure.value or 0 for incident in inside for figure in incident.killed), default=0)
    return Reason.SUMS_UP_SEVERAL if told > most else Reason.FITS_SEVERAL


def _bar_to_joining(report: Report) -> Reason | None:
    event = report.event
    if event.status not in _JOINING_STATUSES:
        return Reason.NOT_HAPPENED
    when = _full(event.happened)
    if when is not None and date.fromisoformat(when.first) > report.reported_at.date() + DAY_SLACK:
        return Reason.FUTURE_DAY
    if event.sub_event_type not in violence():
        return Reason.NOT_VIOLENCE
    if event.timeframe != "current" and _is_history(report):
        return Reason.BACKGROUND
    return None


def _bar_to_founding(report: Report) -> Reason | None:
    event = report.event
    if event.status == "denied":
        return Reason.DENIED
    if event.timeframe != "current":
        return Reason.BACKGROUND
    if event.place is None or coarseness(event.place) > 4:
        return Reason.NO_PLACE
    if event.happened is not None and event.happened.precision in _COARSE_DAYS:
        return Reason.NO_DAY
    return None


def _is_history(report: Report) -> bool:
    when = _full(report.event.happened)
    return when is None or date.fromisoformat(when.last) < report.reported_at.date() - FOLLOW_UP_REACH


def _founded(report: Report) -> Incident:
    incident_id = stable_id("incident", report.event_id)
    version = version_after([report], report, None, incident_id)
    return Incident(incident_id, report.reported_at, (report,), (version,), 1)


def _joined(incident: Incident, report: Report) -> Incident:
    reports = (*incident.reports, report)
    previous = incident.versions[-1]
    version = version_after(reports, report, previous, incident.incident_id)
    is_news = says_something_new(previous, version) or report.event.status == "denied"
    versions = (*incident.versions, version) if is_news else incident.versions
    return Incident(incident.incident_id, incident.founded_at, reports, versions, len(versions))


def _order(report: Report) -> tuple[datetime, str]:
    return report.reported_at, report.event_id


def _full(when: When | None) -> When | None:
    """`when` where its days have a year."""
    return None if when is None or when.first.startswith("--") else when


def _window(report: Report) -> tuple[date, date]:
    """The days on which an incident must have happened to be compared with `report`."""
    when = _full(report.event.happened)
    reported = report.reported_at.date()
    if when is None:
        return reported - UNDATED_REACH, reported
    first = date.fromisoformat(when.first) - DAY_SLACK
    if report.event.timeframe != "current":
        first = max(first, reported - FOLLOW_UP_REACH - DAY_SLACK)
    return first, max(first, date.fromisoformat(when.last) + DAY_SLACK)


def _days(when: When | None, founded_at: datetime) -> Iterator[str]:
    when = _full(when)
    if when is None:
        founded = founded_at.date()
        return _each_day(founded - UNDATED_REACH, founded)
    return _each_day(date.fromisoformat(when.first), date.fromisoformat(when.last))


def _each_day(first: date, last: date) -> Iterator[str]:
    return ((first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1))
