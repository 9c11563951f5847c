"""What lies within a radius, asked in SQL: spots by their distance, areas never."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from models.places.distance import great_circle_km
from tests.warehouse.world import FIRST_REPORT, found, version
from warehouse.errors import QueryError
from warehouse.query import run_query
from warehouse.records import Incident
from warehouse.schema_text import describe
from warehouse.store import Warehouse, open_warehouse

# One degree of latitude is 111.2 km.
SPOTS = {
    "here": (34.0, 71.5, "exact"),
    "beside": (34.3, 71.5, "near"),
    "far": (35.0, 71.5, "exact"),
    "district": (34.0, 71.5, "admin2"),
    "province": (34.0, 71.5, "admin1"),
    "country": (34.0, 71.5, "country"),
    "nowhere": (None, None, None),
}


@pytest.fixture
def spots(tmp_path: Path) -> Path:
    """A snapshot of an incident at each of SPOTS."""
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        found(warehouse, *(incident(name, *spot) for name, spot in SPOTS.items()))
        warehouse.publish_snapshot(tmp_path / "snapshot.duckdb")
    return tmp_path / "snapshot.duckdb"


def incident(name: str, lat: float | None, lon: float | None, precision: str | None) -> Incident:
    founding = version(name, 1, FIRST_REPORT, lat=lat, lon=lon, place_precision=precision)
    return Incident(name, FIRST_REPORT.reported_at, (), (founding,))


def answer(snapshot: Path, sql: str) -> list[str]:
    out = io.BytesIO()
    run_query(snapshot, sql, "csv", out)
    return out.getvalue().decode().splitlines()[1:]


def test_incidents_within_a_radius_are_spots_and_nearest_first(spots: Path) -> None:
    asked = "SELECT distance_km, incident_id FROM incidents_within(34.0, 71.5, {})"
    assert answer(spots, asked.format(50)) == ["0.0,here", "33.4,beside"]
    assert answer(spots, asked.format(111)) == ["0.0,here", "33.4,beside"]
    assert answer(spots, asked.format(112)) == ["0.0,here", "33.4,beside", "111.2,far"]


def test_its_arguments_may_be_named(spots: Path) -> None:
    sql = "SELECT incident_id FROM incidents_within(lat := 35.0, lon := 71.5, radius_km := 1)"
    assert answer(spots, sql) == ["far"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("134.0, 71.5, 50", "lat 134.0 lies outside -90 to 90"),
        ("34.0, -271.5, 50", "lon -271.5 lies outside -180 to 180"),
        ("'Peshawar', 71.5, 50", "Peshawar"),
        ("34.0, 71.5", "incidents_within(lat, lon, radius_km)"),
    ],
)
def test_a_mistake_is_one_line(spots: Path, arguments: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        answer(spots, f"FROM incidents_within({arguments})")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "points",
    [
        (34.0, 71.5, 34.0, 71.5),
        (0, 0, 0, 180),
        (51.5, -0.13, 48.86, 2.35),
        (-89.9, 179.9, 89.9, -0.1),
        (0, 179, 0, -179),
    ],
)
def test_kilometres_are_those_of_the_reader(snapshot: Warehouse, points: tuple[float, float, float, float]) -> None:
    (kilometres,) = snapshot.connection.values("SELECT km_between(?, ?, ?, ?)", points)
    assert kilometres == pytest.approx(great_circle_km(*points))


def test_from_london_to_paris_it_is_344_km(snapshot: Warehouse) -> None:
    assert snapshot.connection.values("SELECT round(km_between(51.5074, -0.1278, 48.8566, 2.3522))") == [344.0]


def test_an_unknown_point_is_at_no_distance(snapshot: Warehouse) -> None:
    assert snapshot.connection.values("SELECT km_between(NULL, 71.5, 34.0, 71.5)") == [None]


def test_the_schema_page_tells_of_them(snapshot_path: Path) -> None:
    page = describe(snapshot_path)
    assert "\nincidents_within(lat, lon, radius_km)\n  The incidents no farther than radius_km" in page
    assert "\nkm_between(lat1, lon1, lat2, lon2)\n  Great-circle kilometres" in page
