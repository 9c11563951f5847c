"""Alerts, what people do with them and what was told of them, to rows and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from warehouse.connection import Connection
from warehouse.records import Acknowledgement, Alert, Delivery, Mute
from warehouse.rows import batch_of, decode

_ALL = "SELECT * FROM stored.alerts ORDER BY opened_day, watch, alert_id"
_LIKE = "SELECT * FROM stored.alerts WHERE starts_with(alert_id, ?) ORDER BY opened_day, watch, alert_id"
_DELIVERIES = 'SELECT * FROM stored.deliveries ORDER BY channel, alert_id, "number"'
_ACKNOWLEDGEMENTS = "SELECT * FROM stored.acknowledgements ORDER BY acked_at, alert_id"
_MUTES = "SELECT * FROM stored.mutes ORDER BY muted_at, mute_id"
_SERIES = """
    SELECT series FROM stored.series_days WHERE watch = $watch AND series <> ''
    UNION
    SELECT series FROM stored.alerts WHERE watch = $watch AND series <> ''
    ORDER BY ALL
"""
# The clock may have been moved back since the mute was set.
_LIFT = """
    UPDATE stored.mutes SET lifted_at = greatest($at, muted_at)
    WHERE mute_id IN (SELECT unnest($ids::VARCHAR[])) AND lifted_at IS NULL
"""


class AlertStore:
    """One row an alert, updated in place; one row a change of it for a channel, an acknowledgement, a mute."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Alert]:
        """Every alert, in order of opening."""
        return [decode(Alert, row) for row in self._connection.dicts(_ALL)]

    def like(self, beginning: str) -> list[Alert]:
        """The alerts whose ids begin so, with or without `alert-` in front."""
        rows = self._connection.dicts(_LIKE, (beginning,)) or self._connection.dicts(_LIKE, (f"alert-{beginning}",))
        return [decode(Alert, row) for row in rows]

    def save(self, alerts: Iterable[Alert]) -> None:
        """Keep alerts in one transaction; one that is kept already is updated."""
        self._connection.upsert("alerts", batch_of(Alert, alerts))

    def series_of(self, watch: str) -> list[str]:
        """The series that a watch was split into so far, by their values."""
        return list(self._connection.values(_SERIES, {"watch": watch}))

    def deliveries(self) -> list[Delivery]:
        """Every change that was told or is to be told, by channel and alert in order of number."""
        return [decode(Delivery, row) for row in self._connection.dicts(_DELIVERIES)]

    def save_deliveries(self, deliveries: Iterable[Delivery]) -> None:
        """Keep changes in one transaction; one that is kept already is updated."""
        self._connection.upsert("deliveries", batch_of(Delivery, deliveries))

    def acknowledgements(self) -> list[Acknowledgement]:
        """What people have seen, in order of time."""
        return [decode(Acknowledgement, row) for row in self._connection.dicts(_ACKNOWLEDGEMENTS)]

    def acknowledge(self, seen: Acknowledgement) -> None:
        """Keep that a person has seen an alert."""
        self._connection.upsert("acknowledgements", batch_of(Acknowledgement, [seen]))

    def mutes(self) -> list[Mute]:
        """Every mute there was, in order of time."""
        return [decode(Mute, row) for row in self._connection.dicts(_MUTES)]

    def mute(self, mute: Mute) -> None:
        """Keep a mute."""
        self._connection.upsert("mutes", batch_of(Mute, [mute]))

    def lift(self, mutes: Iterable[Mute], at: datetime) -> None:
        """Have mutes hold no longer; one that was lifted before keeps its time."""
        self._connection.execute(_LIFT, {"ids": [mute.mute_id for mute in mutes], "at": at})
