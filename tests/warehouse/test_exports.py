"""The incidents as files for other tools, checked by hand against the small world."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.warehouse.world import FIRST_REPORT, found, version
from warehouse.errors import QueryError
from warehouse.exports import export_incidents
from warehouse.query import write_answer
from warehouse.records import Incident
from warehouse.store import Warehouse

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


LOOTING = {"event_type": "Strategic developments", "sub_event_type": "Looting/property destruction"}
DRONE = {"event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike"}
CLASH = {"event_type": "Battles", "sub_event_type": "Armed clash"}


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"perpetrator_kind": "State forces", "target_category": "journalist", **DRONE}, ("1", "7", "17", True)),
        ({"perpetrator_kind": "External/other forces", "target_category": "police", **CLASH}, ("8", "1", "18", False)),
        ({"perpetrator_kind": "Rebel groups", "target_category": "civilians", **CLASH}, ("2", "7", "27", False)),
        ({"target_category": "civilians"}, ("", "7", "", True)),
        ({"perpetrator_kind": "State forces", "target_category": "militants", **CLASH}, ("1", "", "", False)),
        ({"perpetrator_kind": "Rebel groups", "target_category": "infrastructure", **DRONE}, ("2", "", "20", False)),
        ({"target_category": "business", **LOOTING}, ("", "7", "", False)),
        ({"event_type": "Violence against civilians"}, ("", "", "", True)),
    ],
)
def test_acleds_codes_of_who_met_whom(
    filled: Warehouse, facts: dict[str, str], codes: tuple[str, str, str, bool]
) -> None:
    found(filled, incident_of(**facts))
    row = acled_row(filled)
    assert (row["inter1"], row["inter2"], row["interaction"], row["civilian_targeting"] != "") == codes


@pytest.mark.parametrize(
    ("facts", "actor2"),
    [
        ({"target": "20 students", "target_category": "education"}, ("Civilians (Pakistan)", "7", "27")),
        (
            {"target": "Balochistan Liberation Army", "target_category": "militants"},
            ("Balochistan Liberation Army", "2", "22"),
        ),
        ({"target": "an air base", "target_category": "military"}, ("Military Forces", "1", "12")),
        ({"target": "fighters", "target_category": "militants"}, ("Unidentified Armed Group (Pakistan)", "", "")),
        ({"target": "a bridge", "target_category": "infrastructure"}, ("", "", "20")),
    ],
    ids=["civilians", "named", "whose forces", "unnamed", "property"],
)
def test_acleds_second_actor_is_named_only_where_it_is_known(
    filled: Warehouse, facts: dict[str, str], actor2: tuple[str, str, str]
) -> None:
    found(filled, incident_of(perpetrator_kind="Rebel groups", country="PAK", **CLASH, **facts))
    row = acled_row(filled)
    assert (row["actor2"], row["inter2"], row["interaction"]) == actor2


@pytest.mark.parametrize(
    ("facts", "precisions"),
    [
        ({"happened_first": "2024-08-01", "happened_precision": "month", "place_precision": "admin1"}, ("3", "3")),
        ({"happened_first": "2024-08-19", "happened_precision": "week", "place_precision": "near"}, ("2", "2")),
        ({"happened_first": "2024-01-01", "happened_precision": "year", "place_precision": "admin2"}, ("", "2")),
        ({}, ("", "")),
    ],
)
def test_acleds_codes_of_precision(filled: Warehouse, facts: dict[str, str], precisions: tuple[str, str]) -> None:
    found(filled, incident_of(**facts))
    row = acled_row(filled)
    assert (row["time_precision"], row["geo_precision"]) == precisions


def test_acled_leaves_out_what_did_not_happen_and_marks_what_is_alleged(filled: Warehouse) -> None:
    found(filled, incident_of(status="alleged", killed_low=30))
    row = acled_row(filled)
    assert (row["tags"], row["fatalities"]) == ("status=alleged", "30")
    ids = filled.connection.values("SELECT event_id_cnty FROM acled ORDER BY ALL")
    assert ids == ["incident-massacre", "incident-of-test"]


def incident_of(**facts: Any) -> Incident:
    """An incident without reports that holds the stated facts."""
    founding = version("incident-of-test", 1, FIRST_REPORT, **facts)
    return Incident("incident-of-test", FIRST_REPORT.reported_at, (), (founding,))


def acled_row(warehouse: Warehouse) -> dict[str, str]:
    out = io.BytesIO()
    write_answer(warehouse.connection, "FROM acled WHERE event_id_cnty = 'incident-of-test'", "csv", out)
    (row,) = csv.DictReader(io.StringIO(out.getvalue().decode()))
    return row


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
