"""The name of a time zone, or a country, becomes an offset from UTC."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_ZONES = Path(__file__).with_name("zones.toml")


@cache
def _knowledge() -> Mapping[str, Any]:
    return MappingProxyType(tomllib.loads(_ZONES.read_text(encoding="utf-8")))


def zone_offset(name: str | None, country: str | None) -> timedelta | None:
    """The offset from UTC that a zone's name means in a feed of `country`; without a name, the country's own."""
    if name is None:
        hours = _knowledge()["country"].get(country)
    else:
        zone = _knowledge()["zone"].get(name, {})
        hours = zone.get("country", {}).get(country, zone.get("offset"))
    return None if hours is None else timedelta(hours=hours)


def local_time(moment: datetime, zone: str | None) -> datetime:
    """The same moment by the clock of an offset as `+05:00`; as it is where there is none."""
    return moment if zone is None else moment.astimezone(datetime.strptime(zone, "%z").tzinfo)
