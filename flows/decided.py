"""What a decision changed to lines on the screen: each fact before and after, ids that lead on, and how to undo it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.text import Text

from extractors.decisions import overruled
from flows.decide import Decided
from flows.decision_words import what
from flows.fact_words import facts, heading
from warehouse.records import Incident


def show_decided(console: Console, decided: Decided) -> None:
    """Print what was decided and what came of it."""
    for decision in decided.decisions:
        console.print(Text.assemble((what(decision), "bold"), f" ({decision.why})"), soft_wrap=True)
        for earlier in overruled(decision, decided.standing):
            told = f"  in place of {earlier.decision_id}: {what(earlier)} ({earlier.why})"
            console.print(Text(told, style="yellow"), soft_wrap=True)
    _show_changes(console, decided)
    for decision in decided.decisions:
        console.print(Text(f"to undo it: tocsin incident undo {decision.decision_id} --why …", style="dim"))


def show_undone(console: Console, decided: Decided) -> None:
    """Print what was undone and what came of it."""
    for decision in decided.decisions:
        console.print(Text.assemble(("undone: ", "bold"), f"{what(decision)} ({decision.why})"), soft_wrap=True)
    _show_changes(console, decided)


def _show_changes(console: Console, decided: Decided) -> None:
    before = {incident.incident_id: incident for incident in decided.before}
    after = {incident.incident_id: incident for incident in decided.after}
    for incident in decided.after:
        earlier = before.get(incident.incident_id)
        is_new = "" if earlier is not None else "an incident of its own: "
        console.print(Text(f"{incident.incident_id}  {is_new}{heading(incident.versions[-1])}"), soft_wrap=True)
        for line in _changes(facts(earlier) if earlier is not None else {}, incident):
            console.print(Text(f"  {line}", style="green"), soft_wrap=True)
    still = {report.event_id for incident in decided.after for report in incident.reports}
    left = [report for incident in decided.before for report in incident.reports if report.event_id not in still]
    for report in left:
        # A follow-up or a denial that was split off founds no incident of its own.
        console.print(Text(f"in no incident any more: {report.url}"), soft_wrap=True)
    leads_to = {forward.incident_id: forward.to_incident_id for forward in decided.forwards}
    for incident_id in before.keys() - after.keys():
        there = f"leads to {leads_to[incident_id]}" if incident_id in leads_to else "has no report left"
        console.print(Text(f"{incident_id}  {there}"), soft_wrap=True)


def _changes(old: Mapping[str, str], incident: Incident) -> Iterator[str]:
    """`killed 9 → 12`, a line a fact; for an incident that was not there before, what it says."""
    new = facts(incident)
    if old == new:
        yield "no fact of it changes"
    for name, value in new.items():
        if not old and value:
            yield f"{name} {value}"
        elif old and old[name] != value:
            yield f"{name} {old[name] or 'unknown'} → {value or 'unknown'}"
