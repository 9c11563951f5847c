"""The seam between series and where they lie: what judging asks of the warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from warehouse.records import CountChange, FeedStart, IncidentDay, Moments, Selection


class SeriesSource(Protocol):
    """Where the counts of series come from; `warehouse.series.SeriesStore` is the one of every run."""

    def actors(self) -> list[tuple[str | None, str | None]]:
        """The perpetrators on record: key and name."""

    def areas(self) -> list[tuple[str | None, str]]:
        """The first-level areas on record: country and name."""

    def first_day(self) -> date | None:
        """The first day of the record."""

    def last_day(self) -> date | None:
        """The last day of the record."""

    def feed_starts(self) -> list[FeedStart]:
        """Since when each feed is observed."""

    def covered(self, first: date, last: date) -> list[tuple[str, date]]:
        """The days that feeds cover."""

    def changes(
        self, selection: Selection, split: str, settled: Mapping[str, date], first: date, last: date, moments: Moments
    ) -> list[CountChange]:
        """How the counts of each series and day change from moment to moment."""

    def feed_sets(self, selection: Selection, first: date, last: date) -> list[tuple[tuple[str, ...], int]]:
        """By which feeds incidents are told."""

    def lags(self, first: date, last: date) -> list[tuple[int, int]]:
        """After how many hours incidents became known."""

    def weekdays(self, first: date, last: date) -> dict[int, int]:
        """On which weekdays incidents happened."""

    def incidents(
        self,
        selection: Selection,
        split: str,
        series: str,
        settled: Mapping[str, date],
        first: date,
        last: date,
        known_by: datetime,
    ) -> list[IncidentDay]:
        """The incidents that one series counts on these days, as known by then."""

    def doubled(self, incident_ids: Sequence[str]) -> list[tuple[str, str, float]]:
        """Pairs of incidents that may be one attack."""
