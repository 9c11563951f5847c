"""How late incidents are, and what a run measured, checked by hand against the small world."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.warehouse.later import tell_an_older_report
from warehouse.measures import RunMeasures, run_measures
from warehouse.store import Warehouse

# The first report is of 08:00, and was seen and written at 09:00; that of the blast is undated, and of the next day.
FIRST_RUN = datetime(2024, 8, 26, 9, tzinfo=UTC)
SECOND_RUN = datetime(2024, 8, 27, 11, tzinfo=UTC)
HOUR_S = 3600.0


def lags(warehouse: Warehouse, *columns: str) -> list[tuple[object, ...]]:
    return warehouse.connection.table(f"SELECT {', '.join(columns)} FROM lags ORDER BY incident_id").rows


def test_a_lag_is_from_the_publication_of_the_first_report_to_its_being_written(snapshot: Warehouse) -> None:
    assert lags(snapshot, "incident_id", "publisher", "lag_s", "from_archive") == [
        ("incident-defused", "Wire", None, False),
        ("incident-massacre", "Dawn", HOUR_S, False),
    ]


def test_a_report_that_turns_up_late_makes_no_incident_late(filled: Warehouse) -> None:
    tell_an_older_report(filled)
    assert lags(filled, "lag_s") == [(None,), (HOUR_S,)]


def test_the_lag_stays_where_a_later_reader_lost_the_event(filled: Warehouse) -> None:
    filled.connection.execute(
        "INSERT INTO stored.past_events BY NAME SELECT *, now() AS replaced_at, 'rules 2' AS replaced_by "
        "FROM stored.events WHERE event_id = 'event-1'; DELETE FROM stored.events WHERE event_id = 'event-1'"
    )
    assert lags(filled, "lag_s") == [(None,), (HOUR_S,)]


def test_a_date_after_the_reading_is_no_negative_lag(filled: Warehouse) -> None:
    filled.connection.execute("UPDATE stored.articles SET published_at = '2024-09-01 00:00:00+00'")
    assert lags(filled, "lag_s") == [(0.0,), (0.0,)]


def test_a_run_measures_its_own_incidents_and_alerts(filled: Warehouse) -> None:
    assert run_measures(filled.connection, SECOND_RUN) == RunMeasures(
        incidents=2,
        incidents_new=1,
        alerts_open=1,
        alerts_opened=1,
        alerts_closed=0,
        lag_median_s=None,
        lag_p95_s=None,
        newest_published_at=datetime(2024, 8, 27, 10, tzinfo=UTC),
    )


def test_median_and_percentile_are_over_the_dated_reports_of_the_run(filled: Warehouse) -> None:
    # Lags of 1 h and 11 h: the median is halfway, and 95 % of the way is 10.5 h.
    filled.connection.execute(
        "UPDATE stored.articles SET published_at = '2024-08-27 00:00:00+00' WHERE article_id = 'article-wire-2'"
    )
    measured = run_measures(filled.connection, FIRST_RUN)
    assert (measured.incidents_new, measured.lag_median_s, measured.lag_p95_s) == (2, 6 * HOUR_S, 10.5 * HOUR_S)
    assert measured.newest_published_at == datetime(2024, 8, 26, 8, tzinfo=UTC)


def test_what_was_read_from_archives_is_counted_and_not_late(filled: Warehouse) -> None:
    filled.connection.execute("UPDATE stored.feed_states SET last_polled_at = NULL")
    measured = run_measures(filled.connection, FIRST_RUN)
    assert (measured.incidents_new, measured.lag_median_s, measured.newest_published_at) == (2, None, None)


def test_a_new_warehouse_measures_nothing(empty: Warehouse) -> None:
    assert run_measures(empty.connection, FIRST_RUN) == RunMeasures(0, 0, 0, 0, 0, None, None, None)
