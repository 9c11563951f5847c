"""An incident, with what is told beside its facts, to what was known of it at a past moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from warehouse.records import Decision, Forward, Incident, Membership, NearMerge, Report


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told of an incident beside its facts.

    Decisions on it, undone ones too; ids that lead to it; why its reports are in it; incidents that it may be one with;
    the reports that it rests on, also those that are in it no more.
    """

    decisions: tuple[Decision, ...] = ()
    forwards: tuple[Forward, ...] = ()
    memberships: tuple[Membership, ...] = ()
    near: tuple[NearMerge, ...] = ()
    cited: tuple[Report, ...] = ()


def known_then(incident: Incident, moment: datetime) -> Incident | None:
    """The incident with the reports and versions that were there by `moment`; None where nothing was known of it yet.

    Its history is that of the reports it has now: one that was joined late counts from its own publication on.
    """
    versions = tuple(version for version in incident.versions if version.known_at <= moment)
    reports = tuple(_then(report, moment) for report in incident.reports if report.reported_at <= moment)
    return replace(incident, versions=versions, reports=reports) if versions else None


def beside_then(beside: Beside, moment: datetime) -> Beside:
    """What stood beside it by `moment`; what it may be one with is known as of now alone, and left out."""
    decisions = tuple(_decided_then(d, moment) for d in beside.decisions if d.decided_at <= moment)
    forwards = tuple(forward for forward in beside.forwards if forward.since <= moment)
    return replace(beside, decisions=decisions, forwards=forwards, near=())


def _then(report: Report, moment: datetime) -> Report:
    is_later = report.withdrawn_at is not None and report.withdrawn_at > moment
    return replace(report, withdrawn_at=None) if is_later else report


def _decided_then(decision: Decision, moment: datetime) -> Decision:
    is_later = decision.undone_at is not None and decision.undone_at > moment
    return replace(decision, undone_at=None, undone_why=None) if is_later else decision
