"""What a person typed and the incidents it names to a decision, or to the one line that says why there is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from extractors.ids import stable_id
from warehouse.records import Anchor, Decision, DecisionKind, Incident, Report

# A reason is read on one line of a page and in a column of a table.
LONGEST_WHY = 1000

_CONTROLS = {"Cc", "Cs", "Zl", "Zp"}


class DecisionRefused(ValueError):
    """What was typed makes no decision; the message is one line: what, where, what to do."""


def reason(words: str) -> str:
    """The reason as it is kept, white space made single; refused where it says nothing or holds control characters."""
    for place, character in enumerate(words):
        if unicodedata.category(character) in _CONTROLS or character == "\ufffd":
            raise DecisionRefused(
                f"--why holds the control character U+{ord(character):04X} at place {place + 1}; write it as plain text"
            )
    told = " ".join(words.split())
    if not told:
        raise DecisionRefused("--why says nothing; write in a few words what speaks for the decision")
    if len(told) > LONGEST_WHY:
        raise DecisionRefused(f"--why has {len(told)} characters; say it in {LONGEST_WHY} or fewer")
    return told


def merged(one: Incident, another: Incident, standing: Sequence[Decision], why: str, now: datetime) -> Decision:
    """The decision that two incidents are one attack; the one founded first gives its id."""
    if one.incident_id == another.incident_id:
        raise DecisionRefused(f"{one.incident_id} cannot be merged with itself; name two that are not one yet")
    for incident in (one, another):
        _refuse_closed(incident, standing)
    first, second = sorted((one, another), key=lambda incident: (incident.founded_at, incident.incident_id))
    mine, yours = _anchors(first.reports), _anchors(second.reports)
    return _with_id(
        Decision("", DecisionKind.MERGE, first.incident_id, why, now, second.incident_id, anchors=mine, others=yours)
    )


def split(
    incident: Incident, articles: Sequence[str], standing: Sequence[Decision], why: str, now: datetime
) -> Decision:
    """The decision that the reports of `articles` (ids, their first letters, or addresses) tell of another attack."""
    _refuse_closed(incident, standing)
    taken = _reports_of(incident, articles)
    left = [report for report in incident.reports if report not in taken]
    if not taken:
        raise DecisionRefused(
            f"--articles names no article; name those to take out of {incident.incident_id}: {_listed(incident)}"
        )
    if not left:
        raise DecisionRefused(
            f"--articles names every article of {incident.incident_id}, and a split must leave one; "
            "to say that it is no attack at all: tocsin incident reject"
        )
    out, rest = _anchors(taken), _anchors(left)
    return _with_id(Decision("", DecisionKind.SPLIT, incident.incident_id, why, now, anchors=out, others=rest))


def cells_set(
    incident: Incident,
    assignments: Sequence[str],
    checked: Callable[[str, str], str],
    standing: Sequence[Decision],
    why: str,
    now: datetime,
) -> list[Decision]:
    """One decision for each `cell=value`; `checked` gives a cell's value as it is kept, or raises a ValueError."""
    _refuse_closed(incident, standing)
    values: dict[str, str] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise DecisionRefused(f"'{assignment}' sets nothing; write cell=value, as killed.best=12")
        cell = name.strip().replace(".", "_")
        if cell in values:
            raise DecisionRefused(f"'{name.strip()}' is set twice; set it once")
        try:
            values[cell] = checked(cell, value.strip())
        except ValueError as error:
            raise DecisionRefused(str(error)) from error
        if cell == "happened":
            _refuse_days_to_come(values[cell], now)
    anchors = _anchors(incident.reports)
    return [
        _with_id(Decision("", DecisionKind.SET, incident.incident_id, why, now, None, anchors, (), cell, value))
        for cell, value in values.items()
    ]


def _refuse_days_to_come(value: str, now: datetime) -> None:
    # Where the day begins first it is 14 hours ahead of UTC.
    last = f"{(now.astimezone(UTC) + timedelta(hours=14)).date()}"
    if value != "unknown" and value.rpartition("..")[2] > last:
        raise DecisionRefused(f"happened is a day that has come, not '{value}'; it is {_day(now)}")


def rejected(incident: Incident, standing: Sequence[Decision], why: str, now: datetime) -> Decision:
    """The decision that an incident is no attack, or none that counts."""
    _refuse_closed(incident, standing)
    anchors = _anchors(incident.reports)
    return _with_id(Decision("", DecisionKind.REJECT, incident.incident_id, why, now, anchors=anchors))


def overruled(decision: Decision, standing: Sequence[Decision]) -> list[Decision]:
    """Those of the standing decisions that hold no longer beside this later one, until it is undone."""
    match decision.kind:
        case DecisionKind.MERGE:
            return [
                earlier
                for earlier in standing
                if earlier.kind is DecisionKind.SPLIT and _apart(earlier, decision.anchors, decision.others)
            ]
        case DecisionKind.SPLIT:
            return [
                earlier
                for earlier in standing
                if earlier.kind is DecisionKind.MERGE and _holds_together(earlier, decision.anchors, decision.others)
            ]
        case DecisionKind.SET:
            about = (DecisionKind.SET, decision.incident_id, decision.cell)
            return [earlier for earlier in standing if (earlier.kind, earlier.incident_id, earlier.cell) == about]
        case DecisionKind.REJECT:
            return []


