"""The gazetteer in the warehouse: replaced whole, joined by analysts, and asked what it would change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.warehouse.world import MASSACRE
from warehouse.errors import WarehouseError
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse

COLUMNS: dict[str, list[Any]] = {
    "geonameid": [1167528, None, 1168579],
    "name": ["Quetta", "Torkham", "Pakistan"],
    "kind": ["town", "point", "country"],
    "feature": [None, "border crossing", None],
    "admin1": ["Balochistan", "Khyber Pakhtunkhwa", None],
    "admin1_code": ["PK-BA", "PK-KP", None],
    "admin2": ["Quetta", "Khyber", None],
    "country": ["PAK", "PAK", "PAK"],
    "lat": [30.18, 34.12, 30.0],
    "lon": [67.0, 71.09, 70.0],
    "population": [1_565_546, 0, 212_215_030],
    "derived": [False, False, False],
    "source": ["GeoNames", "OurAirports", "GeoNames"],
}


def test_the_copy_is_of_one_version_and_replaced_whole(empty: Warehouse) -> None:
    assert empty.gazetteer.version() is None
    assert empty.gazetteer.replace("1", COLUMNS) == 3
    assert empty.gazetteer.replace("2", {name: values[:1] for name, values in COLUMNS.items()}) == 1
    assert empty.gazetteer.version() == "2"
    assert empty.connection.dicts("SELECT name, admin1_code, version FROM gazetteer") == [
        {"name": "Quetta", "admin1_code": "PK-BA", "version": "2"}
    ]
    assert failed_checks(empty.connection) == []


def test_a_failed_replacement_leaves_the_copy_that_was_there(empty: Warehouse) -> None:
    empty.gazetteer.replace("1", COLUMNS)
    with pytest.raises(WarehouseError):
        empty.gazetteer.replace("2", {**COLUMNS, "name": [None, None, None]})
    assert empty.connection.values("SELECT DISTINCT version FROM gazetteer") == ["1"]
    assert len(empty.connection.values("SELECT name FROM gazetteer")) == 3


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE stored.gazetteer SET geonameid = 1",
        "UPDATE stored.gazetteer SET lat = NULL WHERE name = 'Quetta'",
        "UPDATE stored.gazetteer SET country = 'PK'",
        "UPDATE stored.gazetteer SET kind = 'city'",
    ],
)
def test_each_part_of_the_rule_is_seen_to_fail(empty: Warehouse, broken: str) -> None:
    empty.gazetteer.replace("1", COLUMNS)
    empty.connection.execute(broken)
    assert [failed.name for failed in failed_checks(empty.connection)] == ["gazetteer_is_one"]


def test_what_another_version_resolved_is_given_with_how_often(filled: Warehouse) -> None:
    filled.connection.execute("UPDATE stored.events SET gazetteer = '1'; UPDATE stored.readings SET gazetteer = '2'")
    assert {row.row_kind for row in filled.gazetteer.resolved_otherwise("2")} == {"event"}
    assert {row.row_kind for row in filled.gazetteer.resolved_otherwise("1")} == {"mention"}
    both = filled.gazetteer.resolved_otherwise("3")
    events = filled.connection.values("SELECT count(*) FROM stored.events WHERE place IS NOT NULL")
    mentions = filled.connection.values("SELECT count(*) FROM stored.place_mentions")
    assert sum(row.times for row in both) == sum(events + mentions)
    assert any(row.place.name == MASSACRE.versions[0].place_name for row in both)


def test_rows_of_an_unknown_version_are_of_another(filled: Warehouse) -> None:
    filled.connection.execute("UPDATE stored.events SET gazetteer = NULL")
    assert any(row.row_kind == "event" for row in filled.gazetteer.resolved_otherwise("1"))
