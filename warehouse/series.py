"""Spells of incidents and days that feeds covered to what series are counted from, and what was said of their days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from warehouse.connection import Connection
from warehouse.incidents import IncidentStore
from warehouse.records import (
    AlarmLevel,
    CountChange,
    FeedStart,
    IncidentDay,
    Moments,
    Selection,
    SeriesDay,
)
from warehouse.rows import batch_of, decode
from warehouse.spells import refresh

# What holds of the spells of a selection, by its fields; a condition that is not made is not asked for. A circle holds
# what is known to the spot: the coordinates of an area are its middle.
_CONDITIONS = {
    "country": "country = $country",
    "areas": "list_contains($areas::VARCHAR[], admin1)",
    "actors": "list_contains($actors::VARCHAR[], coalesce(perpetrator_key, perpetrator))",
    "event_type": "$event_type IN (event_type, sub_event_type)",
    "target": "target_category = $target",
    "radius_km": "place_precision IN ('exact', 'near') AND km_between($lat, $lon, lat, lon) <= $radius_km",
}
# What a split is called by; NULL where an incident has no value of it.
_SPLITS = {
    "": "''",
    "country": "country",
    "admin1": "country || '/' || admin1",
    "admin2": "country || '/' || admin1 || '/' || admin2",
    "actor": "perpetrator_key",
    "event_type": "sub_event_type",
    "target": "target_category",
}
_CROSSING = "' · '"
# Told not only by feeds that were added a while after the others: to count that would take more watching for more
# violence.
_TOLD_BY_SETTLED_FEEDS = """
    (len(feeds) = 0 OR list_bool_or(list_transform(
        feeds, lambda f: coalesce(($settled::DATE[])[list_position($new_feeds::VARCHAR[], f)] <= "day", true)
    )))