def to_undo(named: str, decisions: Sequence[Decision]) -> list[Decision]:
    """What is undone of `decisions`, in order of time and all that `named` may mean: what was decided last, at once."""
    holding = [decision for decision in decisions if decision.undone_at is None]
    if holding:
        return [decision for decision in holding if decision.decided_at == holding[-1].decided_at]
    undone = [decision for decision in decisions if decision.undone_at is not None]
    if not undone:
        raise DecisionRefused(f"nothing was decided on {named}; 'tocsin incident decisions' lists what was")
    last = max(undone, key=lambda decision: decision.undone_at or decision.decided_at)
    on = _day(last.undone_at or last.decided_at)
    raise DecisionRefused(f"nothing is left to undo on {named}: {last.decision_id} was undone on {on}")


def renewed(decision: Decision, present: Collection[str], successors: Mapping[str, str]) -> Decision:
    """The decision with the events it speaks of as they are now (see `present_anchors`)."""
    return replace(
        decision,
        anchors=present_anchors(decision.anchors, present, successors),
        others=present_anchors(decision.others, present, successors),
    )


def present_anchors(
    anchors: Sequence[Anchor], present: Collection[str], successors: Mapping[str, str]
) -> tuple[Anchor, ...]:
    """The anchors as they are now: each that is gone gives way to its successor, and is left out where it has none.

    `present` are the events that there are now, `successors` what later readers had in an event's place.
    """
    found: dict[str, Anchor] = {}
    for anchor in anchors:
        event: str | None = anchor.event_id
        passed: set[str] = set()
        while event is not None and event not in present and event not in passed:
            passed.add(event)
            event = successors.get(event)
        if event is not None and event in present:
            found.setdefault(event, Anchor(event, anchor.article_id))
    return tuple(found.values())


def _with_id(decision: Decision) -> Decision:
    """Its id comes from all that it says, so that what is kept twice is one decision."""
    about = (decision.other_id, decision.cell, decision.value)
    events = [anchor.event_id for anchor in decision.anchors]
    moment = decision.decided_at.astimezone(UTC).isoformat()
    parts = (decision.kind, decision.incident_id, *(part or "" for part in about), decision.why, moment, *events)
    return replace(decision, decision_id=stable_id("decision", *parts))


def _anchors(reports: Sequence[Report]) -> tuple[Anchor, ...]:
    return tuple(Anchor(report.event_id, report.article_id) for report in reports)


def _shared(some: Sequence[Anchor], others: Sequence[Anchor]) -> bool:
    return not {anchor.event_id for anchor in some}.isdisjoint(anchor.event_id for anchor in others)


def _holds_together(decision: Decision, mine: Sequence[Anchor], yours: Sequence[Anchor]) -> bool:
    joined = (*decision.anchors, *decision.others)
    return _shared(joined, mine) and _shared(joined, yours)


def _apart(decision: Decision, mine: Sequence[Anchor], yours: Sequence[Anchor]) -> bool:
    """Whether the two sides of a decision are these two."""
    one, another = decision.anchors, decision.others
    return (_shared(one, mine) and _shared(another, yours)) or (_shared(one, yours) and _shared(another, mine))


def _refuse_closed(incident: Incident, standing: Sequence[Decision]) -> None:
    """Refuse what would be decided on an incident that was rejected, or that no report is left of."""
    for decision in standing:
        if decision.kind is DecisionKind.REJECT and decision.incident_id == incident.incident_id:
            raise DecisionRefused(f"{incident.incident_id} was rejected by {_named(decision)}; {_undo(decision)}")
    if not incident.reports:
        raise DecisionRefused(f"{incident.incident_id} has no report left, so nothing can be decided on it")


def _reports_of(incident: Incident, articles: Sequence[str]) -> list[Report]:
    """The reports of the articles that are named; refused where one is none of the incident's, or could be several."""
    taken: list[Report] = []
    for named in articles:
        exact = {r.article_id for r in incident.reports if named in (r.article_id, r.url)}
        begun = {r.article_id for r in incident.reports if r.article_id.startswith((named, f"article-{named}"))}
        meant = exact or begun
        if len(meant) != 1:
            problem = "is no article" if not meant else f"may be {len(meant)} articles"
            raise DecisionRefused(f"'{named}' {problem} of {incident.incident_id}; it has {_listed(incident)}")
        taken += [r for r in incident.reports if r.article_id in meant and r not in taken]
    return taken


def _listed(incident: Incident) -> str:
    return ", ".join(dict.fromkeys(f"{report.article_id} ({report.url})" for report in incident.reports))


def _named(decision: Decision) -> str:
    return f"{decision.decision_id} on {_day(decision.decided_at)} (“{decision.why}”)"


def _undo(decision: Decision) -> str:
    return f"undo that first: tocsin incident undo {decision.decision_id} --why …"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}"
