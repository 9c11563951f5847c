"""Reports (events with the article they come from) to rows of `stored.events` and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from warehouse.records import Event, Report
from warehouse.rows import decode, encode, schema_of

_ORIGIN = schema_of(Report).remove(schema_of(Report).get_field_index("event"))
_READ = [
    pa.field("reader", pa.string()),
    pa.field("earlier_readers", pa.list_(pa.string())),
    pa.field("gazetteer", pa.string()),
]
_SCHEMA = pa.schema([*_ORIGIN, *_READ, *schema_of(Event)])


def report_batch(reports: Iterable[tuple[Report, str | None]], reader: str) -> pa.Table:
    """Reports, each with its gazetteer's version, as one Arrow table with the event's fields beside the report's.

    The first of an event id is kept.
    """
    distinct: dict[str, dict[str, Any]] = {}
    for report, gazetteer in reports:
        row = encode(report)
        event = row.pop("event")
        read: dict[str, Any] = {"reader": reader, "earlier_readers": [], "gazetteer": gazetteer}
        distinct.setdefault(report.event_id, {**row, **read, **event})
    return pa.Table.from_pylist(list(distinct.values()), schema=_SCHEMA)


def report_of(row: Mapping[str, Any]) -> Report:
    """A row of `stored.events` as the report it was."""
    return decode(Report, {**row, "event": row})
