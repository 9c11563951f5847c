"""An open warehouse and the moment of a run to what that run measured: incidents, alerts, and how late they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warehouse.connection import Connection
from warehouse.rows import decode

# What was read from archives of pages says nothing of how fast feeds are followed.
_MEASURED = """
    SELECT
        (SELECT count(*) FROM stored.incidents)::BIGINT AS incidents,
        founded.incidents_new,
        alerts.*,
        founded.lag_median_s,
        founded.lag_p95_s,
        (
            SELECT max(articles.published_at)
            FROM stored.articles JOIN stored.feed_states USING (feed_id)
            WHERE last_polled_at IS NOT NULL AND articles.published_at <= $at
        ) AS newest_published_at
    FROM (
        SELECT
            count(*)::BIGINT AS incidents_new,
            quantile_cont(lag_s, 0.5) FILTER (NOT from_archive) AS lag_median_s,
            quantile_cont(lag_s, 0.95) FILTER (NOT from_archive) AS lag_p95_s
        FROM lags WHERE recorded_at >= $at
    ) AS founded, (
        SELECT
            count(*) FILTER (state = 'open')::BIGINT AS alerts_open,
            count(*) FILTER (opened_at >= $at)::BIGINT AS alerts_opened,
            count(*) FILTER (closed_at >= $at)::BIGINT AS alerts_closed
        FROM stored.alerts
    ) AS alerts
"""


@dataclass(frozen=True, slots=True)
class RunMeasures:
    """What a run measured: incidents ever founded and those of the run; alerts that are open, and those it opened.

    The lags (seconds from publication to being an incident: median and 95th percentile) are of the run's incidents
    from feeds, None where it founded none whose report is dated. `newest_published_at` is of all articles from feeds.
    """

    incidents: int
    incidents_new: int
    alerts_open: int
    alerts_opened: int
    alerts_closed: int
    lag_median_s: float | None
    lag_p95_s: float | None
    newest_published_at: datetime | None


def run_measures(connection: Connection, at: datetime) -> RunMeasures:
    """The measures of the run at that moment, which is the latest."""
    (row,) = connection.dicts(_MEASURED, {"at": at})
    return decode(RunMeasures, row)
