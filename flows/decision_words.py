"""A decision of a person to the words that the command line shows it with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from extractors.resolution.decided import as_typed
from flows.fact_words import day, moment
from warehouse.records import Decision, DecisionKind


def what(decision: Decision) -> str:
    """What was decided, in a few words."""
    match decision.kind:
        case DecisionKind.MERGE:
            return f"{decision.incident_id} and {decision.other_id} merged"
        case DecisionKind.SPLIT:
            out = len({anchor.article_id for anchor in decision.anchors})
            return f"{out} {'article' if out == 1 else 'articles'} split off {decision.incident_id}"
        case DecisionKind.SET:
            return f"{as_typed(decision.cell or '')} of {decision.incident_id} set to {decision.value}"
        case DecisionKind.REJECT:
            return f"{decision.incident_id} rejected"


def told_by(decision: Decision | None) -> str:
    """What stands where words of an article would: who says so, since when and why."""
    return "set by a person" if decision is None else f"set by a person on {day(decision.decided_at)}: {decision.why}"


def lines(decisions: Sequence[Decision]) -> Iterator[Text]:
    """Each decision with its reason and id; an undone one says so."""
    for decision in decisions:
        yield Text.assemble(
            f"{moment(decision.decided_at)}  ",
            (what(decision), "bold" if decision.undone_at is None else "dim"),
            f": {decision.why}",
            (f"  {decision.decision_id}", "dim"),
        )
        if decision.undone_at is not None:
            because = f": {decision.undone_why}" if decision.undone_why else ""
            yield Text(f"  undone {moment(decision.undone_at)}{because}", style="yellow")
