"""Alerts and their deliveries to rows and back."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.connection import Connection
from warehouse.records import Alert, Delivery
from warehouse.rows import batch_of, decode


class AlertStore:
    """One row an alert, updated in place; one row a state of it sent to a channel."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Alert]:
        """Every alert, in order of opening."""
        rows = self._connection.dicts("SELECT * FROM stored.alerts ORDER BY opened_day, watch, alert_id")
        return [decode(Alert, row) for row in rows]

    def save(self, alerts: Iterable[Alert]) -> None:
        """Keep alerts in one transaction; one that is kept already is updated."""
        self._connection.upsert("alerts", batch_of(Alert, alerts))

    def deliveries(self) -> list[Delivery]:
        """The latest outcome of every sending of a state of an alert to a channel, in order of time."""
        rows = self._connection.dicts("SELECT * FROM stored.deliveries ORDER BY sent_at, alert_id, channel, digest")
        return [decode(Delivery, row) for row in rows]

    def save_delivery(self, delivery: Delivery) -> None:
        """Keep the outcome of one sending; a repeated sending of the same state takes its place."""
        self._connection.upsert("deliveries", batch_of(Delivery, [delivery]))
