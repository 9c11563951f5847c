"""What people decided on incidents, to rows and back; a decision is undone, never deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from warehouse.connection import Connection
from warehouse.records import Decision
from warehouse.rows import batch_of, decode

_ALL = "FROM stored.decisions ORDER BY decided_at, decision_id"
_STANDING = "FROM stored.decisions WHERE undone_at IS NULL ORDER BY decided_at, decision_id"
_LIKE = "FROM stored.decisions WHERE starts_with(decision_id, ?) ORDER BY decided_at, decision_id"
# A decision speaks of an incident by its id, and of those that its events have gone to since: a split has no id for
# what it takes out.
_ON = """
    WITH members AS (SELECT event_id FROM stored.incident_reports WHERE list_contains($ids, incident_id))
    FROM stored.decisions
    WHERE list_contains($ids, incident_id) OR list_contains($ids, other_id) OR (kind IN ('merge', 'split') AND EXISTS (
        FROM (SELECT unnest(anchors || others).event_id AS event_id) JOIN members USING (event_id)
    ))
    ORDER BY decided_at, decision_id
"""
# What is decided is taken up by the next resolution, even where the one that was to follow at once is killed.
_LOOK_AGAIN = "INSERT INTO stored.stale_events SELECT DISTINCT unnest(?::VARCHAR[]) ON CONFLICT DO NOTHING"
_UNDO = "UPDATE stored.decisions SET undone_at = $at, undone_why = $why WHERE decision_id = $id AND undone_at IS NULL"
# Each event in question, and those that later readers had in its place, one after the other; UNION ends a circle.
_SUCCESSORS = """
    WITH RECURSIVE chain AS (
        SELECT unnest($events::VARCHAR[]) AS event_id
        UNION
        SELECT successor_id FROM chain JOIN stored.past_events USING (event_id) WHERE successor_id IS NOT NULL
    )
    SELECT event_id, arg_max(successor_id, replaced_at) AS successor_id
    FROM chain JOIN stored.past_events USING (event_id)
    WHERE successor_id IS NOT NULL
    GROUP BY event_id
"""
_PRESENT = "SELECT event_id FROM stored.events WHERE event_id IN (SELECT unnest(?::VARCHAR[]))"


class DecisionStore:
    """One row a decision, with the events that it spoke of when it was made."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, decisions: Sequence[Decision]) -> None:
        """Keep decisions in one transaction, and have the next resolution look at their events.

        A decision that is kept already stays as it is.
        """
        with self._connection.transaction():
            self._connection.add_new("decisions", batch_of(Decision, decisions))
            self._look_again(decisions)

    def all(self) -> list[Decision]:
        """Every decision, undone ones too, in order of time."""
        return self._decisions(_ALL)

    def standing(self) -> list[Decision]:
        """The decisions that hold, in order of time."""
        return self._decisions(_STANDING)

    def on(self, incident_ids: Collection[str]) -> list[Decision]:
        """The decisions, undone ones too, on incidents (one and the ids that lead to it), in order of time."""
        rows = self._connection.dicts(_ON, {"ids": list(incident_ids)})
        return [decode(Decision, row) for row in rows]

    def like(self, beginning: str) -> list[Decision]:
        """The decisions whose ids begin so, with or without `decision-` in front."""
        return self._decisions(_LIKE, beginning) or self._decisions(_LIKE, f"decision-{beginning}")

    def undo(self, decisions: Sequence[Decision], at: datetime, why: str) -> None:
        """Have decisions hold no longer in one transaction, and the next resolution look at the events they have now.

        One that was undone before keeps its time and reason.
        """
        with self._connection.transaction():
            for decision in decisions:
                self._connection.execute(_UNDO, {"id": decision.decision_id, "at": at, "why": why})
            self._look_again(decisions)

    def successors(self, event_ids: Iterable[str]) -> dict[str, str]:
        """What later readers had in the place of these events and of their successors, by event id."""
        rows = self._connection.dicts(_SUCCESSORS, {"events": list(event_ids)})
        return {row["event_id"]: row["successor_id"] for row in rows}

    def present(self, event_ids: Iterable[str]) -> set[str]:
        """Those of these events that the last reader of their article has found, or that a text set aside still has."""
        return set(self._connection.values(_PRESENT, (list(event_ids),)))

    def _look_again(self, decisions: Sequence[Decision]) -> None:
        events = [anchor.event_id for decision in decisions for anchor in (*decision.anchors, *decision.others)]
        self._connection.execute(_LOOK_AGAIN, (events,))

    def _decisions(self, sql: str, *parameters: str) -> list[Decision]:
        rows: Sequence[dict[str, object]] = self._connection.dicts(sql, parameters)
        return [decode(Decision, row) for row in rows]
