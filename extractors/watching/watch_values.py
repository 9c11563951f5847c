"""The values of one `[[watch]]` table to a watch: each checked, each mistake with its key and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import MISSING, fields
from difflib import get_close_matches
from typing import Any

from extractors.stories.event_kinds import EVENT_TYPES
from extractors.watching.methods import METHODS
from models.participants.actor_list import actors, by_key, find
from models.participants.target_list import CATEGORIES
from models.places.countries import alpha3_of, by_alpha3, name_of
from models.places.gazetteer import Entry, Gazetteer
from warehouse.records import Watch

_DEFAULTS: Mapping[str, Any] = {field.name: field.default for field in fields(Watch) if field.default is not MISSING}
KEYS = (*(field.name for field in fields(Watch)), "place")
CONDITIONS = ("country", "admin1", "actor", "event_type", "target", "place")
SPLITS = ("country", "admin1", "admin2", "actor", "event_type", "target")
MEASURES = ("incidents", "killed")
_DECIMAL = r"\d+(?:\.\d*)?|\.\d+"
_RADIUS = re.compile(rf"radius\s+(?P<km>{_DECIMAL})\s*km\s+of\s+(?P<of>.+)", re.I)
_POINT = re.compile(rf"(?P<lat>[-+]?(?:{_DECIMAL}))\s*,\s*(?P<lon>[-+]?(?:{_DECIMAL}))")
_ODDS = re.compile(r"1\s+in\s+(?P<of>\d[\d,]*)", re.I)
_BUDGET = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s+(?:per|a|an|in)\s+(?P<span>day|week|month|quarter|year)", re.I)
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375, "quarter": 91.3125, "year": 365.25}
# A town is meant without doubt where it has so many times the people of the next one of its name.
_SURELY_LARGER = 10
# Half the way around the earth: what lies farther does not lie on it.
_FURTHEST_KM = 20_015.0
# A tenth of a chance is no alarm but every second week's news.
_LARGEST_CHANCE = 0.1
# Within the six years that an emergence looks back.
_MOST_QUIET_DAYS = 2_000
# State forces have keys made from their country, not lines in the actor list.
_FORCES_KEY = re.compile(r"[a-z]+-forces-of-[a-z-]+")

Table = Mapping[str, Any]


class WrongValue(Exception):
    """A value of a watch is wrong; the message says why and what to write."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


def watch_of(table: Table) -> Watch:
    """The watch that a table tells; raises WrongValue for the first mistake."""
    for key in table:
        if key not in KEYS:
            raise WrongValue(key, f"there is no such key{_perhaps(key, KEYS)}")
    name = _text(table, "name")
    if name is None:
        raise WrongValue("name", "a watch needs a name")
    by = _by(table)
    if not by and not any(key in table for key in (*CONDITIONS, "lat")):
        raise WrongValue(name, f"it watches nothing; give one or more of {', '.join(CONDITIONS)}, or by")
    lat, lon, radius_km = _circle(table)
    method = _one_of(table, "method", tuple(sorted(METHODS))) or str(_DEFAULTS["method"])
    return Watch(
        name=name,
        country=_country(table),
        admin1=_admin1(table),
        actor=_actor(table),
        event_type=_event_type(table),
        target=_one_of(table, "target", tuple(sorted(CATEGORIES))),
        lat=lat,
        lon=lon,
        radius_km=radius_km,
        by=by,
        measures=_measures(table),
        method=method,
        chance=_chance(table),
        budget=_budget(table),
        # Who asks for the first incident of its kind asks for one.
        minimum=_whole(table, "minimum", 1 if method == "emergence" else int(_DEFAULTS["minimum"])),
        quiet_days=_whole(table, "quiet_days", int(_DEFAULTS["quiet_days"]), _MOST_QUIET_DAYS),
    )


