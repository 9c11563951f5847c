"""The incidents as files for other tools, checked by hand against the small world."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from warehouse.errors import QueryError
from warehouse.exports import export_incidents

# fmt: off
ACLED = [
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction",
    "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude",
    "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
]
# fmt: on


def exported(snapshot: Path, format_name: str) -> bytes:
    out = io.BytesIO()
    export_incidents(snapshot, format_name, out)
    return out.getvalue()


def test_acled_has_acleds_columns_in_order_and_only_what_happened(snapshot_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(snapshot_path, "acled").decode())))
    assert len(rows) == 1
    assert list(rows[0]) == ACLED
    assert rows[0] == {
        **dict.fromkeys(ACLED, ""),
        "event_id_cnty": "incident-massacre",
        "event_date": "2024-08-26",
        "year": "2024",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Violence against civilians",
        "sub_event_type": "Attack",
        "actor1": "Balochistan Liberation Army",
        "inter1": "2",
        "actor2": "Civilians (Pakistan)",
        "inter2": "7",
        "interaction": "27",
        "civilian_targeting": "Civilian targeting",
        "iso": "586",
        "region": "South Asia",
        "country": "Pakistan",
        "admin1": "Balochistan",
        "admin2": "Musakhel",
        "location": "Musa Khel Bazar",
        "latitude": "30.86",
        "longitude": "69.82",
        "geo_precision": "1",
        "source": "Dawn; Wire",
        "source_scale": "National",
        "notes": "Gunmen killed 22 passengers in Musakhail on Monday, police said. "
        "The Balochistan Liberation Army claimed the attack.",
        "fatalities": "23",
        # 2024-08-27T11:00Z, when the report behind the latest version was seen.
        "timestamp": "1724756400",
    }


def test_geojson_gives_a_point_only_where_there_are_coordinates(snapshot_path: Path) -> None:
    collection = json.loads(exported(snapshot_path, "geojson"))
    assert collection["type"] == "FeatureCollection"
    defused, massacre = collection["features"]
    assert massacre["geometry"] == {"type": "Point", "coordinates": [69.82, 30.86]}
    assert massacre["properties"]["place_precision"] == "exact"
    assert massacre["properties"]["killed_best"] == 23
    assert massacre["properties"]["links"] == ["https://dawn.example/1", "https://wire.example/1"]
    assert (defused["id"], defused["geometry"], defused["properties"]["status"]) == ("incident-defused", None, "foiled")


@pytest.mark.parametrize("format_name", ["csv", "json", "parquet"])
def test_the_other_forms_hold_every_incident_latest_day_first(snapshot_path: Path, format_name: str) -> None:
    content = exported(snapshot_path, format_name)
    if format_name == "csv":
        found = [row["incident_id"] for row in csv.DictReader(io.StringIO(content.decode()))]
    elif format_name == "json":
        found = [row["incident_id"] for row in json.loads(content)]
    else:
        found = pq.read_table(io.BytesIO(content)).column("incident_id").to_pylist()
    assert found == ["incident-defused", "incident-massacre"]


def test_an_unknown_form_names_the_known_ones(snapshot_path: Path) -> None:
    with pytest.raises(QueryError, match="'kml'; use one of: csv, json, geojson, parquet, acled"):
        exported(snapshot_path, "kml")
