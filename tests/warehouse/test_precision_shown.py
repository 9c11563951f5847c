"""A country or province is no town in any form that leaves the warehouse, and no coordinate is moved."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.world import FIRST_REPORT, found, version
from warehouse.exports import export_incidents
from warehouse.records import Incident
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse, open_warehouse

# Two attacks in one town, and one each known to less; a name that the gazetteer lacks keeps its words.
TOWN = {"place_name": "Quetta", "admin1": "Balochistan", "lat": 30.18414, "lon": 67.00141}
PLACES: dict[str, dict[str, Any]] = {
    "town": {**TOWN, "place_precision": "exact"},
    "same town": {**TOWN, "place_precision": "exact"},
    "beside": {**TOWN, "place_precision": "near"},
    "district": {**TOWN, "place_name": "Quetta District", "place_precision": "admin2"},
    "province": {
        "place_name": "Balochistan",
        "admin1": "Balochistan",
        "place_precision": "admin1",
        "lat": 28,
        "lon": 66,
    },
    "country": {"place_name": "Pakistan", "place_precision": "country", "lat": 30, "lon": 70},
    "unlisted": {"place_name": "Killi Sheikhan", "place_precision": "country", "lat": 30, "lon": 70},
}
GEO_PRECISION = {"town": 1, "same town": 1, "beside": 2, "district": 2, "province": 3, "country": 3, "unlisted": 3}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("precisions")
    with open_warehouse(folder / "tocsin.duckdb") as warehouse:
        found(warehouse, *(_incident(name, facts) for name, facts in PLACES.items()))
        assert "areas_are_no_towns" not in {failed.name for failed in failed_checks(warehouse.connection)}
        warehouse.publish_snapshot(folder / "snapshot.duckdb")
    return folder / "snapshot.duckdb"


def _incident(name: str, facts: dict[str, Any]) -> Incident:
    return Incident(
        name, FIRST_REPORT.reported_at, (), (version(name, 1, FIRST_REPORT, **{"country": "PAK", **facts}),)
    )


def _exported(snapshot: Path, format_name: str) -> str:
    out = io.BytesIO()
    export_incidents(snapshot, format_name, out)
    return out.getvalue().decode()


def test_a_map_has_no_pin_in_the_middle_of_a_province_or_country(snapshot: Path) -> None:
    features = {feature["id"]: feature for feature in json.loads(_exported(snapshot, "geojson"))["features"]}
    pinned = {name for name, feature in features.items() if feature["geometry"] is not None}
    assert pinned == {"town", "same town", "beside", "district"}
    for name, told in PLACES.items():
        properties = features[name]["properties"]
        assert (properties["place_precision"], properties["lat"]) == (told["place_precision"], told["lat"])


def test_no_coordinate_is_moved(snapshot: Path) -> None:
    features = {feature["id"]: feature for feature in json.loads(_exported(snapshot, "geojson"))["features"]}
    spot = {"type": "Point", "coordinates": [67.00141, 30.18414]}
    assert [features[name]["geometry"] for name in ("town", "same town", "beside")] == [spot] * 3


def test_acleds_precision_tells_towns_from_areas(snapshot: Path) -> None:
    rows = {row["event_id_cnty"]: row for row in csv.DictReader(io.StringIO(_exported(snapshot, "acled")))}
    assert {name: int(row["geo_precision"]) for name, row in rows.items()} == GEO_PRECISION
    assert {name: row["location"] for name, row in rows.items()} == {n: p["place_name"] for n, p in PLACES.items()}
    assert (rows["country"]["admin1"], rows["unlisted"]["admin1"]) == ("", "")


@pytest.mark.parametrize("format_name", ["csv", "json"])
def test_the_other_forms_say_how_closely_it_is_known(snapshot: Path, format_name: str) -> None:
    told = _exported(snapshot, format_name)
    rows = json.loads(told) if format_name == "json" else list(csv.DictReader(io.StringIO(told)))
    assert {row["incident_id"]: row["place_precision"] for row in rows} == {
        name: facts["place_precision"] for name, facts in PLACES.items()
    }


@pytest.mark.parametrize(
    "facts",
    [
        {"place_precision": "country", "admin1": "Balochistan"},
        {"place_precision": "country", "admin1_code": "PK-BA"},
        {"place_precision": "admin1", "admin1": "Balochistan", "admin2": "Quetta"},
    ],
)
def test_an_area_with_parts_finer_than_itself_is_found(empty: Warehouse, facts: dict[str, str]) -> None:
    found(empty, _incident("broken", facts))
    assert "areas_are_no_towns" in {failed.name for failed in failed_checks(empty.connection)}
