"""What deserves a person's eye to lines on the screen, each with the command that answers it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from extractors.resolution.decided import as_typed
from warehouse.review import Doubt, Doubts

_TITLES = {
    "near_merge": "near-merge",
    "contradicting_tolls": "contradicting tolls",
    "low_confidence": "low confidence",
    "withdrawn": "withdrawn",
    "fits_several": "fits several",
    "decision_lost": "decision without its reports",
}


def show_review(console: Console, doubts: Doubts) -> None:
    """Print each doubt, what it is, and the commands to look at it and to decide it."""
    if not doubts.in_all:
        console.print("Nothing needs a decision.")
        return
    for doubt in doubts.heaviest:
        title = _TITLES.get(doubt.reason, doubt.reason)
        console.print(Text.assemble((title, "bold"), (f" {doubt.weight:.2f}  ", "dim"), doubt.detail), soft_wrap=True)
        for command in _commands(doubt):
            console.print(Text(f"  {command}", style="dim"), soft_wrap=True)
    left = doubts.in_all - len(doubts.heaviest)
    if left:
        console.print(f"{left} more; --limit {doubts.in_all} shows every one", highlight=False)


def _commands(doubt: Doubt) -> Iterator[str]:
    """What to type: first what shows the incidents, then what decides."""
    yield from (f"tocsin incident {incident_id}" for incident_id in doubt.incident_ids)
    ids = " ".join(doubt.incident_ids)
    match doubt.reason:
        case "near_merge":
            yield f"tocsin incident merge {ids} --why …"
        case "contradicting_tolls":
            yield f"tocsin incident set {ids} {as_typed(doubt.cell or '')}=… --why …"
        case "low_confidence" | "withdrawn":
            yield f"tocsin incident reject {ids} --why …"
        case "decision_lost":
            yield f"tocsin incident undo {doubt.decision_id} --why …"
        case _:
            if doubt.event_id is not None:
                yield f"tocsin query \"FROM events WHERE event_id = '{doubt.event_id}'\""
