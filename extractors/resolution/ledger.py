"""The reports of an incident and what people decided to its history: every version of what was known, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from extractors.resolution.decided_facts import decided
from extractors.resolution.incident_changes import changes_between, says_something_new
from extractors.resolution.incident_facts import Account
from extractors.resolution.sayings import saying_of
from warehouse.records import Decision, DecisionKind, Incident, IncidentVersion, Report

WITHDRAWN = "withdrawn"
# An address and a moment: where and when one text takes another's place.
_There = tuple[str, datetime]


class _Turn(IntEnum):
    """What comes first of what happens at one moment."""

    REPORT = 0
    WITHDRAWAL = 1
    DECISION = 2


@dataclass(frozen=True, slots=True)
class _Moment:
    """Something that may change what is known: a report, texts that their outlet withdrew, or a decision.

    A text that takes another's place at its address comes with the withdrawal of that one.
    """

    at: datetime
    turn: _Turn
    key: str
    report: Report | None = None
    gone: tuple[Report, ...] = ()
    decision: Decision | None = None


def retold(
    incident: Incident, reports: Sequence[Report], decisions: Sequence[Decision], now: datetime
) -> tuple[IncidentVersion, ...]:
    """The versions that stand, in order of `known_at`, given all `reports` of the incident and `decisions` on it.

    The history follows from reports and decisions alone, in whatever order they arrived: each report that says
    something new makes a version known since its publication, a text that its outlet withdraws counts until then, and
    what a person set is set from the decision on. A version's `reports` and `sources` are those of its moment: a copy
    that comes later makes no version. Versions that `incident` has and that are told as before are kept as they are,
    the others are written at `now` under new numbers. Where no report is left, one more says so.
    """
    holding = [d for d in decisions if d.undone_at is None and d.kind in (DecisionKind.SET, DecisionKind.REJECT)]
    history = _history(incident.incident_id, reports, holding) if reports else _without_reports(incident, holding, now)
    return tuple(_numbered(history, incident, now))


def _history(incident_id: str, reports: Iterable[Report], decisions: Iterable[Decision]) -> Iterator[IncidentVersion]:
    known = _Known(incident_id)
    previous: IncidentVersion | None = None
    for moment in _moments(reports, decisions):
        version = known.after(moment, previous)
        if version is not None and (moment.decision or previous is None or says_something_new(previous, version)):
            previous = replace(version, change=_change(previous, version, moment))
            yield previous


def _moments(reports: Iterable[Report], decisions: Iterable[Decision]) -> list[_Moment]:
    """All that happened, in order of time; at one moment in the order of `_Turn`, then of ids."""
    withdrawn: dict[_There, list[Report]] = defaultdict(list)
    arrived: list[_Moment] = []
    members = sorted(reports, key=lambda report: (report.reported_at, report.event_id))
    for report in members:
        if report.withdrawn_at is not None:
            withdrawn[report.url, max(report.withdrawn_at, report.reported_at)].append(report)
    for report in members:
        gone = _taken_over(withdrawn, report)
        arrived.append(_Moment(report.reported_at, _Turn.REPORT, report.event_id, report, gone))
    left = [_Moment(at, _Turn.WITHDRAWAL, gone[0].event_id, None, tuple(gone)) for (_, at), gone in withdrawn.items()]
    told = [_Moment(d.decided_at, _Turn.DECISION, d.decision_id, None, (), d) for d in decisions]
    return sorted([*arrived, *left, *told], key=lambda moment: (moment.at, moment.turn, moment.key))


def _taken_over(withdrawn: dict[_There, list[Report]], report: Report) -> tuple[Report, ...]:
    """Take out of `withdrawn` those whose place the text of `report` takes; it may itself be withdrawn, but later."""
    there = (report.url, report.reported_at)
    gone = withdrawn.pop(there, [])
    if report.withdrawn_at is None:
        return tuple(gone)
    if left := [other for other in gone if other.reported_at == report.reported_at]:
        withdrawn[there] = left
    return tuple(other for other in gone if other.reported_at < report.reported_at)


class _Known:
    """What is known of an incident as moments pass: reports that stand, and decisions."""

    def __init__(self, incident_id: str) -> None:
        self._incident_id = incident_id
        self._reports = 0
        self._standing: dict[str, Report] = {}
        self._telling: dict[Hashable, Report] = {}
        self._decisions: list[Decision] = []
        self._account = Account(incident_id)

    def after(self, moment: _Moment, previous: IncidentVersion | None) -> IncidentVersion | None:
        """What is known after `moment`; None where it says nothing that was not said, as a copy does."""
        if moment.decision is not None:
            self._decisions.append(moment.decision)
        if moment.gone:
            self._forget(moment.gone)
        is_told_already = moment.report is not None and self._take(moment.report)
        if is_told_already and not moment.gone:
            return None
        version = self._version(previous)
        return version and _at(version, moment, self._reports)

    def _forget(self, gone: Sequence[Report]) -> None:
        for report in gone:
            self._standing.pop(report.event_id, None)
        self._telling = {}
        for report in self._standing.values():
            self._telling.setdefault(saying_of(report), report)
        self._account = Account(self._incident_id, self._telling.values())

    def _take(self, report: Report) -> bool:
        """Take in a report; whether a copy of it said all that it says."""
        self._reports += 1
        self._standing[report.event_id] = report
        saying = saying_of(report)
        if saying in self._telling:
            return True
        self._telling[saying] = report
        self._account.add(report)
        return False

    def _version(self, previous: IncidentVersion | None) -> IncidentVersion | None:
        """As the reports that stand tell it, or as last known where no text stands any longer."""
        told = tuple(self._telling.values())
        if told:
            return decided(self._account.version(), self._decisions, told)
        return previous and decided(_untold(previous), self._decisions, told)


def _untold(last: IncidentVersion) -> IncidentVersion:
    """What was last known of an incident that no source stands by any longer; the status of a person holds."""
    cells = tuple(cell for cell in last.cells if cell.cell != "status" or cell.decision_id is not None)
    is_decided = any(cell.cell == "status" for cell in cells)
    status = last.status if is_decided else WITHDRAWN
    return replace(last, status=status, sources=0, confidence=0.0, cells=cells)


def _at(version: IncidentVersion, moment: _Moment, reports: int) -> IncidentVersion:
    """The version as known since `moment`, after so many reports."""
    made_by = moment.report or (moment.gone[0] if moment.gone else None)
    return replace(
        version,
        known_at=moment.at,
        learned_at=moment.report.learned_at if moment.report else moment.at,
        event_id=made_by.event_id if made_by else None,
        decision_id=moment.decision.decision_id if moment.decision else None,
        reports=reports,
    )


def _change(previous: IncidentVersion | None, version: IncidentVersion, moment: _Moment) -> str:
    """What a version changes and after what: `killed 32 → 37 (later count), after report by Daily`."""
    if previous is None:
        return f"first report, by {moment.report.publisher}" if moment.report else ""
    changes = ", ".join(changes_between(previous, version))
    if moment.decision is not None:
        return _decision_told(changes, moment.decision)
    outlets = ", ".join(dict.fromkeys(report.publisher for report in moment.gone))
    if moment.report is None:
        return f"{changes or 'fewer sources'}, after {outlets} withdrew its report"
    if moment.gone:
        return f"{changes or 'told otherwise'}, after {moment.report.publisher} changed its report"
    if not changes:
        return f"confirmed by {moment.report.publisher}"
    return f"{changes}, after report by {moment.report.publisher}"


def _decision_told(changes: str, decision: Decision) -> str:
    why = " ".join(decision.why.split())
    if decision.kind is DecisionKind.REJECT:
        return f"rejected by a person: {why}"
    return f"{changes or f'{decision.cell} {decision.value}'}, set by a person: {why}"


def _without_reports(incident: Incident, decisions: Iterable[Decision], now: datetime) -> Iterator[IncidentVersion]:
    """What stood, and one more version that says that no report is left.

    What rests on a decision that was undone goes: without reports nobody can say what would stand in its place.
    """
    holding = {decision.decision_id for decision in decisions}
    standing = [version for version in incident.versions if _decisions_in(version) <= holding]
    yield from standing
    if not standing or _says_none_left(standing[-1]):
        return
    said = next((version for version in incident.versions if _says_none_left(version)), None)
    last = standing[-1]
    yield replace(
        _untold(last),
        known_at=said.known_at if said else max(now, last.known_at),
        learned_at=said.learned_at if said else now,
        event_id=None,
        decision_id=None,
        change="no report of it is left",
        reports=0,
    )


def _says_none_left(version: IncidentVersion) -> bool:
    return version.event_id is None and version.decision_id is None


def _decisions_in(version: IncidentVersion) -> set[str]:
    """The decisions of people that a version rests on."""
    named = (version.decision_id, *(cell.decision_id for cell in version.cells))
    return {decision_id for decision_id in named if decision_id is not None}


def _numbered(history: Iterable[IncidentVersion], incident: Incident, now: datetime) -> Iterator[IncidentVersion]:
    """Each version of a history as it stands already, else under the next number, written at `now`.

    Of one moment the later version has the greater number, whatever stood before.
    """
    standing = {_content(version): version for version in incident.versions}
    number = max([incident.recorded, *(version.version for version in incident.versions)])
    last: IncidentVersion | None = None
    for version in history:
        kept = standing.get(_content(version))
        if kept is None or (last is not None and last.known_at == kept.known_at and last.version > kept.version):
            number += 1
            kept = replace(version, version=number, recorded_at=now, replaced_at=None)
        last = kept
        yield kept


def _content(version: IncidentVersion) -> IncidentVersion:
    """A version without the clock of this machine."""
    return replace(version, version=0, recorded_at=version.known_at, replaced_at=None)