"""


class SeriesStore:
    """What watches count, kept up to date with each run; and what the runs said of each day."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def refresh(self) -> None:
        """Bring spells and covered days up to date: of the incidents that have changed, and of the latest polls."""
        refresh(self._connection)

    def actors(self) -> list[tuple[str | None, str | None]]:
        """The perpetrators that are counted: pairs of key and name or words."""
        sql = "SELECT DISTINCT perpetrator_key, perpetrator FROM stored.incident_spells WHERE perpetrator IS NOT NULL"
        return [(row[0], row[1]) for row in self._connection.table(f"{sql} ORDER BY ALL").rows]

    def areas(self) -> list[tuple[str | None, str]]:
        """The first-level areas in which something is counted: pairs of country and name."""
        sql = "SELECT DISTINCT country, admin1 FROM stored.incident_spells WHERE admin1 IS NOT NULL ORDER BY ALL"
        return [(row[0], row[1]) for row in self._connection.table(sql).rows]

    def first_day(self) -> date | None:
        """The first day that is covered by a feed or, where no feed is known, has an incident."""
        covered = 'SELECT min("day") FROM stored.feed_days'
        counted = 'SELECT min("day") FROM stored.incident_spells'
        found: date | None = self._connection.values(f"SELECT coalesce(({covered}), ({counted}))")[0]
        return found

    def last_day(self) -> date | None:
        """The last day that is covered by a feed or, where no feed is known, has an incident."""
        covered = 'SELECT max("day") FROM stored.feed_days'
        counted = 'SELECT max("day") FROM stored.incident_spells'
        found: date | None = self._connection.values(f"SELECT coalesce(({covered}), ({counted}))")[0]
        return found

    def feed_starts(self) -> list[FeedStart]:
        """Since when each feed shows the news, and since when it is polled."""
        sql = "SELECT feed_id, first_day, first_polled FROM stored.feed_starts ORDER BY feed_id"
        return [FeedStart(*row) for row in self._connection.table(sql).rows]

    def covered(self, first: date, last: date) -> list[tuple[str, date]]:
        """The days of `first` to `last` that feeds cover, pairs of feed and day."""
        sql = 'SELECT feed_id, "day" FROM stored.feed_days WHERE "day" BETWEEN ? AND ? ORDER BY ALL'
        return [(row[0], row[1]) for row in self._connection.table(sql, (first, last)).rows]

    def changes(
        self, selection: Selection, split: str, settled: Mapping[str, date], first: date, last: date, moments: Moments
    ) -> list[CountChange]:
        """How the counts of each series and day change from moment to moment; the first moment has all that was known.

        `split` names what the selection is split by, "" for nothing, `admin2 x event_type` for a crossing; `settled`
        from which day on each of the feeds counts that were added later.
        """
        where, given = _counted(selection, settled, first, last)
        sql = f"""
            WITH picked AS (
                SELECT {_series_of(split)} AS series, "day", killed,
                    {_moment("known_from")} AS "from", {_moment("known_until")} AS "until"
                FROM stored.incident_spells WHERE {where}
            ), steps AS (
                SELECT series, "day", "from" AS moment, 1 AS incidents, coalesce(killed, 0) AS killed
                FROM picked WHERE "until" IS NULL OR "from" < "until"
                UNION ALL
                SELECT series, "day", "until", -1, -coalesce(killed, 0)
                FROM picked WHERE "from" < "until"
            )
            SELECT series, "day", moment, sum(incidents)::BIGINT AS incidents, sum(killed)::BIGINT AS killed
            FROM steps WHERE series IS NOT NULL AND moment < $moments
            GROUP BY ALL HAVING sum(incidents) <> 0 OR sum(killed) <> 0
            ORDER BY ALL
        """
        given |= {"start": moments.first, "step": moments.step_s, "moments": moments.count}
        return [CountChange(*row) for row in self._connection.table(sql, given).rows]

    def feed_sets(self, selection: Selection, first: date, last: date) -> list[tuple[tuple[str, ...], int]]:
        """By which feeds the incidents of these days are told: sets of feeds, each with its number of incidents."""
        where, given = _selected(selection, first, last)
        sql = f"""
            SELECT feeds, count(*) FROM stored.incident_spells WHERE known_until IS NULL AND {where}
            GROUP BY feeds ORDER BY ALL
        """
        return [(tuple(feeds), number) for feeds, number in self._connection.table(sql, given).rows]

    def lags(self, first: date, last: date) -> list[tuple[int, int]]:
        """After how many hours from the start of their day these incidents became known: pairs of hours and number."""
        sql = """
            WITH founded AS (
                SELECT incident_id, min(known_from) AS known_at, arg_min("day", known_from) AS "day"
                FROM stored.incident_spells GROUP BY incident_id
            )
            SELECT greatest(0, floor((epoch(known_at) - epoch("day"::TIMESTAMPTZ)) / 3600))::BIGINT AS hours, count(*)
            FROM founded WHERE "day" BETWEEN ? AND ? GROUP BY hours ORDER BY hours
        """
        return [(row[0], row[1]) for row in self._connection.table(sql, (first, last)).rows]

    def weekdays(self, first: date, last: date) -> dict[int, int]:
        """How many incidents of these days happened on each day of the week (Monday 1)."""
        sql = """
            SELECT isodow("day"), count(*) FROM stored.incident_spells
            WHERE known_until IS NULL AND "day" BETWEEN ? AND ? GROUP BY ALL
        """
        return {row[0]: row[1] for row in self._connection.table(sql, (first, last)).rows}

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
        where, given = _counted(selection, settled, first, last)
        sql = f"""
            SELECT incident_id FROM stored.incident_spells
            WHERE {where} AND {_series_of(split)} = $series
                AND known_from <= $known_by AND (known_until IS NULL OR known_until > $known_by)
        """
        found = self._connection.values(sql, {**given, "series": series, "known_by": known_by})
        return IncidentStore(self._connection).days(found, known_by)

    def doubled(self, incident_ids: Sequence[str]) -> list[tuple[str, str, float]]:
        """Pairs of these incidents that may be one attack, with the probability."""
        sql = """
            SELECT DISTINCT least(incident_id, other_id), greatest(incident_id, other_id), probability
            FROM stored.near_merges
            WHERE list_contains($ids, incident_id) AND list_contains($ids, other_id) ORDER BY ALL
        """
        rows = self._connection.table(sql, {"ids": list(incident_ids)}).rows
        return [(row[0], row[1], row[2]) for row in rows]

    def save_days(self, days: Iterable[SeriesDay]) -> None:
        """Keep what a run said of days; what an earlier run said of them gives way."""
        self._connection.upsert("series_days", batch_of(SeriesDay, days))

    def add_days(self, days: Iterable[SeriesDay]) -> None:
        """Keep what is said of days of which no run has said anything yet."""
        self._connection.add_new("series_days", batch_of(SeriesDay, days))

    def days_of(self, watch: str, series: str, measure: str, first: str, last: str) -> list[SeriesDay]:
        """What the latest runs said of the days of a series, in order."""
        sql = """
            SELECT * FROM stored.series_days
            WHERE watch = ? AND series = ? AND measure = ? AND "day" BETWEEN ? AND ? ORDER BY "day"
        """
        return [decode(SeriesDay, row) for row in self._connection.dicts(sql, (watch, series, measure, first, last))]

    def levels(self) -> list[AlarmLevel]:
        """The chance at which each watch with a budget alarms."""
        return [decode(AlarmLevel, row) for row in self._connection.dicts("FROM stored.alarm_levels ORDER BY watch")]

    def save_level(self, level: AlarmLevel) -> None:
        """Keep the chance that was chosen for a watch."""
        self._connection.upsert("alarm_levels", batch_of(AlarmLevel, [level]))


def _series_of(split: str) -> str:
    """The SQL of a split's value, such as `country || '/' || admin1`; raises KeyError where there is no such split."""
    return f" || {_CROSSING} || ".join(_SPLITS[part.strip()] for part in split.split(" x "))


def _moment(column: str) -> str:
    """The SQL of the number of the first moment that is no earlier than the time in `column`; NULL for NULL."""
    # (The difference of two TIMESTAMPTZ is an interval of the calendar, which takes twenty times as long.)
    number = f"greatest(0, ceil((epoch({column}) - epoch($start::TIMESTAMPTZ)) / $step))::BIGINT"
    return f"CASE WHEN {column} IS NOT NULL THEN {number} END"  # greatest passes over a NULL


def _counted(selection: Selection, settled: Mapping[str, date], first: date, last: date) -> tuple[str, dict[str, Any]]:
    """As _selected, of what a feed tells that counts by then."""
    where, given = _selected(selection, first, last)
    if not settled:
        return where, given
    new_feeds = {"new_feeds": list(settled), "settled": list(settled.values())}
    return f"{where} AND {_TOLD_BY_SETTLED_FEEDS}", {**given, **new_feeds}


def _selected(selection: Selection, first: date, last: date) -> tuple[str, dict[str, Any]]:
    """The SQL that holds of the spells of a selection on these days, and its parameters."""
    given = {name: value for name, value in asdict(selection).items() if value is not None}
    where = ['"day" BETWEEN $first AND $last', *(sql for name, sql in _CONDITIONS.items() if name in given)]
    return " AND ".join(where), {**given, "first": first, "last": last}
