"""The place, province or country that a person sets to the columns of an incident's place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extractors.resolution.incident_facts import where
from extractors.resolution.nearness import label, words_of
from models.places.countries import name_of
from warehouse.records import IncidentVersion, Place, Report

Columns = dict[str, Any]

_AREAS = ("admin1", "country")
# A spot in the wrong area is on no map.
_NO_SPOT: Columns = {"geonameid": None, "admin2": None, "lat": None, "lon": None}


def place_set(version: IncidentVersion, name: str | None, reports: Sequence[Report]) -> Columns:
    """A place by its name: with all that is known of it where a report tells of one so called.

    Else with the province and country that it had, and without coordinates, which were another's. None: nothing is
    known below the province.
    """
    if name is None:
        precision = "admin1" if version.admin1 else "country" if version.country else None
        area = version.admin1 or name_of(version.country)
        return {**_NO_SPOT, "place_name": area, "place_precision": precision}
    told = next((place for place in _places(reports) if words_of(label(place)) == words_of(name)), None)
    if told is not None:
        return {**where(told), "place_name": name}
    if words_of(version.place_name) == words_of(name):
        return {"place_name": name}
    return {**_NO_SPOT, "place_name": name, "place_precision": None}


def admin1_set(version: IncidentVersion, name: str | None, reports: Sequence[Report]) -> Columns:
    """A province, with its code where a report tells it; a spot in another one loses its coordinates."""
    if words_of(version.admin1) == words_of(name):
        return {"admin1": name}
    told = next((p for p in _places(reports) if name and words_of(p.admin1) == words_of(name)), None)
    columns = {**_NO_SPOT, "admin1": name, "admin1_code": told.admin1_code if told else None, "place_precision": None}
    if version.place_precision not in _AREAS:
        return columns
    area, precision = (name, "admin1") if name else (name_of(version.country), "country")
    return {**columns, "place_name": area, "place_precision": precision}


def country_set(version: IncidentVersion, code: str | None) -> Columns:
    """A country; what lay in another one is nowhere."""
    if version.country == code:
        return {}
    columns = {**_NO_SPOT, "country": code, "admin1": None, "admin1_code": None, "place_precision": None}
    if version.place_precision not in _AREAS:
        return columns
    return {**columns, "place_name": name_of(code), "place_precision": "country" if code else None}


def _places(reports: Sequence[Report]) -> list[Place]:
    return [report.event.place for report in reports if report.event.place is not None]
