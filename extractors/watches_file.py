"""A TOML file to watches: each `[[watch]]` table one watch, each mistake one line that says where it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import MISSING, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from extractors.stories.event_kinds import EVENT_TYPES
from extractors.watching.watch_series import METHODS
from models.participants.actor_list import actors, by_key, find
from models.places.countries import alpha3_of, by_alpha3, name_of
from models.places.gazetteer import Gazetteer
from warehouse.records import Watch

_KEYS = tuple(field.name for field in fields(Watch))
_DEFAULTS: Mapping[str, Any] = {field.name: field.default for field in fields(Watch) if field.default is not MISSING}
_CONDITIONS = ("country", "admin1", "actor", "event_type", "place", "lat")
_DECIMAL = r"\d+(?:\.\d*)?|\.\d+"
_RADIUS = re.compile(
    rf"radius\s+(?P<km>{_DECIMAL})\s*km\s+of\s+(?P<lat>[-+]?(?:{_DECIMAL}))\s*,\s*(?P<lon>[-+]?(?:{_DECIMAL}))", re.I
)
# Half the way around the earth: what lies farther does not lie on it.
_FURTHEST_KM = 20_015.0
# State forces have keys made from their country, not lines in the actor list.
_FORCES_KEY = re.compile(r"[a-z]+-forces-of-[a-z-]+")


class WatchesFileError(Exception):
    """The watches file is wrong; the message is one line that names the file, the watch and the key."""


def read_watches_file(path: Path) -> list[Watch]:
    """The watches of a TOML file, in its order; raises WatchesFileError with one line.

    Keys of a watch: `name`; one or more of `country` (alpha-3), `admin1` (by any name that GeoNames knows in that
    country), `actor` (key or name), `event_type` (ACLED's event or sub-event type), `place` (`"radius 50 km of
    34.0,71.5"`) or `lat`, `lon` and `radius_km`; and the limits `method`, `threshold`, `floor` and `minimum`.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WatchesFileError(f"{path}: no such watches file: set TOCSIN_WATCHES to one") from error
    except OSError as error:
        raise WatchesFileError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise WatchesFileError(f"{path}: not UTF-8 text at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise WatchesFileError(f"{path}: not valid TOML: {error}") from error
    tables = told.get("watch", [])
    strange = next((key for key in told if key != "watch"), None)
    if strange is not None or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise WatchesFileError(f"{path}: '{strange or 'watch'}': a watch is a table that begins with [[watch]]")
    watches: list[Watch] = []
    for number, table in enumerate(tables, 1):
        try:
            watch = _watch(table)
            if watch.name in {known.name for known in watches}:
                raise _Wrong("name", f"two watches are called '{watch.name}'")
        except _Wrong as wrong:
            name = table.get("name")
            called = f"watch '{name}'" if isinstance(name, str) and name else f"watch number {number}"
            raise WatchesFileError(f"{path}: {called}, key '{wrong.key}': {wrong}") from wrong
        watches.append(watch)
    return watches


class _Wrong(Exception):
    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


def _watch(table: Mapping[str, Any]) -> Watch:
    for key in table:
        if key not in (*_KEYS, "place"):
            raise _Wrong(key, f"there is no such key{_perhaps(key, (*_KEYS, 'place'))}")
    name = _text(table, "name")
    if name is None:
        raise _Wrong("name", "a watch needs a name")
    if not any(key in table for key in _CONDITIONS):
        raise _Wrong(
            name, f"it watches nothing; give one or more of {', '.join(_CONDITIONS[:-1])}, or lat, lon, radius_km"
        )
    lat, lon, radius_km = _circle(table)
    return Watch(
        name=name,
        country=_country(table),
        admin1=_admin1(table),
        actor=_actor(table),
        event_type=_event_type(table),
        lat=lat,
        lon=lon,
        radius_km=radius_km,
        method=_method(table),
        threshold=_positive(table, "threshold"),
        floor=_positive(table, "floor"),
        minimum=_minimum(table),
    )


def _text(table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(key, f"{value!r} is not a text")
    return value.strip()


def _number(table: Mapping[str, Any], key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise _Wrong(key, f"{value!r} is not a number")
    return float(value)


def _positive(table: Mapping[str, Any], key: str) -> float:
    value = _number(table, key)
    if value is not None and value <= 0:
        raise _Wrong(key, f"{value:g} is not above 0")
    return float(_DEFAULTS[key]) if value is None else value


def _minimum(table: Mapping[str, Any]) -> int:
    value = table.get("minimum", _DEFAULTS["minimum"])
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _Wrong("minimum", f"{value!r} is not a whole number of 1 or more")
    return value


def _country(table: Mapping[str, Any]) -> str | None:
    code = _text(table, "country")
    if code is None or by_alpha3(code):
        return code
    meant = alpha3_of(code)
    raise _Wrong("country", f"'{code}' is no ISO 3166 alpha-3 code" + (f"; write '{meant}'" if meant else ""))


def _admin1(table: Mapping[str, Any]) -> str | None:
    """The area's name as the gazetteer gives it to incidents; as written where no country is given to look in."""
    name, country = _text(table, "admin1"), _text(table, "country")
    if name is None or country is None:
        return name
    with closing(Gazetteer()) as gazetteer:
        areas = [e for e in gazetteer.lookup(name) if e.precision == "admin1" and e.country == country]
    # Some are known as a region of another name or size: the Gaza Strip.
    found = next((e for e in areas if e.kind == "admin1"), None) or next((e for e in areas if e.admin1), None)
    if found is None:
        raise _Wrong("admin1", f"GeoNames knows no first-level area '{name}' of {name_of(country)}")
    return found.admin1 or found.name


def _actor(table: Mapping[str, Any]) -> str | None:
    actor = _text(table, "actor")
    if actor is None or by_key(actor) or _FORCES_KEY.fullmatch(actor):
        return actor
    listed = find(actor)
    if listed is None:
        raise _Wrong("actor", f"'{actor}' is not in the actor list{_perhaps(actor, (known.key for known in actors()))}")
    return listed.key


def _event_type(table: Mapping[str, Any]) -> str | None:
    kind = _text(table, "event_type")
    kinds = {*EVENT_TYPES, *EVENT_TYPES.values()}
    if kind is not None and kind not in kinds:
        raise _Wrong("event_type", f"'{kind}' is no event or sub-event type of ACLED{_perhaps(kind, sorted(kinds))}")
    return kind


def _method(table: Mapping[str, Any]) -> str:
    method = _text(table, "method") or str(_DEFAULTS["method"])
    if method not in METHODS:
        raise _Wrong("method", f"'{method}' is unknown; there is {', '.join(sorted(METHODS))}")
    return method


def _circle(table: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    """Latitude and longitude in degrees and a radius in kilometres, by `place` or by their own keys; all or none."""
    place = _text(table, "place")
    keys = ("lat", "lon", "radius_km")
    lat, lon, radius_km = (_number(table, key) for key in keys)
    if place is not None:
        if any(key in table for key in keys):
            raise _Wrong("place", "give either place or lat, lon and radius_km")
        match = _RADIUS.fullmatch(place)
        if match is None:
            raise _Wrong("place", f"'{place}' is not of the form 'radius 50 km of 34.0,71.5' (latitude, longitude)")
        lat, lon, radius_km = float(match["lat"]), float(match["lon"]), float(match["km"])
    if lat is None and lon is None and radius_km is None:
        return None, None, None
    if lat is None or lon is None or radius_km is None:
        missing = next(key for key, value in zip(keys, (lat, lon, radius_km), strict=True) if value is None)
        raise _Wrong(missing, "lat, lon and radius_km belong together; this one is missing")
    for key, value, limit in (("lat", lat, 90.0), ("lon", lon, 180.0)):
        if abs(value) > limit:
            raise _Wrong(key if place is None else "place", f"{key} {value:g} lies outside -{limit:g} to {limit:g}")
    if not 0 < radius_km <= _FURTHEST_KM:
        holds = "nothing" if radius_km <= 0 else "the whole earth"
        raise _Wrong("radius_km" if place is None else "place", f"a radius of {radius_km:g} km holds {holds}")
    return lat, lon, radius_km


def _perhaps(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""
