"""What hosts ask of robots, kept over runs, to rows and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from warehouse.connection import Connection
from warehouse.records import HostRest, RobotsText
from warehouse.rows import batch_of, decode


class HostStore:
    """The robots.txt of each origin as last asked for, and the hosts that are to be left alone for a while."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def robots(self) -> list[RobotsText]:
        """Every robots.txt that is kept, however old."""
        return [decode(RobotsText, row) for row in self._connection.dicts("SELECT * FROM stored.robots")]

    def rests(self, now: datetime) -> list[HostRest]:
        """The hosts whose rest is not over at `now`."""
        rows = self._connection.dicts("SELECT * FROM stored.host_rests WHERE until_at > ?", (now,))
        return [decode(HostRest, row) for row in rows]

    def save(self, robots: Sequence[RobotsText], rests: Sequence[HostRest], now: datetime) -> None:
        """Keep what a run learned, in one transaction; rests that are over at `now` go."""
        with self._connection.transaction():
            if robots:
                self._connection.upsert("robots", batch_of(RobotsText, robots))
            self._connection.execute("DELETE FROM stored.host_rests WHERE until_at <= ?", (now,))
            if rests:
                self._connection.upsert("host_rests", batch_of(HostRest, rests))
