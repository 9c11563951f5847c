"""What happens to the small world later: an older report turns up, a person decides, incidents are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.warehouse.world import FIRST_REPORT, LATER_REPORT, LATER_TEXT, MASSACRE, at, cell, words
from warehouse.records import Anchor, Cell, Decision, DecisionKind, IncidentVersion, Report
from warehouse.rows import batch_of
from warehouse.store import Warehouse

RETOLD_AT = at("2024-08-29T12:00")
DECIDED_AT = at("2024-08-30T12:00")
_FIRST, _SECOND = MASSACRE.versions


def write(warehouse: Warehouse, *versions: IncidentVersion) -> None:
    """Add versions to what is on record, as they are."""
    warehouse.connection.add_new("incident_versions", batch_of(IncidentVersion, versions))


def tell_an_older_report(warehouse: Warehouse) -> None:
    """On 29 August a report of two hours before the first turns up, and all that came after the first is told anew."""
    of_second = "incident_id = 'incident-massacre' AND version = 2"
    warehouse.connection.execute(f"UPDATE stored.incident_versions SET replaced_at = ? WHERE {of_second}", (RETOLD_AT,))
    older = replace(_FIRST, version=3, known_at=at("2024-08-26T06:00"), killed_low=20, killed_best=20, killed_high=20)
    newer = replace(_SECOND, version=4, killed_best=24, killed_high=24)
    write(warehouse, *(replace(version, recorded_at=RETOLD_AT) for version in (older, newer)))


def anchors(*reports: Report) -> tuple[Anchor, ...]:
    return tuple(Anchor(report.event_id, report.article_id) for report in reports)


def decide_killed(warehouse: Warehouse, best: int) -> Decision:
    """On 30 August a person sets the massacre's toll."""
    decision = Decision(
        "decision-toll",
        DecisionKind.SET,
        "incident-massacre",
        "the hospital's list",
        DECIDED_AT,
        anchors=anchors(FIRST_REPORT, LATER_REPORT),
        cell="killed_best",
        value=str(best),
    )
    warehouse.decisions.save([decision])
    decided = Cell("killed_best", str(best), None, None, None, None, "", decision.decision_id)
    others = tuple(told for told in _SECOND.cells if told.cell not in ("killed_best", "killed_high"))
    high = cell("killed_high", str(best), LATER_REPORT, words(LATER_TEXT, "23"), "highest")
    version = replace(
        _SECOND,
        version=3,
        known_at=DECIDED_AT,
        learned_at=DECIDED_AT,
        recorded_at=DECIDED_AT,
        event_id=None,
        decision_id=decision.decision_id,
        killed_best=best,
        killed_high=best,
        cells=(*others, decided, high),
    )
    write(warehouse, version)
    return decision


def forward(warehouse: Warehouse, merged: str, to: str, until: str = "NULL") -> None:
    """Have an id that was an incident's lead to another."""
    warehouse.connection.execute(
        f"INSERT OR IGNORE INTO stored.incidents VALUES ('{merged}', now()); "
        f"INSERT INTO stored.incident_forwards VALUES ('{merged}', '{to}', '2024-08-28', 'one attack', {until})"
    )


def set_toll(warehouse: Warehouse, bounds: Sequence[int | None]) -> None:
    """Give the massacre's latest version another low, best and high of the killed."""
    warehouse.connection.execute(
        "UPDATE stored.incident_versions SET killed_low = ?, killed_best = ?, killed_high = ? "
        "WHERE incident_id = 'incident-massacre' AND version = 2",
        list(bounds),
    )