def _text(table: Table, key: str) -> str | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise WrongValue(key, f"{value!r} is not a text")
    if not value.isprintable():
        raise WrongValue(key, f"{value!r} holds characters that cannot be shown or stored")
    return value.strip()


def _number(table: Table, key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise WrongValue(key, f"{value!r} is not a number")
    return float(value)


def _whole(table: Table, key: str, default: int, most: int = 1_000_000) -> int:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise WrongValue(key, f"{value!r} is not a whole number from 1 to {most:,}")
    return value


def _texts(table: Table, key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    told = [value] if isinstance(value, str) else value
    if not isinstance(told, list) or not all(isinstance(one, str) and one.strip() for one in told):
        raise WrongValue(key, f'{value!r} is not a list of texts; write ["one", "two"]')
    return tuple(dict.fromkeys(" ".join(one.split()) for one in told))


def _one_of(table: Table, key: str, known: tuple[str, ...]) -> str | None:
    value = _text(table, key)
    if value is not None and value not in known:
        raise WrongValue(key, f"'{value}' is unknown; there is {', '.join(known)}{_perhaps(value, known)}")
    return value


def _by(table: Table) -> tuple[str, ...]:
    for split in (told := _texts(table, "by")):
        for part in split.split(" x "):
            if part not in SPLITS:
                raise WrongValue(
                    "by",
                    f"'{part}' is no split; there is {', '.join(SPLITS)}, and crossings such as 'admin2 x event_type'",
                )
    return told


def _measures(table: Table) -> tuple[str, ...]:
    told = _texts(table, "measures") or tuple(_DEFAULTS["measures"])
    for measure in told:
        if measure not in MEASURES:
            raise WrongValue("measures", f"'{measure}' is not counted; there is {', '.join(MEASURES)}")
    return told


def _chance(table: Table) -> float:
    """A chance a day, as `1 in 1,000` or as a number."""
    value = table.get("chance")
    odds = _ODDS.fullmatch(value.strip()) if isinstance(value, str) else None
    chance = _number(table, "chance") if odds is None else 1 / max(1, int(odds["of"].replace(",", "")))
    if chance is None:
        return float(_DEFAULTS["chance"])
    if not 0 < chance <= _LARGEST_CHANCE:
        raise WrongValue(
            "chance", f"{value!r} is not a chance a day between 0 and {_LARGEST_CHANCE:g}, as '1 in 1,000'"
        )
    return chance


def _budget(table: Table) -> float | None:
    """False alarms a day, from `1 per month`."""
    told = _text(table, "budget")
    if told is None:
        return None
    if table.get("method") == "emergence":
        raise WrongValue("budget", "an emergence has no chance to choose; give quiet_days")
    if "chance" in table:
        raise WrongValue("budget", "give either budget, which chooses the chance, or chance")
    match = _BUDGET.fullmatch(told)
    if match is None or float(match["number"]) <= 0:
        raise WrongValue("budget", f"'{told}' is not of the form '1 per month' (day, week, month, quarter or year)")
    return float(match["number"]) / _DAYS[match["span"].lower()]


def _country(table: Table) -> str | None:
    code = _text(table, "country")
    if code is None or by_alpha3(code):
        return code
    meant = alpha3_of(code)
    raise WrongValue("country", f"'{code}' is no ISO 3166 alpha-3 code" + (f"; write '{meant}'" if meant else ""))


def _admin1(table: Table) -> str | None:
    """The area's name as the gazetteer gives it to incidents; as written where no country is given to look in."""
    name, country = _text(table, "admin1"), _text(table, "country")
    if name is None or country is None:
        return name
    with closing(Gazetteer()) as gazetteer:
        areas = [e for e in gazetteer.lookup(name) if e.precision == "admin1" and e.country == country]
    # Some are known as a region of another name or size: the Gaza Strip.
    found = next((e for e in areas if e.kind == "admin1"), None) or next((e for e in areas if e.admin1), None)
    if found is None:
        raise WrongValue("admin1", f"GeoNames knows no first-level area '{name}' of {name_of(country)}")
    return found.admin1 or found.name


def _actor(table: Table) -> str | None:
    actor = _text(table, "actor")
    if actor is None or by_key(actor) or _FORCES_KEY.fullmatch(actor):
        return actor
    listed = find(actor)
    if listed is None:
        near = _perhaps(actor, (known.key for known in actors()))
        raise WrongValue("actor", f"'{actor}' is not in the actor list{near}")
    return listed.key


def _event_type(table: Table) -> str | None:
    kind = _text(table, "event_type")
    kinds = {*EVENT_TYPES, *EVENT_TYPES.values()}
    if kind is not None and kind not in kinds:
        raise WrongValue(
            "event_type", f"'{kind}' is no event or sub-event type of ACLED{_perhaps(kind, sorted(kinds))}"
        )
    return kind


def _circle(table: Table) -> tuple[float | None, float | None, float | None]:
    """Latitude and longitude in degrees and a radius in kilometres, by `place` or by their own keys; all or none."""
    place = _text(table, "place")
    keys = ("lat", "lon", "radius_km")
    lat, lon, radius_km = (_number(table, key) for key in keys)
    if place is not None:
        if any(key in table for key in keys):
            raise WrongValue("place", "give either place or lat, lon and radius_km")
        lat, lon, radius_km = _told_circle(place, _text(table, "country"))
    if lat is None and lon is None and radius_km is None:
        return None, None, None
    if lat is None or lon is None or radius_km is None:
        missing = next(key for key, value in zip(keys, (lat, lon, radius_km), strict=True) if value is None)
        raise WrongValue(missing, "lat, lon and radius_km belong together; this one is missing")
    for key, value, limit in (("lat", lat, 90.0), ("lon", lon, 180.0)):
        if abs(value) > limit:
            raise WrongValue(key if place is None else "place", f"{key} {value:g} lies outside -{limit:g} to {limit:g}")
    if not 0 < radius_km <= _FURTHEST_KM:
        holds = "nothing" if radius_km <= 0 else "the whole earth"
        raise WrongValue("radius_km" if place is None else "place", f"a radius of {radius_km:g} km holds {holds}")
    return lat, lon, radius_km


def _told_circle(place: str, country: str | None) -> tuple[float, float, float]:
    match = _RADIUS.fullmatch(place)
    if match is None:
        raise WrongValue(
            "place",
            f"'{place}' is not of the form 'radius 50 km of 34.0,71.5' (latitude, longitude) or '… of Peshawar'",
        )
    point = _POINT.fullmatch(match["of"].strip())
    if point is not None:
        return float(point["lat"]), float(point["lon"]), float(match["km"])
    if not any(char.isalpha() for char in match["of"]):
        raise WrongValue("place", f"'{place}' is not of the form 'radius 50 km of 34.0,71.5' (latitude, longitude)")
    town = _town(match["of"].strip(), country)
    return float(town.lat or 0.0), float(town.lon or 0.0), float(match["km"])


def _town(name: str, country: str | None) -> Entry:
    """The town of that name: the only one, or by far the largest, of the country where one is given."""
    with closing(Gazetteer()) as gazetteer:
        named = [e for e in gazetteer.lookup(name) if e.kind in ("town", "point") and e.lat is not None]
    there = sorted((e for e in named if country in (None, e.country)), key=lambda e: -e.population)
    if not there:
        raise WrongValue(
            "place", f"the gazetteer knows no town '{name}'" + (f" in {name_of(country)}" if country else "")
        )
    if len(there) > 1 and there[0].population < _SURELY_LARGER * max(1, there[1].population):
        known = "; ".join(f"{e.admin1 or e.country}, {e.country}: {e.lat:.2f},{e.lon:.2f}" for e in there[:3])
        raise WrongValue("place", f"there are several places called '{name}' ({known}); give the coordinates")
    return there[0]


def _perhaps(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""
