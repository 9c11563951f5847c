"""An open snapshot to the doubts that deserve a person's eye."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.connection import Connection
from warehouse.rows import decode

_HEAVIEST = "FROM review ORDER BY weight DESC, reason, incident_ids, event_id, decision_id LIMIT ?"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One row of the view `review`: a reason from its list, what it is about, and how much it weighs."""

    reason: str
    incident_ids: tuple[str, ...]
    event_id: str | None
    decision_id: str | None
    cell: str | None
    detail: str
    weight: float


@dataclass(frozen=True, slots=True)
class Doubts:
    """The heaviest doubts, and how many there are in all."""

    heaviest: tuple[Doubt, ...]
    in_all: int


def doubts(connection: Connection, limit: int) -> Doubts:
    """The `limit` heaviest doubts."""
    rows = connection.dicts(_HEAVIEST, (limit,))
    [in_all] = connection.values("SELECT count(*) FROM review")
    return Doubts(tuple(decode(Doubt, row) for row in rows), in_all)
