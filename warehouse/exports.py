"""The incidents of a snapshot to the file another tool reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, BinaryIO

from warehouse.connection import Connection, Table
from warehouse.errors import QueryError
from warehouse.formats import plain
from warehouse.query import write_answer
from warehouse.store import open_snapshot

FORMATS = ("csv", "json", "geojson", "parquet", "acled")

_INCIDENTS = "FROM incidents ORDER BY happened_first DESC NULLS LAST, incident_id"
_WIDE = frozenset({"admin1", "country"})
_ACLED = "FROM acled ORDER BY event_date DESC NULLS LAST, event_id_cnty"


def export_incidents(snapshot: Path, format_name: str, out: BinaryIO) -> None:
    """Write all incidents, the latest day first.

    `csv`, `json` and `parquet` hold the columns of the view `incidents`; `geojson` a feature each; `acled` a CSV in
    ACLED's columns and order (view `acled`: incidents that happened). Raises WarehouseMissing or QueryError.
    """
    if format_name not in FORMATS:
        raise QueryError(f"unknown format '{format_name}'; use one of: {', '.join(FORMATS)}")
    with open_snapshot(snapshot) as opened:
        _write(opened.connection, format_name, out)


def _write(connection: Connection, format_name: str, out: BinaryIO) -> None:
    match format_name:
        case "acled":
            write_answer(connection, _ACLED, "csv", out)
        case "geojson":
            out.write(_geojson(connection.table(_INCIDENTS)))
        case _:
            write_answer(connection, _INCIDENTS, format_name, out)


def _geojson(incidents: Table) -> bytes:
    """A FeatureCollection (RFC 7946), one feature a line."""
    features = [_feature(dict(zip(incidents.columns, row, strict=True))) for row in incidents.rows]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'.encode()


def _feature(incident: dict[str, Any]) -> dict[str, Any]:
    """One incident, with a point where it is known to the district at least.

    A pin in the middle of a country or province is taken for a town: those keep their coordinates as properties alone.
    """
    lat, lon = incident["lat"], incident["lon"]
    is_wide = lat is None or lon is None or incident["place_precision"] in _WIDE
    point = None if is_wide else {"type": "Point", "coordinates": [lon, lat]}
    properties = {name: plain(value) for name, value in incident.items()}
    return {"type": "Feature", "id": incident["incident_id"], "geometry": point, "properties": properties}
