"""A new reading of articles to what becomes of the last one: events found again stay, the others are past events."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.forgotten import FORGET_EVENTS
from warehouse.records import Event, Report
from warehouse.rows import schema_of

_EVENT = ", ".join(f'"{name}"' for name in ("event_id", "article_id", *schema_of(Event).names))
# What is known of a report beside its event. `withdrawn_at` is said of a text set aside, which nobody reads again.
_BESIDE = sorted({*schema_of(Report).names} - {"event", "event_id", "article_id", "withdrawn_at"})
_SAME = f"""
    SELECT event_id FROM (
        SELECT {_EVENT} FROM stored.events SEMI JOIN batch USING (event_id) INTERSECT SELECT {_EVENT} FROM batch
    )
"""
_ALTERED = f"""
    SELECT events.event_id
    FROM stored.events JOIN batch USING (event_id)
    WHERE ({", ".join(f"events.{name}" for name in _BESIDE)}) IS DISTINCT FROM
          ({", ".join(f"batch.{name}" for name in _BESIDE)})
"""
_BRING_UP_TO_DATE = f"""
    UPDATE stored.events SET
        earlier_readers = CASE WHEN events.reader = batch.reader THEN events.earlier_readers
                               ELSE list_append(events.earlier_readers, events.reader) END,
        reader = batch.reader, gazetteer = batch.gazetteer,
        {", ".join(f"{name} = batch.{name}" for name in _BESIDE)}
    FROM batch WHERE batch.event_id = events.event_id
"""
# What else is newly known of a report, its incident is told; what is in none is decided on anew.
_LOOK_AGAIN = "INSERT OR IGNORE INTO stored.stale_events SELECT event_id FROM batch"
_FOUND_SO_FAR = """
    SELECT events.event_id, incident_reports.incident_id
    FROM stored.events SEMI JOIN batch USING (article_id)
    LEFT JOIN stored.incident_reports USING (event_id)
"""
_READ_SO_FAR = """
    INSERT INTO stored.past_readings BY NAME
    SELECT readings.*, batch.replaced_at, batch.reader AS replaced_by
    FROM stored.readings JOIN batch USING (article_id)
    WHERE readings.reader <> batch.reader
"""
_GIVE_UP = (
    """
    INSERT INTO stored.past_events BY NAME
    SELECT events.*, batch.replaced_at, batch.replaced_by, batch.successor_id, batch.incident_id
    FROM stored.events JOIN batch USING (event_id)
    """,
    # What left its incident under an earlier reader, and has not been taken up since, goes on to where this leads.
    """
    UPDATE stored.leavers SET successor_id = batch.successor_id
    FROM batch WHERE batch.event_id = leavers.successor_id
    """,
    """
    INSERT OR REPLACE INTO stored.leavers BY NAME
    SELECT event_id, incident_id, successor_id, replaced_at AS left_at FROM batch WHERE incident_id IS NOT NULL
    """,
    "DELETE FROM stored.incident_reports WHERE event_id IN (SELECT event_id FROM batch)",
    *FORGET_EVENTS,
)
_UTC = pa.timestamp("us", "UTC")
_GONE = pa.schema(
    [
        ("event_id", pa.string()),
        ("incident_id", pa.string()),
        ("successor_id", pa.string()),
        ("replaced_by", pa.string()),
        ("replaced_at", _UTC),
    ]
)


def found_again(connection: Connection, reports: pa.Table) -> set[str]:
    """The ids of the events that are here and in `reports` (rows of `stored.events`) the same in every field.

    They stay, in their incidents or out of them, as found by the new reader too.
    """
    same = {row[0] for row in connection.with_batch(_SAME, reports)}
    again = reports.filter(pa.array([event_id in same for event_id in reports["event_id"].to_pylist()], pa.bool_()))
    altered = pa.table({"event_id": pa.array([row[0] for row in connection.with_batch(_ALTERED, again)], pa.string())})
    connection.with_batch(_BRING_UP_TO_DATE, again)
    connection.with_batch(_LOOK_AGAIN, altered)
    return same


def give_up(
    connection: Connection,
    readings: pa.Table,
    reader: str,
    same: Collection[str],
    successors: Mapping[str, str | None],
    now: datetime,
) -> None:
    """Make past events of what the last reader found in the articles of `readings`, but for the ids in `same`.

    Members leave their incidents, which the next resolution is told of. Belongs into the transaction of the new
    reading.
    """
    read = readings.select(["article_id", "reader"]).append_column("replaced_at", pa.array([now] * len(readings), _UTC))
    connection.with_batch(_READ_SO_FAR, read)
    gone = [
        {
            "event_id": event_id,
            "incident_id": incident_id,
            "successor_id": successors.get(event_id),
            "replaced_by": reader,
            "replaced_at": now,
        }
        for event_id, incident_id in connection.with_batch(_FOUND_SO_FAR, read)
        if event_id not in same
    ]
    for statement in _GIVE_UP if gone else ():
        connection.with_batch(statement, pa.Table.from_pylist(gone, _GONE))
