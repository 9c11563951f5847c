"""What each reader found, the last and those before it, to what two of them found in the articles that both read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.records import Report
from warehouse.reports import report_of

# Each look-up passes over all events there are.
_ARTICLES_AT_ONCE = 5_000

_READ = "FROM stored.readings SELECT article_id, reader UNION FROM stored.past_readings SELECT article_id, reader"
_READERS = f"""
    WITH used AS ({_READ}),
    ended AS (SELECT reader, min(replaced_at) AS at_first FROM stored.past_readings GROUP BY reader)
    SELECT used.reader, count(*) AS articles, count(*) FILTER (readings.reader = used.reader) AS "last"
    FROM used LEFT JOIN stored.readings USING (article_id) LEFT JOIN ended ON ended.reader = used.reader
    GROUP BY used.reader
    ORDER BY min(ended.at_first) NULLS LAST, used.reader
"""
_BOTH = f"""
    SELECT article_id FROM ({_READ}) WHERE reader IN ($before, $after) GROUP BY article_id HAVING count(*) = 2
"""
# Of several rows of one event that a reader found, asked again after another one, the latest counts.
_FOUND = """
    WITH every AS (
        SELECT *, NULL::TIMESTAMPTZ AS replaced_at FROM stored.events
        UNION ALL BY NAME
        SELECT * EXCLUDE (replaced_by, successor_id, incident_id) FROM stored.past_events
    ), found AS (
        FROM every
        SELECT *, reader = $before OR list_contains(earlier_readers, $before) AS by_before,
               reader = $after OR list_contains(earlier_readers, $after) AS by_after
    )
    FROM found WHERE (by_before OR by_after) AND article_id IN ({articles})
    QUALIFY row_number() OVER (
        PARTITION BY event_id, by_before, by_after ORDER BY replaced_at DESC NULLS FIRST
    ) = 1
"""
_OVERVIEW = f"""
    SELECT article_id, count(*) FILTER (by_before AND by_after) AS same, bool_or(by_before <> by_after) AS is_differing
    FROM ({_FOUND.format(articles=_BOTH)}) GROUP BY article_id ORDER BY article_id
"""
_DIFFERING = f"""
    FROM ({_FOUND.format(articles="SELECT unnest($articles::VARCHAR[])")}) WHERE by_before <> by_after
    ORDER BY article_id, "trigger".start, event_id
"""
# Where members changed: what was found otherwise was in these, and is in these now.
_LEFT = """
    SELECT DISTINCT incident_id FROM stored.past_events SEMI JOIN batch USING (event_id) WHERE incident_id IS NOT NULL
"""
_CAME = "SELECT DISTINCT incident_id FROM stored.incident_reports SEMI JOIN batch USING (event_id)"
_BEGAN = "SELECT min(replaced_at) FROM stored.past_readings WHERE reader = ?"
_FOUNDED = """
    SELECT incident_id FROM stored.incident_versions WHERE incident_id IN (SELECT unnest($came::VARCHAR[]))
    GROUP BY incident_id HAVING min(recorded_at) >= $began
"""
_MERGED = """
    SELECT DISTINCT incident_id FROM stored.incident_forwards
    WHERE "until" IS NULL AND since >= $began AND incident_id IN (SELECT unnest($left::VARCHAR[]))
"""
_WITHDRAWN = """
    SELECT incident_id FROM stored.incident_versions
    WHERE replaced_at IS NULL AND incident_id IN (SELECT unnest($left::VARCHAR[]))
    QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY known_at DESC, version DESC) = 1
       AND status = 'withdrawn'
"""


# An incident that no report is left of rests on what it had; what a later reader found there is not asked.
_CITED = """
    WITH cited AS (
        SELECT DISTINCT unnest(list_transform(cells, lambda c: c.event_id)) AS event_id
        FROM stored.incident_versions WHERE incident_id = $incident_id AND replaced_at IS NULL
    ), every AS (
        SELECT *, NULL::TIMESTAMPTZ AS replaced_at FROM stored.events SEMI JOIN cited USING (event_id)
        UNION ALL BY NAME
        SELECT * EXCLUDE (replaced_by, successor_id, incident_id)
        FROM stored.past_events SEMI JOIN cited USING (event_id)
    )
    FROM every QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY replaced_at DESC NULLS FIRST) = 1
    ORDER BY reported_at, event_id
"""


@dataclass(frozen=True, slots=True)
class ReaderUse:
    """A version of the reader, how many articles it has read, and of how many it was the last to."""

    reader: str
    articles: int
    last: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Two readers beside each other: articles that both read, events that are the same, articles where some are not."""

    articles: int
    same: int
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncidentChanges:
    """Ids of incidents by what another reading of their articles made of them; `members` are all that it touched."""

    members: tuple[str, ...]
    founded: tuple[str, ...]
    merged: tuple[str, ...]
    withdrawn: tuple[str, ...]


class PastReadingStore:
    """What readers found, by their versions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def readers(self) -> list[ReaderUse]:
        """The versions that have read anything, in the order in which others took their place."""
        return [ReaderUse(**row) for row in self._connection.dicts(_READERS)]

    def overview(self, before: str, after: str) -> Overview:
        """How far two versions found the same."""
        versions = {"before": before, "after": after}
        both = self._connection.values(f"SELECT count(*) FROM ({_BOTH})", versions)[0]
        rows = self._connection.dicts(_OVERVIEW, versions)
        differing = tuple(row["article_id"] for row in rows if row["is_differing"])
        return Overview(both, sum(row["same"] for row in rows), differing)

    def differing(
        self, before: str, after: str, article_ids: Iterable[str]
    ) -> Iterator[tuple[list[Report], list[Report]]]:
        """For each of these articles, what only the one version found just so and what only the other did."""
        ids = list(article_ids)
        for start in range(0, len(ids), _ARTICLES_AT_ONCE):
            some = ids[start : start + _ARTICLES_AT_ONCE]
            found: dict[str, tuple[list[Report], list[Report]]] = defaultdict(lambda: ([], []))
            for row in self._connection.dicts(_DIFFERING, {"before": before, "after": after, "articles": some}):
                found[row["article_id"]][row["by_after"]].append(report_of(row))
            yield from found.values()

    def incidents(self, before: str, old_ids: Iterable[str], new_ids: Iterable[str]) -> IncidentChanges:
        """What became of the incidents of events that `before` found otherwise, since it was first replaced."""
        left = self._incidents_of(_LEFT, old_ids)
        came = self._incidents_of(_CAME, new_ids)
        began = self._connection.values(_BEGAN, (before,))[0]
        return IncidentChanges(
            tuple(sorted(left | came)),
            self._sorted(_FOUNDED, {"came": list(came - left), "began": began}),
            self._sorted(_MERGED, {"left": list(left), "began": began}),
            self._sorted(_WITHDRAWN, {"left": list(left)}),
        )

    def cited_by(self, incident_id: str) -> list[Report]:
        """The reports that what is known of an incident rests on, also those that are in it no more, oldest first."""
        return [report_of(row) for row in self._connection.dicts(_CITED, {"incident_id": incident_id})]

    def _incidents_of(self, sql: str, event_ids: Iterable[str]) -> set[str]:
        batch = pa.table({"event_id": pa.array(list(event_ids), pa.string())})
        return {row[0] for row in self._connection.with_batch(sql, batch)}

    def _sorted(self, sql: str, parameters: dict[str, object]) -> tuple[str, ...]:
        return tuple(sorted(self._connection.values(sql, parameters)))
