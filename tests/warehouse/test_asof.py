"""The world as it was known at a moment, and what this machine had on record at one: two clocks that never mix."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.warehouse.later import decide_killed, tell_an_older_report
from warehouse.errors import QueryError
from warehouse.query import run_query
from warehouse.schema_text import describe
from warehouse.store import Warehouse, open_snapshot


def killed(warehouse: Warehouse, macro: str, moment: str) -> list[tuple[str, int | None]]:
    """The incidents of a moment with their dead, by what the small world tells of both attacks."""
    asked = f"SELECT incident_id, killed_best FROM {macro}(?) ORDER BY incident_id"
    return warehouse.connection.table(asked, (moment,)).rows


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        ("2024-08-26 07:59", []),
        ("2024-08-26 08:00", [("incident-massacre", 22)]),
        # The toll rose in a report of 10:00; the defused bomb was first reported at 11:00.
        ("2024-08-27 09:59", [("incident-massacre", 22)]),
        ("2024-08-27 10:00", [("incident-massacre", 23)]),
        ("2024-08-28", [("incident-defused", None), ("incident-massacre", 23)]),
    ],
)
def test_the_world_as_it_was_known(filled: Warehouse, moment: str, wanted: list[tuple[str, int | None]]) -> None:
    assert killed(filled, "incidents_asof", moment) == wanted


def test_a_moment_may_be_a_timestamp_or_say_its_zone(filled: Warehouse) -> None:
    count = "SELECT count(*) FROM incidents_asof({})"
    for moment in ("TIMESTAMPTZ '2024-08-26 08:00:00Z'", "DATE '2024-08-27'", "TIMESTAMP '2024-08-26 08:00:00'"):
        assert filled.connection.values(count.format(moment)) == [1]
    for moment in ("2024-08-26T08:00Z", "2024-08-26 13:00+05:00", "2024-08-26 13:00:00+05"):
        assert filled.connection.values(count.format(f"'{moment}'")) == [1]
    assert filled.connection.values(count.format("'2024-08-26 12:59+05:00'")) == [0]
    assert filled.connection.values(count.format("moment := '2024-08-28'")) == [2]


def test_its_articles_are_those_that_were_published_by_then(filled: Warehouse) -> None:
    asked = "SELECT versions, reports, publishers, links, last_reported = first_reported FROM incidents_asof(?)"
    assert filled.connection.table(asked, ("2024-08-26 12:00",)).rows == [
        (1, 1, ["Dawn"], ["https://dawn.example/1"], True)
    ]


def test_now_the_world_is_known_as_incidents_has_it(filled: Warehouse) -> None:
    tell_an_older_report(filled)
    decide_killed(filled, 30)
    now = filled.connection.dicts("SELECT * EXCLUDE (merged_ids) FROM incidents ORDER BY incident_id")
    assert filled.connection.dicts("FROM incidents_asof('2030-01-01') ORDER BY incident_id") == now


def test_an_older_report_that_turned_up_late_was_known_to_the_world_and_not_to_this_machine(filled: Warehouse) -> None:
    """Published on the 26th at 06:00, it came here on the 29th."""
    tell_an_older_report(filled)
    assert killed(filled, "incidents_asof", "2024-08-26 07:00") == [("incident-massacre", 20)]
    assert killed(filled, "incidents_asof", "2024-08-27 10:00") == [("incident-massacre", 24)]
    # The first report was seen on the 26th at 09:00, the later one and the bomb on the 27th at 11:00.
    assert killed(filled, "incidents_on_record", "2024-08-26 08:59") == []
    assert killed(filled, "incidents_on_record", "2024-08-26 09:00") == [("incident-massacre", 22)]
    before = [("incident-defused", None), ("incident-massacre", 23)]
    assert killed(filled, "incidents_on_record", "2024-08-27 11:00") == before
    assert killed(filled, "incidents_on_record", "2024-08-29 11:59") == before
    assert killed(filled, "incidents_on_record", "2024-08-29 12:00") == [before[0], ("incident-massacre", 24)]


def test_a_decision_holds_from_its_time_on(filled: Warehouse) -> None:
    decide_killed(filled, 30)
    for macro in ("incidents_asof", "incidents_on_record"):
        assert killed(filled, macro, "2024-08-30 11:59")[1] == ("incident-massacre", 23)
        assert killed(filled, macro, "2024-08-30 12:00")[1] == ("incident-massacre", 30)


def test_of_a_merged_incident_only_what_was_on_record_is_left(filled: Warehouse) -> None:
    filled.connection.execute(
        "UPDATE stored.incident_versions SET replaced_at = '2024-08-29 12:00:00Z' "
        "WHERE incident_id = 'incident-defused'"
    )
    assert killed(filled, "incidents_asof", "2024-08-28") == [("incident-massacre", 23)]
    assert len(killed(filled, "incidents_on_record", "2024-08-28")) == 2
    assert len(killed(filled, "incidents_on_record", "2024-08-29 12:00")) == 1


@pytest.mark.parametrize("macro", ["incidents_asof", "incidents_on_record"])
@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("'yesterday'", "'yesterday' is no moment; write it as 2024-08-27"),
        ("'2024-08-27 25:00'", "'2024-08-27 25:00' is no moment"),
        ("'2024-02-30'", "'2024-02-30' is no moment"),
        ("2024", "'2024' is no moment"),
        ("''", "'' is no moment"),
        ("NULL", "'NULL' is no moment"),
    ],
)
def test_what_is_no_moment_is_one_line(snapshot_path: Path, macro: str, moment: str, told: str) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(snapshot_path, f"FROM {macro}({moment})", "csv", io.BytesIO())
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_schema_page_tells_of_both(snapshot_path: Path) -> None:
    page = describe(snapshot_path)
    assert "\nincidents_asof(moment)\n  The incidents as the world knew them" in page
    assert "\nincidents_on_record(moment)\n  The incidents as this machine had them" in page


def test_a_snapshot_answers_both(snapshot_path: Path) -> None:
    with open_snapshot(snapshot_path) as snapshot:
        for macro in ("incidents_asof", "incidents_on_record"):
            assert len(killed(snapshot, macro, "2024-08-28")) == 2
