"""What became of reports to rows: incidents, their versions on two clocks, their members and why, where ids lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import (
    Block,
    Forward,
    Incident,
    IncidentVersion,
    Membership,
    NearMerge,
    Outcome,
    Resolution,
)
from warehouse.rows import batch_of

_LEFT_ASIDE = "DELETE FROM stored.incident_reports WHERE event_id IN (SELECT subject_id FROM batch)"
_NOT_ASIDE = "DELETE FROM stored.outcomes WHERE stage = 'resolve' AND subject_id IN (SELECT event_id FROM batch)"
# A version that stood and does not follow from the reports any more is kept, with when it was replaced.
_REPLACE = """
    UPDATE stored.incident_versions SET replaced_at = batch.resolved_at
    FROM batch
    WHERE incident_versions.incident_id = batch.incident_id AND incident_versions.replaced_at IS NULL
        AND NOT list_contains(batch.standing, incident_versions.version)
"""
# A merged id that has reports again leads nowhere any more.
_TAKEN_UP = """
    UPDATE stored.incident_forwards SET "until" = batch.resolved_at
    FROM batch
    WHERE incident_forwards.incident_id = batch.incident_id AND incident_forwards."until" IS NULL
        AND len(batch.standing) > 0
"""
_STALE_BLOCKS = """
    DELETE FROM stored.report_blocks
    WHERE event_id IN (SELECT event_id FROM batch JOIN stored.stale_events USING (event_id))
"""
# Where a report lies follows from the report: what is known of it already ends on the days on which it ends here, and
# of the table only the parts with such days are looked through.
_NEW_BLOCKS = """
    INSERT INTO stored.report_blocks BY NAME SELECT * FROM batch
    WHERE event_id NOT IN (
        SELECT event_id FROM stored.report_blocks
        WHERE "last" BETWEEN (SELECT min("last") FROM batch) AND (SELECT max("last") FROM batch)
    )
"""
_NOT_NEAR = """
    DELETE FROM stored.near_merges
    WHERE incident_id IN (SELECT incident_id FROM batch) OR other_id IN (SELECT incident_id FROM batch)
"""
# What was not looked at and is merged into another is as near to the others as it was.
_NEAR_AS_BEFORE = """
    INSERT OR REPLACE INTO stored.near_merges BY NAME
    SELECT least(one, other) AS incident_id, greatest(one, other) AS other_id, probability, because
    FROM (
        SELECT coalesce(a.to_incident_id, near.incident_id) AS one, coalesce(b.to_incident_id, near.other_id) AS other,
               probability, because
        FROM stored.near_merges AS near
        LEFT JOIN batch AS a ON a.incident_id = near.incident_id
        LEFT JOIN batch AS b ON b.incident_id = near.other_id
        WHERE a.incident_id IS NOT NULL OR b.incident_id IS NOT NULL
    )
"""
_TAKEN_IN = (
    "DELETE FROM stored.new_events WHERE event_id IN (SELECT event_id FROM batch)",
    "DELETE FROM stored.stale_events WHERE event_id IN (SELECT event_id FROM batch)",
)
_TAKEN_LEAVE = "DELETE FROM stored.leavers WHERE incident_id IN (SELECT incident_id FROM batch)"

_STANDING = pa.schema(
    [
        ("incident_id", pa.string()),
        ("standing", pa.list_(pa.int64())),
        ("resolved_at", pa.timestamp("us", "UTC")),
    ]
)
_BLOCKS = pa.schema(
    [
        ("event_id", pa.string()),
        ("key", pa.int64()),
        ("tier", pa.string()),
        ("first", pa.date32()),
        ("last", pa.date32()),
    ]
)


class ResolutionStore:
    """What resolutions gave; each is kept whole or not at all."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, resolution: Resolution) -> None:
        """Keep a resolution in one transaction: no version that was written is overwritten, and no id is lost.

        What had left its incidents, and reports of it that had changed until then, count as taken up.
        """
        with self._connection.transaction():
            self._save_incidents(resolution)
            self._save_reports(resolution)
            looked_at = pa.table({"incident_id": pa.array(sorted(resolution.looked_at), pa.string())})
            self._connection.with_batch(_NOT_NEAR, looked_at)
            forwards = batch_of(Forward, resolution.forwards)
            self._connection.with_batch(_NEAR_AS_BEFORE, forwards)
            self._connection.with_batch(_NOT_NEAR, forwards)
            self._connection.upsert("near_merges", batch_of(NearMerge, resolution.near))

    def _save_incidents(self, resolution: Resolution) -> None:
        self._connection.add_new("incidents", _founding(resolution.incidents))
        standing = _standing(resolution)
        self._connection.with_batch(_REPLACE, standing)
        versions = (version for incident in resolution.incidents for version in incident.versions)
        self._connection.add_new("incident_versions", batch_of(IncidentVersion, versions))
        self._connection.with_batch(_TAKEN_UP, standing)
        self._connection.with_batch(_TAKEN_LEAVE, standing)
        self._connection.upsert("incident_forwards", batch_of(Forward, resolution.forwards))

    def _save_reports(self, resolution: Resolution) -> None:
        memberships = batch_of(Membership, resolution.memberships)
        outcomes = batch_of(Outcome, resolution.outcomes)
        self._connection.with_batch(_LEFT_ASIDE, outcomes)
        self._connection.upsert("incident_reports", memberships)
        self._connection.with_batch(_NOT_ASIDE, memberships)
        self._connection.upsert("outcomes", outcomes)
        decided = [row.event_id for row in resolution.memberships] + [row.subject_id for row in resolution.outcomes]
        taken = pa.table({"event_id": pa.array(decided, pa.string())})
        self._connection.with_batch(_STALE_BLOCKS, taken)
        for statement in _TAKEN_IN:
            self._connection.with_batch(statement, taken)
        self.save_blocks(resolution.blocks)

    def save_blocks(self, blocks: Iterable[Block]) -> None:
        """Keep where reports lie, of those of which that is not known."""
        batch = _blocks(blocks)
        if len(batch):
            self._connection.with_batch(_NEW_BLOCKS, batch)


def _founding(incidents: Sequence[Incident]) -> pa.Table:
    schema = pa.schema([("incident_id", pa.string()), ("founded_at", pa.timestamp("us", "UTC"))])
    rows = [{"incident_id": incident.incident_id, "founded_at": incident.founded_at} for incident in incidents]
    return pa.Table.from_pylist(rows, schema)


def _standing(resolution: Resolution) -> pa.Table:
    """The changed incidents with the versions that stand, and the merged ones, of which none does."""
    changed = {i.incident_id: [version.version for version in i.versions] for i in resolution.incidents}
    merged: dict[str, list[int]] = {forward.incident_id: [] for forward in resolution.forwards}
    rows = [
        {"incident_id": name, "standing": numbers, "resolved_at": resolution.resolved_at}
        for name, numbers in {**merged, **changed}.items()
    ]
    return pa.Table.from_pylist(rows, _STANDING)


def _blocks(blocks: Iterable[Block]) -> pa.Table:
    rows = [(block, key) for block in dict.fromkeys(blocks) for key in block.keys]
    days = {
        name: pa.array([getattr(block, name) for block, _ in rows], pa.string()).cast(pa.date32())
        for name in ("first", "last")
    }
    told = {
        "event_id": [block.event_id for block, _ in rows],
        "key": [key for _, key in rows],
        "tier": [block.tier for block, _ in rows],
    }
    return pa.table({**told, **days}, schema=_BLOCKS)
