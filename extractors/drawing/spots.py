"""Incidents to the spots of a map and to what is said of those that have none."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.records import IncidentDay

# The coordinates of any other precision are the middle of an area in which nothing need have happened.
DRAWN = frozenset({"exact", "near", "admin2"})
DISTRICT = "admin2"
_ONLY = {"admin1": "to the province", "country": "to the country"}
# Degrees, about 100 m: nearer than that it is one spot.
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """Where incidents happened; `killed` are those of all of them whose toll is known, None where none is.

    Of a district (`is_district`) the spot is its middle.
    """

    lon: float
    lat: float
    name: str | None
    incidents: int
    killed: int | None
    is_district: bool


def spots(incidents: Iterable[IncidentDay]) -> list[Spot]:
    """The spots of the incidents that have one, the deadliest first."""
    there: dict[tuple[float, float, bool], list[IncidentDay]] = {}
    for incident in incidents:
        if (point := _point(incident)) is not None:
            key = (*point, incident.place_precision == DISTRICT)
            there.setdefault(key, []).append(incident)
    found = [_spot(lon, lat, is_district, own) for (lon, lat, is_district), own in there.items()]
    return sorted(found, key=lambda spot: (-(spot.killed or 0), -spot.incidents, spot.lon, spot.lat))


def notes(incidents: Sequence[IncidentDay]) -> list[str]:
    """What the map does not show, or shows less closely than it looks, in sentences without their full stop."""
    left = Counter(_ONLY.get(incident.place_precision or "", "") for incident in incidents if _point(incident) is None)
    told = [f"{left[only]} known only {only}" for only in _ONLY.values() if left[only]]
    if left[""]:
        told.append(f"{left['']} whose place is not known")
    said = []
    if told:
        said.append(f"{' and '.join(told)} {'is' if left.total() == 1 else 'are'} not drawn")
    if any(incident.place_precision == DISTRICT and _point(incident) for incident in incidents):
        said.append("Dashed dots: known only to the district, drawn in its middle")
    return said


def _point(incident: IncidentDay) -> tuple[float, float] | None:
    if incident.place_precision not in DRAWN or incident.lat is None or incident.lon is None:
        return None
    if not (math.isfinite(incident.lon) and -90 <= incident.lat <= 90):
        return None
    return round(incident.lon, _DECIMALS), round(incident.lat, _DECIMALS)


def _spot(lon: float, lat: float, is_district: bool, own: Sequence[IncidentDay]) -> Spot:
    killed = [incident.killed_best for incident in own if incident.killed_best is not None]
    name = next((incident.place_name for incident in own if incident.place_name), None)
    return Spot(lon, lat, name, len(own), sum(killed) if killed else None, is_district)
